// Zihintpause: PAUSE, unprivileged specification, chapter "Zihintpause". A FENCE with pred = W and no other field set;
// the pipeline model decides what the hint costs.
#pragma once
#include "cpu/isa/op.h"

namespace covesim::isa {

struct Pause {
    static constexpr Info info{"pause", Fmt::None, 0x100000f, 0xffffffff, Cls::Fence, Ext::Zihintpause};
    using Specialises = struct Fence;
    template <class E>
    static void exec(E&, const Slot&) {}
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZIHINTPAUSE(X) \
    X(Pause)
// clang-format on
