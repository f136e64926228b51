// Exceptions that a translation reports, by the type of the original access.
//
// Privileged specification, "Supervisor Cause Register" and "Guest-Page Faults": which cause, value and
// pseudoinstruction each end of a walk gives; supervisor domains §4: an MPT denial is the access fault of the original
// access. What the access asks of PMP, PMA and MPT is stated here too, because both follow from the access type alone.
#pragma once
#include "mmu/mmu.h"
#include "mmu/walk.h"
#include "smmtt/checker.h"

namespace covesim {

inline constexpr uint64_t kReadPseudo = 0x3000, kWritePseudo = 0x3020;

/// Exception codes by original access type.
constexpr uint64_t access_fault(Acc a) { return a == Acc::Fetch ? 1 : a == Acc::Load ? 5 : 7; }
constexpr uint64_t page_fault(Acc a) { return a == Acc::Fetch ? 12 : a == Acc::Load ? 13 : 15; }
constexpr uint64_t guest_page_fault(Acc a) { return a == Acc::Fetch ? 20 : a == Acc::Load ? 21 : 23; }
/// A shadow-stack instruction is reported as a store, also SSPOPCHK, which only reads (Zicfiss).
constexpr Acc reported_as(const Access& a) { return a.shadow ? Acc::Store : a.acc; }

inline Need need_of(const Access& a) {
    if (a.cmo) return {false, false, false, true};
    if (a.shadow) return {true, true, false, false};
    return covesim::need_of(a.acc);
}
/// What PMP and PMA must grant. HLVX: "both execute and read" (H extension, "Hypervisor Virtual-Machine Load and Store
/// Instructions"); of the MPT it needs read alone (supervisor domains §4.1.1 step 7).
inline Need physical_need_of(const Access& a) {
    Need n = need_of(a);
    n.x |= a.hlvx;
    return n;
}
inline MptFor on_behalf_of(const Access& a) {
    if (a.hint) return MptFor::Other;
    switch (a.acc) {
        case Acc::Load: return MptFor::Load;
        case Acc::Store: return MptFor::Store;
        case Acc::Amo: return MptFor::Amo;
        case Acc::Fetch: break;
    }
    return MptFor::Fetch;
}
inline WalkFor walk_for(const Access& a) { return {a.acc, a.hlvx, a.cmo, a.shadow}; }

inline void set_fault(Fault& f, const Regime& r, const Access& a, uint64_t cause) { f = {cause, a.va.v, 0, 0, r.v}; }
inline void set_guest_fault(Fault& f, const Regime& r, const Access& a, Gpa gpa, uint64_t tinst) {
    f = {guest_page_fault(reported_as(a)), a.va.v, gpa.v >> 2, tinst, r.v};
}
/// A walk that did not end well, as the exception of the original access type.
inline void set_fault(Fault& f, const Regime& r, const Access& a, const Xlate& x) {
    switch (x.end) {
        case Xlate::End::PageFault: return set_fault(f, r, a, page_fault(reported_as(a)));
        case Xlate::End::AccessFault: return set_fault(f, r, a, access_fault(reported_as(a)));
        case Xlate::End::GuestPageFault:
            return set_guest_fault(f, r, a, x.gpa, !x.implicit ? 0 : x.implicit_write ? kWritePseudo : kReadPseudo);
        case Xlate::End::Ok: break;
    }
}

}  // namespace covesim
