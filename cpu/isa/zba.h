// Zba: address generation, unprivileged specification, chapter "B", section "Zba".
#pragma once
#include "cpu/isa/op.h"

namespace covesim::isa {

struct AddUw {
    static constexpr Info info{"add.uw", Fmt::R, 0x800003b, 0xfe00707f, Cls::Alu, Ext::Zba};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs2] + uint32_t(e.x[o.rs1]);
    }
};

struct Sh1add {
    static constexpr Info info{"sh1add", Fmt::R, 0x20002033, 0xfe00707f, Cls::Alu, Ext::Zba};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs2] + (e.x[o.rs1] << 1);
    }
};

struct Sh2add {
    static constexpr Info info{"sh2add", Fmt::R, 0x20004033, 0xfe00707f, Cls::Alu, Ext::Zba};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs2] + (e.x[o.rs1] << 2);
    }
};

struct Sh3add {
    static constexpr Info info{"sh3add", Fmt::R, 0x20006033, 0xfe00707f, Cls::Alu, Ext::Zba};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs2] + (e.x[o.rs1] << 3);
    }
};

struct Sh1addUw {
    static constexpr Info info{"sh1add.uw", Fmt::R, 0x2000203b, 0xfe00707f, Cls::Alu, Ext::Zba};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs2] + (uint64_t{uint32_t(e.x[o.rs1])} << 1);
    }
};

struct Sh2addUw {
    static constexpr Info info{"sh2add.uw", Fmt::R, 0x2000403b, 0xfe00707f, Cls::Alu, Ext::Zba};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs2] + (uint64_t{uint32_t(e.x[o.rs1])} << 2);
    }
};

struct Sh3addUw {
    static constexpr Info info{"sh3add.uw", Fmt::R, 0x2000603b, 0xfe00707f, Cls::Alu, Ext::Zba};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs2] + (uint64_t{uint32_t(e.x[o.rs1])} << 3);
    }
};

struct SlliUw {
    static constexpr Info info{"slli.uw", Fmt::Shift, 0x800101b, 0xfc00707f, Cls::Alu, Ext::Zba};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t{uint32_t(e.x[o.rs1])} << o.imm;
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZBA(X) \
    X(AddUw) X(Sh1add) X(Sh2add) X(Sh3add) X(Sh1addUw) X(Sh2addUw) X(Sh3addUw) X(SlliUw)
// clang-format on
