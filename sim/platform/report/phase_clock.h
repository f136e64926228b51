// Cuts the time of a world switch under way into phases (switch_table.h), event by event. Times never go back.
#pragma once
#include <cstdint>

#include "sim/platform/report/switch_table.h"

namespace covesim {

struct PhaseClock {
    /// What came last, which says to which phase the time up to the next event belongs.
    enum class At : uint8_t { Trap, Before, Domain, Fence, After, Return };

    uint64_t start = 0, cursor = 0;
    At at = At::Trap;
    Phases phases{};

    PhaseClock() = default;
    PhaseClock(uint64_t begin, At first) : start(begin), cursor(begin), at(first) {}

    template <class A>
    void archive(A& a) {
        a(start, cursor, at, phases);
    }
    uint64_t& operator[](Phase p) { return phases[static_cast<size_t>(p)]; }

    void advance(Phase p, uint64_t to) {
        (*this)[p] += to - cursor;
        cursor = to;
    }
    /// The time since the last event, up to what comes now: a write that changes the domain, a fence, or neither.
    void between(bool domain_next, bool fence_next, uint64_t to) {
        const bool more = domain_next || fence_next;
        switch (at) {
            case At::Trap: return advance(Phase::Trap, to);
            case At::Before: return advance(Phase::Save, to);
            case At::Domain: return advance(more ? Phase::Domain : Phase::Restore, to);
            case At::Fence: return advance(more ? Phase::Fences : Phase::Restore, to);
            case At::After: return advance(Phase::Restore, to);
            case At::Return: return advance(Phase::Return, to);
        }
    }
    /// Phase::Domain or Phase::Fences: one such instruction.
    void mark(Phase p, uint64_t begin, uint64_t end) {
        between(p == Phase::Domain, p == Phase::Fences, begin);
        advance(p, end);
        at = p == Phase::Domain ? At::Domain : At::Fence;
    }
};

}  // namespace covesim
