#include "sim/platform/bus.h"

#include <algorithm>

namespace covesim {

bool Bus::add(Device& device, Spa base, uint64_t size) {
    for (const auto& r : ranges_)
        if (base.v < r.base.v + r.size && r.base.v < base.v + size) return false;
    const auto at = std::find_if(ranges_.begin(), ranges_.end(), [&](const Range& r) { return r.base > base; });
    ranges_.insert(at, {base, size, &device});
    return true;
}

const Bus::Range* Bus::find(Spa a, uint32_t bytes) const {
    for (const auto& r : ranges_)
        if (a.v - r.base.v < r.size) return bytes <= r.size - (a.v - r.base.v) ? &r : nullptr;
    return nullptr;
}

}  // namespace covesim
