// One access: the level-1 and level-2 TLBs, the rights of a cached translation, and the live checks of the final
// address.
//
// Privileged specification "Virtual Address Translation Process"; supervisor domains §4.1.1 (step 1: M mode is not
// checked). A miss goes to fill.cc.
#include "mmu/mmu_impl.h"

namespace covesim {

Mmu::Impl::Cached Mmu::Impl::cached_rights(const Regime& r, const Access& a, const TlbEntry& e, Fault& fault) {
    const WalkFor f = walk_for(a);
    if (const Grant g = s_stage_grants(e.s, r, f); g != Grant::Yes) {
        const Acc as = reported_as(a);
        set_fault(fault, r, a, g == Grant::PageFault ? page_fault(as) : access_fault(as));
        return Cached::Fault;
    }
    if (f.store() && !e.s.d) return Cached::Walk;
    if (r.v && !g_stage_allows(e.g, r, f, true)) {
        set_guest_fault(fault, r, a, e.gpa + (a.va.v - e.va()), 0);
        return Cached::Fault;
    }
    return f.store() && !e.g.d ? Cached::Walk : Cached::Ok;
}

bool Mmu::Impl::translate(const Regime& r, const Access& a, Tick& now, Translation& out, Fault& fault) {
    out = {};
    if (a.shadow && (r.priv == Priv::M || atp_levels(r.atp) == 0)) {  // no shadow-stack pages without translation
        set_fault(fault, r, a, access_fault(reported_as(a)));
        return false;
    }
    if (r.priv == Priv::M) {
        TlbEntry identity;
        return finish(r, a, Spa{a.va.v}, identity, out, fault);
    }
    const Mmpt mmpt = Mmpt::rv64(r.mmpt);
    const bool mpt_on = mmpt.mode != MptMode::Bare;
    const TlbTag tag = TlbTag::of(r);
    if (!tag.mode && !tag.g_mode && !(mpt_on && inlined())) {  // nothing that a TLB entry could hold
        TlbEntry identity;
        identity.s = identity.g = kBareLeaf;
        return finish(r, a, Spa{a.va.v}, identity, out, fault) && (!mpt_on || per_access(r, a, mmpt, now, out, fault));
    }
    Level1 l1 = level1(a.acc);
    uint32_t slot = find(l1.tlb, tag, a.va);
    bool dirty = false;
    if (slot != Tlb::kNone) {
        l1.tlb.touch(slot, ++sequence);
        const Cached c = cached_rights(r, a, l1.tlb[slot], fault);
        if (c == Cached::Fault) return false;
        if (c == Cached::Walk) {
            dirty = true;
            slot = Tlb::kNone;
        }
    } else {
        ++l1.stats.misses;
        missed(l1.tlb, tag, a.va);
        wait(now, l1.params.latency);
        if (mode != Mode::Fast && l2.exists()) {
            wait(now, params.l2.latency);
            if (const uint32_t second = find(l2, tag, a.va); second != Tlb::kNone) {
                ++stats.l2.hits;
                l2.touch(second, ++sequence);
                const TlbEntry e = l2[second];
                const Cached c = cached_rights(r, a, e, fault);
                if (c == Cached::Fault) return false;
                if (c == Cached::Walk) dirty = true;
                else slot = insert(l1.tlb, l1.params, l1.stats, e, a.va);
            } else {
                ++stats.l2.misses;
                missed(l2, tag, a.va);
            }
        }
    }
    if (slot == Tlb::kNone) {
        if (a.hint) return false;
        stats.dirty_walks += dirty;
        if (!fill(r, a, mmpt, tag, l1, now, slot, fault)) return false;
    }
    const TlbEntry& e = l1.tlb[slot];
    out.tlb_entry = first_id(l1.tlb) + slot;
    out.tlb_stamp = l1.tlb.stamp(slot);
    if (!finish(r, a, e.spa + (a.va.v - e.va()), e, out, fault)) return false;
    if (e.has_mpt || !mpt_on || inlined()) return true;
    return per_access(r, a, mmpt, now, out, fault);
}

bool Mmu::Impl::finish(const Regime& r, const Access& a, Spa spa, const TlbEntry& e, Translation& out, Fault& fault) {
    const PmaRange* range = pma.find(spa, a.size);
    const bool physical = pmp.check(spa, a.size, physical_need_of(a), r.priv) && pma_ok(range, a, spa);
    if (!physical || !e.mpt.allows(need_of(a))) {
        if (physical) deny(on_behalf_of(a));
        set_fault(fault, r, a, access_fault(reported_as(a)));
        return false;
    }
    out.spa = spa;
    out.ram = range->main_memory;
    out.pbmt = e.s.pbmt ? e.s.pbmt : e.g.pbmt;  // Svpbmt: the VS stage overrides what the G stage left
    out.cacheable = range->cacheable && out.pbmt == 0;
    const Pmp::Page page = pmp.page(spa, r.priv);
    out.uniform = page.uniform && range->contains(spa.align(4096), 4096);
    if (!out.uniform) return true;
    const Perm p = page.perm & range->perm & e.mpt;
    const auto stages = [&](Acc acc) {
        if (r.priv == Priv::M) return true;
        const WalkFor f{acc, false, false, false};
        return s_stage_grants(e.s, r, f) == Grant::Yes && (!r.v || g_stage_allows(e.g, r, f, true));
    };
    const bool dirty = r.priv == Priv::M || (e.s.d && e.g.d);
    out.readable = p.r && stages(Acc::Load);
    out.writable = p.w && dirty && stages(Acc::Store);
    out.executable = p.x && stages(Acc::Fetch);
    return true;
}

bool Mmu::Impl::per_access(const Regime& r, const Access& a, const Mmpt& mmpt, Tick& now, Translation& out,
                           Fault& fault) {
    const MptVerdict v = mpt_check(mmpt, out.spa, need_of(a), on_behalf_of(a), now);
    if (!v.allowed) {
        deny(on_behalf_of(a));
        set_fault(fault, r, a, access_fault(reported_as(a)));
        return false;
    }
    out.mpt_entry = v.entry;
    out.mpt_stamp = v.stamp;
    if (timed()) out.hit_latency = v.hit_latency;
    out.readable &= v.perm.r;
    out.writable &= v.perm.w;
    out.executable &= v.perm.x;
    if (v.entry == kNoEntry) out.uniform = out.readable = out.writable = out.executable = false;
    return true;
}

}  // namespace covesim
