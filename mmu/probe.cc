// What an access would see: the same walker over memory as it is, without caches, statistics, time or A/D updates.
#include "mmu/mmu_impl.h"

namespace covesim {

/// The walker over bare memory.
struct Mmu::Impl::ProbeEnvironment : NoWalkCaches {
    const Impl& m;
    const Mmpt mmpt;
    ProbeEnvironment(const Impl& impl, const Mmpt& t) : m(impl), mmpt(t) {}
    bool read_mpte(Spa a, unsigned bytes, uint64_t& value) {
        return entry_access_ok(m.pmp, m.pma, a, bytes, false, Priv::M) && m.store.load(a, value);
    }
    bool mpt(Spa a, Need need) {
        const MptResult l = lookup(mmpt, a, *this);
        return !l.fault && l.perm.allows(need);
    }
    bool check(Spa a, bool write, Why) {
        return entry_access_ok(m.pmp, m.pma, a, 8, write, Priv::S) && mpt(a, {true, write, false, false});
    }
    uint64_t read64(Spa a, Why) {
        uint64_t v = 0;
        m.store.load(a, v);
        return v;
    }
    bool cas64(Spa, uint64_t, uint64_t, Why) { return true; }
};

bool Mmu::Impl::probe(const Regime& r, const Access& a, Spa& out, Fault& fault) const {
    ProbeEnvironment env(*this, Mmpt::rv64(r.mmpt));
    const Xlate x = walk(r, a.va, walk_for(a), env);
    if (x.end != Xlate::End::Ok) {
        set_fault(fault, r, a, x);
        return false;
    }
    if (!physical_ok(r, a, x.spa) || (r.priv != Priv::M && !env.mpt(x.spa, need_of(a)))) {
        set_fault(fault, r, a, access_fault(reported_as(a)));
        return false;
    }
    out = x.spa;
    return true;
}

}  // namespace covesim
