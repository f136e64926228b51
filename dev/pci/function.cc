#include "dev/pci/function.h"

#include <algorithm>
#include <cstring>

#include "sim/core/archive.h"

namespace covesim {

namespace {
constexpr uint16_t kMemorySpace = 2, kBusMaster = 4, kInterruptDisable = 0x400;
constexpr uint8_t kMsixId = 0x11;
}  // namespace

std::span<const Reg<PciFunction>> PciFunction::regs() {
    using R = PciFunction;
    constexpr auto RO = RegAccess::RO;
    static constexpr Reg<R> kRegs[] = {
        {.name = "VendorID", .offset = 0x00, .bytes = 2, .access = RO, .doc = "", .read = &R::read_vendor},
        {.name = "DeviceID", .offset = 0x02, .bytes = 2, .access = RO, .doc = "", .read = &R::read_device},
        {.name = "Command",
         .offset = 0x04,
         .bytes = 2,
         .doc = "Bit 1: BARs answer; bit 2: bus master; bit 10: no INTx.",
         .read = &R::read_command,
         .write = &R::write_command},
        {.name = "Status",
         .offset = 0x06,
         .bytes = 2,
         .access = RO,
         .reset = 0x10,
         .doc = "Bit 3: INTx wanted; bit 4: capabilities.",
         .read = &R::read_status},
        {.name = "RevisionID", .offset = 0x08, .bytes = 1, .access = RO, .doc = "", .read = &R::read_revision},
        {.name = "ClassCode", .offset = 0x09, .bytes = 1, .access = RO, .doc = "", .read = &R::read_class, .count = 3},
        {.name = "HeaderType", .offset = 0x0e, .bytes = 1, .access = RO, .doc = "Type 0, one function."},
        {.name = "BAR",
         .offset = 0x10,
         .doc = "Base addresses; bits below the size read zero but the type.",
         .read = &R::read_bar_register,
         .write = &R::write_bar_register,
         .count = 6},
        {.name = "SubsystemVendorID", .offset = 0x2c, .bytes = 2, .access = RO, .doc = "", .read = &R::read_vendor},
        {.name = "SubsystemID", .offset = 0x2e, .bytes = 2, .access = RO, .doc = "", .read = &R::read_subsystem},
        {.name = "CapabilitiesPointer",
         .offset = 0x34,
         .bytes = 1,
         .access = RO,
         .reset = 0x40,
         .doc = "Offset of the first capability.",
         .read = &R::read_first_capability},
        {.name = "InterruptLine",
         .offset = 0x3c,
         .bytes = 1,
         .doc = "For software.",
         .read = &R::read_line,
         .write = &R::write_line},
        {.name = "InterruptPin",
         .offset = 0x3d,
         .bytes = 1,
         .access = RO,
         .reset = 1,
         .doc = "INTA, or 0: none.",
         .read = &R::read_pin},
        {.name = "Capabilities",
         .offset = 0x40,
         .bytes = 1,
         .doc = "Capability structures.",
         .read = &R::read_space,
         .write = &R::write_space,
         .count = 0xc0},
    };
    return kRegs;
}

PciFunction::PciFunction(std::string name, const Identity& identity, uint32_t vectors, BusPort& port, IrqSink& pins,
                         uint32_t line)
    : name_(std::move(name)), identity_(identity), port_(port), pins_(pins), line_(line), table_(vectors) {
    if (vectors == 0) return;
    add_bar(kMsixBar, kMsixBarBytes, false);
    // Message control (size - 1), table offset and BAR, pending bits' offset and BAR.
    const uint8_t body[10] = {static_cast<uint8_t>(vectors - 1), 0, kMsixBar, 0, 0, 0, kMsixBar, kPba >> 8, 0, 0};
    msix_ = add_capability(kMsixId, body);
    writable_[msix_ + 3] = 0xc0;  // enable, function mask
    initial_ = space_;
}

void PciFunction::add_bar(uint32_t bar, uint64_t size, bool wide) {
    bars_[bar] = {size, 0, wide, false};
    if (wide) bars_[bar + 1] = {0, 0, false, true};
}

uint8_t PciFunction::add_capability(uint8_t id, std::span<const uint8_t> body) {
    const uint8_t at = free_;
    space_[at] = id;
    std::copy(body.begin(), body.end(), space_.begin() + at + 2);
    (last_ ? space_[last_ + 1] : first_) = at;
    last_ = at;
    free_ = static_cast<uint8_t>((at + 2 + body.size() + 3) / 4 * 4);
    initial_ = space_;
    return at;
}

void PciFunction::writable(uint8_t offset, uint32_t bytes) { std::fill_n(writable_.begin() + offset, bytes, 0xff); }

void PciFunction::on_reset() {
    command_ = 0;
    line_register_ = 0;
    for (Bar& b : bars_) b.value = 0;
    space_ = initial_;
    for (Vector& v : table_) v = {.words = {0, 0, 0, 1}};  // 6.8.2.9: vectors are masked after a reset
    pin_ = false;
    on_function_reset();
    update_pin();
}

void PciFunction::archive(Archive& a) {
    for (Bar& b : bars_) a(b.value);
    a(space_, command_, line_register_, pin_);
    a.fixed(table_);
    archive_function(a);
}

void PciFunction::archive_function(Archive& a) { a.refuse("the device '" + name_ + "' has no archive"); }

void PciFunction::write_command(uint32_t, uint64_t v) {
    command_ = v & (kMemorySpace | kBusMaster | kInterruptDisable);
    update_pin();
}

uint64_t PciFunction::read_bar_register(uint32_t i) {
    const Bar& b = bars_[i];
    if (b.high) return bars_[i - 1].value >> 32;
    return b.size == 0 ? 0 : (b.value & 0xffff'ffff) | (b.wide ? 0xc : 0);  // 64-bit and prefetchable, or neither
}

void PciFunction::write_bar_register(uint32_t i, uint64_t v) {
    Bar& b = bars_[i].high ? bars_[i - 1] : bars_[i];
    const uint64_t next = bars_[i].high ? (b.value & 0xffff'ffff) | v << 32 : (b.value & ~0xffff'ffffull) | v;
    b.value = b.size == 0 ? 0 : next & ~(b.size - 1);
}

void PciFunction::write_space(uint32_t i, uint64_t v) {
    const uint32_t at = 0x40 + i;
    const uint8_t mask = writable_[at];
    if (mask == 0) return;
    space_[at] = static_cast<uint8_t>((space_[at] & ~mask) | (v & mask));
    if (msix_ && at == msix_ + 3u) {
        update_pin();
        send_pending();
    }
    capability_written(at);
}

bool PciFunction::decode(uint64_t address, uint32_t bytes, uint32_t& bar, uint64_t& offset) const {
    if (!(command_ & kMemorySpace)) return false;
    for (uint32_t i = 0; i < kBars; ++i) {
        const Bar& b = bars_[i];
        if (b.size == 0 || b.value == 0 || address - b.value >= b.size || bytes > b.size - (address - b.value))
            continue;
        bar = i;
        offset = address - b.value;
        return true;
    }
    return false;
}

bool PciFunction::access_bar(uint32_t bar, uint64_t offset, uint32_t bytes, bool write, uint64_t& data, Tick now) {
    if (bar == kMsixBar && msix_) {
        if (write) write_msix(offset, bytes, data);
        else data = read_msix(offset, bytes);
        return true;
    }
    return write ? write_bar(bar, offset, bytes, data, now) : read_bar(bar, offset, bytes, data, now);
}

uint64_t PciFunction::read_msix(uint64_t offset, uint32_t bytes) const {
    uint64_t out = 0;
    for (uint32_t at = 0; at + 4 <= std::max(bytes, 4u); at += 4) {
        const uint64_t word = (offset + at) / 4;
        uint64_t v = 0;
        if (word / 4 < table_.size()) v = table_[word / 4].words[word % 4];
        else if (word == kPba / 4)
            for (size_t i = 0; i < table_.size() && i < 32; ++i) v |= uint64_t{table_[i].pending} << i;
        out |= v << (8 * at);
    }
    // 6.8.2: only whole words and pairs of them; the rest of the register for a smaller access.
    return bytes < 4 ? out >> (8 * (offset % 4)) & ((1ull << (8 * bytes)) - 1) : out;
}

void PciFunction::write_msix(uint64_t offset, uint32_t bytes, uint64_t value) {
    for (uint32_t at = 0; at + 4 <= bytes; at += 4) {
        const uint64_t word = (offset + at) / 4;
        if (word / 4 >= table_.size()) continue;
        auto v = static_cast<uint32_t>(value >> (8 * at));
        if (word % 4 == 0) v &= ~3u;
        if (word % 4 == 3) v &= 1;
        table_[word / 4].words[word % 4] = v;
    }
    send_pending();
}

void PciFunction::message(uint16_t vector) {
    if (vector >= table_.size() || !msix_enabled()) return;
    table_[vector].pending = true;
    send_pending();
}

void PciFunction::send_pending() {
    if (!msix_enabled() || !(command_ & kBusMaster)) return;
    for (uint32_t i = 0; i < table_.size(); ++i) {
        Vector& v = table_[i];
        if (!v.pending || masked(v)) continue;
        v.pending = false;
        port_.schedule(port_.now(), i);
    }
}

void PciFunction::act(Tick now, uint64_t payload) {
    const std::array<uint32_t, 4> w = table_[payload].words;
    // A message that nothing answers is lost, as on the bus.
    (void)port_.write(uint64_t{w[1]} << 32 | w[0], &w[2], 4, now);
}

void PciFunction::set_pin(bool level) {
    pin_ = level;
    update_pin();
}

void PciFunction::update_pin() { pins_.set_irq(line_, pin_ && !msix_enabled() && !(command_ & kInterruptDisable)); }

}  // namespace covesim
