// Zbkc: carry-less multiplication, unprivileged specification, section "Zbkc".
//
// CLMULR belongs to Zbc, which is left out.
#pragma once
#include "cpu/isa/op.h"

namespace covesim::isa {

/// The product of two polynomials over GF(2).
constexpr unsigned __int128 carryless_product(uint64_t a, uint64_t b) {
    unsigned __int128 product = 0;
    for (unsigned __int128 term = a; b != 0; b >>= 1, term <<= 1) product ^= (b & 1) ? term : 0;
    return product;
}

struct Clmul {
    static constexpr Info info{"clmul", Fmt::R, 0xa001033, 0xfe00707f, Cls::Mul, Ext::Zbkc};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(carryless_product(e.x[o.rs1], e.x[o.rs2]));
    }
};

struct Clmulh {
    static constexpr Info info{"clmulh", Fmt::R, 0xa003033, 0xfe00707f, Cls::Mul, Ext::Zbkc};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(carryless_product(e.x[o.rs1], e.x[o.rs2]) >> 64);
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZBKC(X) \
    X(Clmul) X(Clmulh)
// clang-format on
