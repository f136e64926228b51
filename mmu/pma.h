// Physical memory attributes: a table of physical ranges.
//
// Models: privileged specification "Physical Memory Attributes" (main memory or I/O, access types, AMO support, page
// tables only in main memory, misaligned support). Fixed after the machine is built. Leaves out: ordering channels.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/core/perm.h"
#include "sim/core/types.h"

namespace covesim {

struct PmaRange {
    Spa base;
    uint64_t size = 0;
    bool main_memory = true;  ///< false: I/O
    Perm perm = kAllPerm;
    bool cacheable = true;
    bool amo = true;            ///< AMO and LR/SC; also what hardware A/D updates need
    bool misaligned_ok = true;  ///< false: a misaligned access is an access fault
    constexpr bool contains(Spa a, uint64_t len) const { return a.v - base.v < size && len <= size - (a.v - base.v); }
};

class PmaTable {
  public:
    /// Adds a range; ranges must not overlap (false, and nothing added, when they do). 4-byte aligned.
    bool add(const PmaRange& r);
    /// RAM: main memory with every attribute.
    bool add_ram(Spa base, uint64_t size) { return add({base, size}); }
    /// ROM: main memory that cannot be written.
    bool add_rom(Spa base, uint64_t size) { return add({base, size, true, {true, false, true}, true, false, true}); }
    /// Device registers: R/W, uncached, no AMO, aligned only.
    bool add_io(Spa base, uint64_t size) { return add({base, size, false, {true, true, false}, false, false, false}); }

    /// The range that holds all of [a, a + len), or nullptr (vacant or crossing: access fault).
    const PmaRange* find(Spa a, uint64_t len) const;
    const std::vector<PmaRange>& ranges() const { return ranges_; }

  private:
    std::vector<PmaRange> ranges_;  // sorted by base
};

}  // namespace covesim
