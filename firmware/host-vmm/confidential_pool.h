// Memory that the host has given to the TSM: converted in pieces, fenced, and handed out to the TVM. Remembers every
// piece, to reclaim it. CoVE: "Converting non-confidential memory to confidential memory". Only this hart is started,
// so the global fence completes at once.
#pragma once
#include "firmware/host-vmm/arena.h"
#include "firmware/host-vmm/log.h"
#include "firmware/host-vmm/tsm_client.h"

namespace covesim::host {

class ConfidentialPool {
  public:
    static constexpr unsigned kMaxSpans = 64;

    ConfidentialPool(TsmClient& tsm, Arena& arena, Log& log) : tsm_{tsm}, arena_{arena}, log_{log} {}

    /// Converted and fenced memory; 0 when the host has no more.
    uint64_t take(uint64_t bytes, uint64_t alignment = fw::kPageSize);
    /// One 4 KiB page, out of a 2 MiB piece that is converted when the last one is used up.
    uint64_t take_page();
    /// Gives pages back that the TVM no longer has; single pages only.
    void put_page(uint64_t pa) {
        if (free_count_ < kMaxFree) free_[free_count_++] = pa;
    }
    /// After the TVM is gone: everything returns to the host. False: a call failed, or a page does not read as zero.
    bool reclaim_all();
    uint64_t converted_bytes() const { return converted_; }

  private:
    static constexpr unsigned kMaxFree = 64;
    void remember(fw::Span s);
    bool zero(fw::Span s) const;

    TsmClient& tsm_;
    Arena& arena_;
    Log& log_;
    fw::Span spans_[kMaxSpans]{};
    unsigned span_count_ = 0, free_count_ = 0;
    uint64_t free_[kMaxFree]{};
    fw::Span piece_{0, 0};
    uint64_t converted_ = 0;
};

}  // namespace covesim::host
