// Zkne: AES encryption for RV64, unprivileged specification, section "Zkne". The key schedule is in zknd.h.
#pragma once
#include "cpu/isa/aes.h"
#include "cpu/isa/op.h"

namespace covesim::isa {

struct Aes64es {
    static constexpr Info info{"aes64es", Fmt::R, 0x32000033, 0xfe00707f, Cls::Crypto, Ext::Zkne};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = aes::sub_bytes(aes::shift_rows<1>(e.x[o.rs1], e.x[o.rs2]), aes::kSbox);
    }
};

struct Aes64esm {
    static constexpr Info info{"aes64esm", Fmt::R, 0x36000033, 0xfe00707f, Cls::Crypto, Ext::Zkne};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = aes::mix_columns(aes::sub_bytes(aes::shift_rows<1>(e.x[o.rs1], e.x[o.rs2]), aes::kSbox), aes::kMix);
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZKNE(X) \
    X(Aes64es) X(Aes64esm)
// clang-format on
