// A set-associative array of tagged entries with stable slot numbers: the storage of TLBs, walk caches and MPT caches.
//
// Models: sets x ways, a replacement policy, and per-slot recency and fill stamps (sim/core/replacement.h). The owner
// computes the index and the match, so that one array can hold entries of several sizes.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/core/replacement.h"

namespace covesim {

template <class Entry>
class Assoc {
  public:
    Assoc(uint32_t sets, uint32_t ways, Replacement policy)
        : sets_(sets),
          ways_(ways),
          policy_(policy),
          slot_(size_t{sets} * ways),
          used_(slot_.size()),
          live_(slot_.size()) {}

    bool exists() const { return ways_ != 0; }
    uint32_t size() const { return static_cast<uint32_t>(slot_.size()); }
    uint32_t valid() const { return valid_; }
    Entry& operator[](uint32_t id) { return slot_[id].entry; }
    uint64_t* stamp(uint32_t id) { return &used_[id]; }
    void touch(uint32_t id, uint64_t sequence) { used_[id] = sequence; }

    static constexpr uint32_t kNone = UINT32_MAX;

    /// Slot of the first entry in the set of `index` that `match` accepts.
    template <class Match>
    uint32_t find(uint64_t index, Match match) const {
        if (!valid_) return kNone;
        const uint32_t base = set_base(index);
        for (uint32_t id = base; id < base + ways_; ++id)
            if (live_[id] && match(slot_[id].entry)) return id;
        return kNone;
    }

    /// Puts an entry in, over the first invalid way or the policy's victim. displaced(id, old) is called for a victim.
    template <class Displaced>
    uint32_t insert(uint64_t index, const Entry& e, uint64_t sequence, Displaced displaced) {
        const uint32_t base = set_base(index);
        uint32_t id = kNone;
        for (uint32_t w = 0; w < ways_ && id == kNone; ++w)
            if (!live_[base + w]) id = base + w;
        if (id == kNone) {
            id = base + victim_way(
                            policy_, ways_, [&](uint32_t w) { return used_[base + w]; },
                            [&](uint32_t w) { return slot_[base + w].filled; }, rng_);
            displaced(id, slot_[id].entry);
        } else {
            ++valid_;
        }
        slot_[id] = {sequence, e};
        live_[id] = true;
        used_[id] = sequence;
        return id;
    }

    void erase(uint32_t id) {
        live_[id] = false;
        used_[id] = 0;
        --valid_;
    }
    /// Removes every entry that `which` accepts; gone(id, entry) is called before each removal. Returns how many.
    template <class Which, class Gone>
    uint32_t erase_if(Which which, Gone gone) {
        uint32_t n = 0;
        uint32_t left = valid_;
        for (uint32_t id = 0; left; ++id) {
            if (!live_[id]) continue;
            --left;
            if (!which(slot_[id].entry)) continue;
            gone(id, slot_[id].entry);
            erase(id);
            ++n;
        }
        return n;
    }

    /// Live entries only: of others nothing is ever looked at.
    template <class A>
    void archive(A& a) {
        if (a.loading()) valid_ = 0;
        a.fixed(live_);
        for (uint32_t id = 0; id < size(); ++id) {
            if (!live_[id]) {
                if (a.loading()) used_[id] = 0;
                continue;
            }
            a(slot_[id], used_[id]);
            valid_ += a.loading();
        }
        a(rng_);
    }

  private:
    struct Slot {
        uint64_t filled = 0;
        Entry entry{};
    };
    uint32_t set_base(uint64_t index) const { return static_cast<uint32_t>(index & (sets_ - 1)) * ways_; }

    uint32_t sets_, ways_;
    Replacement policy_;
    std::vector<Slot> slot_;
    std::vector<uint64_t> used_;
    std::vector<uint8_t> live_;  // apart from the entries: fences scan it
    uint32_t valid_ = 0;
    Xorshift rng_;
};

}  // namespace covesim
