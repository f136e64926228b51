// A private cache level: set-associative, write-back, write-allocate, inclusive of the levels above it in its tile.
//
// Models: tags, recency stamps, ownership (a line is writable here or not), dirtiness, miss registers as busy
// intervals, merging of requests to a line under way, and the back-channel that takes lines away from above. A
// request's time is annotated, never stepped. Victims are computed from per-way stamps (sim/core/replacement.h), so
// that a hit served by an accelerator is recorded by one store through stamp(). A request may let other harts run while
// it is below this level; nothing found before it is used after it. A cache-block operation passes every level and
// takes modified data along. A prefetch instruction's request that finds no free miss register is dropped. Leaves out:
// port contention; a walker's PTE update that enters at the second level leaves copies above in place.
#pragma once
#include <vector>

#include "mem/busy.h"
#include "mem/params.h"
#include "mem/port.h"
#include "mem/stats.h"
#include "sim/core/assoc.h"

namespace covesim {

class Cache final : public MemPort, public MemUp {
  public:
    Cache(const CacheParams& params, Clock clock, Served level, MemPort& next);

    /// A cache or hart above, told when it must forget a line.
    void add_upstream(MemUp& up) { ups_.push_back(&up); }
    /// Recency is counted with the hart's own sequence, so that L0 hits and slow-path hits are in one order.
    void bind_sequence(uint64_t& sequence) { sequence_ = &sequence; }

    MemDone access(const MemReq& req, Tick now) override;
    bool drop(Spa line, Drop how) override;

    /// The recency word of a way.
    uint64_t* stamp(WayHandle way) { return lines_.stamp(way); }
    static uint64_t* stamp_of(void* cache, WayHandle way) { return static_cast<Cache*>(cache)->stamp(way); }
    /// Does the cache hold the line now?
    bool holds(Spa a) const { return find(a.align(kLineBytes)) != kNoWay; }
    const CacheStats& stats() const { return stats_; }
    const CacheParams& params() const { return params_; }
    template <class A>
    void archive(A& a) {
        a(lines_, mshrs_, own_sequence_, stats_);
    }

  private:
    struct Line {
        Spa addr;
        Tick ready;  ///< when its fill completes
        bool writable = false, dirty = false;
    };
    WayHandle find(Spa line) const {
        return lines_.find(line.v / kLineBytes, [&](const Line& l) { return l.addr == line; });
    }
    MemDone fetch_line(const MemReq& req, Spa line, bool write, Tick start);
    bool forget(WayHandle way, Drop how);
    void evict(const Line& victim, const MemReq& req, Tick start);
    void write_back(Spa line, const MemReq& req, Tick start);
    MemDone maintain(const MemReq& req, Spa line, Tick now);
    void prefetch(const MemReq& req, Spa line, Tick start);

    const CacheParams params_;
    const Tick latency_;
    const Served level_;
    MemPort& next_;
    std::vector<MemUp*> ups_;
    Assoc<Line> lines_;
    Slots mshrs_;
    uint64_t own_sequence_ = 0;
    uint64_t* sequence_ = &own_sequence_;
    CacheStats stats_;
};

}  // namespace covesim
