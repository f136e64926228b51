// Virtio over PCI: VIRTIO 1.2, 4.1, the modern interface alone (device numbers from 0x1040).
//
// BAR 0 (64-bit): common configuration at 0, ISR status at 0x1000, the device's configuration at 0x2000, notifications
// at 0x3000 with a multiplier of 4. BAR 2: MSI-X, a vector for each queue and one for configuration changes. The
// configuration-access capability (4.1.4.9) reaches BAR 0 too. Leaves out: the legacy interface,
// VIRTIO_F_NOTIFICATION_DATA, queue_reset, shared memory.
#pragma once
#include "dev/pci/function.h"
#include "dev/virtio/device.h"

namespace covesim {

class VirtioPci;

/// What BAR 0 holds.
class VirtioPciRegisters final : public RegDevice<VirtioPciRegisters> {
  public:
    static constexpr uint64_t kIsr = 0x1000, kConfig = 0x2000, kNotify = 0x3000, kBytes = 0x4000;
    static constexpr uint32_t kNotifyMultiplier = 4;

    VirtioPciRegisters(VirtioPci& owner, VirtioDevice& device) : owner_(owner), device_(device) {}
    /// With the device's.
    void archive(Archive& a) override;
    std::string_view name() const override { return "virtio-pci"; }
    static std::span<const Reg<VirtioPciRegisters>> regs();
    void on_reset();

    struct State {
        uint32_t device_features_select = 0, driver_features_select = 0;
        uint16_t queue_select = 0, config_vector = 0xffff;
        uint8_t isr = 0;
        std::vector<uint16_t> queue_vectors;
    };
    State s;

  private:
    uint64_t read_device_features_select(uint32_t) { return s.device_features_select; }
    void write_device_features_select(uint32_t, uint64_t v) { s.device_features_select = static_cast<uint32_t>(v); }
    uint64_t read_device_features(uint32_t);
    uint64_t read_driver_features_select(uint32_t) { return s.driver_features_select; }
    void write_driver_features_select(uint32_t, uint64_t v) { s.driver_features_select = static_cast<uint32_t>(v); }
    uint64_t read_driver_features(uint32_t);
    void write_driver_features(uint32_t, uint64_t v);
    uint64_t read_config_vector(uint32_t) { return s.config_vector; }
    void write_config_vector(uint32_t, uint64_t v);
    uint64_t read_queues(uint32_t) { return device_.queues(); }
    uint64_t read_status(uint32_t) { return device_.status(); }
    void write_status(uint32_t, uint64_t v);
    uint64_t read_queue_select(uint32_t) { return s.queue_select; }
    void write_queue_select(uint32_t, uint64_t v) { s.queue_select = static_cast<uint16_t>(v); }
    uint64_t read_queue_size(uint32_t);
    void write_queue_size(uint32_t, uint64_t v);
    uint64_t read_queue_vector(uint32_t);
    void write_queue_vector(uint32_t, uint64_t v);
    uint64_t read_queue_enable(uint32_t);
    void write_queue_enable(uint32_t, uint64_t v);
    uint64_t read_notify_offset(uint32_t);
    uint64_t read_address(uint32_t which);
    void write_address(uint32_t which, uint64_t v);
    uint64_t read_isr(uint32_t);
    uint64_t read_config(uint32_t i) { return device_.config(i); }
    void write_config(uint32_t i, uint64_t v) { device_.write_config(i, static_cast<uint8_t>(v)); }
    void write_notify(uint32_t queue, uint64_t) { device_.notify(queue, now_); }

    VirtioPci& owner_;
    VirtioDevice& device_;
};

class VirtioPci final : public PciFunction, private VirtioTransport {
  public:
    /// `port`: for its MSI-X messages, of the same requester as the device's own.
    VirtioPci(std::string name, VirtioDevice& device, BusPort& port, IrqSink& pins, uint32_t line);
    VirtioPciRegisters& registers() { return registers_; }

    // ---- for the registers
    uint16_t legal_vector(uint64_t v) const;
    void isr_changed() { set_pin(registers_.s.isr != 0); }

  private:
    void queue_interrupt(uint32_t queue) override;
    void config_interrupt() override;
    bool read_bar(uint32_t bar, uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) override;
    bool write_bar(uint32_t bar, uint64_t offset, uint32_t bytes, uint64_t value, Tick now) override;
    uint8_t read_capability(uint32_t offset) override;
    void capability_written(uint32_t offset) override;
    void on_function_reset() override { registers_.reset(); }
    void archive_function(Archive& a) override;
    uint8_t add_virtio_capability(uint8_t type, uint64_t offset, uint32_t length, uint32_t extra_bytes, uint32_t extra);
    /// What the configuration-access capability points to; false: nothing that may be accessed.
    bool pointed_to(uint64_t& offset, uint32_t& bytes) const;

    VirtioPciRegisters registers_;
    uint8_t access_ = 0;  ///< the configuration-access capability
};

}  // namespace covesim
