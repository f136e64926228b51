// Pending interrupts, their sources and priority; the Sstc timers. Privileged specification 1.13, mip/mie, stimecmp; H
// extension, hvip/hip/hgeip, vstimecmp; Sscofpmf.
#include <array>

#include "cpu/priv/interrupt_bits.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

/// Decreasing priority: "MEI, MSI, MTI, SEI, SSI, STI, SGEI, VSEI, VSSI, VSTI, LCOFI".
constexpr std::array kPriority{irq::kMei,  irq::kMsi,  irq::kMti,  irq::kSei,  irq::kSsi,  irq::kSti,
                               irq::kSgei, irq::kVsei, irq::kVssi, irq::kVsti, irq::kLcofi};

std::optional<uint64_t> highest(uint64_t pending) {
    for (int i : kPriority) {
        if (pending >> i & 1) return kInterrupt | uint64_t(i);
    }
    return std::nullopt;
}

}  // namespace

uint64_t Privileged::mip() const {
    const bool stce = features_.sstc && (s_.menvcfg & envcfg::kStce);
    uint64_t m = s_.lines | (s_.mip_sw & ~bit(irq::kSti)) | ((stce ? s_.timers : s_.mip_sw) & bit(irq::kSti));
    if (features_.h) {
        m |= s_.hvip | (s_.timers & bit(irq::kVsti));
        const uint64_t vgein = (s_.hstatus & hstatus::kVgein) >> hstatus::kVgeinShift;
        if (s_.hgeip >> vgein & 1) m |= bit(irq::kVsei);  // bit 0 of hgeip is always zero
        if (s_.hgeip & s_.hgeie) m |= bit(irq::kSgei);
    }
    return m;
}

std::optional<uint64_t> Privileged::pending_interrupt() const {
    const uint64_t pending = mip() & s_.mie;
    if (!pending) return std::nullopt;

    // To M-mode: not delegated; taken below M whatever MIE says.
    if (s_.priv != Priv::M || (s_.mstatus & status::kMie)) {
        if (auto cause = highest(pending & ~s_.mideleg)) return cause;
    }
    if (s_.priv == Priv::M) return std::nullopt;

    // To HS-mode: delegated by mideleg and not by hideleg; taken in any mode below HS whatever SIE says.
    const uint64_t hideleg = s_.hideleg & s_.mideleg;
    if (s_.v || s_.priv == Priv::U || (s_.mstatus & status::kSie)) {
        if (auto cause = highest(pending & s_.mideleg & ~hideleg)) return cause;
    }

    // To VS-mode: only while V=1.
    if (s_.v && (s_.priv == Priv::U || (s_.vsstatus & status::kSie))) return highest(pending & hideleg);
    return std::nullopt;
}

void Privileged::set_line(int interrupt, bool level) {
    s_.lines = (s_.lines & ~bit(interrupt)) | uint64_t{level} << interrupt;
}

void Privileged::set_guest_line(int i, bool level) {
    if (i < 1 || uint32_t(i) > params_.geilen) return;
    s_.hgeip = (s_.hgeip & ~bit(i)) | uint64_t{level} << i;
}

bool Privileged::update_timers(uint64_t now) {
    uint64_t timers = 0;
    if (features_.sstc && (s_.menvcfg & envcfg::kStce)) {
        if (now >= s_.stimecmp) timers |= bit(irq::kSti);
        const bool guest = features_.h && (s_.henvcfg & envcfg::kStce);
        if (guest && now + s_.htimedelta >= s_.vstimecmp) timers |= bit(irq::kVsti);  // truncated to 64 bits
    }
    const bool changed = timers != s_.timers;
    s_.timers = timers;
    return changed;
}

uint64_t Privileged::next_timer(uint64_t now) const {
    uint64_t next = UINT64_MAX;
    if (!features_.sstc || !(s_.menvcfg & envcfg::kStce)) return next;
    if (now < s_.stimecmp) next = s_.stimecmp;
    if (features_.h && (s_.henvcfg & envcfg::kStce)) {
        const uint64_t guest_now = now + s_.htimedelta;
        const uint64_t wait = s_.vstimecmp - guest_now;
        if (guest_now < s_.vstimecmp && wait < next - now) next = now + wait;
    }
    return next;
}

}  // namespace covesim
