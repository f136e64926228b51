// The two supervisor domains and who may touch which physical address: one MPT per domain, built at boot, edited as the
// TSM converts pages. Left out: domains created at run time (CoVE defines no call for it).
#pragma once
#include <stdint.h>

#include "firmware/abi/rdsm.h"
#include "firmware/lib/atomic.h"
#include "firmware/lib/mpt.h"
#include "firmware/tsm-driver/platform.h"

namespace covesim::fw {

/// Memory that the RDSM carved, outside the loader's images.
struct Carve {
    Span rdsm, mpt_pool, tsm_image, tsm_pool;
    Span main_ram;  // the range that holds the RDSM
    Span host_ram;  // what the host may use of it
};

class Domains {
  public:
    /// Decides the layout: RDSM at the bottom of its RAM range, TSM behind it, MPT pool and TSM pool at the top.
    static Carve carve(const Platform& p);
    /// Builds both tables in the pool.
    void build(const Platform& p, const Carve& c);

    uint64_t mmpt(uint32_t sdid) const { return table_[sdid].mmpt(sdid); }

    /// True if the domain itself could do all of `need` (mpt::Need) to every byte, and the bytes are RAM. `during` runs
    /// under the lock that keeps it true.
    template <class F>
    bool with_access(uint32_t sdid, uint64_t pa, uint64_t size, uint8_t need, F during) {
        LockGuard hold{lock_};
        if (!platform_->is_ram(pa, size) || !table_[sdid].allows(pa, size, need)) return false;
        during();
        return true;
    }
    bool allows(uint32_t sdid, uint64_t pa, uint64_t size, uint8_t need) {
        return with_access(sdid, pa, size, need, [] {});
    }
    /// Same, for memory of the TSM that the host cannot read: for secrets and for what must not change under our feet.
    template <class F>
    bool with_private(uint64_t pa, uint64_t size, F during) {
        LockGuard hold{lock_};
        if (size == 0 || !platform_->is_ram(pa, size) ||
            !table_[rdsm::kTsmDomain].allows(pa, size, mpt::kRead | mpt::kWrite))
            return false;
        for (uint64_t a = align_down(pa, kPageSize); a <= pa + (size - 1); a += kPageSize)
            if (table_[rdsm::kHostDomain].lookup(a).xwr != mpt::kNone) return false;
        during();
        return true;
    }
    /// RAM whose owner may change: neither RDSM, pool nor TSM static memory.
    bool convertible(uint64_t pa, uint64_t pages) const;
    /// Pages to `access` in both tables. The caller has checked convertible().
    void set(uint64_t pa, uint64_t pages, rdsm::Access access);

  private:
    const Platform* platform_ = nullptr;
    Carve carve_{};
    mpt::Table table_[2];
    Spinlock lock_;
};

}  // namespace covesim::fw
