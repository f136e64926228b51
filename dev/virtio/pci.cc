#include "dev/virtio/pci.h"

#include <cstring>
#include <utility>

#include "sim/core/archive.h"

namespace covesim {

namespace {

constexpr uint16_t kVendor = 0x1af4, kFirstDevice = 0x1040, kNoVector = 0xffff;
// Capability types (4.1.4): all in BAR 0.
constexpr uint8_t kVendorSpecific = 9, kCommon = 1, kNotifyType = 2, kIsrType = 3, kDevice = 4, kAccess = 5;
/// Within a capability: bar, offset, length; the access capability's data behind them.
constexpr uint32_t kBar = 4, kOffset = 8, kLength = 12, kData = 16;
constexpr uint64_t Virtqueue::State::*kAddresses[] = {&Virtqueue::State::desc, &Virtqueue::State::driver,
                                                      &Virtqueue::State::device};

PciFunction::Identity identity_of(const VirtioDevice::Kind& kind) {
    return {kVendor, static_cast<uint16_t>(kFirstDevice + kind.id), static_cast<uint16_t>(kFirstDevice + kind.id), 1,
            kind.pci_class};
}

}  // namespace

std::span<const Reg<VirtioPciRegisters>> VirtioPciRegisters::regs() {
    using R = VirtioPciRegisters;
    constexpr auto RO = RegAccess::RO, WO = RegAccess::WO;
    static constexpr Reg<R> kRegs[] = {
        {.name = "device_feature_select",
         .offset = 0x00,
         .doc = "Which 32 bits device_feature shows.",
         .read = &R::read_device_features_select,
         .write = &R::write_device_features_select},
        {.name = "device_feature",
         .offset = 0x04,
         .access = RO,
         .doc = "What the device offers.",
         .read = &R::read_device_features},
        {.name = "driver_feature_select",
         .offset = 0x08,
         .doc = "Which 32 bits driver_feature holds.",
         .read = &R::read_driver_features_select,
         .write = &R::write_driver_features_select},
        {.name = "driver_feature",
         .offset = 0x0c,
         .doc = "What the driver accepts.",
         .read = &R::read_driver_features,
         .write = &R::write_driver_features},
        {.name = "config_msix_vector",
         .offset = 0x10,
         .bytes = 2,
         .reset = 0xffff,
         .doc = "Vector of configuration changes; 0xffff: none.",
         .read = &R::read_config_vector,
         .write = &R::write_config_vector},
        {.name = "num_queues", .offset = 0x12, .bytes = 2, .access = RO, .doc = "", .read = &R::read_queues},
        {.name = "device_status",
         .offset = 0x14,
         .bytes = 1,
         .doc = "Writing 0 resets.",
         .read = &R::read_status,
         .write = &R::write_status},
        {.name = "config_generation", .offset = 0x15, .bytes = 1, .access = RO, .doc = "Never changes."},
        {.name = "queue_select",
         .offset = 0x16,
         .bytes = 2,
         .doc = "The queue that the following are about.",
         .read = &R::read_queue_select,
         .write = &R::write_queue_select},
        {.name = "queue_size",
         .offset = 0x18,
         .bytes = 2,
         .doc = "Largest size after a reset; 0: no such queue.",
         .read = &R::read_queue_size,
         .write = &R::write_queue_size},
        {.name = "queue_msix_vector",
         .offset = 0x1a,
         .bytes = 2,
         .reset = 0xffff,
         .doc = "Its vector; 0xffff: none.",
         .read = &R::read_queue_vector,
         .write = &R::write_queue_vector},
        {.name = "queue_enable",
         .offset = 0x1c,
         .bytes = 2,
         .doc = "Writing 1 enables it.",
         .read = &R::read_queue_enable,
         .write = &R::write_queue_enable},
        {.name = "queue_notify_off",
         .offset = 0x1e,
         .bytes = 2,
         .access = RO,
         .doc = "Its place among the notifications.",
         .read = &R::read_notify_offset},
        {.name = "queue_desc/driver/device",
         .offset = 0x20,
         .bytes = 8,
         .doc = "Addresses of descriptor table, available and used ring.",
         .read = &R::read_address,
         .write = &R::write_address,
         .count = 3},
        {.name = "isr",
         .offset = 0x1000,
         .bytes = 1,
         .access = RO,
         .doc = "Bit 0: a queue; bit 1: configuration. Reading clears it.",
         .read = &R::read_isr,
         .read_effect = true},
        {.name = "config",
         .offset = 0x2000,
         .bytes = 1,
         .doc = "The device's configuration space.",
         .read = &R::read_config,
         .write = &R::write_config,
         .count = 0x1000},
        {.name = "notify",
         .offset = 0x3000,
         .bytes = 4,
         .access = WO,
         .doc = "Queue n holds new buffers.",
         .write = &R::write_notify,
         .count = 0x400},
    };
    return kRegs;
}

void VirtioPciRegisters::on_reset() {
    device_.reset();
    s = {};
    s.queue_vectors.assign(device_.queues(), kNoVector);
    owner_.isr_changed();
}

uint64_t VirtioPciRegisters::read_device_features(uint32_t) {
    return s.device_features_select > 1 ? 0 : device_.offered() >> (32 * s.device_features_select);
}

uint64_t VirtioPciRegisters::read_driver_features(uint32_t) {
    return s.driver_features_select > 1 ? 0 : device_.accepted() >> (32 * s.driver_features_select);
}

void VirtioPciRegisters::write_driver_features(uint32_t, uint64_t v) {
    if (s.driver_features_select > 1) return;
    const uint32_t shift = 32 * s.driver_features_select;
    device_.accept((device_.accepted() & ~(0xffff'ffffull << shift)) | v << shift);
}

void VirtioPciRegisters::write_config_vector(uint32_t, uint64_t v) { s.config_vector = owner_.legal_vector(v); }

void VirtioPciRegisters::write_status(uint32_t, uint64_t v) {
    if (v == 0) reset();
    else device_.set_status(static_cast<uint8_t>(v));
}

uint64_t VirtioPciRegisters::read_queue_size(uint32_t) {
    const Virtqueue::State* q = device_.queue(s.queue_select);
    return q ? q->size : 0;
}

void VirtioPciRegisters::write_queue_size(uint32_t, uint64_t v) {
    if (Virtqueue::State* q = device_.queue_setup(s.queue_select)) q->size = static_cast<uint16_t>(v);
}

uint64_t VirtioPciRegisters::read_queue_vector(uint32_t) {
    return s.queue_select < s.queue_vectors.size() ? s.queue_vectors[s.queue_select] : kNoVector;
}

void VirtioPciRegisters::write_queue_vector(uint32_t, uint64_t v) {
    if (s.queue_select < s.queue_vectors.size()) s.queue_vectors[s.queue_select] = owner_.legal_vector(v);
}

uint64_t VirtioPciRegisters::read_queue_enable(uint32_t) {
    const Virtqueue::State* q = device_.queue(s.queue_select);
    return q && q->ready;
}

/// 4.1.4.3.2: the driver must not write 0; without VIRTIO_F_RING_RESET a queue is disabled by a reset of the device.
void VirtioPciRegisters::write_queue_enable(uint32_t, uint64_t v) {
    if (v == 1) device_.enable_queue(s.queue_select);
}

uint64_t VirtioPciRegisters::read_notify_offset(uint32_t) { return device_.queue(s.queue_select) ? s.queue_select : 0; }

uint64_t VirtioPciRegisters::read_address(uint32_t which) {
    const Virtqueue::State* q = device_.queue(s.queue_select);
    return q ? q->*kAddresses[which] : 0;
}

void VirtioPciRegisters::write_address(uint32_t which, uint64_t v) {
    if (Virtqueue::State* q = device_.queue_setup(s.queue_select)) q->*kAddresses[which] = v;
}

uint64_t VirtioPciRegisters::read_isr(uint32_t) {
    const uint8_t isr = std::exchange(s.isr, uint8_t{0});
    owner_.isr_changed();
    return isr;
}

VirtioPci::VirtioPci(std::string name, VirtioDevice& device, BusPort& port, IrqSink& pins, uint32_t line)
    : PciFunction(std::move(name), identity_of(device.kind()), device.queues() + 1, port, pins, line),
      registers_(*this, device) {
    device.connect(*this);
    using R = VirtioPciRegisters;
    add_bar(0, R::kBytes, true);
    add_virtio_capability(kCommon, 0, 0x40, 0, 0);
    add_virtio_capability(kIsrType, R::kIsr, 1, 0, 0);
    add_virtio_capability(kDevice, R::kConfig, 0x1000, 0, 0);
    add_virtio_capability(kNotifyType, R::kNotify, device.queues() * R::kNotifyMultiplier, 4, R::kNotifyMultiplier);
    access_ = add_virtio_capability(kAccess, 0, 0, 4, 0);
    writable(access_ + kBar, 1);
    writable(access_ + kOffset, 12);  // offset, length and data
}

/// struct virtio_pci_cap: cap_len, cfg_type, bar, id, padding, offset, length; then what the type adds.
uint8_t VirtioPci::add_virtio_capability(uint8_t type, uint64_t offset, uint32_t length, uint32_t extra_bytes,
                                         uint32_t extra) {
    std::array<uint8_t, 18> body{};
    body[0] = static_cast<uint8_t>(16 + extra_bytes);
    body[1] = type;
    const auto where = static_cast<uint32_t>(offset);
    std::memcpy(&body[kOffset - 2], &where, 4);
    std::memcpy(&body[kLength - 2], &length, 4);
    std::memcpy(&body[kData - 2], &extra, 4);
    return add_capability(kVendorSpecific, {body.data(), 14 + extra_bytes});
}

uint16_t VirtioPci::legal_vector(uint64_t v) const { return v < vectors() ? static_cast<uint16_t>(v) : kNoVector; }

void VirtioPci::queue_interrupt(uint32_t queue) {
    if (msix_enabled()) return message(registers_.s.queue_vectors[queue]);
    registers_.s.isr |= 1;
    isr_changed();
}

void VirtioPci::config_interrupt() {
    if (msix_enabled()) return message(registers_.s.config_vector);
    registers_.s.isr |= 2;
    isr_changed();
}

bool VirtioPci::read_bar(uint32_t bar, uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) {
    return bar == 0 && registers_.read(offset, bytes, out, now);
}

bool VirtioPci::write_bar(uint32_t bar, uint64_t offset, uint32_t bytes, uint64_t value, Tick now) {
    return bar == 0 && registers_.write(offset, bytes, value, now);
}

bool VirtioPci::pointed_to(uint64_t& offset, uint32_t& bytes) const {
    const uint8_t* const cap = const_cast<VirtioPci*>(this)->capability(access_);
    uint32_t where = 0;
    std::memcpy(&where, cap + kOffset, 4);
    std::memcpy(&bytes, cap + kLength, 4);
    offset = where;
    const bool size = bytes == 1 || bytes == 2 || bytes == 4;
    return cap[kBar] == 0 && size && where % bytes == 0 && where < VirtioPciRegisters::kBytes;
}

/// Reading the first byte of the access capability's data reads what it points to; the other bytes show the rest.
uint8_t VirtioPci::read_capability(uint32_t offset) {
    uint64_t where = 0, value = 0;
    uint32_t bytes = 0;
    if (offset == access_ + kData && pointed_to(where, bytes) && registers_.read(where, bytes, value, now_))
        std::memcpy(capability(access_) + kData, &value, bytes);
    return *capability(static_cast<uint8_t>(offset));
}

/// Writing the last byte that the length asks for writes all of them.
void VirtioPci::capability_written(uint32_t offset) {
    uint64_t where = 0, value = 0;
    uint32_t bytes = 0;
    if (!pointed_to(where, bytes) || offset != access_ + kData + bytes - 1) return;
    std::memcpy(&value, capability(access_) + kData, bytes);
    registers_.write(where, bytes, value, now_);
}

void VirtioPciRegisters::archive(Archive& a) {
    a(s);
    device_.archive(a);
}

void VirtioPci::archive_function(Archive& a) { registers_.archive(a); }

}  // namespace covesim
