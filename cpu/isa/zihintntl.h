// Zihintntl: non-temporal locality hints, unprivileged specification, chapter "Zihintntl". ADDs with rd = rs1 = x0; the
// compressed forms are C.ADDs that stand for them. No cache of this machine reacts to them ("may be freely ignored").
#pragma once
#include "cpu/isa/op.h"

namespace covesim::isa {

struct NtlP1 {
    static constexpr Info info{"ntl.p1", Fmt::None, 0x00200033, 0xffffffff, Cls::Alu, Ext::Zihintntl};
    using Specialises = struct Add;
    template <class E>
    static void exec(E&, const Slot&) {}
};

struct NtlPall {
    static constexpr Info info{"ntl.pall", Fmt::None, 0x00300033, 0xffffffff, Cls::Alu, Ext::Zihintntl};
    using Specialises = struct Add;
    template <class E>
    static void exec(E&, const Slot&) {}
};

struct NtlS1 {
    static constexpr Info info{"ntl.s1", Fmt::None, 0x00400033, 0xffffffff, Cls::Alu, Ext::Zihintntl};
    using Specialises = struct Add;
    template <class E>
    static void exec(E&, const Slot&) {}
};

struct NtlAll {
    static constexpr Info info{"ntl.all", Fmt::None, 0x00500033, 0xffffffff, Cls::Alu, Ext::Zihintntl};
    using Specialises = struct Add;
    template <class E>
    static void exec(E&, const Slot&) {}
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZIHINTNTL(X) X(NtlP1) X(NtlPall) X(NtlS1) X(NtlAll)
// clang-format on
