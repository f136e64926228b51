// Zimop: may-be-operations, unprivileged specification, chapter "Zimop": MOP.R.0 to 31 and MOP.RR.0 to 7 write zero to
// rd, unless an extension that redefines one of them (`Specialises`) is enabled. The disassembler adds the number.
#pragma once
#include "cpu/isa/op.h"

namespace covesim::isa {

struct MopR {
    static constexpr Info info{"mop.r.", Fmt::R1, 0x81c04073, 0xb3c0707f, Cls::Alu, Ext::Zimop};
    /// n, from the bits that the mask leaves open.
    static constexpr uint32_t number(uint32_t bits) {
        return (bits >> 20 & 3) | (bits >> 26 & 3) << 2 | (bits >> 30 & 1) << 4;
    }
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = 0;
    }
};

struct MopRr {
    static constexpr Info info{"mop.rr.", Fmt::R, 0x82004073, 0xb200707f, Cls::Alu, Ext::Zimop};
    static constexpr uint32_t number(uint32_t bits) { return (bits >> 26 & 3) | (bits >> 30 & 1) << 2; }
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = 0;
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZIMOP(X) X(MopR) X(MopRr)
// clang-format on
