// Which translation regime applies to fetches, to explicit accesses (MPRV) and to HLV/HSV. Privileged
// specification 1.13, mstatus.MPRV; H extension, "Effect of MPRV" and hstatus.SPVP; menvcfg and henvcfg (ADUE, PBMTE,
// SSE); mmpt; pointer masking (PMM fields, hstatus.HUPMM, MXR).
//
// Fields that cannot matter are left at zero, so that equal behaviour means equal regimes: everything in M-mode, SUM
// outside S, SUM, MXR and PMLEN for fetches.
#include "cpu/priv/fields.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

uint8_t pmlen(uint64_t reg, int shift = pmm::kShift) { return pmm::pmlen(reg >> shift & 3); }

}  // namespace

/// The PMM field of a mode is in a register of the next-higher one; for accesses of HLV and HSV in hv_regime().
uint8_t Privileged::pmlen_of(Priv priv, bool v) const {
    if (priv == Priv::M) return pmlen(s_.mseccfg);
    if (priv == Priv::U) return pmlen(s_.senvcfg);
    return pmlen(v ? s_.henvcfg : s_.menvcfg);
}

Regime Privileged::regime_for(Priv priv, bool v, bool fetch) const {
    Regime r;
    if (!fetch) r.pmlen = pmlen_of(priv, v);
    if (priv == Priv::M) return r;
    r.priv = priv;
    r.v = v;
    r.mmpt = s_.mmpt;
    r.svnapot = features_.svnapot;
    r.atp = v ? s_.vsatp : s_.satp;
    r.adue = s_.menvcfg & envcfg::kAdue;
    r.pbmte = s_.menvcfg & envcfg::kPbmte;
    r.sse = s_.menvcfg & (v ? s_.henvcfg : s_.menvcfg) & envcfg::kSse;
    if (v) {
        r.hgatp = s_.hgatp;
        r.g_adue = r.adue;
        r.g_pbmte = r.pbmte;
        r.adue = s_.menvcfg & s_.henvcfg & envcfg::kAdue;
        r.pbmte = s_.menvcfg & s_.henvcfg & envcfg::kPbmte;
    }
    if (!fetch) {
        const uint64_t own = v ? s_.vsstatus : s_.mstatus;
        r.sum = priv == Priv::S && (own & status::kSum);
        r.mxr = s_.mstatus & status::kMxr;
        r.vs_mxr = v && (s_.vsstatus & status::kMxr);
        if (r.mxr || r.vs_mxr) r.pmlen = 0;  // emulates fetches
    }
    return r;
}

Regime Privileged::fetch_regime() const { return regime_for(s_.priv, s_.v, true); }

Regime Privileged::data_regime() const {
    if (!(s_.mstatus & status::kMprv) || nmis_masked()) return regime_for(s_.priv, s_.v, false);
    const Priv mpp = Priv((s_.mstatus & status::kMpp) >> status::kMppShift);
    return regime_for(mpp, mpp != Priv::M && (s_.mstatus & status::kMpv), false);
}

Regime Privileged::hv_regime() const {
    Regime r = regime_for(s_.hstatus & hstatus::kSpvp ? Priv::S : Priv::U, true, false);
    // U-mode does not see what senvcfg.PMM is for the guest: the hypervisor has copied it into HUPMM.
    if (s_.priv == Priv::U && r.priv == Priv::U && !r.mxr && !r.vs_mxr) r.pmlen = pmlen(s_.hstatus, pmm::kHupmmShift);
    return r;
}

}  // namespace covesim
