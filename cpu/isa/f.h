// The "F" extension (RV64F): single-precision floating point.
//
// Models: unprivileged specification, "F" Extension 2.2, with f registers of 64 bits ("D", NaN Boxing). FLW, FSW,
// FMV.X.W and FMV.W.X move bits and do not look at the boxing. Arithmetic is in cpu/fp.
#pragma once
#include "cpu/isa/fp_bodies.h"

namespace covesim::isa {

struct Flw {
    static constexpr Info info{"flw", Fmt::FLoad, 0x00002007, 0x0000707f, Cls::Load, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_load<fp::F32>(e, o);
    }
};

struct Fsw {
    static constexpr Info info{"fsw", Fmt::FStore, 0x00002027, 0x0000707f, Cls::Store, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_store<fp::F32>(e, o);
    }
};

struct FmaddS {
    static constexpr Info info{"fmadd.s", Fmt::F3Rm, 0x00000043, 0x0600007f, Cls::FpFma, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_fma<fp::F32>(e, o, false, false);
    }
};

struct FmsubS {
    static constexpr Info info{"fmsub.s", Fmt::F3Rm, 0x00000047, 0x0600007f, Cls::FpFma, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_fma<fp::F32>(e, o, false, true);
    }
};

struct FnmsubS {
    static constexpr Info info{"fnmsub.s", Fmt::F3Rm, 0x0000004b, 0x0600007f, Cls::FpFma, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_fma<fp::F32>(e, o, true, false);
    }
};

struct FnmaddS {
    static constexpr Info info{"fnmadd.s", Fmt::F3Rm, 0x0000004f, 0x0600007f, Cls::FpFma, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_fma<fp::F32>(e, o, true, true);
    }
};

struct FaddS {
    static constexpr Info info{"fadd.s", Fmt::F2Rm, 0x00000053, 0xfe00007f, Cls::FpAdd, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_add<fp::F32>(e, o);
    }
};

struct FsubS {
    static constexpr Info info{"fsub.s", Fmt::F2Rm, 0x08000053, 0xfe00007f, Cls::FpAdd, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_sub<fp::F32>(e, o);
    }
};

struct FmulS {
    static constexpr Info info{"fmul.s", Fmt::F2Rm, 0x10000053, 0xfe00007f, Cls::FpMul, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_mul<fp::F32>(e, o);
    }
};

struct FdivS {
    static constexpr Info info{"fdiv.s", Fmt::F2Rm, 0x18000053, 0xfe00007f, Cls::FpDiv, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_div<fp::F32>(e, o);
    }
};

struct FsqrtS {
    static constexpr Info info{"fsqrt.s", Fmt::F1Rm, 0x58000053, 0xfff0007f, Cls::FpSqrt, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_sqrt<fp::F32>(e, o);
    }
};

struct FsgnjS {
    static constexpr Info info{"fsgnj.s", Fmt::F2, 0x20000053, 0xfe00707f, Cls::FpMove, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_inject_sign<fp::F32, Inject::Same>(e, o);
    }
};

struct FsgnjnS {
    static constexpr Info info{"fsgnjn.s", Fmt::F2, 0x20001053, 0xfe00707f, Cls::FpMove, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_inject_sign<fp::F32, Inject::Inverted>(e, o);
    }
};

struct FsgnjxS {
    static constexpr Info info{"fsgnjx.s", Fmt::F2, 0x20002053, 0xfe00707f, Cls::FpMove, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_inject_sign<fp::F32, Inject::Product>(e, o);
    }
};

struct FminS {
    static constexpr Info info{"fmin.s", Fmt::F2, 0x28000053, 0xfe00707f, Cls::FpAdd, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_min<fp::F32>(e, o);
    }
};

struct FmaxS {
    static constexpr Info info{"fmax.s", Fmt::F2, 0x28001053, 0xfe00707f, Cls::FpAdd, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_max<fp::F32>(e, o);
    }
};

struct FeqS {
    static constexpr Info info{"feq.s", Fmt::FCmp, 0xa0002053, 0xfe00707f, Cls::FpAdd, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_eq<fp::F32>(e, o);
    }
};

struct FltS {
    static constexpr Info info{"flt.s", Fmt::FCmp, 0xa0001053, 0xfe00707f, Cls::FpAdd, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_lt<fp::F32>(e, o);
    }
};

struct FleS {
    static constexpr Info info{"fle.s", Fmt::FCmp, 0xa0000053, 0xfe00707f, Cls::FpAdd, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_le<fp::F32>(e, o);
    }
};

struct FclassS {
    static constexpr Info info{"fclass.s", Fmt::FToX, 0xe0001053, 0xfff0707f, Cls::FpMove, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_classify<fp::F32>(e, o);
    }
};

struct FcvtWS {
    static constexpr Info info{"fcvt.w.s", Fmt::FToXRm, 0xc0000053, 0xfff0007f, Cls::FpCvt, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_to_int<fp::F32, int32_t>(e, o);
    }
};

struct FcvtWuS {
    static constexpr Info info{"fcvt.wu.s", Fmt::FToXRm, 0xc0100053, 0xfff0007f, Cls::FpCvt, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_to_int<fp::F32, uint32_t>(e, o);
    }
};

struct FcvtLS {
    static constexpr Info info{"fcvt.l.s", Fmt::FToXRm, 0xc0200053, 0xfff0007f, Cls::FpCvt, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_to_int<fp::F32, int64_t>(e, o);
    }
};

struct FcvtLuS {
    static constexpr Info info{"fcvt.lu.s", Fmt::FToXRm, 0xc0300053, 0xfff0007f, Cls::FpCvt, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_to_int<fp::F32, uint64_t>(e, o);
    }
};

struct FcvtSW {
    static constexpr Info info{"fcvt.s.w", Fmt::XToFRm, 0xd0000053, 0xfff0007f, Cls::FpCvt, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_from_int<fp::F32, int32_t>(e, o);
    }
};

struct FcvtSWu {
    static constexpr Info info{"fcvt.s.wu", Fmt::XToFRm, 0xd0100053, 0xfff0007f, Cls::FpCvt, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_from_int<fp::F32, uint32_t>(e, o);
    }
};

struct FcvtSL {
    static constexpr Info info{"fcvt.s.l", Fmt::XToFRm, 0xd0200053, 0xfff0007f, Cls::FpCvt, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_from_int<fp::F32, int64_t>(e, o);
    }
};

struct FcvtSLu {
    static constexpr Info info{"fcvt.s.lu", Fmt::XToFRm, 0xd0300053, 0xfff0007f, Cls::FpCvt, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_from_int<fp::F32, uint64_t>(e, o);
    }
};

struct FmvXW {
    static constexpr Info info{"fmv.x.w", Fmt::FToX, 0xe0000053, 0xfff0707f, Cls::FpMove, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_to_x(e, o, [&](uint8_t&) { return uint64_t(int64_t(int32_t(e.f[o.rs1]))); });
    }
};

struct FmvWX {
    static constexpr Info info{"fmv.w.x", Fmt::XToF, 0xf0000053, 0xfff0707f, Cls::FpMove, Ext::F};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_unrounded<fp::F32>(e, o, [&](uint8_t&) { return uint32_t(e.x[o.rs1]); });
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_F(X) \
    X(Flw) X(Fsw) X(FmaddS) X(FmsubS) X(FnmsubS) X(FnmaddS) X(FaddS) X(FsubS) X(FmulS) X(FdivS) X(FsqrtS) \
    X(FsgnjS) X(FsgnjnS) X(FsgnjxS) X(FminS) X(FmaxS) X(FeqS) X(FltS) X(FleS) X(FclassS) X(FcvtWS) X(FcvtWuS) \
    X(FcvtLS) X(FcvtLuS) X(FcvtSW) X(FcvtSWu) X(FcvtSL) X(FcvtSLu) X(FmvXW) X(FmvWX)
// clang-format on
