// What the parts of the Mmu share: its structures, its way to memory and time, and the upkeep of TLB entries.
//
// Only the .cc files of this folder include it: translate.cc (one access), fill.cc with walk_environment.h (misses),
// probe.cc (a walk without traces), fences.cc, mmu.cc (the public class).
#pragma once
#include <vector>

#include "mmu/faults.h"
#include "mmu/mmu.h"
#include "mmu/physical_check.h"
#include "mmu/tlb.h"
#include "mmu/walk.h"
#include "mmu/walk_caches.h"
#include "smmtt/checker.h"

namespace covesim {

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
    MptVerdict mpt_check(const Mmpt& mmpt, Spa a, Need need, MptFor who, Tick& now) {
        MptEnvironment env{*this, now};
        return checker.check(mmpt, a, need, who, env, {sequence, now, timed()});
    }
    /// The MPT refuses the access under way.
    void deny(MptFor who) {
        mpt_denied = true;
        checker.refused(who);
    }

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
    /// The walker's environment (walk_environment.h).
    struct Environment;

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

    // ---- which level 1 answers
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

    // ---- the access (translate.cc)
    /// Page-table permissions from a cached translation. Ok: go on; Walk: D must be set first; Fault: `fault` is set.
    enum class Cached { Ok, Walk, Fault };
    static Cached cached_rights(const Regime& r, const Access& a, const TlbEntry& e, Fault& fault);
    bool translate(const Regime& r, const Access& a, Tick& now, Translation& out, Fault& fault);
    bool physical_ok(const Regime& r, const Access& a, Spa spa) const {
        return pmp.check(spa, a.size, physical_need_of(a), r.priv) && pma_ok(pma.find(spa, a.size), a, spa);
    }
    /// Live checks of the final address, and what an L0 may rely on for the whole page.
    bool finish(const Regime& r, const Access& a, Spa spa, const TlbEntry& e, Translation& out, Fault& fault);
    /// MptPlacement::PerAccess: the permission comes from the MPT caches at each access.
    bool per_access(const Regime& r, const Access& a, const Mmpt& mmpt, Tick& now, Translation& out, Fault& fault);

    // ---- misses (fill.cc)
    /// Walks, checks the final address, and fills the TLBs.
    bool fill(const Regime& r, const Access& a, const Mmpt& mmpt, const TlbTag& tag, Level1& l1, Tick& now,
              uint32_t& slot, Fault& fault);
    bool walk_and_insert(const Regime& r, const Access& a, const Mmpt& mmpt, const TlbTag& tag, Level1& l1, Tick& now,
                         uint32_t& slot, Fault& fault);

    struct ProbeEnvironment;
    /// The same walker over memory as it is, nothing remembered (probe.cc).
    bool probe(const Regime& r, const Access& a, Spa& out, Fault& fault) const;

    // ---- fences: every structure in every mode (fences.cc)
    template <class Which>
    void fence_tlbs(Which which);
    template <class Which>
    void fence_nested(Which which);
    void first_stage_fence(const TlbFence& f, bool v);
    void g_stage_fence(const TlbFence& f);
    void mfence_pa(bool has_spa, Spa spa, bool has_sdid, uint64_t sdid_operand);
    void flush_all();

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
    bool mpt_denied = false;  ///< the access under way
    mutable MmuStats stats;
};

}  // namespace covesim
