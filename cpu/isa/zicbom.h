// Zicbom: cache-block management, unprivileged specification, chapter "CMO".
//
// The context applies menvcfg, senvcfg and henvcfg (CBIE, CBCFE), permissions and the block size.
#pragma once
#include "cpu/isa/cache_ops.h"
#include "cpu/isa/op.h"

namespace covesim::isa {

struct CboInval {
    static constexpr Info info{"cbo.inval", Fmt::Cbo, 0x200f, 0xfff07fff, Cls::Store, Ext::Zicbom};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.cbo(e.x[o.rs1], Cbo::Inval);
    }
};

struct CboClean {
    static constexpr Info info{"cbo.clean", Fmt::Cbo, 0x10200f, 0xfff07fff, Cls::Store, Ext::Zicbom};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.cbo(e.x[o.rs1], Cbo::Clean);
    }
};

struct CboFlush {
    static constexpr Info info{"cbo.flush", Fmt::Cbo, 0x20200f, 0xfff07fff, Cls::Store, Ext::Zicbom};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.cbo(e.x[o.rs1], Cbo::Flush);
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZICBOM(X) \
    X(CboInval) X(CboClean) X(CboFlush)
// clang-format on
