// A TLB miss: walk, check of the final address, and the entry that remembers both.
#include <algorithm>

#include "mmu/walk_environment.h"

namespace covesim {

bool Mmu::Impl::fill(const Regime& r, const Access& a, const Mmpt& mmpt, const TlbTag& tag, Level1& l1, Tick& now,
                     uint32_t& slot, Fault& fault) {
    const Tick start = now;
    ++stats.walks;
    stats.walks_fetch += a.acc == Acc::Fetch;
    const bool ok = walk_and_insert(r, a, mmpt, tag, l1, now, slot, fault);
    stats.walk_faults += !ok;
    stats.walk_time_fs += (now - start).fs;
    return ok;
}

bool Mmu::Impl::walk_and_insert(const Regime& r, const Access& a, const Mmpt& mmpt, const TlbTag& tag, Level1& l1,
                                Tick& now, uint32_t& slot, Fault& fault) {
    Environment env{.m = *this,
                    .mmpt = mmpt,
                    .tag = tag,
                    .now = now,
                    .deferred = mmpt.mode != MptMode::Bare && params.mpt.order == MptOrder::AfterWalk};
    postponed.clear();
    const Xlate x = walk(r, a.va, walk_for(a), env);
    TlbEntry e;
    bool allowed = true, in_mpt = true;
    if (x.end == Xlate::End::Ok) {
        e.s = x.s;
        e.g = x.g;
        unsigned span = std::min<unsigned>({x.s.shift, x.g.shift, kSpans.back()});
        // Final address: PMP → PMA → MPT.
        if (!physical_ok(r, a, x.spa)) {
            allowed = false;
        } else if (mmpt.mode != MptMode::Bare && inlined()) {
            const MptVerdict v = mpt_check(mmpt, x.spa, need_of(a), on_behalf_of(a), now);
            in_mpt = v.known;
            e.has_mpt = true;
            e.mpt = v.perm;
            e.mpt_cover = std::min<uint8_t>(v.cover, 63);
            span = std::min<unsigned>(span, v.span);
        }
        e.shift = span_class(span);
    }
    if (env.deferred && !env.settle()) allowed = false;  // a denied table page outranks what the walk read from it
    else if (!in_mpt) deny(on_behalf_of(a));
    if (!allowed || !in_mpt) {
        set_fault(fault, r, a, access_fault(reported_as(a)));
        return false;
    }
    if (x.end != Xlate::End::Ok) {
        set_fault(fault, r, a, x);
        return false;
    }
    const uint64_t size = uint64_t{1} << e.shift;
    e.page = a.va.v >> e.shift;
    e.tag = tag;
    e.global = x.global;
    e.spa = x.spa.align(size);
    e.gpa = x.gpa.align(size);
    if (mode != Mode::Fast && l2.exists()) insert(l2, params.l2, stats.l2, e, a.va);
    slot = insert(l1.tlb, l1.params, l1.stats, e, a.va);
    return true;
}

}  // namespace covesim
