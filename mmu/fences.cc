// Fences: which entries of which structures each of them takes away.
//
// Privileged specification SFENCE.VMA, HFENCE.VVMA, HFENCE.GVMA; supervisor domains §3.2 (MFENCE.PA, by SPA and SDID)
// and §3.4 (the others act within the current SDID). Entries say themselves whether a fence means them (tlb.h).
#include "mmu/mmu_impl.h"

namespace covesim {

template <class Which>
void Mmu::Impl::fence_tlbs(Which which) {
    const auto gone = [&](Tlb& t) {
        return [this, &t](uint32_t s) {
            lost(t, s);
            drop(t, s);
        };
    };
    stats.l1i.fenced += l1i.erase_if(which, gone(l1i));
    stats.l1d.fenced += l1d.erase_if(which, gone(l1d));
    stats.l2.fenced += l2.erase_if(which, gone(l2));
    stats.fast.fenced += fast.erase_if(which, gone(fast));
}

template <class Which>
void Mmu::Impl::fence_nested(Which which) {
    stats.nested.fenced += nested.erase_if(which, [&](uint32_t s) { lost_nested(s); });
}

void Mmu::Impl::first_stage_fence(const TlbFence& f, bool v) {
    ++stats.fences;
    fence_tlbs([&](const TlbEntry& e) { return e.hit_by_first_stage_fence(f, v); });
    if (f.has_address) return;  // orders leaf entries only
    pwc.erase_if([&](const PwcEntry& e) {
        return e.tag.sdid == f.sdid && e.tag.v == v && (!v || e.tag.vmid == f.vmid) &&
               (!f.has_id || (!e.global && e.tag.asid == f.id));
    });
}

void Mmu::Impl::g_stage_fence(const TlbFence& f) {
    ++stats.fences;
    fence_tlbs([&](const TlbEntry& e) { return e.hit_by_g_stage_fence(f); });
    fence_nested([&](const NestedEntry& e) {
        return e.sdid == f.sdid && (!f.has_id || e.vmid == f.id) &&
               (!f.has_address || f.address >> e.leaf.shift == (e.page << e.shift) >> e.leaf.shift);
    });
    if (f.has_address) return;
    g_pwc.erase_if([&](const PwcEntry& e) { return e.tag.sdid == f.sdid && (!f.has_id || e.tag.vmid == f.id); });
}

void Mmu::Impl::mfence_pa(bool has_spa, Spa spa, bool has_sdid, uint64_t sdid_operand) {
    const uint64_t sdid = sdid_operand & checker.sdid_mask();
    checker.fence(has_spa, spa, has_sdid, sdid);
    fence_tlbs([&](const TlbEntry& e) { return e.hit_by_mpt_fence(has_spa, spa, has_sdid, sdid); });
    fence_nested([&](const NestedEntry& e) {
        return (!has_sdid || e.sdid == sdid) && (!has_spa || spa.v >> e.shift == e.spa.v >> e.shift);
    });
    auto pointer = [&](const PwcEntry& e) {
        return e.has_mpt && (!has_sdid || e.tag.sdid == sdid) &&
               (!has_spa || spa.v >> e.mpt_cover == e.pte.v >> e.mpt_cover);
    };
    pwc.erase_if(pointer);
    g_pwc.erase_if(pointer);
}

void Mmu::Impl::flush_all() {
    auto all = [](const auto&) { return true; };
    l1i.erase_if(all, [&](uint32_t s) { drop(l1i, s); });
    l1d.erase_if(all, [&](uint32_t s) { drop(l1d, s); });
    l2.erase_if(all, [](uint32_t) {});
    fast.erase_if(all, [&](uint32_t s) { drop(fast, s); });
    nested.erase_if(all, [](uint32_t) {});
    pwc.erase_if(all);
    g_pwc.erase_if(all);
    checker.flush_all();
}

}  // namespace covesim
