#include "dev/plic.h"

#include <bit>

#include "sim/core/archive.h"

namespace covesim {

std::span<const Reg<Plic>> Plic::regs() {
    static constexpr Reg<Plic> kRegs[] = {
        {.name = "priority",
         .offset = 0x0,
         .doc = "Priority of source n; 0 never interrupts.",
         .read = &Plic::read_priority,
         .write = &Plic::write_priority,
         .count = kSources},
        {.name = "pending",
         .offset = 0x1000,
         .access = RegAccess::RO,
         .doc = "Pending bits of sources 32n to 32n + 31.",
         .read = &Plic::read_pending,
         .count = kWords},
        {.name = "enable",
         .offset = 0x2000,
         .doc = "Enable bits: word n % 32 of context n / 32.",
         .read = &Plic::read_enable,
         .write = &Plic::write_enable,
         .count = kMaxContexts * 32},
        {.name = "threshold",
         .offset = 0x200000,
         .doc = "Context n is interrupted by priorities above this.",
         .read = &Plic::read_threshold,
         .write = &Plic::write_threshold,
         .count = kMaxContexts,
         .stride = 0x1000},
        {.name = "claim",
         .offset = 0x200004,
         .doc = "Read: claim the most urgent interrupt; write: complete it.",
         .read = &Plic::claim,
         .write = &Plic::complete,
         .count = kMaxContexts,
         .stride = 0x1000,
         .read_effect = true},
    };
    return kRegs;
}

Plic::Plic(uint32_t harts, HartIrqSink& sink)
    : contexts_(2 * harts < kMaxContexts ? 2 * harts : kMaxContexts), sink_(sink) {}

void Plic::on_reset() {
    const auto level = s_.level;  // wires belong to the devices
    s_ = {};
    s_.level = level;
    gate();
    update();
}

void Plic::set_irq(uint32_t line, bool level) {
    if (line == 0 || line >= kSources) return;
    const uint32_t bit = 1u << line % 32;
    uint32_t& word = s_.level[line / 32];
    const uint32_t next = level ? word | bit : word & ~bit;
    if (next == word) return;
    word = next;
    gate();
    update();
}

/// Open gateways forward their level as a request.
void Plic::gate() {
    for (uint32_t w = 0; w < kWords; ++w) s_.pending[w] |= s_.level[w] & ~s_.claimed[w];
}

void Plic::write_priority(uint32_t i, uint64_t v) {
    if (i == 0) return;
    s_.priority[i] = v & kMaxPriority;
    update();
}

uint64_t Plic::read_enable(uint32_t i) {
    const uint32_t c = i / 32, w = i % 32;
    return c < contexts_ && w < kWords ? s_.enable[c][w] : 0;
}

void Plic::write_enable(uint32_t i, uint64_t v) {
    const uint32_t c = i / 32, w = i % 32;
    if (c >= contexts_ || w >= kWords) return;
    s_.enable[c][w] = static_cast<uint32_t>(w == 0 ? v & ~1ull : v);  // source 0 does not exist
    update();
}

void Plic::write_threshold(uint32_t c, uint64_t v) {
    if (c >= contexts_) return;
    s_.threshold[c] = v & kMaxPriority;
    update();
}

/// Pending and enabled source of the highest priority, the lowest number among equals; 0 when there is none.
uint32_t Plic::best(uint32_t c) const {
    uint32_t id = 0, priority = 0;
    for (uint32_t w = 0; w < kWords; ++w) {
        for (uint32_t m = s_.pending[w] & s_.enable[c][w]; m; m &= m - 1) {
            const uint32_t i = 32 * w + static_cast<uint32_t>(std::countr_zero(m));
            if (s_.priority[i] > priority) {
                id = i;
                priority = s_.priority[i];
            }
        }
    }
    return id;
}

uint64_t Plic::claim(uint32_t c) {
    if (c >= contexts_) return 0;
    const uint32_t id = best(c);
    if (id != 0) {
        s_.pending[id / 32] &= ~(1u << id % 32);
        s_.claimed[id / 32] |= 1u << id % 32;
        update();
    }
    return id;
}

void Plic::complete(uint32_t c, uint64_t id) {
    // "If the completion ID does not match an interrupt source that is currently enabled for the target, the completion
    // is silently ignored."
    if (c >= contexts_ || id == 0 || id >= kSources || !(s_.enable[c][id / 32] >> id % 32 & 1)) return;
    s_.claimed[id / 32] &= ~(1u << id % 32);
    gate();
    update();
}

void Plic::update() {
    for (uint32_t c = 0; c < contexts_; ++c) {
        const uint32_t id = best(c);
        sink_.set_pending(c / 2, c % 2 ? 9 : 11, id != 0 && s_.priority[id] > s_.threshold[c]);
    }
}

void Plic::archive(Archive& a) { a(s_); }

}  // namespace covesim
