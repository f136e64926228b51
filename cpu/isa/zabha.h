// Zabha: byte and half-word atomic memory operations, unprivileged specification, chapter "Zabha". AMOCAS.B and
// AMOCAS.H exist with Zacas. The upper bits of rs2 (and of rd, for AMOCAS) are ignored; the loaded value is
// sign-extended.
//
// The aq and rl bits are dropped: memory is sequentially consistent.
#pragma once
#include <algorithm>
#include <functional>
#include <type_traits>

#include "cpu/isa/zacas.h"

namespace covesim::isa {

/// rd = memory at rs1; memory = op(that, rs2).
template <class T, class E, class Op>
bool narrow_amo(E& e, const Slot& o, Op op) {
    return e.template amo<T>(e.x[o.rs1], e.x[o.rd], [op, b = T(e.x[o.rs2])](T a) { return T(op(a, b)); });
}

// The operations on two values of T: swap and the minima and maxima; the others are the standard library's.
struct Second {
    template <class T>
    constexpr T operator()(T, T b) const {
        return b;
    }
};
struct Minimum {
    template <class T>
    constexpr T operator()(T a, T b) const {
        return std::min(a, b);
    }
};
struct Maximum {
    template <class T>
    constexpr T operator()(T a, T b) const {
        return std::max(a, b);
    }
};
template <class Op>
struct Unsigned {
    template <class T>
    constexpr T operator()(T a, T b) const {
        using U = std::make_unsigned_t<T>;
        return T(Op{}(U(a), U(b)));
    }
};

struct AmoaddB {
    static constexpr Info info{"amoadd.b", Fmt::Amo, 0x0000002f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int8_t>(e, o, std::plus<>{});
    }
};

struct AmoswapB {
    static constexpr Info info{"amoswap.b", Fmt::Amo, 0x0800002f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int8_t>(e, o, Second{});
    }
};

struct AmoxorB {
    static constexpr Info info{"amoxor.b", Fmt::Amo, 0x2000002f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int8_t>(e, o, std::bit_xor<>{});
    }
};

struct AmoorB {
    static constexpr Info info{"amoor.b", Fmt::Amo, 0x4000002f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int8_t>(e, o, std::bit_or<>{});
    }
};

struct AmoandB {
    static constexpr Info info{"amoand.b", Fmt::Amo, 0x6000002f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int8_t>(e, o, std::bit_and<>{});
    }
};

struct AmominB {
    static constexpr Info info{"amomin.b", Fmt::Amo, 0x8000002f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int8_t>(e, o, Minimum{});
    }
};

struct AmomaxB {
    static constexpr Info info{"amomax.b", Fmt::Amo, 0xa000002f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int8_t>(e, o, Maximum{});
    }
};

struct AmominuB {
    static constexpr Info info{"amominu.b", Fmt::Amo, 0xc000002f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int8_t>(e, o, Unsigned<Minimum>{});
    }
};

struct AmomaxuB {
    static constexpr Info info{"amomaxu.b", Fmt::Amo, 0xe000002f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int8_t>(e, o, Unsigned<Maximum>{});
    }
};

struct AmocasB {
    static constexpr Info info{"amocas.b", Fmt::Cas, 0x2800002f, 0xf800707f, Cls::Amo, Ext::Zabha};
    static constexpr Ext needs = Ext::Zacas;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return compare_and_swap<int8_t>(e, o);
    }
};

struct AmoaddH {
    static constexpr Info info{"amoadd.h", Fmt::Amo, 0x0000102f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int16_t>(e, o, std::plus<>{});
    }
};

struct AmoswapH {
    static constexpr Info info{"amoswap.h", Fmt::Amo, 0x0800102f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int16_t>(e, o, Second{});
    }
};

struct AmoxorH {
    static constexpr Info info{"amoxor.h", Fmt::Amo, 0x2000102f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int16_t>(e, o, std::bit_xor<>{});
    }
};

struct AmoorH {
    static constexpr Info info{"amoor.h", Fmt::Amo, 0x4000102f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int16_t>(e, o, std::bit_or<>{});
    }
};

struct AmoandH {
    static constexpr Info info{"amoand.h", Fmt::Amo, 0x6000102f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int16_t>(e, o, std::bit_and<>{});
    }
};

struct AmominH {
    static constexpr Info info{"amomin.h", Fmt::Amo, 0x8000102f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int16_t>(e, o, Minimum{});
    }
};

struct AmomaxH {
    static constexpr Info info{"amomax.h", Fmt::Amo, 0xa000102f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int16_t>(e, o, Maximum{});
    }
};

struct AmominuH {
    static constexpr Info info{"amominu.h", Fmt::Amo, 0xc000102f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int16_t>(e, o, Unsigned<Minimum>{});
    }
};

struct AmomaxuH {
    static constexpr Info info{"amomaxu.h", Fmt::Amo, 0xe000102f, 0xf800707f, Cls::Amo, Ext::Zabha};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return narrow_amo<int16_t>(e, o, Unsigned<Maximum>{});
    }
};

struct AmocasH {
    static constexpr Info info{"amocas.h", Fmt::Cas, 0x2800102f, 0xf800707f, Cls::Amo, Ext::Zabha};
    static constexpr Ext needs = Ext::Zacas;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return compare_and_swap<int16_t>(e, o);
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZABHA(X) \
    X(AmoaddB) X(AmoswapB) X(AmoxorB) X(AmoorB) X(AmoandB) X(AmominB) X(AmomaxB) X(AmominuB) X(AmomaxuB) \
    X(AmocasB) X(AmoaddH) X(AmoswapH) X(AmoxorH) X(AmoorH) X(AmoandH) X(AmominH) X(AmomaxH) X(AmominuH) \
    X(AmomaxuH) X(AmocasH)
// clang-format on
