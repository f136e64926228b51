#include "mmu/mmu.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "mmu/tlb.h"
#include "mmu/walk.h"
#include "mmu/walk_caches.h"
#include "smmtt/checker.h"

namespace covesim {
namespace {

constexpr uint64_t kReadPseudo = 0x3000, kWritePseudo = 0x3020;

/// Exception codes by original access type.
constexpr uint64_t access_fault(Acc a) { return a == Acc::Fetch ? 1 : a == Acc::Load ? 5 : 7; }
constexpr uint64_t page_fault(Acc a) { return a == Acc::Fetch ? 12 : a == Acc::Load ? 13 : 15; }
constexpr uint64_t guest_page_fault(Acc a) { return a == Acc::Fetch ? 20 : a == Acc::Load ? 21 : 23; }

Need need_of(const Access& a) {
    if (a.cmo) return {false, false, false, true};
    return covesim::need_of(a.acc);
}
MptFor on_behalf_of(Acc a) {
    switch (a) {
        case Acc::Load: return MptFor::Load;
        case Acc::Store: return MptFor::Store;
        case Acc::Amo: return MptFor::Amo;
        case Acc::Fetch: break;
    }
    return MptFor::Fetch;
}
WalkFor walk_for(const Access& a) { return {a.acc, a.hlvx, a.cmo}; }

void set_fault(Fault& f, const Regime& r, const Access& a, uint64_t cause) { f = {cause, a.va.v, 0, 0, r.v}; }
void set_guest_fault(Fault& f, const Regime& r, const Access& a, Gpa gpa, uint64_t tinst) {
    f = {guest_page_fault(a.acc), a.va.v, gpa.v >> 2, tinst, r.v};
}
/// A walk that did not end well, as the exception of the original access type.
void set_fault(Fault& f, const Regime& r, const Access& a, const Xlate& x) {
    switch (x.end) {
        case Xlate::End::PageFault: return set_fault(f, r, a, page_fault(a.acc));
        case Xlate::End::AccessFault: return set_fault(f, r, a, access_fault(a.acc));
        case Xlate::End::GuestPageFault:
            return set_guest_fault(f, r, a, x.gpa, !x.implicit ? 0 : x.implicit_write ? kWritePseudo : kReadPseudo);
        case Xlate::End::Ok: break;
    }
}

/// PMP and PMA of a page-table or MPT entry: page tables live in main memory; hardware updates need AMO support there.
bool entry_access_ok(const Pmp& pmp, const PmaTable& pma, Spa a, uint64_t bytes, bool write, Priv priv) {
    if (!pmp.check(a, bytes, {true, write, false, false}, priv)) return false;
    const PmaRange* range = pma.find(a, bytes);
    return range && range->main_memory && range->perm.r && (!write || (range->perm.w && range->amo));
}

/// PMA of an explicit access. Pieces of a page-crossing access have odd sizes: they are misaligned by nature.
bool pma_ok(const PmaRange* range, const Access& a, Spa spa) {
    if (!range || !range->perm.allows(need_of(a))) return false;
    if ((a.acc == Acc::Amo || a.reserve) && !range->amo) return false;
    const bool aligned = !(a.size & (a.size - 1u)) && !(spa.v & (a.size - 1u));
    return aligned || range->misaligned_ok || a.cmo;
}

}  // namespace

struct Mmu::Impl final : MptCacheObserver {
    Impl(Mmu& owner, const MmuParams& p, const PmaTable& pma_table, BackingStore& backing, Clock c, MemPort* pte,
         MemPort* mpt, uint16_t src)
        : params(p),
          fast_params(p.fast.tlb()),
          pma(pma_table),
          store(backing),
          clock(c),
          pte_port(pte),
          mpt_port(mpt),
          source(src),
          sequence(owner.sequence_),
          l1i(at_least_one_way(p.l1i)),
          l1d(at_least_one_way(p.l1d)),
          l2(p.l2),
          fast(at_least_one_way(p.fast.tlb())),
          nested(p.nested),
          pwc(p.pwc_entries),
          g_pwc(p.g_pwc_entries),
          checker(p.mpt, c) {
        checker.set_observer(this);
    }

    static TlbParams at_least_one_way(TlbParams p) {
        if (!p.ways) p.ways = 1;
        return p;
    }
    void mpt_entry_gone(uint32_t entry) override {
        if (observer) observer->drop_mpt(entry);
    }

    // ---- time
    bool timed() const { return mode == Mode::Timed; }
    void wait(Tick& now, uint32_t cycles) const {
        if (timed()) now += clock.cycles(cycles);
    }
    void reach_memory(MemPort* port, Spa a, uint32_t bytes, Acc acc, Why why, Tick& now) const {
        if (mode == Mode::Fast || !port) return;
        MemReq req;
        req.addr = a;
        req.size = bytes;
        req.acc = acc;
        req.why = why;
        req.source = source;
        req.timed = timed();
        const MemDone done = port->access(req, now);
        if (timed()) now = done.at;
    }

    // ---- the checker's way to memory
    struct MptEnvironment {
        Impl& m;
        Tick& now;
        bool read_mpte(Spa a, unsigned bytes, uint64_t& value) {
            // Implicit M-mode access (§4.1.1, last paragraph).
            if (!entry_access_ok(m.pmp, m.pma, a, bytes, false, Priv::M)) return false;
            m.reach_memory(m.mpt_port, a, bytes, Acc::Load, Why::MptEntry, now);
            return m.store.load(a, value);
        }
    };
    MptVerdict mpt_check(const Mmpt& mmpt, Spa a, Need need, MptFor who, Tick& now, bool count_hits = true) {
        MptEnvironment env{*this, now};
        return checker.check(mmpt, a, need, who, env, {sequence, now, timed(), count_hits});
    }

    // ---- the walker's environment
    /// MptOrder::AfterWalk: what a walk has postponed.
    struct Postponed {
        struct Check {
            Spa pte;
            Why why;
        };
        struct Pointer {
            Why why;
            int level;
            PwcEntry entry;
        };
        std::vector<Check> checks;
        std::vector<Pointer> pointers;
        std::vector<NestedEntry> nested;
        void clear() {
            checks.clear();
            pointers.clear();
            nested.clear();
        }
    };
    struct Environment {
        Impl& m;
        const Mmpt mmpt;
        const TlbTag tag;
        Tick& now;
        const bool deferred;  // MptOrder::AfterWalk

        Spa last_pte{};
        MptVerdict last{};

        bool mpt(Spa a, bool write, Why why) {
            last = m.mpt_check(mmpt, a, {true, write, false, false},
                               why == Why::GStagePte ? MptFor::GStagePte : MptFor::StagePte, now);
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
                if (m.losses)
                    m.losses->missed(CachedIn::NestedTlb, {gpa.v, 0, tag.sdid, true, false, tag.vmid, 0});
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

    // ---- TLBs
    /// First id of each structure in the space of stable entry ids.
    uint32_t first_id(const Tlb& t) const {
        if (&t == &l1i) return 0;
        return &t == &l1d ? l1i.size() : l1i.size() + l1d.size();
    }
    void drop(const Tlb& t, uint32_t slot) {
        if (observer && &t != &l2) observer->drop(first_id(t) + slot);
    }
    CachedIn kind(const Tlb& t) const {
        return &t == &l1i    ? CachedIn::L1iTlb
               : &t == &l1d  ? CachedIn::L1dTlb
               : &t == &fast ? CachedIn::FastTlb
                             : CachedIn::L2Tlb;
    }
    void lost(Tlb& t, uint32_t slot) {
        if (!losses) return;
        const TlbEntry& e = t[slot];
        losses->lost(kind(t), {e.va(), e.shift, e.tag.sdid, e.tag.v, e.global, e.tag.vmid, e.tag.asid});
    }
    void lost_nested(uint32_t slot) {
        if (!losses) return;
        const NestedEntry& e = nested[slot];
        losses->lost(CachedIn::NestedTlb, {e.page << e.shift, e.shift, e.sdid, true, false, e.vmid, 0});
    }
    void missed(const Tlb& t, const TlbTag& tag, Va va) {
        if (losses) losses->missed(kind(t), {va.v, 0, tag.sdid, tag.v, false, tag.vmid, tag.asid});
    }
    uint32_t find(const Tlb& t, const TlbTag& tag, Va va) const {
        return t.find(va.v, [&](const TlbEntry& e) { return e.tag.serves(e.global, tag); });
    }
    uint32_t insert(Tlb& t, const TlbParams& p, TlbStats& s, TlbEntry e, Va va) {
        // An older answer for this address (D was 0, or a mapping changed without a fence) must not survive beside it.
        for (uint32_t old; (old = find(t, e.tag, va)) != Tlb::kNone;) {
            drop(t, old);
            t.erase(old);
        }
        if (!p.superpages && e.shift > 12) {
            const uint64_t into = va.v & ((uint64_t{1} << e.shift) - 1) & ~uint64_t{0xfff};
            e.shift = 12;
            e.page = va.page();
            e.spa = e.spa + into;
            e.gpa = e.gpa + into;
        }
        ++s.fills;
        return t.insert(e, ++sequence, [&](uint32_t victim) {
            ++s.evictions;
            lost(t, victim);
            drop(t, victim);
        });
    }

    // ---- the access
    struct Level1 {
        Tlb& tlb;
        const TlbParams& params;
        TlbStats& stats;
    };
    Level1 level1(Acc a) {
        if (mode == Mode::Fast) return {fast, fast_params, stats.fast};
        if (a == Acc::Fetch) return {l1i, params.l1i, stats.l1i};
        return {l1d, params.l1d, stats.l1d};
    }
    bool inlined() const { return mode == Mode::Fast || params.mpt.placement == MptPlacement::Inlined; }

    /// Page-table permissions from a cached translation. Ok: go on; Walk: D must be set first; Fault: `fault` is set.
    enum class Cached { Ok, Walk, Fault };
    static Cached cached_rights(const Regime& r, const Access& a, const TlbEntry& e, Fault& fault) {
        const WalkFor f = walk_for(a);
        if (!s_stage_allows(e.s, r, f)) {
            set_fault(fault, r, a, page_fault(a.acc));
            return Cached::Fault;
        }
        if (f.store() && !e.s.d) return Cached::Walk;
        if (r.v && !g_stage_allows(e.g, r, f, true)) {
            set_guest_fault(fault, r, a, e.gpa + (a.va.v - e.va()), 0);
            return Cached::Fault;
        }
        return f.store() && !e.g.d ? Cached::Walk : Cached::Ok;
    }

    bool translate(const Regime& r, const Access& a, Tick& now, Translation& out, Fault& fault) {
        out = {};
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
            return finish(r, a, Spa{a.va.v}, identity, out, fault) &&
                   (!mpt_on || per_access(r, a, mmpt, now, out, fault));
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

    /// Walks, checks the final address, and fills the TLBs.
    bool fill(const Regime& r, const Access& a, const Mmpt& mmpt, const TlbTag& tag, Level1& l1, Tick& now,
              uint32_t& slot, Fault& fault) {
        const Tick start = now;
        ++stats.walks;
        stats.walks_fetch += a.acc == Acc::Fetch;
        const bool ok = walk_and_insert(r, a, mmpt, tag, l1, now, slot, fault);
        stats.walk_faults += !ok;
        stats.walk_time_fs += (now - start).fs;
        return ok;
    }
    bool walk_and_insert(const Regime& r, const Access& a, const Mmpt& mmpt, const TlbTag& tag, Level1& l1, Tick& now,
                         uint32_t& slot, Fault& fault) {
        Environment env{.m = *this,
                        .mmpt = mmpt,
                        .tag = tag,
                        .now = now,
                        .deferred = mmpt.mode != MptMode::Bare && params.mpt.order == MptOrder::AfterWalk};
        postponed.clear();
        const Xlate x = walk(r, a.va, walk_for(a), env);
        TlbEntry e;
        bool allowed = true;
        if (x.end == Xlate::End::Ok) {
            e.s = x.s;
            e.g = x.g;
            unsigned span = std::min<unsigned>({x.s.shift, x.g.shift, kSpans.back()});
            // Final address: PMP → PMA → MPT.
            if (!physical_ok(r, a, x.spa)) {
                allowed = false;
            } else if (mmpt.mode != MptMode::Bare && inlined()) {
                const MptVerdict v = mpt_check(mmpt, x.spa, need_of(a), on_behalf_of(a.acc), now);
                allowed = v.known;
                e.has_mpt = true;
                e.mpt = v.perm;
                e.mpt_cover = std::min<uint8_t>(v.cover, 63);
                span = std::min<unsigned>(span, v.span);
            }
            e.shift = span_class(span);
        }
        if (env.deferred && !env.settle()) allowed = false;  // a denied table page outranks what the walk read from it
        if (!allowed) {
            set_fault(fault, r, a, access_fault(a.acc));
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

    bool physical_ok(const Regime& r, const Access& a, Spa spa) const {
        return pmp.check(spa, a.size, need_of(a), r.priv) && pma_ok(pma.find(spa, a.size), a, spa);
    }

    /// Live checks of the final address, and what an L0 may rely on for the whole page.
    bool finish(const Regime& r, const Access& a, Spa spa, const TlbEntry& e, Translation& out, Fault& fault) const {
        const PmaRange* range = pma.find(spa, a.size);
        if (!pmp.check(spa, a.size, need_of(a), r.priv) || !pma_ok(range, a, spa) || !e.mpt.allows(need_of(a))) {
            set_fault(fault, r, a, access_fault(a.acc));
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
            const WalkFor f{acc, false, false};
            return s_stage_allows(e.s, r, f) && (!r.v || g_stage_allows(e.g, r, f, true));
        };
        const bool dirty = r.priv == Priv::M || (e.s.d && e.g.d);
        out.readable = p.r && stages(Acc::Load);
        out.writable = p.w && dirty && stages(Acc::Store);
        out.executable = p.x && stages(Acc::Fetch);
        return true;
    }

    /// MptPlacement::PerAccess: the permission comes from the MPT caches at each access.
    bool per_access(const Regime& r, const Access& a, const Mmpt& mmpt, Tick& now, Translation& out, Fault& fault) {
        const MptVerdict v = mpt_check(mmpt, out.spa, need_of(a), on_behalf_of(a.acc), now, false);
        if (!v.allowed) {
            set_fault(fault, r, a, access_fault(a.acc));
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

    // ---- probe: the same walker over memory as it is, nothing remembered
    struct ProbeEnvironment : NoWalkCaches {
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
    bool probe(const Regime& r, const Access& a, Spa& out, Fault& fault) const {
        ProbeEnvironment env(*this, Mmpt::rv64(r.mmpt));
        const Xlate x = walk(r, a.va, walk_for(a), env);
        if (x.end != Xlate::End::Ok) {
            set_fault(fault, r, a, x);
            return false;
        }
        if (!physical_ok(r, a, x.spa) || (r.priv != Priv::M && !env.mpt(x.spa, need_of(a)))) {
            set_fault(fault, r, a, access_fault(a.acc));
            return false;
        }
        out = x.spa;
        return true;
    }

    // ---- fences: every structure in every mode
    template <class Which>
    void fence_tlbs(Which which) {
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
    void fence_nested(Which which) {
        stats.nested.fenced += nested.erase_if(which, [&](uint32_t s) { lost_nested(s); });
    }
    void first_stage_fence(const TlbFence& f, bool v) {
        ++stats.fences;
        fence_tlbs([&](const TlbEntry& e) { return e.hit_by_first_stage_fence(f, v); });
        if (f.has_address) return;  // orders leaf entries only
        pwc.erase_if([&](const PwcEntry& e) {
            return e.tag.sdid == f.sdid && e.tag.v == v && (!v || e.tag.vmid == f.vmid) &&
                   (!f.has_id || (!e.global && e.tag.asid == f.id));
        });
    }
    void g_stage_fence(const TlbFence& f) {
        ++stats.fences;
        fence_tlbs([&](const TlbEntry& e) { return e.hit_by_g_stage_fence(f); });
        fence_nested([&](const NestedEntry& e) {
            return e.sdid == f.sdid && (!f.has_id || e.vmid == f.id) &&
                   (!f.has_address || f.address >> e.leaf.shift == (e.page << e.shift) >> e.leaf.shift);
        });
        if (f.has_address) return;
        g_pwc.erase_if([&](const PwcEntry& e) { return e.tag.sdid == f.sdid && (!f.has_id || e.tag.vmid == f.id); });
    }
    void mfence_pa(bool has_spa, Spa spa, bool has_sdid, uint64_t sdid_operand) {
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
    void flush_all() {
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

    const MmuParams params;
    const TlbParams fast_params;
    const PmaTable& pma;
    BackingStore& store;
    const Clock clock;
    MemPort* const pte_port;
    MemPort* const mpt_port;
    const uint16_t source;
    uint64_t& sequence;
    Mode mode = Mode::Fast;
    TlbObserver* observer = nullptr;
    LossObserver* losses = nullptr;
    Pmp pmp;
    Tlb l1i, l1d, l2, fast;
    NestedTlb nested;
    PageWalkCache pwc, g_pwc;
    MptChecker checker;
    Postponed postponed;
    mutable MmuStats stats;
};

Mmu::Mmu(const MmuParams& params, const PmaTable& pma, BackingStore& store, Clock clock, MemPort* pte_port,
         MemPort* mpt_port, uint16_t source)
    : impl_(std::make_unique<Impl>(*this, params, pma, store, clock, pte_port, mpt_port, source)) {}
Mmu::~Mmu() = default;

void Mmu::set_observer(TlbObserver* o) { impl_->observer = o; }
void Mmu::set_loss_observer(LossObserver* o) {
    impl_->losses = o;
    impl_->checker.set_loss_observer(o);
}
void Mmu::set_mode(Mode m) {
    impl_->mode = m;
    if (impl_->observer) impl_->observer->drop_all();
}
Mode Mmu::mode() const { return impl_->mode; }
Pmp& Mmu::pmp() { return impl_->pmp; }
const Pmp& Mmu::pmp() const { return impl_->pmp; }
const PmaTable& Mmu::pma() const { return impl_->pma; }

bool Mmu::translate(const Regime& r, const Access& a, Tick& now, Translation& out, Fault& fault) {
    return impl_->translate(r, a, now, out, fault);
}
bool Mmu::probe(const Regime& r, const Access& a, Spa& out, Fault& fault) const {
    return impl_->probe(r, a, out, fault);
}

void Mmu::sfence_vma(uint64_t mmpt, bool has_va, Va va, bool has_asid, uint64_t asid) {
    impl_->first_stage_fence({Mmpt::rv64(mmpt).sdid, has_va, va.v, has_asid, asid & 0xffff, 0}, false);
}
void Mmu::hfence_vvma(uint64_t mmpt, uint64_t vmid, bool has_va, Va va, bool has_asid, uint64_t asid) {
    impl_->first_stage_fence({Mmpt::rv64(mmpt).sdid, has_va, va.v, has_asid, asid & 0xffff, vmid & 0x3fff}, true);
}
void Mmu::hfence_gvma(uint64_t mmpt, bool has_gpa, uint64_t gpa_shifted, bool has_vmid, uint64_t vmid) {
    impl_->g_stage_fence({Mmpt::rv64(mmpt).sdid, has_gpa, gpa_shifted << 2, has_vmid, vmid & 0x3fff, 0});
}
void Mmu::mfence_pa(bool has_spa, Spa spa, bool has_sdid, uint64_t sdid) {
    impl_->mfence_pa(has_spa, spa, has_sdid, sdid);
}
void Mmu::flush_all() { impl_->flush_all(); }

uint64_t* Mmu::stamp(uint32_t tlb_entry) {
    Impl& m = *impl_;
    if (tlb_entry < m.l1i.size()) return m.l1i.stamp(tlb_entry);
    tlb_entry -= m.l1i.size();
    if (tlb_entry < m.l1d.size()) return m.l1d.stamp(tlb_entry);
    tlb_entry -= m.l1d.size();
    return tlb_entry < m.fast.size() ? m.fast.stamp(tlb_entry) : nullptr;
}

const MmuStats& Mmu::stats() const {
    impl_->stats.mpt = impl_->checker.stats();
    return impl_->stats;
}
const MmuParams& Mmu::params() const { return impl_->params; }

}  // namespace covesim
