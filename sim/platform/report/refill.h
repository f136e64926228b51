// Refill: misses by a world on entries that it held when it last ran and that were displaced or fenced while another
// ran.
//
// One lost-set per structure (TLBs, nested TLB, MPT caches) and owner. An entry's owner is the world that its tag names
// (SDID, V, VMID), whoever filled it: what the TSM loads by HLV on a TVM's behalf belongs to the TVM. MPT caches have
// no tag but the SDID, so there the owner is a supervisor domain: a TSM and its TVMs do not displace each other's.
//
//  - An entry lost while its owner runs is the owner's own doing and not remembered.
//  - Lost in M-mode: remembered only if another world runs next; M-mode working for its caller is no switch.
//  - A miss takes the entry out of the set; it counts if the owner runs, and not when another looked on its behalf.
//  - When another world begins to run, what its predecessor has not asked for again is forgotten: those entries were
//  not
//    in use when it last ran.
//
// Bounds: a set holds at most what its structure held, as an entry can be lost once without being asked for in between;
// kLimit is a guard behind that, and overflow() counts what it dropped. Approximations: a mapping that changed
// meanwhile counts as long as the address is the same; a superpage that is refilled as several smaller entries counts
// once. Level-1 TLB refills include those that level 2 answers. Left out: page-walk caches, data and instruction
// caches, predictors, and the time that refill misses take.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <unordered_set>
#include <vector>

#include "sim/platform/report/switch_table.h"
#include "sim/platform/report/world.h"
#include "smmtt/loss_observer.h"

namespace covesim {

class RefillTracker {
  public:
    static constexpr size_t kLimit = 1 << 16;

    /// What is in force now. Call before lost() and missed(), and when a world begins to run.
    void running(const World& w);
    void lost(CachedIn where, const CachedKey& entry);
    void missed(CachedIn where, const CachedKey& wanted);
    /// Refill misses of the world since the last call, to be attributed to the last switch into it. Those on MPT caches
    /// are its domain's.
    RefillCounts take(const World& w);
    uint64_t overflow() const { return overflow_; }
    template <class A>
    void archive(A& a) {
        a(tlb_, mpt_, overflow_);
    }

  private:
    struct Entry {
        uint64_t page;  ///< address >> shift
        uint16_t asid;
        uint8_t shift;
        bool global;
        auto operator<=>(const Entry&) const = default;
    };
    struct Hash {
        size_t operator()(const Entry& e) const {
            uint64_t h = (e.page ^ uint64_t{e.asid} << 48 ^ uint64_t{e.shift} << 40) * 0x9e3779b97f4a7c15;
            return static_cast<size_t>(h ^ h >> 29);
        }
    };
    /// The lost entries of one owner in one structure.
    struct Lost {
        std::unordered_set<Entry, Hash> entries;
        std::array<uint32_t, 64> of_shift{};
        void add(const Entry& e);
        bool take(const CachedKey& wanted);
        bool take(const Entry& e);
        void clear();
        /// In an order that does not depend on the set's history.
        template <class A>
        void archive(A& a) {
            std::vector<Entry> sorted(entries.begin(), entries.end());
            std::sort(sorted.begin(), sorted.end());
            a(sorted, of_shift);
            if (a.loading()) entries = {sorted.begin(), sorted.end()};
        }
    };
    /// Owners of TLB entries, and of MPT cache entries: each kind has its own notion of who runs.
    struct Side {
        World last;
        bool monitor = false;
        struct Pending {
            CachedIn where;
            Entry entry;
        };
        std::vector<Pending> pending;  ///< of `last`, lost in M-mode
        std::map<World, std::array<Lost, kCachedInCount>> lost;
        std::map<World, RefillCounts> count;
    };
    static bool mpt(CachedIn where) { return where >= CachedIn::MptPermission; }
    static World owner(CachedIn where, const CachedKey& key);
    static World domain(const World& w);
    void running(Side& side, const World& w);
    void remember(Side& side, const World& owner, CachedIn where, const Entry& e);

    Side tlb_, mpt_;
    uint64_t overflow_ = 0;
};

}  // namespace covesim
