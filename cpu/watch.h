// Watchpoints: ranges of virtual addresses; run() ends before an instruction that accesses them explicitly.
//
// Models nothing: what a debugger asks of a hart. An address is compared as the access translates it (pointer masking
// applied), whatever the regime. No L0 entry covers a granule with a watched byte, so every access there takes the slow
// path, which looks; elsewhere nothing is slower, and by law 2 no number changes.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/core/types.h"

namespace covesim {

/// Accesses to [begin, begin + bytes), which may wrap; an AMO is a load and a store.
struct Watch {
    uint64_t begin = 0, bytes = 0;
    bool loads = false, stores = false;
    bool operator==(const Watch&) const = default;
};

/// The first access of an instruction that meets a watchpoint.
struct WatchHit {
    Watch watch;
    uint64_t va = 0;  ///< first watched byte of it
    bool operator==(const WatchHit&) const = default;
};

class Watches {
  public:
    const std::vector<Watch>& list() const { return list_; }
    void set(std::vector<Watch> list) { list_ = std::move(list); }
    bool any() const { return !list_.empty(); }

    /// Some byte of [va, va + bytes) is watched.
    bool covers(uint64_t va, uint64_t bytes) const {
        for (const Watch& w : list_)
            if (overlap(w, va, bytes)) return true;
        return false;
    }
    std::optional<WatchHit> find(Acc acc, uint64_t va, uint64_t bytes) const {
        for (const Watch& w : list_) {
            const bool wanted = (w.loads && acc != Acc::Store) || (w.stores && acc != Acc::Load);
            if (wanted && overlap(w, va, bytes)) return WatchHit{w, va - w.begin < w.bytes ? va : w.begin};
        }
        return std::nullopt;
    }

  private:
    static bool overlap(const Watch& w, uint64_t va, uint64_t bytes) {
        return va - w.begin < w.bytes || w.begin - va < bytes;
    }
    std::vector<Watch> list_;
};

}  // namespace covesim
