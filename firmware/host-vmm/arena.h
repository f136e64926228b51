// The host's free physical memory: what /memory says, minus what is in use, handed out upwards in aligned pieces and
// never taken back.
#pragma once
#include <stdint.h>

#include "firmware/lib/bits.h"

namespace covesim::host {

class Arena {
  public:
    static constexpr unsigned kMax = 64;

    void add(fw::Span free) {
        if (free.size && count_ < kMax) spans_[count_++] = free;
    }
    /// Takes [used.base, used.end()) out, widened to pages.
    void remove(fw::Span used) {
        const uint64_t from = fw::align_down(used.base, fw::kPageSize), to = fw::align_up(used.end(), fw::kPageSize);
        for (unsigned i = 0, n = count_; i < n; ++i) {
            const uint64_t base = spans_[i].base, end = spans_[i].end();
            if (to <= base || end <= from) continue;
            spans_[i] = {base, from > base ? from - base : 0};
            if (to < end) add({to, end - to});
        }
    }
    /// Aligned memory, or 0 when there is none. Pieces too small for the alignment stay for later, smaller requests.
    uint64_t take(uint64_t bytes, uint64_t alignment = fw::kPageSize) {
        for (unsigned i = 0; i < count_; ++i) {
            const uint64_t base = spans_[i].base, end = spans_[i].end(), at = fw::align_up(base, alignment);
            if (at < base || at > end || bytes > end - at) continue;
            spans_[i] = {at + bytes, end - at - bytes};
            add({base, at - base});
            return at;
        }
        return 0;
    }
    uint64_t free_bytes() const {
        uint64_t n = 0;
        for (unsigned i = 0; i < count_; ++i) n += spans_[i].size;
        return n;
    }

  private:
    fw::Span spans_[kMax]{};
    unsigned count_ = 0;
};

}  // namespace covesim::host
