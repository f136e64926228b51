// The last-level cache: shared by up to 8 tiles, inclusive of their caches, and the point of coherence between them.
//
// Models: per line which tiles may hold it (sharers) and which one may store to it (owner), as in a directory-based
// MESI protocol with silent clean evictions. A store by one tile takes the line from the others; a load makes the
// owner's copy read-only; a load nobody else shares is granted with ownership. A store of a whole line is granted
// without reading memory. Cache-block operations end here: below is memory, which everybody sees. Devices (source >=
// kDeviceSource) take part without becoming sharers and do not allocate. Requests for non-cacheable memory pay the way
// through (the latency includes the interconnect) and leave every line as it is. Leaves out: bank and port contention.
#pragma once
#include <array>

#include "mem/busy.h"
#include "mem/params.h"
#include "mem/port.h"
#include "mem/stats.h"
#include "sim/core/assoc.h"

namespace covesim {

class Llc final : public MemPort {
  public:
    static constexpr uint32_t kTiles = 8;

    Llc(const LlcParams& params, Clock clock, MemPort& next);
    /// The topmost cache of tile `tile` that holds its lines.
    void set_tile(uint32_t tile, MemUp& up) { tiles_[tile] = &up; }

    MemDone access(const MemReq& req, Tick now) override;

    /// A device wrote memory directly: no tile keeps a copy, no copy here stays dirty.
    void invalidate(Spa base, uint64_t bytes);
    bool holds(Spa a) const { return find(a.align(kLineBytes)) != kNoWay; }
    const LlcStats& stats() const { return stats_; }
    template <class A>
    void archive(A& a) {
        a(lines_, mshrs_, sequence_, stats_);
    }

  private:
    static constexpr uint8_t kNobody = 0xff;
    struct Line {
        Spa addr;
        Tick ready;
        uint8_t sharers = 0;  ///< tile bit mask; may name tiles that dropped the line silently
        uint8_t owner = kNobody;
        bool dirty = false;
    };
    WayHandle find(Spa line) const {
        return lines_.find(line.v / kLineBytes, [&](const Line& l) { return l.addr == line; });
    }
    static uint8_t tile_of(const MemReq& req);
    bool take(Line& l, uint8_t tiles, Drop how);
    bool grant(Line& l, const MemReq& req, bool write, bool& writable);
    MemDone miss(const MemReq& req, Spa line, bool write, Tick start);
    MemDone read_memory(const MemReq& req, Spa line, Tick& start);
    MemDone maintain(const MemReq& req, Spa line, Tick now);
    MemDone write_back(Spa line, const MemReq& req, Tick start);

    const LlcParams params_;
    const Tick latency_, snoop_;
    MemPort& next_;
    std::array<MemUp*, kTiles> tiles_{};
    Assoc<Line> lines_;
    Slots mshrs_;
    uint64_t sequence_ = 0;
    LlcStats stats_;
};

}  // namespace covesim
