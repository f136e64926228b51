// Zknd: AES decryption for RV64, unprivileged specification, section "Zknd", and the key schedule that Zkne shares
// (`also`).
#pragma once
#include <bit>

#include "cpu/isa/aes.h"
#include "cpu/isa/op.h"

namespace covesim::isa {

struct Aes64ds {
    static constexpr Info info{"aes64ds", Fmt::R, 0x3a000033, 0xfe00707f, Cls::Crypto, Ext::Zknd};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = aes::sub_bytes(aes::shift_rows<-1>(e.x[o.rs1], e.x[o.rs2]), aes::kInvSbox);
    }
};

struct Aes64dsm {
    static constexpr Info info{"aes64dsm", Fmt::R, 0x3e000033, 0xfe00707f, Cls::Crypto, Ext::Zknd};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] =
            aes::mix_columns(aes::sub_bytes(aes::shift_rows<-1>(e.x[o.rs1], e.x[o.rs2]), aes::kInvSbox), aes::kInvMix);
    }
};

struct Aes64im {
    static constexpr Info info{"aes64im", Fmt::R1, 0x30001013, 0xfff0707f, Cls::Crypto, Ext::Zknd};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = aes::mix_columns(e.x[o.rs1], aes::kInvMix);
    }
};

struct Aes64ks1i {
    static constexpr Info info{"aes64ks1i", Fmt::Aes64ks, 0x31001013, 0xff00707f, Cls::Crypto, Ext::Zknd};
    static constexpr Ext also = Ext::Zkne;
    /// Round numbers 11 to 15 are reserved.
    static constexpr bool reserved(uint32_t bits) { return (bits >> 20 & 15) > 10; }
    template <class E>
    static void exec(E& e, const Slot& o) {
        uint32_t word = uint32_t(e.x[o.rs1] >> 32);
        if (o.imm != 10) word = std::rotr(word, 8);
        const uint32_t out = uint32_t(aes::sub_bytes(word, aes::kSbox)) ^ aes::kRoundConstant[o.imm];
        e.x[o.rd] = uint64_t{out} << 32 | out;
    }
};

struct Aes64ks2 {
    static constexpr Info info{"aes64ks2", Fmt::R, 0x7e000033, 0xfe00707f, Cls::Crypto, Ext::Zknd};
    static constexpr Ext also = Ext::Zkne;
    template <class E>
    static void exec(E& e, const Slot& o) {
        const uint32_t w0 = uint32_t(e.x[o.rs1] >> 32) ^ uint32_t(e.x[o.rs2]);
        const uint32_t w1 = w0 ^ uint32_t(e.x[o.rs2] >> 32);
        e.x[o.rd] = uint64_t{w1} << 32 | w0;
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZKND(X) \
    X(Aes64ds) X(Aes64dsm) X(Aes64im) X(Aes64ks1i) X(Aes64ks2)
// clang-format on
