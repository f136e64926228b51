// Zifencei: FENCE.I, unprivileged specification, chapter "Zifencei".
//
// Stores drop decoded code at once, so `e.fence_i()` only charges time and is a sampling point. The imm, rs1 and rd
// fields are ignored, as the text requires of base implementations.
#pragma once
#include "cpu/isa/op.h"

namespace covesim::isa {

struct FenceI {
    static constexpr Info info{"fence.i", Fmt::None, 0x100f, 0x707f, Cls::System, Ext::Zifencei};
    template <class E>
    static Flow system(E& e, const Slot&) {
        e.fence_i();
        return Flow::Next;
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZIFENCEI(X) \
    X(FenceI)
// clang-format on
