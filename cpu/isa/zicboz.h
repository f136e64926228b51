// Zicboz: cache-block zero, unprivileged specification, chapter "CMO". The context applies CBZE of the envcfg
// registers.
#pragma once
#include "cpu/isa/cache_ops.h"
#include "cpu/isa/op.h"

namespace covesim::isa {

struct CboZero {
    static constexpr Info info{"cbo.zero", Fmt::Cbo, 0x40200f, 0xfff07fff, Cls::Store, Ext::Zicboz};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.cbo(e.x[o.rs1], Cbo::Zero);
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZICBOZ(X) \
    X(CboZero)
// clang-format on
