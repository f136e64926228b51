#include "dev/virtio/mmio.h"

#include "sim/core/archive.h"

namespace covesim {

std::span<const Reg<VirtioMmio>> VirtioMmio::regs() {
    using R = VirtioMmio;
    constexpr auto RO = RegAccess::RO, WO = RegAccess::WO;
    static constexpr Reg<R> kRegs[] = {
        {.name = "MagicValue", .offset = 0x00, .access = RO, .reset = 0x74726976, .doc = "\"virt\"."},
        {.name = "Version", .offset = 0x04, .access = RO, .reset = 2, .doc = "Not legacy."},
        {.name = "DeviceID",
         .offset = 0x08,
         .access = RO,
         .doc = "Device number; 0: the slot is empty.",
         .read = &R::read_device_id},
        {.name = "VendorID", .offset = 0x0c, .access = RO, .reset = 0x53564f43, .doc = "\"COVS\"."},
        {.name = "DeviceFeatures",
         .offset = 0x10,
         .access = RO,
         .doc = "32 feature bits that the device offers.",
         .read = &R::read_device_features},
        {.name = "DeviceFeaturesSel",
         .offset = 0x14,
         .access = WO,
         .doc = "Which 32 of them.",
         .write = &R::write_device_features_select},
        {.name = "DriverFeatures",
         .offset = 0x20,
         .access = WO,
         .doc = "32 feature bits that the driver accepts.",
         .write = &R::write_driver_features},
        {.name = "DriverFeaturesSel",
         .offset = 0x24,
         .access = WO,
         .doc = "Which 32 of them.",
         .write = &R::write_driver_features_select},
        {.name = "QueueSel",
         .offset = 0x30,
         .access = WO,
         .doc = "The queue that the following registers are about.",
         .write = &R::write_queue_select},
        {.name = "QueueNumMax",
         .offset = 0x34,
         .access = RO,
         .doc = "Largest size of the queue; 0: there is none.",
         .read = &R::read_queue_size_max},
        {.name = "QueueNum", .offset = 0x38, .access = WO, .doc = "Its size.", .write = &R::write_queue_size},
        {.name = "QueueReady",
         .offset = 0x44,
         .doc = "Bit 0: the device may use the queue.",
         .read = &R::read_queue_ready,
         .write = &R::write_queue_ready},
        {.name = "QueueNotify",
         .offset = 0x50,
         .access = WO,
         .doc = "Number of a queue that holds new buffers.",
         .write = &R::write_notify},
        {.name = "InterruptStatus",
         .offset = 0x60,
         .access = RO,
         .doc = "Bit 0: a used buffer; bit 1: the configuration, or the device's status, changed.",
         .read = &R::read_interrupts},
        {.name = "InterruptACK",
         .offset = 0x64,
         .access = WO,
         .doc = "Clears these bits of it.",
         .write = &R::acknowledge},
        {.name = "Status",
         .offset = 0x70,
         .doc = "Device status; writing 0 resets.",
         .read = &R::read_status,
         .write = &R::write_status},
        {.name = "QueueDesc",
         .offset = 0x80,
         .access = WO,
         .doc = "Address of the descriptor table, low and high half.",
         .write = &R::write_desc,
         .count = 2},
        {.name = "QueueDriver",
         .offset = 0x90,
         .access = WO,
         .doc = "Address of the available ring.",
         .write = &R::write_driver,
         .count = 2},
        {.name = "QueueDevice",
         .offset = 0xa0,
         .access = WO,
         .doc = "Address of the used ring.",
         .write = &R::write_device,
         .count = 2},
        {.name = "SHMSel", .offset = 0xac, .access = WO, .doc = "A shared memory region: there are none."},
        {.name = "SHMLen",
         .offset = 0xb0,
         .access = RO,
         .reset = 0xffffffff,
         .doc = "Its length, low and high half: all ones.",
         .count = 2},
        {.name = "SHMBase", .offset = 0xb8, .access = RO, .reset = 0xffffffff, .doc = "Its address.", .count = 2},
        {.name = "ConfigGeneration", .offset = 0xfc, .access = RO, .doc = "The configuration never changes by itself."},
        {.name = "Config",
         .offset = 0x100,
         .bytes = 1,
         .doc = "The device's configuration space.",
         .read = &R::read_config,
         .write = &R::write_config,
         .count = 0xf00},
    };
    return kRegs;
}

VirtioMmio::VirtioMmio(uint32_t slot, VirtioDevice* device, IrqSink& irq, uint32_t line)
    : device_(device), irq_(irq), line_(line), name_("virtio" + std::to_string(slot)) {
    if (device_) device_->connect(*this);
}

void VirtioMmio::on_reset() {
    s_ = {};
    if (!device_) return;
    device_->reset();
    irq_.set_irq(line_, false);
}

void VirtioMmio::interrupt(uint32_t bits) {
    s_.interrupts |= bits;
    irq_.set_irq(line_, s_.interrupts != 0);
}

void VirtioMmio::acknowledge(uint32_t, uint64_t v) {
    s_.interrupts &= ~static_cast<uint32_t>(v);
    if (device_) irq_.set_irq(line_, s_.interrupts != 0);
}

uint64_t VirtioMmio::read_device_features(uint32_t) {
    if (!device_ || s_.device_features_select > 1) return 0;
    return device_->offered() >> (32 * s_.device_features_select);
}

void VirtioMmio::write_driver_features(uint32_t, uint64_t v) {
    if (!device_ || s_.driver_features_select > 1) return;
    const uint32_t shift = 32 * s_.driver_features_select;
    device_->accept((device_->accepted() & ~(0xffff'ffffull << shift)) | v << shift);
}

uint64_t VirtioMmio::read_queue_size_max(uint32_t) {
    return device_ && s_.queue_select < device_->queues() ? device_->kind().queue_size : 0;
}

void VirtioMmio::write_queue_size(uint32_t, uint64_t v) {
    Virtqueue::State* q = device_ ? device_->queue_setup(s_.queue_select) : nullptr;
    if (q) q->size = v <= 32768 ? static_cast<uint16_t>(v) : uint16_t{0};  // 0 is refused when it is enabled
}

uint64_t VirtioMmio::read_queue_ready(uint32_t) {
    const Virtqueue::State* q = device_ ? device_->queue(s_.queue_select) : nullptr;
    return q && q->ready;
}

void VirtioMmio::write_queue_ready(uint32_t, uint64_t v) {
    if (!device_) return;
    if (v & 1) device_->enable_queue(s_.queue_select);
    else device_->disable_queue(s_.queue_select);
}

void VirtioMmio::write_notify(uint32_t, uint64_t v) {
    if (device_) device_->notify(static_cast<uint32_t>(v), now_);
}

void VirtioMmio::write_status(uint32_t, uint64_t v) {
    if (!device_) return;
    if ((v & 0xff) == 0) on_reset();  // 4.2.2.1: InterruptStatus and QueueReady go back to 0 too
    else device_->set_status(static_cast<uint8_t>(v));
}

void VirtioMmio::write_address(uint64_t Virtqueue::State::*which, uint32_t half, uint64_t v) {
    Virtqueue::State* q = device_ ? device_->queue_setup(s_.queue_select) : nullptr;
    if (!q) return;
    uint64_t& address = q->*which;
    address = half ? (address & 0xffff'ffff) | v << 32 : (address & ~0xffff'ffffull) | v;
}

void VirtioMmio::write_config(uint32_t i, uint64_t v) {
    if (device_) device_->write_config(i, static_cast<uint8_t>(v));
}

void VirtioMmio::archive(Archive& a) {
    a(s_);
    if (device_) device_->archive(a);
}

}  // namespace covesim
