// What the walker sees of the machine around it: memory, time, PMP/PMA/MPT checks of table pages, and the walk caches.
//
// Supervisor domains §4: each page-table access is checked as an implicit load (or store, for an A/D update) at its
// SPA. MptOrder::AfterWalk postpones the checks of reads to the end of the walk; no cache is filled before they have
// passed.
#pragma once
#include <cstring>

#include "mmu/mmu_impl.h"

namespace covesim {

struct Mmu::Impl::Environment {
    Impl& m;
    const Mmpt mmpt;
    const TlbTag tag;
    Tick& now;
    const bool deferred;  // MptOrder::AfterWalk

    Spa last_pte{};
    MptVerdict last{};

    bool mpt(Spa a, bool write, Why why) {
        const MptFor who = why == Why::GStagePte ? MptFor::GStagePte : MptFor::StagePte;
        last = m.mpt_check(mmpt, a, {true, write, false, false}, who, now);
        if (!last.allowed) m.deny(who);
        return last.allowed;
    }
    bool check(Spa a, bool write, Why why) {
        // PMP → PMA → MPT; page-table accesses have S-mode privilege.
        if (!entry_access_ok(m.pmp, m.pma, a, 8, write, Priv::S)) return false;
        last_pte = a;
        if (mmpt.mode == MptMode::Bare) return true;
        if (deferred && !write) {
            m.postponed.checks.push_back({a, why});
            return true;
        }
        return mpt(a, write, why);
    }
    uint64_t read64(Spa a, Why why) {
        ++(why == Why::GStagePte ? m.stats.g_pte_reads : m.stats.pte_reads);
        m.reach_memory(m.pte_port, a, 8, Acc::Load, why, now);
        m.wait(now, m.params.step_latency);
        uint64_t v = 0;
        m.store.load(a, v);
        return v;
    }
    bool cas64(Spa a, uint64_t expected, uint64_t desired, Why why) {
        m.reach_memory(m.pte_port, a, 8, Acc::Amo, why, now);
        std::byte* p = m.store.host(a, 8);
        uint64_t v = 0;
        if (!p) return true;  // PMA says memory, nothing behind it: the update is lost as a store would be
        std::memcpy(&v, p, 8);
        if (v != expected) return false;
        std::memcpy(p, &desired, 8);
        ++(why == Why::GStagePte ? m.stats.g_ad_updates : m.stats.ad_updates);
        if (m.observer) m.observer->pte_written(a);
        return true;
    }
    TlbTag g_tag() const {
        TlbTag t;
        t.sdid = tag.sdid;
        t.v = true;
        t.g_mode = tag.g_mode;
        t.vmid = tag.vmid;
        return t;
    }
    int pwc_find(Why why, uint64_t address, int top, uint64_t& table, bool& global) {
        const bool g = why == Why::GStagePte;
        int level = -1;
        const PwcEntry* e = (g ? m.g_pwc : m.pwc).find(g ? g_tag() : tag, address, top, level, ++m.sequence);
        if (!e) return -1;
        ++(g ? m.stats.g_pwc_hits : m.stats.pwc_hits);
        m.wait(now, m.params.pwc_latency);
        table = e->table;
        global = e->global;
        return level;
    }
    void pwc_fill(Why why, uint64_t address, int level, uint64_t table, bool global) {
        const bool g = why == Why::GStagePte;
        PwcEntry e{PageWalkCache::key(address, level),
                   table,
                   global,
                   mmpt.mode != MptMode::Bare,
                   deferred ? kSpans.back() : last.cover,
                   g ? g_tag() : tag,
                   last_pte};
        if (e.mpt_cover > 63) e.mpt_cover = 63;
        if (!deferred) return remember(why, level, e);
        m.postponed.pointers.push_back({why, level, e});
    }
    void remember(Why why, int level, const PwcEntry& e) {
        (why == Why::GStagePte ? m.g_pwc : m.pwc).insert(level, e, ++m.sequence);
    }
    uint32_t nested_slot(Gpa gpa) const {
        return m.nested.find(gpa.v, [&](const NestedEntry& e) {
            return e.sdid == tag.sdid && e.vmid == tag.vmid && e.g_mode == tag.g_mode;
        });
    }
    bool nested_find(Gpa gpa, GLeaf& out) {
        if (!m.nested.exists()) return false;
        const uint32_t id = nested_slot(gpa);
        if (id == NestedTlb::kNone) {
            ++m.stats.nested.misses;
            if (m.losses) m.losses->missed(CachedIn::NestedTlb, {gpa.v, 0, tag.sdid, true, false, tag.vmid, 0});
            return false;
        }
        ++m.stats.nested.hits;
        m.nested.touch(id, ++m.sequence);
        m.wait(now, m.params.nested.latency);
        const NestedEntry& e = m.nested[id];
        out = {e.leaf, e.spa + (gpa.v & ((uint64_t{1} << e.shift) - 1))};
        return true;
    }
    void nested_fill(Gpa gpa, const GLeaf& g) {
        if (!m.nested.exists()) return;
        NestedEntry e;
        e.shift = m.params.nested.superpages ? span_class(g.leaf.shift) : uint8_t{12};
        e.page = gpa.v >> e.shift;
        e.sdid = tag.sdid;
        e.g_mode = tag.g_mode;
        e.vmid = tag.vmid;
        e.spa = g.spa.align(uint64_t{1} << e.shift);
        e.leaf = g.leaf;
        if (!deferred) return remember(e);
        m.postponed.nested.push_back(e);
    }
    void remember(const NestedEntry& e) {
        if (const uint32_t old = nested_slot(Gpa{e.page << e.shift}); old != NestedTlb::kNone)
            m.nested.erase(old);  // D was 0
        ++m.stats.nested.fills;
        m.nested.insert(e, ++m.sequence, [&](uint32_t victim) {
            ++m.stats.nested.evictions;
            m.lost_nested(victim);
        });
    }
    /// MptOrder::AfterWalk: the checks that the walk postponed; caches are filled only if all of them pass.
    bool settle() {
        for (const auto& c : m.postponed.checks)
            if (!mpt(c.pte, false, c.why)) return false;
        for (const auto& p : m.postponed.pointers) remember(p.why, p.level, p.entry);
        for (const auto& n : m.postponed.nested) remember(n);
        return true;
    }
};

}  // namespace covesim
