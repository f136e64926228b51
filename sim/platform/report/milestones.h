// When things happened for the first time: boot milestones, from events, not from markers in firmware.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/types.h"

namespace covesim {

struct Milestone {
    std::string name;
    uint32_t hart = 0;
    uint64_t instructions = 0;  ///< retired by that hart until then
    Tick at;
};

class Milestones {
  public:
    /// Keeps the earliest of each name: harts report up to a quantum apart. Equal times: the lower hart.
    void note(std::string_view name, uint32_t hart, uint64_t instructions, Tick at);
    /// By time, then instructions, hart, name.
    std::vector<Milestone> list() const;
    template <class A>
    void archive(A& a) {
        a(first_);
    }

  private:
    std::vector<Milestone> first_;
};

}  // namespace covesim
