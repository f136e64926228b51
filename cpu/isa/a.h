// A: atomic instructions, unprivileged specification, chapters "Zalrsc" and "Zaamo".
//
// The aq and rl bits are dropped: memory is sequentially consistent. Misaligned addresses fault in the load/store path.
#pragma once
#include "cpu/isa/op.h"

namespace covesim::isa {

struct LrW {
    static constexpr Info info{"lr.w", Fmt::Lr, 0x1000202f, 0xf9f0707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template lr<int32_t>(e.x[o.rs1], e.x[o.rd]);
    }
};

struct ScW {
    static constexpr Info info{"sc.w", Fmt::Amo, 0x1800202f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template sc<uint32_t>(e.x[o.rs1], e.x[o.rs2], e.x[o.rd]);
    }
};

struct AmoswapW {
    static constexpr Info info{"amoswap.w", Fmt::Amo, 0x800202f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int32_t>(e.x[o.rs1], e.x[o.rd], [b = int32_t(e.x[o.rs2])](int32_t) { return b; });
    }
};

struct AmoaddW {
    static constexpr Info info{"amoadd.w", Fmt::Amo, 0x202f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int32_t>(
            e.x[o.rs1], e.x[o.rd], [b = int32_t(e.x[o.rs2])](int32_t a) { return int32_t(uint32_t(a) + uint32_t(b)); });
    }
};

struct AmoxorW {
    static constexpr Info info{"amoxor.w", Fmt::Amo, 0x2000202f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int32_t>(e.x[o.rs1], e.x[o.rd],
                                       [b = int32_t(e.x[o.rs2])](int32_t a) { return int32_t(a ^ b); });
    }
};

struct AmoandW {
    static constexpr Info info{"amoand.w", Fmt::Amo, 0x6000202f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int32_t>(e.x[o.rs1], e.x[o.rd],
                                       [b = int32_t(e.x[o.rs2])](int32_t a) { return int32_t(a & b); });
    }
};

struct AmoorW {
    static constexpr Info info{"amoor.w", Fmt::Amo, 0x4000202f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int32_t>(e.x[o.rs1], e.x[o.rd],
                                       [b = int32_t(e.x[o.rs2])](int32_t a) { return int32_t(a | b); });
    }
};

struct AmominW {
    static constexpr Info info{"amomin.w", Fmt::Amo, 0x8000202f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int32_t>(e.x[o.rs1], e.x[o.rd],
                                       [b = int32_t(e.x[o.rs2])](int32_t a) { return a < b ? a : b; });
    }
};

struct AmomaxW {
    static constexpr Info info{"amomax.w", Fmt::Amo, 0xa000202f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int32_t>(e.x[o.rs1], e.x[o.rd],
                                       [b = int32_t(e.x[o.rs2])](int32_t a) { return a > b ? a : b; });
    }
};

struct AmominuW {
    static constexpr Info info{"amominu.w", Fmt::Amo, 0xc000202f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int32_t>(
            e.x[o.rs1], e.x[o.rd], [b = int32_t(e.x[o.rs2])](int32_t a) { return uint32_t(a) < uint32_t(b) ? a : b; });
    }
};

struct AmomaxuW {
    static constexpr Info info{"amomaxu.w", Fmt::Amo, 0xe000202f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int32_t>(
            e.x[o.rs1], e.x[o.rd], [b = int32_t(e.x[o.rs2])](int32_t a) { return uint32_t(a) > uint32_t(b) ? a : b; });
    }
};

struct LrD {
    static constexpr Info info{"lr.d", Fmt::Lr, 0x1000302f, 0xf9f0707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template lr<int64_t>(e.x[o.rs1], e.x[o.rd]);
    }
};

struct ScD {
    static constexpr Info info{"sc.d", Fmt::Amo, 0x1800302f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template sc<uint64_t>(e.x[o.rs1], e.x[o.rs2], e.x[o.rd]);
    }
};

struct AmoswapD {
    static constexpr Info info{"amoswap.d", Fmt::Amo, 0x800302f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int64_t>(e.x[o.rs1], e.x[o.rd], [b = int64_t(e.x[o.rs2])](int64_t) { return b; });
    }
};

struct AmoaddD {
    static constexpr Info info{"amoadd.d", Fmt::Amo, 0x302f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int64_t>(
            e.x[o.rs1], e.x[o.rd], [b = int64_t(e.x[o.rs2])](int64_t a) { return int64_t(uint64_t(a) + uint64_t(b)); });
    }
};

struct AmoxorD {
    static constexpr Info info{"amoxor.d", Fmt::Amo, 0x2000302f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int64_t>(e.x[o.rs1], e.x[o.rd],
                                       [b = int64_t(e.x[o.rs2])](int64_t a) { return int64_t(a ^ b); });
    }
};

struct AmoandD {
    static constexpr Info info{"amoand.d", Fmt::Amo, 0x6000302f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int64_t>(e.x[o.rs1], e.x[o.rd],
                                       [b = int64_t(e.x[o.rs2])](int64_t a) { return int64_t(a & b); });
    }
};

struct AmoorD {
    static constexpr Info info{"amoor.d", Fmt::Amo, 0x4000302f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int64_t>(e.x[o.rs1], e.x[o.rd],
                                       [b = int64_t(e.x[o.rs2])](int64_t a) { return int64_t(a | b); });
    }
};

struct AmominD {
    static constexpr Info info{"amomin.d", Fmt::Amo, 0x8000302f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int64_t>(e.x[o.rs1], e.x[o.rd],
                                       [b = int64_t(e.x[o.rs2])](int64_t a) { return a < b ? a : b; });
    }
};

struct AmomaxD {
    static constexpr Info info{"amomax.d", Fmt::Amo, 0xa000302f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int64_t>(e.x[o.rs1], e.x[o.rd],
                                       [b = int64_t(e.x[o.rs2])](int64_t a) { return a > b ? a : b; });
    }
};

struct AmominuD {
    static constexpr Info info{"amominu.d", Fmt::Amo, 0xc000302f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int64_t>(
            e.x[o.rs1], e.x[o.rd], [b = int64_t(e.x[o.rs2])](int64_t a) { return uint64_t(a) < uint64_t(b) ? a : b; });
    }
};

struct AmomaxuD {
    static constexpr Info info{"amomaxu.d", Fmt::Amo, 0xe000302f, 0xf800707f, Cls::Amo, Ext::A};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template amo<int64_t>(
            e.x[o.rs1], e.x[o.rd], [b = int64_t(e.x[o.rs2])](int64_t a) { return uint64_t(a) > uint64_t(b) ? a : b; });
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_A(X) \
    X(LrW) X(ScW) X(AmoswapW) X(AmoaddW) X(AmoxorW) X(AmoandW) X(AmoorW) X(AmominW) X(AmomaxW) X(AmominuW) \
    X(AmomaxuW) X(LrD) X(ScD) X(AmoswapD) X(AmoaddD) X(AmoxorD) X(AmoandD) X(AmoorD) X(AmominD) X(AmomaxD) \
    X(AmominuD) X(AmomaxuD)
// clang-format on
