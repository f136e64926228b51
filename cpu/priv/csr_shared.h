// Legalisation that several levels share: trap vectors, causes, environment configuration, satp.
#pragma once
#include "cpu/hart_state.h"
#include "cpu/priv/fields.h"
#include "cpu/priv/params.h"

namespace covesim {

/// xtvec: MODE 0 (direct) or 1 (vectored); bit 1 reads zero.
constexpr uint64_t legal_tvec(uint64_t v) { return v & ~uint64_t{2}; }

/// xepc: bit 0 reads zero, and bit 1 where only IALIGN=32 is supported.
constexpr uint64_t legal_epc(uint64_t v, const HartFeatures& f) { return v & ~uint64_t{f.c ? 1u : 3u}; }

/// xcause (WLRL): the interrupt bit and codes 0 to 63.
constexpr uint64_t legal_cause(uint64_t v) { return v & (bit(63) | 0x3f); }

/// mstatus and vsstatus after an explicit write: with MDT or SDT set, MIE or SIE is not (Smdbltrp, Ssdbltrp).
constexpr uint64_t traps_disabled(uint64_t v) {
    return v & ~((v & status::kMdt ? status::kMie : 0) | (v & status::kSdt ? status::kSie : 0));
}

/// SDT is read-only zero where DTE is zero.
constexpr void clear_sdt_without_dte(HartState& s) {
    if (!(s.menvcfg & envcfg::kDte)) s.mstatus &= ~status::kSdt;
    if (!(s.menvcfg & s.henvcfg & envcfg::kDte)) s.vsstatus &= ~status::kSdt;
}

/// What menvcfg, henvcfg and senvcfg share: FIOM, and the fields of Zicbom, Zicboz, Zicfilp and Zicfiss as far
/// as these exist.
constexpr uint64_t user_envcfg_mask(const HartFeatures& f) {
    return envcfg::kFiom | (f.zicbom ? envcfg::kCbie | envcfg::kCbcfe : 0) | (f.zicboz ? envcfg::kCbze : 0) |
           (f.zicfilp ? envcfg::kLpe : 0) | (f.zicfiss ? envcfg::kSse : 0);
}

/// A reserved PMM value leaves the field at `shift` as it was.
constexpr uint64_t legal_pmm(uint64_t old, uint64_t v, int shift) {
    const uint64_t field = uint64_t{3} << shift;
    return (v & field) >> shift == 1 ? (v & ~field) | (old & field) : v;
}

/// The reserved CBIE encoding 10 and PMM encoding 01 leave their fields as they were.
constexpr uint64_t legal_envcfg(uint64_t old, uint64_t v, uint64_t mask) {
    v = legal_pmm(old, v, pmm::kShift);
    if ((v & envcfg::kCbie) >> envcfg::kCbieShift == envcfg::kCbieReserved) {
        v = (v & ~envcfg::kCbie) | (old & envcfg::kCbie);
    }
    return v & mask;
}

constexpr bool legal_atp_mode(uint64_t mode, const HartFeatures& f) {
    return mode == atp::kBare || mode == atp::kSv39 || (mode == atp::kSv48 && f.sv48) || (mode == atp::kSv57 && f.sv57);
}

/// satp and vsatp: a write with an unsupported MODE has no effect at all.
constexpr uint64_t legal_satp(uint64_t old, uint64_t v, const HartFeatures& f, uint64_t asid_mask) {
    if (!legal_atp_mode(v >> atp::kModeShift, f)) return old;
    return v & (atp::kMode | asid_mask << atp::kIdShift | atp::kPpn);
}

}  // namespace covesim
