// PMP and PMA of one physical access: of the walker to its tables, and of the hart to its data.
//
// Privileged specification "Physical Memory Attributes" and "Physical Memory Protection" (page-table accesses have
// S-mode privilege, MPT entries M-mode privilege: supervisor domains §4.1.1). Both are asked live, never from a cache.
#pragma once
#include "mmu/faults.h"
#include "mmu/pma.h"
#include "mmu/pmp.h"

namespace covesim {

/// PMP and PMA of a page-table or MPT entry: page tables live in main memory; hardware updates need AMO support there.
inline bool entry_access_ok(const Pmp& pmp, const PmaTable& pma, Spa a, uint64_t bytes, bool write, Priv priv) {
    if (!pmp.check(a, bytes, {true, write, false, false}, priv)) return false;
    const PmaRange* range = pma.find(a, bytes);
    return range && range->main_memory && range->perm.r && (!write || (range->perm.w && range->amo));
}

/// PMA of an explicit access. Pieces of a page-crossing access have odd sizes: they are misaligned by nature.
inline bool pma_ok(const PmaRange* range, const Access& a, Spa spa) {
    if (!range || !range->perm.allows(physical_need_of(a))) return false;
    if ((a.acc == Acc::Amo || a.reserve) && !range->amo) return false;
    if (a.shadow && !range->main_memory) return false;  // shadow stacks are idempotent memory
    const bool aligned = !(a.size & (a.size - 1u)) && !(spa.v & (a.size - 1u));
    return aligned || range->misaligned_ok || a.cmo;
}

}  // namespace covesim
