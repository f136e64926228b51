// Zicfiss: shadow-stack instructions, unprivileged specification, chapter "Control-Flow Integrity". The encodings of
// all but SSAMOSWAP are may-be-operations (Zimop): where the extension is not active they write zero to rd and do
// nothing else. The context makes the accesses as shadow-stack accesses, which are reported as stores.
#pragma once
#include "cpu/isa/c.h"
#include "cpu/isa/privileged_op.h"
#include "cpu/isa/zcb.h"
#include "cpu/isa/zimop.h"

namespace covesim::isa {

/// rs2 is x1 or x5; the link register goes to the new top of the shadow stack.
struct Sspush {
    static constexpr Info info{"sspush", Fmt::Rs2, 0xce104073, 0xffbfffff, Cls::Store, Ext::Zicfiss};
    using Specialises = MopRr;
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return !e.priv().shadow_stack_active() || e.shadow_push(e.x[o.rs2]);
    }
};

/// rs1 is x1 or x5: a software-check exception unless the top of the shadow stack holds the same.
struct Sspopchk {
    static constexpr Info info{"sspopchk", Fmt::Rs1, 0xcdc0c073, 0xfffdffff, Cls::Load, Ext::Zicfiss};
    using Specialises = MopR;
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return !e.priv().shadow_stack_active() || e.shadow_pop_check(e.x[o.rs1]);
    }
};

/// With rd = x0, which the chapter does not give to it, the encoding is a may-be-operation that does the same: nothing.
struct Ssrdp {
    static constexpr Info info{"ssrdp", Fmt::Rd, 0xcdc04073, 0xfffff07f, Cls::Alu, Ext::Zicfiss};
    using Specialises = MopR;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.shadow_pointer();
    }
};

struct SsamoswapW {
    static constexpr Info info{"ssamoswap.w", Fmt::Amo, 0x4800202f, 0xf800707f, Cls::Amo, Ext::Zicfiss};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return permitted(e, e.priv().check_ssamoswap()) &&
               e.template shadow_swap<int32_t>(e.x[o.rs1], e.x[o.rs2], e.x[o.rd]);
    }
};

struct SsamoswapD {
    static constexpr Info info{"ssamoswap.d", Fmt::Amo, 0x4800302f, 0xf800707f, Cls::Amo, Ext::Zicfiss};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return permitted(e, e.priv().check_ssamoswap()) &&
               e.template shadow_swap<int64_t>(e.x[o.rs1], e.x[o.rs2], e.x[o.rd]);
    }
};

namespace c32 {

/// sspush x1
struct CSspush {
    static constexpr CInfo info{"c.sspush", 0x6081, 0xffff, Ext::Zicfiss};
    using Specialises = CMop;
    static constexpr uint32_t expand(uint16_t) { return r(Sspush::info.match, 0, 0, 1); }
};

/// sspopchk x5
struct CSspopchk {
    static constexpr CInfo info{"c.sspopchk", 0x6281, 0xffff, Ext::Zicfiss};
    using Specialises = CMop;
    static constexpr uint32_t expand(uint16_t) { return r(Sspopchk::info.match, 0, 5, 0); }
};

}  // namespace c32

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZICFISS(X) \
    X(Sspush) X(Sspopchk) X(Ssrdp) X(SsamoswapW) X(SsamoswapD)
#define COVESIM_C_OPS_ZICFISS(X) X(CSspush) X(CSspopchk)
// clang-format on
