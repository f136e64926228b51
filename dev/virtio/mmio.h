// Virtio over MMIO: VIRTIO 1.2, 4.2.2 "MMIO Device Register Layout", version 2, one device in a slot of 4 KiB.
//
// A slot without a device reads device number 0 and ignores writes, as on QEMU's `virt`. Leaves out: the legacy
// interface (version 1), shared memory regions (every length reads as all ones), QueueReset.
#pragma once
#include "dev/virtio/device.h"
#include "sim/core/irq.h"
#include "sim/core/regbank.h"

namespace covesim {

class VirtioMmio final : public RegDevice<VirtioMmio>, private VirtioTransport {
  public:
    /// `device` may be null: an empty slot.
    VirtioMmio(uint32_t slot, VirtioDevice* device, IrqSink& irq, uint32_t line);
    std::string_view name() const override { return name_; }
    static std::span<const Reg<VirtioMmio>> regs();
    void on_reset();

    struct State {
        uint32_t device_features_select = 0, driver_features_select = 0, queue_select = 0, interrupts = 0;
    };
    void archive(Archive& a) override;

  private:
    void queue_interrupt(uint32_t) override { interrupt(1); }
    void config_interrupt() override { interrupt(2); }
    void interrupt(uint32_t bits);

    uint64_t read_device_id(uint32_t) { return device_ ? device_->kind().id : 0; }
    uint64_t read_device_features(uint32_t);
    void write_device_features_select(uint32_t, uint64_t v) { s_.device_features_select = static_cast<uint32_t>(v); }
    void write_driver_features(uint32_t, uint64_t v);
    void write_driver_features_select(uint32_t, uint64_t v) { s_.driver_features_select = static_cast<uint32_t>(v); }
    void write_queue_select(uint32_t, uint64_t v) { s_.queue_select = static_cast<uint32_t>(v); }
    uint64_t read_queue_size_max(uint32_t);
    void write_queue_size(uint32_t, uint64_t v);
    uint64_t read_queue_ready(uint32_t);
    void write_queue_ready(uint32_t, uint64_t v);
    void write_notify(uint32_t, uint64_t v);
    uint64_t read_interrupts(uint32_t) { return s_.interrupts; }
    void acknowledge(uint32_t, uint64_t v);
    uint64_t read_status(uint32_t) { return device_ ? device_->status() : 0; }
    void write_status(uint32_t, uint64_t v);
    /// `half` 0 low, 1 high.
    void write_desc(uint32_t half, uint64_t v) { write_address(&Virtqueue::State::desc, half, v); }
    void write_driver(uint32_t half, uint64_t v) { write_address(&Virtqueue::State::driver, half, v); }
    void write_device(uint32_t half, uint64_t v) { write_address(&Virtqueue::State::device, half, v); }
    void write_address(uint64_t Virtqueue::State::*which, uint32_t half, uint64_t v);
    uint64_t read_config(uint32_t i) { return device_ ? device_->config(i) : 0; }
    void write_config(uint32_t i, uint64_t v);

    VirtioDevice* const device_;
    IrqSink& irq_;
    const uint32_t line_;
    const std::string name_;
    State s_;
};

}  // namespace covesim
