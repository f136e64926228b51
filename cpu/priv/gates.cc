#include "cpu/priv/gates.h"

#include "cpu/priv/fields.h"

namespace covesim {

Legal gate_counter(const Privileged& p, unsigned number, Priv priv, bool v) {
    const HartState& s = p.state();
    const uint64_t mine = bit(int(number & 31));
    if (!(s.mcounteren & mine)) return Legal::Illegal;
    if (v && !(s.hcounteren & mine)) return Legal::Virtual;
    if (priv == Priv::U && !(s.scounteren & mine)) return v ? Legal::Virtual : Legal::Illegal;
    return Legal::Ok;
}

Legal gate_stimecmp(const Privileged& p, unsigned, Priv, bool v) {
    const HartState& s = p.state();
    constexpr uint64_t kTm = bit(Counters::kTime);
    if (!(s.menvcfg & envcfg::kStce) || !(s.mcounteren & kTm)) return Legal::Illegal;
    if (v && (!(s.henvcfg & envcfg::kStce) || !(s.hcounteren & kTm))) return Legal::Virtual;
    return Legal::Ok;
}

Legal gate_vstimecmp(const Privileged& p, unsigned number, Priv priv, bool) {
    return gate_stimecmp(p, number, priv, false);
}

namespace {

/// A bit of mstateen0 and, with V=1, of hstateen0.
Legal state_enabled(const Privileged& p, uint64_t which, bool v) {
    const HartState& s = p.state();
    if (!p.features().smstateen) return Legal::Ok;
    if (!(s.mstateen[0] & which)) return Legal::Illegal;
    if (v && !(s.hstateen[0] & which)) return Legal::Virtual;
    return Legal::Ok;
}

}  // namespace

Legal gate_senvcfg(const Privileged& p, unsigned, Priv, bool v) { return state_enabled(p, stateen::kEnvcfg, v); }
Legal gate_henvcfg(const Privileged& p, unsigned, Priv, bool) { return state_enabled(p, stateen::kEnvcfg, false); }
Legal gate_indirect(const Privileged& p, unsigned, Priv, bool v) { return state_enabled(p, stateen::kCsrind, v); }
Legal gate_aia(const Privileged& p, unsigned, Priv, bool v) { return state_enabled(p, stateen::kAia, v); }
Legal gate_imsic(const Privileged& p, bool v) { return p.imsic() ? state_enabled(p, stateen::kImsic, v) : Legal::Ok; }

Legal gate_scountovf(const Privileged& p, unsigned, Priv, bool v) {
    return v && (p.state().menvcfg & envcfg::kCde) ? Legal::Virtual : Legal::Ok;
}

Legal gate_ssp(const Privileged& p, unsigned, Priv priv, bool v) {
    return envcfg_allows(p.state(), envcfg::kSse, priv, v);
}

Legal gate_sstateen(const Privileged& p, unsigned number, Priv, bool v) {
    const HartState& s = p.state();
    const unsigned i = number & 3;
    if (!(s.mstateen[i] & stateen::kSe)) return Legal::Illegal;
    if (v && !(s.hstateen[i] & stateen::kSe)) return Legal::Virtual;
    return Legal::Ok;
}

Legal gate_seed(const Privileged& p, unsigned, Priv priv, bool v) {
    const uint64_t granted = p.state().mseccfg & (priv == Priv::U && !v ? seccfg::kUseed : seccfg::kSseed);
    if (granted == 0) return Legal::Illegal;
    return v ? Legal::Virtual : Legal::Ok;
}

Legal gate_hstateen(const Privileged& p, unsigned number, Priv priv, bool) {
    return gate_sstateen(p, number, priv, false);
}

}  // namespace covesim
