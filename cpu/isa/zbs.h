// Zbs: single-bit instructions, unprivileged specification, chapter "B", section "Zbs".
#pragma once
#include "cpu/isa/op.h"

namespace covesim::isa {

struct Bclr {
    static constexpr Info info{"bclr", Fmt::R, 0x48001033, 0xfe00707f, Cls::Alu, Ext::Zbs};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] & ~(uint64_t{1} << (e.x[o.rs2] & 63));
    }
};

struct Bclri {
    static constexpr Info info{"bclri", Fmt::Shift, 0x48001013, 0xfc00707f, Cls::Alu, Ext::Zbs};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] & ~(uint64_t{1} << o.imm);
    }
};

struct Bext {
    static constexpr Info info{"bext", Fmt::R, 0x48005033, 0xfe00707f, Cls::Alu, Ext::Zbs};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] >> (e.x[o.rs2] & 63) & 1;
    }
};

struct Bexti {
    static constexpr Info info{"bexti", Fmt::Shift, 0x48005013, 0xfc00707f, Cls::Alu, Ext::Zbs};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] >> o.imm & 1;
    }
};

struct Binv {
    static constexpr Info info{"binv", Fmt::R, 0x68001033, 0xfe00707f, Cls::Alu, Ext::Zbs};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] ^ uint64_t { 1 } << (e.x[o.rs2] & 63);
    }
};

struct Binvi {
    static constexpr Info info{"binvi", Fmt::Shift, 0x68001013, 0xfc00707f, Cls::Alu, Ext::Zbs};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] ^ uint64_t { 1 } << o.imm;
    }
};

struct Bset {
    static constexpr Info info{"bset", Fmt::R, 0x28001033, 0xfe00707f, Cls::Alu, Ext::Zbs};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] | uint64_t{1} << (e.x[o.rs2] & 63);
    }
};

struct Bseti {
    static constexpr Info info{"bseti", Fmt::Shift, 0x28001013, 0xfc00707f, Cls::Alu, Ext::Zbs};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] | uint64_t{1} << o.imm;
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZBS(X) \
    X(Bclr) X(Bclri) X(Bext) X(Bexti) X(Binv) X(Binvi) X(Bset) X(Bseti)
// clang-format on
