// What every VIRTIO device has, whatever carries it: VIRTIO 1.2, 2.1 "Device Status Field", 2.2 "Feature Bits", 2.5
// "Device Configuration Space", 2.7 virtqueues, 3.1 "Device Initialization".
//
// Models: status with reset, feature negotiation, queues that are worked through by a bus master, and
// DEVICE_NEEDS_RESET as the answer to everything that a driver may not do to a ring. The device acts only in act(), at
// times that the machine's timeline orders; no transfer happens within a register access. Leaves out: legacy devices
// (VIRTIO_F_VERSION_1 must be accepted), shared memory regions, resetting a single queue.
#pragma once
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "dev/virtio/queue.h"

namespace covesim {

class Archive;

/// How a device's notifications reach the driver (virtio-mmio, virtio-pci).
struct VirtioTransport {
    virtual void queue_interrupt(uint32_t queue) = 0;
    virtual void config_interrupt() = 0;

  protected:
    ~VirtioTransport() = default;
};

class VirtioDevice : public BusMaster, private BusMemory {
  public:
    struct Kind {
        std::string_view name;
        uint32_t id = 0;         ///< device number (5)
        uint32_t pci_class = 0;  ///< class code, 24 bits
        uint64_t features = 0;   ///< the device's own; INDIRECT_DESC, EVENT_IDX and VERSION_1 come with it
        uint32_t queues = 1;
        uint16_t queue_size = 128;  ///< the most that a driver may choose
    };

    VirtioDevice(const Kind& kind, BusPort& port);
    virtual ~VirtioDevice() = default;
    /// Before anything else.
    void connect(VirtioTransport& transport) { transport_ = &transport; }

    const Kind& kind() const { return kind_; }
    uint64_t offered() const;

    // ---- what the driver sees through the transport
    uint8_t status() const { return s_.status; }
    /// 0 resets; other bits can only be added (3.1.1), FEATURES_OK only when the features are acceptable.
    void set_status(uint8_t value);
    uint64_t accepted() const { return s_.accepted; }
    /// Ignored once FEATURES_OK is set.
    void accept(uint64_t features);
    uint32_t queues() const { return kind_.queues; }
    /// Null when the device has no such queue.
    const Virtqueue::State* queue(uint32_t i) const { return i < queues_.size() ? &queues_[i].s : nullptr; }
    /// Null too while the queue is enabled: its place must not change then (4.1.4.3.2, 4.2.2.2).
    Virtqueue::State* queue_setup(uint32_t i);
    void enable_queue(uint32_t i);
    void disable_queue(uint32_t i);
    /// Chains have become available.
    void notify(uint32_t queue, Tick now);
    uint8_t config(uint32_t offset) const;
    virtual void write_config(uint32_t, uint8_t) {}
    void reset();

    struct State {
        uint8_t status = 0;
        uint64_t accepted = 0;
        uint16_t epoch = 0;  ///< counts resets and failures: what was scheduled before them is void
    };
    /// Between two calls of act().
    void archive(Archive& a);

    void act(Tick now, uint64_t payload) final;

  protected:
    /// A chain that the driver made available. The device gives it back with done(), now or later.
    virtual void serve(uint32_t queue, Chain chain, Tick now) = 0;
    /// Whether serve() may be called: a device that has nothing to say leaves the driver's buffers alone.
    virtual bool ready_for(uint32_t) const { return true; }
    /// What later() asked for.
    virtual void resume(uint32_t, Tick) {}
    virtual std::span<const uint8_t> config_space() const { return {}; }
    virtual void on_reset() {}
    /// What the device has beside queues and status. One that does not say refuses checkpoints by its name.
    virtual void archive_device(Archive& a);

    /// The driver's memory, as long as the device has not been reset since act() began: nothing is left to do then.
    BusMemory& memory() { return *this; }
    bool timed() const { return port_.timed(); }
    /// resume(token) at `when`, unless the device is reset before.
    void later(Tick when, uint32_t token);
    /// Gives a chain back at `now`, and interrupts as the driver wishes when the ring has been written.
    void done(uint32_t queue, const Chain& chain, uint32_t written, Tick now);
    /// The driver has brought the device up, and neither has failed.
    bool running() const;
    /// Looks at the queue again although nobody notified.
    void look_at(uint32_t queue);
    /// The driver did what it must not, or memory refused: DEVICE_NEEDS_RESET (2.1.2).
    void fail();

  private:
    enum class What : uint8_t { Work, Resume, GiveBack, Interrupt };
    struct Finished {  ///< a chain whose last byte has not been written yet
        uint32_t queue;
        uint16_t head;
        uint32_t written;
    };
    /// The device was reset, or failed, since act() began.
    bool stale() const { return acting_ != s_.epoch; }
    void needs_reset();
    void forget();
    void give_back(const Finished& f, Tick now);
    void schedule(Tick when, What what, uint32_t value);
    void work(uint32_t queue, Tick now);
    bool read(uint64_t address, void* out, uint32_t bytes, Tick& now) override;
    bool write(uint64_t address, const void* in, uint32_t bytes, Tick& now) override;

    const Kind kind_;
    BusPort& port_;
    VirtioTransport* transport_ = nullptr;
    State s_;
    std::vector<Virtqueue> queues_;
    std::vector<bool> scheduled_;  ///< per queue: work() will look at it
    std::map<uint32_t, Finished> finished_;
    uint32_t last_finished_ = 0;
    uint16_t acting_ = 0;  ///< the epoch in which act() began
    Tick acting_since_;
};

}  // namespace covesim
