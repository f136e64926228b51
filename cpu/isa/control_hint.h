// Control hints: a program marks its region of interest, or asks the simulator for a mode, a checkpoint or the end.
//
//   slti x0, rs1, 0x5c0 + command     commands: sim/core/layout/control.h; rs1 holds the operand
//
// Unprivileged specification, "HINT Instructions" of RV64I: SLTI with rd = x0 is designated for custom use, so every
// hart executes it as an instruction without effect, at any privilege. A custom CSR would trap on hardware that lacks
// it. Here too it is a plain SLTI unless DecodeOptions::control_hints; then it is an instruction of its own that ends
// its block, so that a change of mode falls right behind it. What a command does is the platform's.
#pragma once
#include "cpu/isa/op.h"

namespace covesim::isa {

/// The part of the immediate that is the command.
inline constexpr uint32_t kControlCommands = 0xf;

struct ControlHint {
    static constexpr Info info{"covesim.control", Fmt::I, 0x5c002013, 0xff007fff, Cls::System, Ext::I};
    using Specialises = struct Slti;
    /// In the order of time with other harts, whose numbers the command may look at.
    template <class E>
    static Flow system(E& e, const Slot&) {
        e.priv().env().await_turn();
        return Flow::Next;
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_CONTROL_HINT(X) X(ControlHint)
// clang-format on
