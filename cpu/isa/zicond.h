// Zicond: integer conditional operations, unprivileged specification, chapter "Zicond".
#pragma once
#include "cpu/isa/op.h"

namespace covesim::isa {

struct CzeroEqz {
    static constexpr Info info{"czero.eqz", Fmt::R, 0xe005033, 0xfe00707f, Cls::Alu, Ext::Zicond};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs2] == 0 ? 0 : e.x[o.rs1];
    }
};

struct CzeroNez {
    static constexpr Info info{"czero.nez", Fmt::R, 0xe007033, 0xfe00707f, Cls::Alu, Ext::Zicond};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs2] != 0 ? 0 : e.x[o.rs1];
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZICOND(X) \
    X(CzeroEqz) X(CzeroNez)
// clang-format on
