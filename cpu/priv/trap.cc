// Trap entry and return: delegation, privilege stacks, trap CSRs. Privileged specification 1.13, "Machine Trap
// Delegation", mstatus, xtvec, "Trap-Return Instructions"; H extension, "Traps"; Zicfilp, "Preserving Expected Landing
// Pad State on Traps"; Smdbltrp, Ssdbltrp and Smrnmi.
#include <utility>

#include "cpu/priv/fields.h"
#include "cpu/priv/interrupt_bits.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

using namespace status;

uint64_t handler(uint64_t tvec, uint64_t cause) {
    const uint64_t base = tvec & ~uint64_t{3};
    const bool vectored = (tvec & 1) && (cause & kInterrupt);
    return vectored ? base + 4 * (cause & 0x3f) : base;
}

/// (old & ~field) | (on ? field : 0)
uint64_t with(uint64_t old, uint64_t field, bool on) { return on ? old | field : old & ~field; }

bool is_guest_page_fault(uint64_t c) {
    return c == cause::kFetchGuestPage || c == cause::kLoadGuestPage || c == cause::kStoreGuestPage;
}

}  // namespace

/// With Smrnmi and NMIE = 0: no interrupts, no MPRV, and exceptions in M-mode are double traps where Smdbltrp is there.
bool Privileged::nmis_masked() const { return features_.smrnmi && !(s_.mnstatus & mnstatus::kNmie); }

bool Privileged::take_trap(const Trap& raised) {
    if (raised.cause == kRnmi) {
        trap_to_rnmi(kInterrupt);  // causes of RNMIs are not told apart
        return true;
    }
    Trap t = raised;
    const bool interrupt = t.cause & kInterrupt;
    const uint64_t code = t.cause & 0x3f;
    if (interrupt) t.tval = t.tval2 = t.tinst = 0, t.gva = false;
    if (!is_guest_page_fault(t.cause)) t.tval2 = 0;

    const bool to_hs = (interrupt ? s_.mideleg : s_.medeleg) >> code & 1;
    const bool to_vs = s_.v && ((interrupt ? s_.hideleg : s_.hedeleg) >> code & 1);
    if (t.to == TrapTo::Vs) return trap_to_vs(t);
    if (t.to == TrapTo::Hs) return trap_to_hs(t);
    if (t.to == TrapTo::M || s_.priv == Priv::M || (t.mpt && params_.mpt_faults_to_m) || !to_hs) return trap_to_m(t);
    return to_vs ? trap_to_vs(t) : trap_to_hs(t);
}

/// mnepc, mncause, mnstatus, then the RNMI handler; MDT stays as it is.
void Privileged::trap_to_rnmi(uint64_t cause) {
    using namespace mnstatus;
    s_.mnepc = s_.pc;
    s_.mncause = cause;
    s_.mnstatus = uint64_t(s_.priv) << kMnppShift | (s_.v ? kMnpv : 0) | (std::exchange(s_.elp, false) ? kMnpelp : 0);
    s_.pc = params_.rnmi_vector;
    enter(Priv::M, false);
}

/// An unexpected trap to M-mode ("Double Trap Control in mstatus Register").
bool Privileged::double_trap(const Trap& t) {
    if (!features_.smrnmi || nmis_masked()) {
        s_.critical_error = true;
        return false;
    }
    trap_to_rnmi(t.cause);
    return true;
}

bool Privileged::trap_to_m(const Trap& t) {
    const bool in_handler = s_.priv == Priv::M && nmis_masked();
    if (features_.smdbltrp && ((s_.mstatus & kMdt) || in_handler)) return double_trap(t);
    uint64_t m = s_.mstatus;
    if (features_.smdbltrp) m |= kMdt;
    m = with(m, kMpie, m & kMie) & ~kMie;
    m = (m & ~kMpp) | uint64_t(s_.priv) << kMppShift;
    m = with(m, kMpelp, std::exchange(s_.elp, false));
    if (features_.h) {
        m = with(with(m, kMpv, s_.v), kGva, t.gva);
        s_.mtinst = t.tinst;
    }
    s_.mstatus = m;
    if (features_.mtval2) s_.mtval2 = t.tval2;
    s_.mepc = s_.pc;
    s_.mcause = t.cause;
    s_.mtval = t.tval;
    s_.pc = in_handler ? params_.rnmi_exception_vector : handler(s_.mtvec, t.cause);
    enter(Priv::M, false);
    return true;
}

namespace {

/// An unexpected trap to S or VS goes to M-mode as a double trap, with its cause in mtval2.
Trap as_double_trap(Trap t) {
    t.tval2 = std::exchange(t.cause, cause::kDoubleTrap);
    return t;
}

}  // namespace

bool Privileged::trap_to_hs(const Trap& t) {
    const bool from_s = s_.priv == Priv::S;
    uint64_t m = s_.mstatus;
    if (m & kSdt) return trap_to_m(as_double_trap(t));
    if (s_.menvcfg & envcfg::kDte) m |= kSdt;
    m = with(m, kSpie, m & kSie) & ~kSie;
    s_.mstatus = with(with(m, kSpp, from_s), kSpelp, std::exchange(s_.elp, false));
    if (features_.h) {
        uint64_t h = with(with(s_.hstatus, hstatus::kSpv, s_.v), hstatus::kGva, t.gva);
        if (s_.v) h = with(h, hstatus::kSpvp, from_s);
        s_.hstatus = h;
        s_.htval = t.tval2;
        s_.htinst = t.tinst;
    }
    s_.sepc = s_.pc;
    s_.scause = t.cause;
    s_.stval = t.tval;
    s_.pc = handler(s_.stvec, t.cause);
    enter(Priv::S, false);
    return true;
}

bool Privileged::trap_to_vs(const Trap& t) {
    if (s_.vsstatus & kSdt) return trap_to_m(as_double_trap(t));
    // VS-level interrupts appear to the guest as the S-level ones: 2, 6, 10 become 1, 5, 9.
    const bool translate = !t.guest_number && (t.cause & kInterrupt) && (kVsLevel >> (t.cause & 0x3f) & 1);
    const uint64_t seen = translate ? t.cause - 1 : t.cause;
    uint64_t v = s_.vsstatus;
    if (s_.menvcfg & s_.henvcfg & envcfg::kDte) v |= kSdt;
    v = with(v, kSpie, v & kSie) & ~kSie;
    s_.vsstatus = with(with(v, kSpp, s_.priv == Priv::S), kSpelp, std::exchange(s_.elp, false));
    s_.vsepc = s_.pc;
    s_.vscause = seen;
    s_.vstval = t.tval;
    s_.pc = handler(s_.vstvec, seen);
    enter(Priv::S, true);
    return true;
}

/// What returns from M-mode do to SDT: the new mode can take traps again.
void Privileged::enable_traps_below(Priv to, bool v) {
    if (to == Priv::U || v) s_.mstatus &= ~kSdt;
    if (to == Priv::U && v) s_.vsstatus &= ~kSdt;
}

void Privileged::mret() {
    uint64_t m = s_.mstatus;
    const Priv to = Priv((m & kMpp) >> kMppShift);
    const bool v = to != Priv::M && (m & kMpv);
    m = with(m, kMie, m & kMpie) | kMpie;
    s_.elp = (m & kMpelp) && landing_pads_in(to, v);
    m &= ~(kMpp | kMpv | kMpelp);
    if (to != Priv::M) m &= ~kMprv;
    s_.mstatus = m & ~kMdt;
    enable_traps_below(to, v);
    s_.pc = s_.mepc;
    counters_.change_mode(to, v, true);
}

void Privileged::mnret() {
    using namespace mnstatus;
    const Priv to = Priv((s_.mnstatus & kMnpp) >> kMnppShift);
    const bool v = to != Priv::M && (s_.mnstatus & kMnpv);
    s_.elp = (s_.mnstatus & kMnpelp) && landing_pads_in(to, v);
    s_.mnstatus |= kNmie;
    if (to != Priv::M) s_.mstatus &= ~(kMprv | kMdt);
    enable_traps_below(to, v);
    s_.pc = s_.mnepc;
    counters_.change_mode(to, v, true);
}

void Privileged::sret() {
    uint64_t& st = s_.v ? s_.vsstatus : s_.mstatus;
    const Priv to = st & kSpp ? Priv::S : Priv::U;
    st = with(st, kSie, st & kSpie) | kSpie;
    const bool new_v = s_.v || (s_.hstatus & hstatus::kSpv);
    s_.elp = (st & kSpelp) && landing_pads_in(to, new_v);
    st &= ~(kSpp | kSpelp | kSdt);
    s_.mstatus &= ~kMprv;  // the new mode is always below M
    if (s_.priv == Priv::M) s_.mstatus &= ~kMdt;
    if (!s_.v) enable_traps_below(to, new_v);
    if (s_.v) {
        s_.pc = s_.vsepc;
        counters_.change_mode(to, true, true);
        return;
    }
    s_.hstatus &= ~hstatus::kSpv;
    s_.pc = s_.sepc;
    counters_.change_mode(to, new_v, true);
}

}  // namespace covesim
