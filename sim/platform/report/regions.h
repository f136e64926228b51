// Regions of interest, as a guest marks them: what the whole machine counted between begin and end, summed over the
// times a region was entered (docs/control.md).
//
// A region is known by a 64-bit number. A number whose bytes are 2 to 8 letters, digits or underscores, the first (the
// lowest) of them a letter, is a name. Regions may nest and overlap; one that has begun cannot begin again before it
// has ended, on whichever hart.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/platform/report/machine_totals.h"

namespace covesim {

/// "sort" for 0x74726f73; "7" for 7; "0x8000000000000000".
std::string region_name(uint64_t number);

/// A region in the report: sums over harts.
struct RegionRow {
    std::string name;
    uint64_t times = 0;
    bool open = false;  ///< its last time has not ended
    uint64_t instructions = 0, cycles = 0, idle_cycles = 0, time_fs = 0;
};

class Regions {
  public:
    /// False: it has begun already.
    bool begin(uint64_t number, const MachineTotals& now);
    /// False: it has not begun.
    bool end(uint64_t number, const MachineTotals& now);
    /// A command that could not be done.
    void refused() { ++refused_; }

    /// By first begin; a region that is open counts up to `now`.
    std::vector<RegionRow> rows(const MachineTotals& now) const;
    config::Value json(const MachineTotals& now, const OwnerMap& owners) const;
    template <class A>
    void archive(A& a) {
        a(regions_, refused_);
    }

  private:
    struct Region {
        uint64_t number = 0, times = 0;
        bool open = false;
        MachineTotals begun;   ///< when it is open
        MachineTotals inside;  ///< of the times that have ended
        MachineTotals until(const MachineTotals& now) const;
    };
    Region* find(uint64_t number);

    std::vector<Region> regions_;
    uint64_t refused_ = 0;
};

}  // namespace covesim
