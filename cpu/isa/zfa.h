// The "Zfa" extension (RV64): additional floating-point instructions.
//
// Models: unprivileged specification, "Zfa" 1.0: constants, minimum and maximum, rounding to an integer, the modular
// conversion and quiet comparisons, in single, double (with D) and half precision (with Zfh). Leaves out: the moves
// FMVH and FMVP, which RV64 has only for quad precision; FLI.H without Zfh (with Zvfh alone).
#pragma once
#include "cpu/fp/constants.h"
#include "cpu/isa/fp_bodies.h"

namespace covesim::isa {

/// fd = fs1 rounded to an integer; NX only when asked for.
template <class F, class E>
bool fp_round_to_integer(E& e, const Slot& o, bool inexact) {
    return fp_rounded<F>(e, o, [&](fp::Rm rm, uint8_t& flags) {
        const auto r = fp::round_to_integer<F>(unbox<F>(e.f[o.rs1]), rm, flags);
        if (!inexact) flags &= uint8_t(~fp::kNX);
        return r;
    });
}

struct FliS {
    static constexpr Info info{"fli.s", Fmt::Fli, 0xf0100053, 0xfff0707f, Cls::FpMove, Ext::Zfa};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_unrounded<fp::F32>(e, o, [&](uint8_t&) { return fp::kConstants<fp::F32>[size_t(o.imm)]; });
    }
};

struct FliD {
    static constexpr Info info{"fli.d", Fmt::Fli, 0xf2100053, 0xfff0707f, Cls::FpMove, Ext::Zfa};
    static constexpr Ext needs = Ext::D;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_unrounded<fp::F64>(e, o, [&](uint8_t&) { return fp::kConstants<fp::F64>[size_t(o.imm)]; });
    }
};

struct FliH {
    static constexpr Info info{"fli.h", Fmt::Fli, 0xf4100053, 0xfff0707f, Cls::FpMove, Ext::Zfa};
    static constexpr Ext needs = Ext::Zfh;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_unrounded<fp::F16>(e, o, [&](uint8_t&) { return fp::kConstants<fp::F16>[size_t(o.imm)]; });
    }
};

struct FminmS {
    static constexpr Info info{"fminm.s", Fmt::F2, 0x28002053, 0xfe00707f, Cls::FpAdd, Ext::Zfa};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_unrounded<fp::F32>(e, o, [&](uint8_t& flags) {
            return fp::minimum<fp::F32>(unbox<fp::F32>(e.f[o.rs1]), unbox<fp::F32>(e.f[o.rs2]), flags);
        });
    }
};

struct FmaxmS {
    static constexpr Info info{"fmaxm.s", Fmt::F2, 0x28003053, 0xfe00707f, Cls::FpAdd, Ext::Zfa};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_unrounded<fp::F32>(e, o, [&](uint8_t& flags) {
            return fp::maximum<fp::F32>(unbox<fp::F32>(e.f[o.rs1]), unbox<fp::F32>(e.f[o.rs2]), flags);
        });
    }
};

struct FroundS {
    static constexpr Info info{"fround.s", Fmt::F1Rm, 0x40400053, 0xfff0007f, Cls::FpCvt, Ext::Zfa};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_round_to_integer<fp::F32>(e, o, false);
    }
};

struct FroundnxS {
    static constexpr Info info{"froundnx.s", Fmt::F1Rm, 0x40500053, 0xfff0007f, Cls::FpCvt, Ext::Zfa};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_round_to_integer<fp::F32>(e, o, true);
    }
};

struct FleqS {
    static constexpr Info info{"fleq.s", Fmt::FCmp, 0xa0004053, 0xfe00707f, Cls::FpAdd, Ext::Zfa};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_x(e, o, [&](uint8_t& flags) {
            return uint64_t(fp::le_quiet<fp::F32>(unbox<fp::F32>(e.f[o.rs1]), unbox<fp::F32>(e.f[o.rs2]), flags));
        });
    }
};

struct FltqS {
    static constexpr Info info{"fltq.s", Fmt::FCmp, 0xa0005053, 0xfe00707f, Cls::FpAdd, Ext::Zfa};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_x(e, o, [&](uint8_t& flags) {
            return uint64_t(fp::lt_quiet<fp::F32>(unbox<fp::F32>(e.f[o.rs1]), unbox<fp::F32>(e.f[o.rs2]), flags));
        });
    }
};

struct FminmD {
    static constexpr Info info{"fminm.d", Fmt::F2, 0x2a002053, 0xfe00707f, Cls::FpAdd, Ext::Zfa};
    static constexpr Ext needs = Ext::D;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_unrounded<fp::F64>(e, o, [&](uint8_t& flags) {
            return fp::minimum<fp::F64>(unbox<fp::F64>(e.f[o.rs1]), unbox<fp::F64>(e.f[o.rs2]), flags);
        });
    }
};

struct FmaxmD {
    static constexpr Info info{"fmaxm.d", Fmt::F2, 0x2a003053, 0xfe00707f, Cls::FpAdd, Ext::Zfa};
    static constexpr Ext needs = Ext::D;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_unrounded<fp::F64>(e, o, [&](uint8_t& flags) {
            return fp::maximum<fp::F64>(unbox<fp::F64>(e.f[o.rs1]), unbox<fp::F64>(e.f[o.rs2]), flags);
        });
    }
};

struct FroundD {
    static constexpr Info info{"fround.d", Fmt::F1Rm, 0x42400053, 0xfff0007f, Cls::FpCvt, Ext::Zfa};
    static constexpr Ext needs = Ext::D;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_round_to_integer<fp::F64>(e, o, false);
    }
};

struct FroundnxD {
    static constexpr Info info{"froundnx.d", Fmt::F1Rm, 0x42500053, 0xfff0007f, Cls::FpCvt, Ext::Zfa};
    static constexpr Ext needs = Ext::D;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_round_to_integer<fp::F64>(e, o, true);
    }
};

struct FleqD {
    static constexpr Info info{"fleq.d", Fmt::FCmp, 0xa2004053, 0xfe00707f, Cls::FpAdd, Ext::Zfa};
    static constexpr Ext needs = Ext::D;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_x(e, o, [&](uint8_t& flags) {
            return uint64_t(fp::le_quiet<fp::F64>(unbox<fp::F64>(e.f[o.rs1]), unbox<fp::F64>(e.f[o.rs2]), flags));
        });
    }
};

struct FltqD {
    static constexpr Info info{"fltq.d", Fmt::FCmp, 0xa2005053, 0xfe00707f, Cls::FpAdd, Ext::Zfa};
    static constexpr Ext needs = Ext::D;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_x(e, o, [&](uint8_t& flags) {
            return uint64_t(fp::lt_quiet<fp::F64>(unbox<fp::F64>(e.f[o.rs1]), unbox<fp::F64>(e.f[o.rs2]), flags));
        });
    }
};

struct FminmH {
    static constexpr Info info{"fminm.h", Fmt::F2, 0x2c002053, 0xfe00707f, Cls::FpAdd, Ext::Zfa};
    static constexpr Ext needs = Ext::Zfh;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_unrounded<fp::F16>(e, o, [&](uint8_t& flags) {
            return fp::minimum<fp::F16>(unbox<fp::F16>(e.f[o.rs1]), unbox<fp::F16>(e.f[o.rs2]), flags);
        });
    }
};

struct FmaxmH {
    static constexpr Info info{"fmaxm.h", Fmt::F2, 0x2c003053, 0xfe00707f, Cls::FpAdd, Ext::Zfa};
    static constexpr Ext needs = Ext::Zfh;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_unrounded<fp::F16>(e, o, [&](uint8_t& flags) {
            return fp::maximum<fp::F16>(unbox<fp::F16>(e.f[o.rs1]), unbox<fp::F16>(e.f[o.rs2]), flags);
        });
    }
};

struct FroundH {
    static constexpr Info info{"fround.h", Fmt::F1Rm, 0x44400053, 0xfff0007f, Cls::FpCvt, Ext::Zfa};
    static constexpr Ext needs = Ext::Zfh;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_round_to_integer<fp::F16>(e, o, false);
    }
};

struct FroundnxH {
    static constexpr Info info{"froundnx.h", Fmt::F1Rm, 0x44500053, 0xfff0007f, Cls::FpCvt, Ext::Zfa};
    static constexpr Ext needs = Ext::Zfh;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_round_to_integer<fp::F16>(e, o, true);
    }
};

struct FleqH {
    static constexpr Info info{"fleq.h", Fmt::FCmp, 0xa4004053, 0xfe00707f, Cls::FpAdd, Ext::Zfa};
    static constexpr Ext needs = Ext::Zfh;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_x(e, o, [&](uint8_t& flags) {
            return uint64_t(fp::le_quiet<fp::F16>(unbox<fp::F16>(e.f[o.rs1]), unbox<fp::F16>(e.f[o.rs2]), flags));
        });
    }
};

struct FltqH {
    static constexpr Info info{"fltq.h", Fmt::FCmp, 0xa4005053, 0xfe00707f, Cls::FpAdd, Ext::Zfa};
    static constexpr Ext needs = Ext::Zfh;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_x(e, o, [&](uint8_t& flags) {
            return uint64_t(fp::lt_quiet<fp::F16>(unbox<fp::F16>(e.f[o.rs1]), unbox<fp::F16>(e.f[o.rs2]), flags));
        });
    }
};

/// The rm field is RTZ; other values are reserved.
struct FcvtmodWD {
    static constexpr Info info{"fcvtmod.w.d", Fmt::FToX, 0xc2801053, 0xfff0707f, Cls::FpCvt, Ext::Zfa};
    static constexpr Ext needs = Ext::D;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_x(e, o, [&](uint8_t& flags) {
            return uint64_t(int64_t(int32_t(fp::to_int_modular<fp::F64>(e.f[o.rs1], flags))));
        });
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZFA(X) \
    X(FliS) X(FliD) X(FliH) X(FminmS) X(FmaxmS) X(FroundS) X(FroundnxS) X(FleqS) X(FltqS) X(FminmD) X(FmaxmD) \
    X(FroundD) X(FroundnxD) X(FleqD) X(FltqD) X(FminmH) X(FmaxmH) X(FroundH) X(FroundnxH) X(FleqH) X(FltqH) \
    X(FcvtmodWD)
// clang-format on
