// The "D" extension (RV64D): double-precision floating point.
//
// Models: unprivileged specification, "D" Extension 2.2. Arithmetic is in cpu/fp.
#pragma once
#include "cpu/isa/fp_bodies.h"

namespace covesim::isa {

struct Fld {
    static constexpr Info info{"fld", Fmt::FLoad, 0x00003007, 0x0000707f, Cls::Load, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_load<fp::F64>(e, o);
    }
};

struct Fsd {
    static constexpr Info info{"fsd", Fmt::FStore, 0x00003027, 0x0000707f, Cls::Store, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_store<fp::F64>(e, o);
    }
};

struct FmaddD {
    static constexpr Info info{"fmadd.d", Fmt::F3Rm, 0x02000043, 0x0600007f, Cls::FpFma, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_fma<fp::F64>(e, o, false, false);
    }
};

struct FmsubD {
    static constexpr Info info{"fmsub.d", Fmt::F3Rm, 0x02000047, 0x0600007f, Cls::FpFma, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_fma<fp::F64>(e, o, false, true);
    }
};

struct FnmsubD {
    static constexpr Info info{"fnmsub.d", Fmt::F3Rm, 0x0200004b, 0x0600007f, Cls::FpFma, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_fma<fp::F64>(e, o, true, false);
    }
};

struct FnmaddD {
    static constexpr Info info{"fnmadd.d", Fmt::F3Rm, 0x0200004f, 0x0600007f, Cls::FpFma, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_fma<fp::F64>(e, o, true, true);
    }
};

struct FaddD {
    static constexpr Info info{"fadd.d", Fmt::F2Rm, 0x02000053, 0xfe00007f, Cls::FpAdd, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_add<fp::F64>(e, o);
    }
};

struct FsubD {
    static constexpr Info info{"fsub.d", Fmt::F2Rm, 0x0a000053, 0xfe00007f, Cls::FpAdd, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_sub<fp::F64>(e, o);
    }
};

struct FmulD {
    static constexpr Info info{"fmul.d", Fmt::F2Rm, 0x12000053, 0xfe00007f, Cls::FpMul, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_mul<fp::F64>(e, o);
    }
};

struct FdivD {
    static constexpr Info info{"fdiv.d", Fmt::F2Rm, 0x1a000053, 0xfe00007f, Cls::FpDiv, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_div<fp::F64>(e, o);
    }
};

struct FsqrtD {
    static constexpr Info info{"fsqrt.d", Fmt::F1Rm, 0x5a000053, 0xfff0007f, Cls::FpSqrt, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_sqrt<fp::F64>(e, o);
    }
};

struct FsgnjD {
    static constexpr Info info{"fsgnj.d", Fmt::F2, 0x22000053, 0xfe00707f, Cls::FpMove, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_inject_sign<fp::F64, Inject::Same>(e, o);
    }
};

struct FsgnjnD {
    static constexpr Info info{"fsgnjn.d", Fmt::F2, 0x22001053, 0xfe00707f, Cls::FpMove, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_inject_sign<fp::F64, Inject::Inverted>(e, o);
    }
};

struct FsgnjxD {
    static constexpr Info info{"fsgnjx.d", Fmt::F2, 0x22002053, 0xfe00707f, Cls::FpMove, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_inject_sign<fp::F64, Inject::Product>(e, o);
    }
};

struct FminD {
    static constexpr Info info{"fmin.d", Fmt::F2, 0x2a000053, 0xfe00707f, Cls::FpAdd, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_min<fp::F64>(e, o);
    }
};

struct FmaxD {
    static constexpr Info info{"fmax.d", Fmt::F2, 0x2a001053, 0xfe00707f, Cls::FpAdd, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_max<fp::F64>(e, o);
    }
};

struct FcvtSD {
    static constexpr Info info{"fcvt.s.d", Fmt::F1Rm, 0x40100053, 0xfff0007f, Cls::FpCvt, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_to_float<fp::F32, fp::F64>(e, o);
    }
};

struct FcvtDS {
    static constexpr Info info{"fcvt.d.s", Fmt::F1Rm, 0x42000053, 0xfff0007f, Cls::FpCvt, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_to_float<fp::F64, fp::F32>(e, o);
    }
};

struct FeqD {
    static constexpr Info info{"feq.d", Fmt::FCmp, 0xa2002053, 0xfe00707f, Cls::FpAdd, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_eq<fp::F64>(e, o);
    }
};

struct FltD {
    static constexpr Info info{"flt.d", Fmt::FCmp, 0xa2001053, 0xfe00707f, Cls::FpAdd, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_lt<fp::F64>(e, o);
    }
};

struct FleD {
    static constexpr Info info{"fle.d", Fmt::FCmp, 0xa2000053, 0xfe00707f, Cls::FpAdd, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_le<fp::F64>(e, o);
    }
};

struct FclassD {
    static constexpr Info info{"fclass.d", Fmt::FToX, 0xe2001053, 0xfff0707f, Cls::FpMove, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_classify<fp::F64>(e, o);
    }
};

struct FcvtWD {
    static constexpr Info info{"fcvt.w.d", Fmt::FToXRm, 0xc2000053, 0xfff0007f, Cls::FpCvt, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_to_int<fp::F64, int32_t>(e, o);
    }
};

struct FcvtWuD {
    static constexpr Info info{"fcvt.wu.d", Fmt::FToXRm, 0xc2100053, 0xfff0007f, Cls::FpCvt, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_to_int<fp::F64, uint32_t>(e, o);
    }
};

struct FcvtLD {
    static constexpr Info info{"fcvt.l.d", Fmt::FToXRm, 0xc2200053, 0xfff0007f, Cls::FpCvt, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_to_int<fp::F64, int64_t>(e, o);
    }
};

struct FcvtLuD {
    static constexpr Info info{"fcvt.lu.d", Fmt::FToXRm, 0xc2300053, 0xfff0007f, Cls::FpCvt, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_to_int<fp::F64, uint64_t>(e, o);
    }
};

struct FcvtDW {
    static constexpr Info info{"fcvt.d.w", Fmt::XToFRm, 0xd2000053, 0xfff0007f, Cls::FpCvt, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_from_int<fp::F64, int32_t>(e, o);
    }
};

struct FcvtDWu {
    static constexpr Info info{"fcvt.d.wu", Fmt::XToFRm, 0xd2100053, 0xfff0007f, Cls::FpCvt, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_from_int<fp::F64, uint32_t>(e, o);
    }
};

struct FcvtDL {
    static constexpr Info info{"fcvt.d.l", Fmt::XToFRm, 0xd2200053, 0xfff0007f, Cls::FpCvt, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_from_int<fp::F64, int64_t>(e, o);
    }
};

struct FcvtDLu {
    static constexpr Info info{"fcvt.d.lu", Fmt::XToFRm, 0xd2300053, 0xfff0007f, Cls::FpCvt, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_from_int<fp::F64, uint64_t>(e, o);
    }
};

struct FmvXD {
    static constexpr Info info{"fmv.x.d", Fmt::FToX, 0xe2000053, 0xfff0707f, Cls::FpMove, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_to_x(e, o, [&](uint8_t&) { return e.f[o.rs1]; });
    }
};

struct FmvDX {
    static constexpr Info info{"fmv.d.x", Fmt::XToF, 0xf2000053, 0xfff0707f, Cls::FpMove, Ext::D};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return fp_unrounded<fp::F64>(e, o, [&](uint8_t&) { return e.x[o.rs1]; });
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_D(X) \
    X(Fld) X(Fsd) X(FmaddD) X(FmsubD) X(FnmsubD) X(FnmaddD) X(FaddD) X(FsubD) X(FmulD) X(FdivD) X(FsqrtD) \
    X(FsgnjD) X(FsgnjnD) X(FsgnjxD) X(FminD) X(FmaxD) X(FcvtSD) X(FcvtDS) X(FeqD) X(FltD) X(FleD) X(FclassD) \
    X(FcvtWD) X(FcvtWuD) X(FcvtLD) X(FcvtLuD) X(FcvtDW) X(FcvtDWu) X(FcvtDL) X(FcvtDLu) X(FmvXD) X(FmvDX)
// clang-format on
