// Page-walk caches (pointers to page tables, per stage and level) and the nested TLB (guest physical to supervisor
// physical), with the fences that act on them.
//
// Models: a VS-stage pointer is a guest physical address, so it carries no G-stage translation and survives
// HFENCE.GVMA. By-address fences order leaf entries only, so pointers stay (privileged specification, SFENCE.VMA). A
// pointer carries the MPT check of the page-table entry it was read from.
#pragma once
#include <array>
#include <cstdint>

#include "mmu/tlb.h"

namespace covesim {

struct PwcEntry {
    uint64_t key = 0;  ///< address >> (bits that the table translates)
    uint64_t table = 0;
    bool global = false, has_mpt = false;
    uint8_t mpt_cover = 0;
    TlbTag tag;
    Spa pte;  ///< the entry it was read from
};

/// The pointer caches of one stage: [i] holds tables of level i.
class PageWalkCache {
  public:
    explicit PageWalkCache(uint32_t entries)
        : level_{{{1, entries, Replacement::Lru},
                  {1, entries, Replacement::Lru},
                  {1, entries, Replacement::Lru},
                  {1, entries, Replacement::Lru}}} {}

    static constexpr uint64_t key(uint64_t address, int level) { return address >> (12 + 9 * (level + 1)); }

    /// The deepest table below `top` that is known for the address, or null.
    const PwcEntry* find(const TlbTag& tag, uint64_t address, int top, int& level, uint64_t sequence) {
        for (int i = 0; i < top; ++i) {
            auto& cache = level_[static_cast<size_t>(i)];
            const uint64_t k = key(address, i);
            const uint32_t id =
                cache.find(0, [&](const PwcEntry& e) { return e.key == k && e.tag.serves(e.global, tag); });
            if (id == cache.kNone) continue;
            cache.touch(id, sequence);
            level = i;
            return &cache[id];
        }
        return nullptr;
    }
    void insert(int level, const PwcEntry& e, uint64_t sequence) {
        auto& cache = level_[static_cast<size_t>(level)];
        if (cache.exists()) cache.insert(0, e, sequence, [](uint32_t, PwcEntry&) {});
    }
    template <class Which>
    void erase_if(Which which) {
        for (auto& cache : level_) cache.erase_if(which, [](uint32_t, PwcEntry&) {});
    }
    template <class A>
    void archive(A& a) {
        a(level_);
    }

  private:
    std::array<Assoc<PwcEntry>, 4> level_;
};

struct NestedEntry {
    uint64_t page = 0;  ///< gpa >> shift
    uint8_t shift = 12;
    uint8_t sdid = 0, g_mode = 0;
    uint16_t vmid = 0;
    Spa spa;  ///< where the span starts
    StageLeaf leaf;
};
using NestedTlb = SpanArray<NestedEntry>;

}  // namespace covesim
