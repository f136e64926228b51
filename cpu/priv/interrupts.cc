// Pending interrupts, their sources and destinations; the Sstc timers. Privileged specification 1.13, mip/mie,
// stimecmp; H extension, hvip/hip/hgeip, vstimecmp; Sscofpmf; Smrnmi; AIA specification, "Interrupt filtering and
// virtual interrupts for supervisor level", "Virtual interrupts for VS level". Which of several is taken:
// top_interrupt.cc.
#include "cpu/priv/interrupt_bits.h"
#include "cpu/priv/privileged.h"

namespace covesim {

uint64_t Privileged::mip() const {
    const bool stce = features_.sstc && (s_.menvcfg & envcfg::kStce);
    // With mvien[9] the software-written SEIP is mvip's alone.
    const uint64_t software = s_.mip_sw & ~bit(irq::kSti) & ~(s_.mvien & bit(irq::kSei));
    uint64_t m = s_.lines | software | ((stce ? s_.timers : s_.mip_sw) & bit(irq::kSti));
    if (features_.h) {
        m |= (s_.hvip & kVsLevel) | (s_.timers & bit(irq::kVsti));
        const uint64_t vgein = (s_.hstatus & hstatus::kVgein) >> hstatus::kVgeinShift;
        if (s_.hgeip >> vgein & 1) m |= bit(irq::kVsei);  // bit 0 of hgeip is always zero
        if (s_.hgeip & s_.hgeie) m |= bit(irq::kSgei);
    }
    return m;
}

uint64_t Privileged::mvip() const {
    const bool stce = features_.sstc && (s_.menvcfg & envcfg::kStce);
    const uint64_t own = kLocal | (s_.mvien & bit(irq::kSsi));
    const uint64_t shared = bit(irq::kSei) | (bit(irq::kSsi) & ~own) | (stce ? 0 : bit(irq::kSti));
    return (s_.mvip & own) | (s_.mip_sw & shared);
}

// sip and sie: mip and mie where mideleg delegates, else mvip and an enable of its own where mvien is 1, else zero.
uint64_t Privileged::sip(uint64_t m) const {
    return (m & s_.mideleg & delegable(features_)) | (mvip() & s_.mvien & ~s_.mideleg);
}
uint64_t Privileged::sie() const {
    return (s_.mie & s_.mideleg & delegable(features_)) | (s_.sie_virtual & s_.mvien & ~s_.mideleg);
}

uint64_t Privileged::hideleg() const { return s_.hideleg & (s_.mideleg | (s_.mvien & kLocal)); }

// vsip and vsie: VS-level interrupts one position down where hideleg is 1; of the local ones sip and sie where hideleg
// is 1, else hvip and an enable of its own where hvien is 1, else zero.
uint64_t Privileged::vsip(uint64_t m) const {
    const uint64_t deleg = hideleg();
    return (m & deleg & kVsLevel) >> 1 | (sip(m) & deleg & kLocal) | (s_.hvip & s_.hvien & ~deleg);
}
uint64_t Privileged::vsie() const {
    const uint64_t deleg = hideleg();
    return (s_.mie & deleg & kVsLevel) >> 1 | (sie() & deleg & kLocal) | (s_.vsie_virtual & s_.hvien & ~deleg);
}

/// Pending and enabled, not delegated.
uint64_t Privileged::for_machine(uint64_t m) const { return m & s_.mie & ~s_.mideleg; }

/// Pending and enabled in sip and sie or in hip and hie, and not delegated further.
uint64_t Privileged::for_supervisor(uint64_t m) const {
    const uint64_t hypervisor = m & s_.mie & hypervisor_level(features_, params_);
    return ((sip(m) & sie()) | hypervisor) & ~hideleg();
}

bool Privileged::wfi_wakes() const {
    if (s_.rnmi) return true;
    const uint64_t m = mip();
    if (!virtual_interrupts()) return (m & s_.mie) != 0;
    return for_machine(m) || for_supervisor(m) || vstopi();
}

std::optional<Interrupt> Privileged::pending_interrupt() const {
    constexpr uint64_t kIid = 0x3f;
    if (s_.rnmi && !nmis_masked()) return Interrupt{kRnmi, TrapTo::M};
    const uint64_t m = mip();
    if ((!(m & s_.mie) && !virtual_interrupts()) || nmis_masked()) return std::nullopt;

    // To M-mode: not delegated; taken below M whatever MIE says.
    if ((s_.priv != Priv::M || (s_.mstatus & status::kMie)) && for_machine(m)) {
        return Interrupt{kInterrupt | (mtopi() >> 16 & kIid), TrapTo::M};
    }
    if (s_.priv == Priv::M) return std::nullopt;

    // To HS-mode: delegated to it and not by hideleg; taken in any mode below HS whatever SIE says.
    if ((s_.v || s_.priv == Priv::U || (s_.mstatus & status::kSie)) && for_supervisor(m)) {
        return Interrupt{kInterrupt | (stopi() >> 16 & kIid), TrapTo::Hs};
    }

    // To VS-mode: only while V=1.
    if (s_.v && (s_.priv == Priv::U || (s_.vsstatus & status::kSie))) {
        if (const uint64_t top = vstopi()) {
            const uint64_t number = top >> 16 & kIid;
            // A VS-level interrupt has a number of its own, one above the guest's; what hvictl makes up has not.
            const bool made_up = (s_.hvictl & hvictl::kVti) && number != uint64_t(irq::kSei);
            const bool vs_level = !made_up && (kVsLevel >> (number + 1) & 1);
            return Interrupt{kInterrupt | (vs_level ? number + 1 : number), TrapTo::Vs, !vs_level};
        }
    }
    return std::nullopt;
}

void Privileged::imsic_changed() {
    set_line(irq::kMei, imsic_->machine().signal());
    set_line(irq::kSei, imsic_->supervisor().signal());
    s_.hgeip = imsic_->guest_signals();
}

void Privileged::msi(unsigned file, uint32_t identity) {
    if (!imsic_ || file > 1 + imsic_->guests()) return;
    imsic_->file(file).set_pending(identity);
    imsic_changed();
}

const InterruptFile* Privileged::guest_file() const {
    const auto vgein = unsigned((s_.hstatus & hstatus::kVgein) >> hstatus::kVgeinShift);
    return imsic_ && vgein >= 1 && vgein <= imsic_->guests() ? &imsic_->guest(vgein) : nullptr;
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
