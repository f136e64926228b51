#include "mmu/pma.h"

#include <algorithm>

namespace covesim {

bool PmaTable::add(const PmaRange& r) {
    if (r.size == 0 || r.base.v + (r.size - 1) < r.base.v) return false;
    const auto at = std::upper_bound(ranges_.begin(), ranges_.end(), r.base.v,
                                     [](uint64_t v, const PmaRange& x) { return v < x.base.v; });
    if (at != ranges_.end() && at->base.v - r.base.v < r.size) return false;
    if (at != ranges_.begin() && r.base.v - (at - 1)->base.v < (at - 1)->size) return false;
    ranges_.insert(at, r);
    return true;
}

const PmaRange* PmaTable::find(Spa a, uint64_t len) const {
    const auto at = std::upper_bound(ranges_.begin(), ranges_.end(), a.v,
                                     [](uint64_t v, const PmaRange& x) { return v < x.base.v; });
    if (at == ranges_.begin()) return nullptr;
    const PmaRange& r = *(at - 1);
    return r.contains(a, len) ? &r : nullptr;
}

}  // namespace covesim
