// Trap entry and return: delegation, privilege stacks, trap CSRs. Privileged specification 1.13, "Machine Trap
// Delegation", mstatus, xtvec, "Trap-Return Instructions"; H extension, "Traps"; Zicfilp, "Preserving Expected Landing
// Pad State on Traps".
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

void Privileged::take_trap(const Trap& raised) {
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

void Privileged::trap_to_m(const Trap& t) {
    uint64_t m = s_.mstatus;
    m = with(m, kMpie, m & kMie) & ~kMie;
    m = (m & ~kMpp) | uint64_t(s_.priv) << kMppShift;
    m = with(m, kMpelp, std::exchange(s_.elp, false));
    if (features_.h) {
        m = with(with(m, kMpv, s_.v), kGva, t.gva);
        s_.mtval2 = t.tval2;
        s_.mtinst = t.tinst;
    }
    s_.mstatus = m;
    s_.mepc = s_.pc;
    s_.mcause = t.cause;
    s_.mtval = t.tval;
    s_.pc = handler(s_.mtvec, t.cause);
    enter(Priv::M, false);
}

void Privileged::trap_to_hs(const Trap& t) {
    const bool from_s = s_.priv == Priv::S;
    uint64_t m = s_.mstatus;
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
}

void Privileged::trap_to_vs(const Trap& t) {
    // VS-level interrupts appear to the guest as the S-level ones: 2, 6, 10 become 1, 5, 9.
    const bool translate = !t.guest_number && (t.cause & kInterrupt) && (kVsLevel >> (t.cause & 0x3f) & 1);
    const uint64_t seen = translate ? t.cause - 1 : t.cause;
    uint64_t v = s_.vsstatus;
    v = with(v, kSpie, v & kSie) & ~kSie;
    s_.vsstatus = with(with(v, kSpp, s_.priv == Priv::S), kSpelp, std::exchange(s_.elp, false));
    s_.vsepc = s_.pc;
    s_.vscause = seen;
    s_.vstval = t.tval;
    s_.pc = handler(s_.vstvec, seen);
    enter(Priv::S, true);
}

void Privileged::mret() {
    uint64_t m = s_.mstatus;
    const Priv to = Priv((m & kMpp) >> kMppShift);
    const bool v = to != Priv::M && (m & kMpv);
    m = with(m, kMie, m & kMpie) | kMpie;
    s_.elp = (m & kMpelp) && landing_pads_in(to, v);
    m &= ~(kMpp | kMpv | kMpelp);
    if (to != Priv::M) m &= ~kMprv;
    s_.mstatus = m;
    s_.pc = s_.mepc;
    counters_.change_mode(to, v, true);
}

void Privileged::sret() {
    uint64_t& st = s_.v ? s_.vsstatus : s_.mstatus;
    const Priv to = st & kSpp ? Priv::S : Priv::U;
    st = with(st, kSie, st & kSpie) | kSpie;
    const bool new_v = s_.v || (s_.hstatus & hstatus::kSpv);
    s_.elp = (st & kSpelp) && landing_pads_in(to, new_v);
    st &= ~(kSpp | kSpelp);
    s_.mstatus &= ~kMprv;  // the new mode is always below M
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
