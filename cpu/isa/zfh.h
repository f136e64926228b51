// The "Zfhmin" and "Zfh" extensions (RV64): half-precision floating point.
//
// Models: unprivileged specification, "Zfhmin" 1.0 (loads, stores, moves, conversions between the formats) and
// "Zfh" 1.0 (all of it), half-precision values NaN-boxed in f registers of 64 bits. Arithmetic is in cpu/fp, by
// integers only. Bodies are kept out of the dispatch loop, as those of all rarely used instructions should be.
#pragma once
#include "cpu/isa/fp_bodies.h"

namespace covesim::isa {

struct Flh {
    static constexpr Info info{"flh", Fmt::FLoad, 0x00001007, 0x0000707f, Cls::Load, Ext::Zfhmin};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_load<fp::F16>(e, o);
    }
};

struct Fsh {
    static constexpr Info info{"fsh", Fmt::FStore, 0x00001027, 0x0000707f, Cls::Store, Ext::Zfhmin};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_store<fp::F16>(e, o);
    }
};

struct FmvXH {
    static constexpr Info info{"fmv.x.h", Fmt::FToX, 0xe4000053, 0xfff0707f, Cls::FpMove, Ext::Zfhmin};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_x(e, o, [&](uint8_t&) { return uint64_t(int64_t(int16_t(e.f[o.rs1]))); });
    }
};

struct FmvHX {
    static constexpr Info info{"fmv.h.x", Fmt::XToF, 0xf4000053, 0xfff0707f, Cls::FpMove, Ext::Zfhmin};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_unrounded<fp::F16>(e, o, [&](uint8_t&) { return uint16_t(e.x[o.rs1]); });
    }
};

struct FcvtSH {
    static constexpr Info info{"fcvt.s.h", Fmt::F1Rm, 0x40200053, 0xfff0007f, Cls::FpCvt, Ext::Zfhmin};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_float<fp::F32, fp::F16>(e, o);
    }
};

struct FcvtHS {
    static constexpr Info info{"fcvt.h.s", Fmt::F1Rm, 0x44000053, 0xfff0007f, Cls::FpCvt, Ext::Zfhmin};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_float<fp::F16, fp::F32>(e, o);
    }
};

struct FcvtDH {
    static constexpr Info info{"fcvt.d.h", Fmt::F1Rm, 0x42200053, 0xfff0007f, Cls::FpCvt, Ext::Zfhmin};
    static constexpr Ext needs = Ext::D;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_float<fp::F64, fp::F16>(e, o);
    }
};

struct FcvtHD {
    static constexpr Info info{"fcvt.h.d", Fmt::F1Rm, 0x44100053, 0xfff0007f, Cls::FpCvt, Ext::Zfhmin};
    static constexpr Ext needs = Ext::D;
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_float<fp::F16, fp::F64>(e, o);
    }
};

struct FmaddH {
    static constexpr Info info{"fmadd.h", Fmt::F3Rm, 0x04000043, 0x0600007f, Cls::FpFma, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_fma<fp::F16>(e, o, false, false);
    }
};

struct FmsubH {
    static constexpr Info info{"fmsub.h", Fmt::F3Rm, 0x04000047, 0x0600007f, Cls::FpFma, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_fma<fp::F16>(e, o, false, true);
    }
};

struct FnmsubH {
    static constexpr Info info{"fnmsub.h", Fmt::F3Rm, 0x0400004b, 0x0600007f, Cls::FpFma, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_fma<fp::F16>(e, o, true, false);
    }
};

struct FnmaddH {
    static constexpr Info info{"fnmadd.h", Fmt::F3Rm, 0x0400004f, 0x0600007f, Cls::FpFma, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_fma<fp::F16>(e, o, true, true);
    }
};

struct FaddH {
    static constexpr Info info{"fadd.h", Fmt::F2Rm, 0x04000053, 0xfe00007f, Cls::FpAdd, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_add<fp::F16>(e, o);
    }
};

struct FsubH {
    static constexpr Info info{"fsub.h", Fmt::F2Rm, 0x0c000053, 0xfe00007f, Cls::FpAdd, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_sub<fp::F16>(e, o);
    }
};

struct FmulH {
    static constexpr Info info{"fmul.h", Fmt::F2Rm, 0x14000053, 0xfe00007f, Cls::FpMul, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_mul<fp::F16>(e, o);
    }
};

struct FdivH {
    static constexpr Info info{"fdiv.h", Fmt::F2Rm, 0x1c000053, 0xfe00007f, Cls::FpDiv, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_div<fp::F16>(e, o);
    }
};

struct FsqrtH {
    static constexpr Info info{"fsqrt.h", Fmt::F1Rm, 0x5c000053, 0xfff0007f, Cls::FpSqrt, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_sqrt<fp::F16>(e, o);
    }
};

struct FsgnjH {
    static constexpr Info info{"fsgnj.h", Fmt::F2, 0x24000053, 0xfe00707f, Cls::FpMove, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_inject_sign<fp::F16, Inject::Same>(e, o);
    }
};

struct FsgnjnH {
    static constexpr Info info{"fsgnjn.h", Fmt::F2, 0x24001053, 0xfe00707f, Cls::FpMove, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_inject_sign<fp::F16, Inject::Inverted>(e, o);
    }
};

struct FsgnjxH {
    static constexpr Info info{"fsgnjx.h", Fmt::F2, 0x24002053, 0xfe00707f, Cls::FpMove, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_inject_sign<fp::F16, Inject::Product>(e, o);
    }
};

struct FminH {
    static constexpr Info info{"fmin.h", Fmt::F2, 0x2c000053, 0xfe00707f, Cls::FpAdd, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_min<fp::F16>(e, o);
    }
};

struct FmaxH {
    static constexpr Info info{"fmax.h", Fmt::F2, 0x2c001053, 0xfe00707f, Cls::FpAdd, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_max<fp::F16>(e, o);
    }
};

struct FeqH {
    static constexpr Info info{"feq.h", Fmt::FCmp, 0xa4002053, 0xfe00707f, Cls::FpAdd, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_eq<fp::F16>(e, o);
    }
};

struct FltH {
    static constexpr Info info{"flt.h", Fmt::FCmp, 0xa4001053, 0xfe00707f, Cls::FpAdd, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_lt<fp::F16>(e, o);
    }
};

struct FleH {
    static constexpr Info info{"fle.h", Fmt::FCmp, 0xa4000053, 0xfe00707f, Cls::FpAdd, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_le<fp::F16>(e, o);
    }
};

struct FclassH {
    static constexpr Info info{"fclass.h", Fmt::FToX, 0xe4001053, 0xfff0707f, Cls::FpMove, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_classify<fp::F16>(e, o);
    }
};

struct FcvtWH {
    static constexpr Info info{"fcvt.w.h", Fmt::FToXRm, 0xc4000053, 0xfff0007f, Cls::FpCvt, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_int<fp::F16, int32_t>(e, o);
    }
};

struct FcvtWuH {
    static constexpr Info info{"fcvt.wu.h", Fmt::FToXRm, 0xc4100053, 0xfff0007f, Cls::FpCvt, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_int<fp::F16, uint32_t>(e, o);
    }
};

struct FcvtLH {
    static constexpr Info info{"fcvt.l.h", Fmt::FToXRm, 0xc4200053, 0xfff0007f, Cls::FpCvt, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_int<fp::F16, int64_t>(e, o);
    }
};

struct FcvtLuH {
    static constexpr Info info{"fcvt.lu.h", Fmt::FToXRm, 0xc4300053, 0xfff0007f, Cls::FpCvt, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_to_int<fp::F16, uint64_t>(e, o);
    }
};

struct FcvtHW {
    static constexpr Info info{"fcvt.h.w", Fmt::XToFRm, 0xd4000053, 0xfff0007f, Cls::FpCvt, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_from_int<fp::F16, int32_t>(e, o);
    }
};

struct FcvtHWu {
    static constexpr Info info{"fcvt.h.wu", Fmt::XToFRm, 0xd4100053, 0xfff0007f, Cls::FpCvt, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_from_int<fp::F16, uint32_t>(e, o);
    }
};

struct FcvtHL {
    static constexpr Info info{"fcvt.h.l", Fmt::XToFRm, 0xd4200053, 0xfff0007f, Cls::FpCvt, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_from_int<fp::F16, int64_t>(e, o);
    }
};

struct FcvtHLu {
    static constexpr Info info{"fcvt.h.lu", Fmt::XToFRm, 0xd4300053, 0xfff0007f, Cls::FpCvt, Ext::Zfh};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return fp_from_int<fp::F16, uint64_t>(e, o);
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZFH(X) \
    X(Flh) X(Fsh) X(FmvXH) X(FmvHX) X(FcvtSH) X(FcvtHS) X(FcvtDH) X(FcvtHD) X(FmaddH) X(FmsubH) X(FnmsubH) \
    X(FnmaddH) X(FaddH) X(FsubH) X(FmulH) X(FdivH) X(FsqrtH) X(FsgnjH) X(FsgnjnH) X(FsgnjxH) X(FminH) X(FmaxH) \
    X(FeqH) X(FltH) X(FleH) X(FclassH) X(FcvtWH) X(FcvtWuH) X(FcvtLH) X(FcvtLuH) X(FcvtHW) X(FcvtHWu) X(FcvtHL) \
    X(FcvtHLu)
// clang-format on
