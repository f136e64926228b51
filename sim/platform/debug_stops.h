// What a debugger asks of a run of the machine, and why such a run ended.
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "cpu/watch.h"

namespace covesim {

/// The run ends before an instruction at a breakpoint, or one whose access a watchpoint meets, is executed; behind one
/// that was to be stepped (or at the handler of its trap); and when the debugger wants its attention. None of it
/// changes a number.
struct DebugStops {
    std::vector<uint64_t> breakpoints;  ///< virtual addresses, for every hart
    std::vector<Watch> watches;
    std::vector<uint32_t> steps;       ///< harts that execute one instruction; the others go on meanwhile
    std::vector<uint32_t> bystanders;  ///< harts that go on only because the others do
    std::vector<uint64_t> lifted;      ///< further breakpoints for them
    std::function<bool()> attention;   ///< asked between quanta; true until the run has ended

    static bool contains(const std::vector<uint32_t>& harts, uint32_t hart) {
        return std::find(harts.begin(), harts.end(), hart) != harts.end();
    }
    std::vector<uint64_t> breakpoints_of(uint32_t hart) const {
        std::vector<uint64_t> all = breakpoints;
        if (contains(bystanders, hart)) all.insert(all.end(), lifted.begin(), lifted.end());
        return all;
    }
};

struct DebugStop {
    enum class Why : uint8_t { Breakpoint, Watchpoint, Step, Attention };
    Why why = Why::Attention;
    uint32_t hart = 0;
    WatchHit hit;  ///< of a watchpoint
};

}  // namespace covesim
