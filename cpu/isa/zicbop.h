// Zicbop: cache-block prefetch, unprivileged specification, chapter "CMO".
//
// Prefetches are hints in the space of ORI with rd = x0, and never fault.
#pragma once
#include "cpu/isa/bits.h"
#include "cpu/isa/cache_ops.h"
#include "cpu/isa/op.h"

namespace covesim::isa {

struct PrefetchI {
    static constexpr Info info{"prefetch.i", Fmt::Prefetch, 0x6013, 0x1f07fff, Cls::Load, Ext::Zicbop};
    using Specialises = struct Ori;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.prefetch(e.x[o.rs1] + sext(o.imm), PrefetchFor::Fetch);
    }
};

struct PrefetchR {
    static constexpr Info info{"prefetch.r", Fmt::Prefetch, 0x106013, 0x1f07fff, Cls::Load, Ext::Zicbop};
    using Specialises = struct Ori;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.prefetch(e.x[o.rs1] + sext(o.imm), PrefetchFor::Load);
    }
};

struct PrefetchW {
    static constexpr Info info{"prefetch.w", Fmt::Prefetch, 0x306013, 0x1f07fff, Cls::Load, Ext::Zicbop};
    using Specialises = struct Ori;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.prefetch(e.x[o.rs1] + sext(o.imm), PrefetchFor::Store);
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZICBOP(X) \
    X(PrefetchI) X(PrefetchR) X(PrefetchW)
// clang-format on
