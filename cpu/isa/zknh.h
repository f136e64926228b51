// Zknh: SHA-2 functions for RV64, unprivileged specification, section "Zknh"; the functions are those of FIPS
// 180-4, 4.1.2 and 4.1.3.
#pragma once
#include <bit>

#include "cpu/isa/bits.h"
#include "cpu/isa/op.h"

namespace covesim::isa {

struct Sha256sum0 {
    static constexpr Info info{"sha256sum0", Fmt::R1, 0x10001013, 0xfff0707f, Cls::Crypto, Ext::Zknh};
    template <class E>
    static void exec(E& e, const Slot& o) {
        const uint32_t v = uint32_t(e.x[o.rs1]);
        e.x[o.rd] = sext(std::rotr(v, 2) ^ std::rotr(v, 13) ^ std::rotr(v, 22));
    }
};

struct Sha256sum1 {
    static constexpr Info info{"sha256sum1", Fmt::R1, 0x10101013, 0xfff0707f, Cls::Crypto, Ext::Zknh};
    template <class E>
    static void exec(E& e, const Slot& o) {
        const uint32_t v = uint32_t(e.x[o.rs1]);
        e.x[o.rd] = sext(std::rotr(v, 6) ^ std::rotr(v, 11) ^ std::rotr(v, 25));
    }
};

struct Sha256sig0 {
    static constexpr Info info{"sha256sig0", Fmt::R1, 0x10201013, 0xfff0707f, Cls::Crypto, Ext::Zknh};
    template <class E>
    static void exec(E& e, const Slot& o) {
        const uint32_t v = uint32_t(e.x[o.rs1]);
        e.x[o.rd] = sext(std::rotr(v, 7) ^ std::rotr(v, 18) ^ v >> 3);
    }
};

struct Sha256sig1 {
    static constexpr Info info{"sha256sig1", Fmt::R1, 0x10301013, 0xfff0707f, Cls::Crypto, Ext::Zknh};
    template <class E>
    static void exec(E& e, const Slot& o) {
        const uint32_t v = uint32_t(e.x[o.rs1]);
        e.x[o.rd] = sext(std::rotr(v, 17) ^ std::rotr(v, 19) ^ v >> 10);
    }
};

struct Sha512sum0 {
    static constexpr Info info{"sha512sum0", Fmt::R1, 0x10401013, 0xfff0707f, Cls::Crypto, Ext::Zknh};
    template <class E>
    static void exec(E& e, const Slot& o) {
        const uint64_t v = e.x[o.rs1];
        e.x[o.rd] = std::rotr(v, 28) ^ std::rotr(v, 34) ^ std::rotr(v, 39);
    }
};

struct Sha512sum1 {
    static constexpr Info info{"sha512sum1", Fmt::R1, 0x10501013, 0xfff0707f, Cls::Crypto, Ext::Zknh};
    template <class E>
    static void exec(E& e, const Slot& o) {
        const uint64_t v = e.x[o.rs1];
        e.x[o.rd] = std::rotr(v, 14) ^ std::rotr(v, 18) ^ std::rotr(v, 41);
    }
};

struct Sha512sig0 {
    static constexpr Info info{"sha512sig0", Fmt::R1, 0x10601013, 0xfff0707f, Cls::Crypto, Ext::Zknh};
    template <class E>
    static void exec(E& e, const Slot& o) {
        const uint64_t v = e.x[o.rs1];
        e.x[o.rd] = std::rotr(v, 1) ^ std::rotr(v, 8) ^ v >> 7;
    }
};

struct Sha512sig1 {
    static constexpr Info info{"sha512sig1", Fmt::R1, 0x10701013, 0xfff0707f, Cls::Crypto, Ext::Zknh};
    template <class E>
    static void exec(E& e, const Slot& o) {
        const uint64_t v = e.x[o.rs1];
        e.x[o.rd] = std::rotr(v, 19) ^ std::rotr(v, 61) ^ v >> 6;
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZKNH(X) \
    X(Sha256sum0) X(Sha256sum1) X(Sha256sig0) X(Sha256sig1) X(Sha512sum0) X(Sha512sum1) X(Sha512sig0) X(Sha512sig1)
// clang-format on
