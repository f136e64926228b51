#include "sim/platform/owner_map.h"

#include <algorithm>

namespace covesim {

Component OwnerMap::component(std::string_view name) {
    const auto it = std::find(names_.begin(), names_.end(), name);
    if (it != names_.end()) return static_cast<Component>(it - names_.begin());
    names_.emplace_back(name);
    return static_cast<Component>(names_.size() - 1);
}

void OwnerMap::add(uint64_t base, uint64_t size, std::string_view name) {
    if (size == 0) return;
    ranges_.push_back({base >> 12, (base + size - 1) >> 12, component(name)});
}

Component OwnerMap::at(Spa address) const {
    const uint64_t page = address.page();
    for (const auto& r : ranges_)
        if (page >= r.first && page <= r.last) return r.owner;
    return kOther;
}

}  // namespace covesim
