// What a CSR write, a trap or an xRET may have changed, so that the engine reacts to that and to nothing else.
#pragma once
#include <cstdint>

namespace covesim {

enum class Effect : uint32_t {
    None = 0,
    Regime =
        1
        << 0,  ///< fetch_regime(), data_regime() or hv_regime() may differ (privilege, V, *atp, mmpt, MPRV, *envcfg …)
    Interrupts = 1 << 1,  ///< pending_interrupt() may differ
    Pmp = 1 << 2,         ///< pmpcfg, pmpaddr or mseccfg
    Counters = 1 << 3,    ///< counter values, inhibits or events: next_overflow_check() may differ
    Fp = 1 << 4,          ///< FS, frm or fflags
    Timer = 1 << 5,       ///< next_timer() may differ (stimecmp, vstimecmp, htimedelta, STCE)
};
constexpr Effect operator|(Effect a, Effect b) { return Effect(uint32_t(a) | uint32_t(b)); }
constexpr Effect& operator|=(Effect& a, Effect b) { return a = a | b; }
/// True when the sets share a member.
constexpr bool operator&(Effect a, Effect b) { return (uint32_t(a) & uint32_t(b)) != 0; }

}  // namespace covesim
