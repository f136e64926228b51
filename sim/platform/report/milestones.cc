#include "sim/platform/report/milestones.h"

#include <algorithm>
#include <tuple>

namespace covesim {

void Milestones::note(std::string_view name, uint32_t hart, uint64_t instructions, Tick at) {
    const auto it = std::find_if(first_.begin(), first_.end(), [&](const Milestone& m) { return m.name == name; });
    if (it == first_.end()) first_.push_back({std::string(name), hart, instructions, at});
    else if (std::tie(at, hart) < std::tie(it->at, it->hart)) *it = {it->name, hart, instructions, at};
}

std::vector<Milestone> Milestones::list() const {
    auto out = first_;
    std::stable_sort(out.begin(), out.end(), [](const Milestone& a, const Milestone& b) {
        return std::tie(a.at, a.instructions, a.hart, a.name) < std::tie(b.at, b.instructions, b.hart, b.name);
    });
    return out;
}

}  // namespace covesim
