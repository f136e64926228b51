// M: integer multiplication and division, unprivileged specification, chapter "M".
#pragma once
#include <cstdint>
#include <type_traits>

#include "cpu/isa/bits.h"
#include "cpu/isa/op.h"

namespace covesim::isa {

/// Division by zero gives all ones; signed overflow gives the dividend (M, "Division Operations").
template <class T>
constexpr T quotient(T a, T b) {
    if (b == 0) return T(-1);
    if constexpr (std::is_signed_v<T>) {
        if (b == -1) return T(0 - std::make_unsigned_t<T>(a));  // includes the overflow, without undefined behaviour
    }
    return a / b;
}

/// Remainder of division by zero is the dividend; of the signed overflow, zero.
template <class T>
constexpr T remainder(T a, T b) {
    if (b == 0) return a;
    if constexpr (std::is_signed_v<T>) {
        if (b == -1) return 0;
    }
    return a % b;
}

struct Mul {
    static constexpr Info info{"mul", Fmt::R, 0x2000033, 0xfe00707f, Cls::Mul, Ext::M};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] * e.x[o.rs2];
    }
};

struct Mulh {
    static constexpr Info info{"mulh", Fmt::R, 0x2001033, 0xfe00707f, Cls::Mul, Ext::M};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(__int128{int64_t(e.x[o.rs1])} * int64_t(e.x[o.rs2]) >> 64);
    }
};

struct Mulhsu {
    static constexpr Info info{"mulhsu", Fmt::R, 0x2002033, 0xfe00707f, Cls::Mul, Ext::M};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(__int128{int64_t(e.x[o.rs1])} * __int128{e.x[o.rs2]} >> 64);
    }
};

struct Mulhu {
    static constexpr Info info{"mulhu", Fmt::R, 0x2003033, 0xfe00707f, Cls::Mul, Ext::M};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(static_cast<unsigned __int128>(e.x[o.rs1]) * e.x[o.rs2] >> 64);
    }
};

struct Div {
    static constexpr Info info{"div", Fmt::R, 0x2004033, 0xfe00707f, Cls::Div, Ext::M};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(quotient(int64_t(e.x[o.rs1]), int64_t(e.x[o.rs2])));
    }
};

struct Divu {
    static constexpr Info info{"divu", Fmt::R, 0x2005033, 0xfe00707f, Cls::Div, Ext::M};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = quotient<uint64_t>(e.x[o.rs1], e.x[o.rs2]);
    }
};

struct Rem {
    static constexpr Info info{"rem", Fmt::R, 0x2006033, 0xfe00707f, Cls::Div, Ext::M};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(remainder(int64_t(e.x[o.rs1]), int64_t(e.x[o.rs2])));
    }
};

struct Remu {
    static constexpr Info info{"remu", Fmt::R, 0x2007033, 0xfe00707f, Cls::Div, Ext::M};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = remainder<uint64_t>(e.x[o.rs1], e.x[o.rs2]);
    }
};

struct Mulw {
    static constexpr Info info{"mulw", Fmt::R, 0x200003b, 0xfe00707f, Cls::Mul, Ext::M};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(uint32_t(e.x[o.rs1]) * uint32_t(e.x[o.rs2]));
    }
};

struct Divw {
    static constexpr Info info{"divw", Fmt::R, 0x200403b, 0xfe00707f, Cls::Div, Ext::M};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(quotient(int32_t(e.x[o.rs1]), int32_t(e.x[o.rs2])));
    }
};

struct Divuw {
    static constexpr Info info{"divuw", Fmt::R, 0x200503b, 0xfe00707f, Cls::Div, Ext::M};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(quotient(uint32_t(e.x[o.rs1]), uint32_t(e.x[o.rs2])));
    }
};

struct Remw {
    static constexpr Info info{"remw", Fmt::R, 0x200603b, 0xfe00707f, Cls::Div, Ext::M};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(remainder(int32_t(e.x[o.rs1]), int32_t(e.x[o.rs2])));
    }
};

struct Remuw {
    static constexpr Info info{"remuw", Fmt::R, 0x200703b, 0xfe00707f, Cls::Div, Ext::M};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(remainder(uint32_t(e.x[o.rs1]), uint32_t(e.x[o.rs2])));
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_M(X) \
    X(Mul) X(Mulh) X(Mulhsu) X(Mulhu) X(Div) X(Divu) X(Rem) X(Remu) X(Mulw) X(Divw) X(Divuw) X(Remw) X(Remuw)
// clang-format on
