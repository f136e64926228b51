// Where the counts of retired instructions go: by instruction (--histogram) and by function (--profile).
//
// Exact, not sampled: the hart looks at every instruction meanwhile (docs/engine.md). A function is a range of virtual
// addresses in one context {SDID, V, privilege, VMID, owner of the code}; who knows the symbols names it. Self counts
// only: no call stack is followed.
#pragma once
#include <cstdint>
#include <vector>

#include "cpu/isa/op.h"

namespace covesim {

class Hart;

struct InstructionCounts {
    explicit InstructionCounts(size_t ops) : compressed(ops), full(ops) {}
    void add(const isa::Slot& s) { ++(s.len == 1 ? compressed : full)[s.op]; }

    std::vector<uint64_t> compressed, full;  ///< retired 2-byte and 4-byte forms, by op number
};

/// What was executed of one function. Sleep in WFI is nobody's; a trap's latency is the trapped function's, and what
/// fetching a function's instructions takes is its own.
struct FunctionUse {
    uint64_t instructions = 0, cycles = 0;
};

/// Addresses of which none leaves the function, and where it is counted.
struct FunctionSpan {
    uint64_t begin = 0, size = 0;
    FunctionUse* use = nullptr;
};

struct FunctionFinder {
    /// The function at `pc` in the hart's present context.
    virtual FunctionSpan function_at(const Hart& hart, uint64_t pc) = 0;

  protected:
    ~FunctionFinder() = default;
};

}  // namespace covesim
