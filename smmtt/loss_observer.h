// Who wants to know which entries of TLBs and MPT caches were lost and which lookups missed: the raw material of
// "refill" (misses that another context's stay on the hart caused).
//
// Models nothing. A null observer costs one pointer test at a miss, a displacement or a fenced entry, never at a hit.
// Not reported: entries that a newer answer for the same address replaces, page-walk caches, reset.
#pragma once
#include <cstdint>

namespace covesim {

enum class CachedIn : uint8_t {
    L1iTlb,
    L1dTlb,
    L2Tlb,
    FastTlb,
    NestedTlb,
    MptPermission,
    MptSuperpage,
    MptPointer,
};
inline constexpr int kCachedInCount = 8;

/// What an entry is tagged with and what it covers; for a miss: what was looked for (shift 0: an entry of any size).
/// MPT caches are tagged by SDID alone: v, vmid and asid are 0 there.
struct CachedKey {
    uint64_t address = 0;  ///< any address in the entry's span: virtual (TLB), guest physical (nested), physical (MPT)
    uint8_t shift = 0;     ///< log2 of the span
    uint8_t sdid = 0;
    bool v = false;
    bool global = false;  ///< serves every ASID
    uint16_t vmid = 0, asid = 0;
};

struct LossObserver {
    virtual void lost(CachedIn where, const CachedKey& entry) = 0;
    virtual void missed(CachedIn where, const CachedKey& wanted) = 0;

  protected:
    ~LossObserver() = default;
};

}  // namespace covesim
