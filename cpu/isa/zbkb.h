// Zbkb: bit manipulation for cryptography, unprivileged specification, section "Zbkb".
//
// Only what Zbb lacks; the rest is in zbb.h. ZIP and UNZIP exist in RV32 only.
#pragma once
#include "cpu/isa/bits.h"
#include "cpu/isa/op.h"

namespace covesim::isa {

struct Pack {
    static constexpr Info info{"pack", Fmt::R, 0x8004033, 0xfe00707f, Cls::Crypto, Ext::Zbkb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint32_t(e.x[o.rs1]) | e.x[o.rs2] << 32;
    }
};

struct Packh {
    static constexpr Info info{"packh", Fmt::R, 0x8007033, 0xfe00707f, Cls::Crypto, Ext::Zbkb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint8_t(e.x[o.rs1]) | uint64_t{uint8_t(e.x[o.rs2])} << 8;
    }
};

struct Packw {
    static constexpr Info info{"packw", Fmt::R, 0x800403b, 0xfe00707f, Cls::Crypto, Ext::Zbkb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(uint16_t(e.x[o.rs1]) | uint32_t(e.x[o.rs2]) << 16);
    }
};

struct Brev8 {
    static constexpr Info info{"brev8", Fmt::R1, 0x68705013, 0xfff0707f, Cls::Crypto, Ext::Zbkb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        uint64_t v = e.x[o.rs1];
        v = (v >> 4 & 0x0f0f0f0f0f0f0f0f) | (v & 0x0f0f0f0f0f0f0f0f) << 4;
        v = (v >> 2 & 0x3333333333333333) | (v & 0x3333333333333333) << 2;
        e.x[o.rd] = (v >> 1 & 0x5555555555555555) | (v & 0x5555555555555555) << 1;
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZBKB(X) \
    X(Pack) X(Packh) X(Packw) X(Brev8)
// clang-format on
