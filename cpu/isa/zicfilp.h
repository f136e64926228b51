// Zicfilp: landing pads, unprivileged specification, chapter "Control-Flow Integrity". LPAD by itself does nothing:
// where one is expected, the hart looks at the instruction before it executes it (Hart::landing_pad).
#pragma once
#include "cpu/isa/i.h"
#include "cpu/isa/op.h"

namespace covesim::isa {

/// AUIPC with rd = x0; imm20 is the label.
struct Lpad {
    static constexpr Info info{"lpad", Fmt::Lpad, 0x17, 0xfff, Cls::Alu, Ext::Zicfilp};
    using Specialises = Auipc;
    template <class E>
    static void exec(E&, const Slot&) {}
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZICFILP(X) X(Lpad)
// clang-format on
