// Physical memory protection: 16 entries, matching, priority and the Smepmp rules.
//
// Models: privileged specification "Physical Memory Protection" (address matching, priority, lowest-numbered match must
// cover all bytes) and Smepmp (mseccfg.MML, MMWP truth table). WARL, lock and mseccfg.RLB rules belong to the CSR
// writes (cpu/priv); raw register values arrive here. Grain is 4 bytes (G = 0). Leaves out: more than 16 entries, RV32
// layout.
#pragma once
#include <array>
#include <cstdint>

#include "sim/core/perm.h"
#include "sim/core/types.h"

namespace covesim {

class Pmp {
  public:
    static constexpr int kEntries = 16;

    /// All PMP state at once: pmpcfg0 and pmpcfg2 as the 16 configuration bytes, pmpaddr0..15, mseccfg.
    /// `implemented`: the hart has PMP entries; without any, every access of S and U succeeds.
    void set(const std::array<uint8_t, kEntries>& cfg, const std::array<uint64_t, kEntries>& addr, uint64_t mseccfg,
             bool implemented = true);

    /// May `priv` access all of [a, a + size)? A partial match of the deciding entry fails.
    bool check(Spa a, uint64_t size, Need need, Priv priv) const { return perm(a, size, priv).allows(need); }
    /// Permissions for the access [a, a + size) as one access of that size (none on a partial match).
    Perm perm(Spa a, uint64_t size, Priv priv) const;

    struct Page {
        bool uniform = false;  ///< every access inside the page gets `perm`
        Perm perm;
    };
    /// The 4 KiB page that holds `a`: uniform only if no PMP boundary cuts it.
    Page page(Spa a, Priv priv) const;

  private:
    struct Entry {
        uint64_t lo, hi;      // [lo, hi]: inclusive, so that the whole address space is expressible
        Perm machine, lower;  // what M, and what S and U may do
        const Perm& of(Priv p) const { return p == Priv::M ? machine : lower; }
    };
    Perm rights(uint8_t cfg, bool machine) const;
    Perm no_match(Priv priv) const;

    std::array<Entry, kEntries> entry_{};  // active entries only, in priority order
    int active_ = 0;
    bool mml_ = false, mmwp_ = false, implemented_ = true;
};

}  // namespace covesim
