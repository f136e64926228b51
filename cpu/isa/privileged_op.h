// What the bodies of privileged instructions share: turning a legality decision into a trap, fence operands.
#pragma once
#include "cpu/isa/op.h"
#include "cpu/priv/privileged.h"

namespace covesim::isa {

/// True when the instruction may go on; otherwise the exception has been raised through e.
template <class E>
bool permitted(E& e, Legal legal) {
    if (legal == Legal::Ok) [[likely]]
        return true;
    if (legal == Legal::Illegal) {
        e.illegal();
    } else {
        e.virtual_instruction();
    }
    return false;
}

/// "x0" means the register number, never the value zero.
template <class E>
FenceArgs fence_args(E& e, const Slot& o, uint64_t id_mask) {
    return {o.rs1 != 0, o.rs2 != 0, e.x[o.rs1], e.x[o.rs2] & id_mask};
}

}  // namespace covesim::isa
