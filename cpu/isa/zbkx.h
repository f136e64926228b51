// Zbkx: crossbar permutations, unprivileged specification, section "Zbkx".
#pragma once
#include "cpu/isa/op.h"

namespace covesim::isa {

struct Xperm4 {
    static constexpr Info info{"xperm4", Fmt::R, 0x28002033, 0xfe00707f, Cls::Crypto, Ext::Zbkx};
    template <class E>
    static void exec(E& e, const Slot& o) {
        uint64_t v = 0;
        for (int i = 0; i < 64; i += 4) v |= (e.x[o.rs1] >> 4 * (e.x[o.rs2] >> i & 15) & 15) << i;
        e.x[o.rd] = v;
    }
};

struct Xperm8 {
    static constexpr Info info{"xperm8", Fmt::R, 0x28004033, 0xfe00707f, Cls::Crypto, Ext::Zbkx};
    template <class E>
    static void exec(E& e, const Slot& o) {
        uint64_t v = 0;
        for (int i = 0; i < 64; i += 8) {
            const uint64_t index = e.x[o.rs2] >> i & 255;
            if (index < 8) v |= (e.x[o.rs1] >> 8 * index & 255) << i;  // an index out of range gives zero
        }
        e.x[o.rd] = v;
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZBKX(X) \
    X(Xperm4) X(Xperm8)
// clang-format on
