// The memory-side contract inside a machine: timestamped requests that carry why they exist, and the back-channel that
// takes a line away from the level above.
//
// Models: time and tag state only. Data never travels here; it lives in the BackingStore (mem/backing_store.h). A
// request carries its start time and the answer carries its finish time; callers may ask earlier than an earlier
// request did.
#pragma once
#include <cstdint>

#include "sim/core/types.h"

namespace covesim {

/// One line size for every cache level of a machine.
inline constexpr uint32_t kLineBytes = 64;

/// Cache-block management (Zicbom), to the point of coherence: every tile's copies and the last-level cache's. Data
/// lives in the backing store, so Inval cannot lose any: it acts as Flush, as Zicbom's load-value rules allow.
enum class Maint : uint8_t { None, Clean, Flush, Inval };

/// A request for time and tag state. It never crosses a line. There is deliberately no SDID: it never leaves a hart.
struct MemReq {
    Spa addr;
    uint32_t size = 8;
    Acc acc = Acc::Load;
    Why why = Why::Explicit;
    uint16_t source = 0;  ///< tile (= hart) number for harts; device number + kDeviceSource for others
    uint16_t ectx = 0;    ///< encryption context; set by the encryption engine from its range table
    Maint maint = Maint::None;
    bool dirty = false;     ///< Maint: a level above held the block modified, and its data comes along
    bool whole = false;     ///< a store of the whole line: wants ownership of it, not its data
    bool uncached = false;  ///< non-cacheable memory: no cache looks, whatever it holds
    bool fill = false;      ///< from a cache above: it takes the whole line, with ownership when acc is Store
    bool bypass = false;    ///< caches that do not hold the line pass it on without allocating
    bool timed = true;      ///< false in `warm`: tag state changes, no completion time is kept and done = now
};
inline constexpr uint16_t kDeviceSource = 0x100;

/// Where a request found its data.
enum class Served : uint8_t { L1, L2, Llc, Dram, Device };
inline constexpr int kServedCount = 5;

/// A line's place in the first-level cache that answered: set * ways + way, stable while the line stays.
using WayHandle = uint32_t;
inline constexpr WayHandle kNoWay = UINT32_MAX;

struct MemDone {
    Tick at;                       ///< when the data (or the ownership, for stores) is there
    Served served = Served::Dram;  ///< deepest level that had to answer
    WayHandle way = kNoWay;        ///< of the cache that was asked, when it holds the line now
    bool writable = false;         ///< the asker may store to the line without asking again
    bool kept = true;              ///< false: lost again before the answer came; the asker must not keep a copy
};

/// Downstream side of any level: time and tags, no data.
struct MemPort {
    virtual MemDone access(const MemReq& req, Tick now) = 0;

  protected:
    ~MemPort() = default;
};

/// How a line is taken away from the level above.
enum class Drop : uint8_t {
    Invalidate,  ///< the line is gone (eviction of an inclusive lower level, another tile's store, DMA write)
    Downgrade,   ///< the line stays readable, stores must ask again (another tile's load)
    Clean,       ///< the line stays as it is, its modifications are written back (cbo.clean)
};

/// Upstream side: told when it must forget a line. Returns true when the upstream copy was dirty (it is written back).
struct MemUp {
    virtual bool drop(Spa line, Drop how) = 0;

  protected:
    ~MemUp() = default;
};

}  // namespace covesim
