// D: double precision and conversions between the formats. Unprivileged specification, "D".
// Extensions: d
#include "test.h"
    START
.macro DD n, op, a, b, rm, value, flags
    li t1, \a
    li t2, \b
    fmv.d.x ft1, t1
    fmv.d.x ft2, t2
    csrw fflags, x0
    \op ft0, ft1, ft2, \rm
    fmv.x.d t0, ft0
    EXPECT \n, t0, \value
    csrr t0, fflags
    EXPECT \n, t0, \flags
.endm
.macro TOX n, op, a, rm, value, flags
    li t1, \a
    fmv.d.x ft1, t1
    csrw fflags, x0
    \op t0, ft1, \rm
    EXPECT \n, t0, \value
    csrr t0, fflags
    EXPECT \n, t0, \flags
.endm
.macro FROMX n, op, a, rm, value, flags
    li t1, \a
    csrw fflags, x0
    \op ft0, t1, \rm
    fmv.x.d t0, ft0
    EXPECT \n, t0, \value
    csrr t0, fflags
    EXPECT \n, t0, \flags
.endm
    DD 1, fadd.d, 0x3ff0000000000000, 0x4000000000000000, rne, 0x4008000000000000, 0
    DD 2, fsub.d, 0x3ff0000000000000, 0x3ff0000000000000, rdn, 0x8000000000000000, 0
    DD 3, fdiv.d, 0x3ff0000000000000, 0x4008000000000000, rne, 0x3fd5555555555555, 1
    DD 4, fdiv.d, 0x3ff0000000000000, 0x4008000000000000, rup, 0x3fd5555555555556, 1
    DD 5, fdiv.d, 0xbff0000000000000, 0, rne, 0xfff0000000000000, 8
    DD 6, fmul.d, 0x7fefffffffffffff, 0x4000000000000000, rne, 0x7ff0000000000000, 5
    DD 7, fmul.d, 0x7ff0000000000000, 0, rne, 0x7ff8000000000000, 0x10
    DD 8, fmul.d, 0x0010000000000000, 0x3fe0000000000000, rne, 0x0008000000000000, 0
    DD 9, fmul.d, 0x0010000000000001, 0x3fe0000000000000, rne, 0x0008000000000000, 3
    // Tininess after rounding: with an unbounded exponent this product stays below the smallest normal.
    DD 10, fmul.d, 0x3fefffffffffffff, 0x0010000000000000, rne, 0x0010000000000000, 3
    DD 11, fadd.d, 0x7ff4000000000000, 0, rne, 0x7ff8000000000000, 0x10
    DD 12, fadd.d, 0x4340000000000000, 0x3ff0000000000000, rmm, 0x4340000000000001, 1
    TOX 20, fcvt.l.d, 0x43e0000000000000, rne, 0x7fffffffffffffff, 0x10
    TOX 21, fcvt.lu.d, 0x43e0000000000000, rne, 0x8000000000000000, 0
    TOX 22, fcvt.w.d, 0xc1e0000000000000, rne, 0xffffffff80000000, 0
    TOX 23, fcvt.w.d, 0x3fdfffffffffffff, rne, 0, 1
    TOX 24, fcvt.lu.d, 0xbfe0000000000000, rne, 0, 1               // -0.5 rounds to 0: inexact only
    TOX 25, fcvt.lu.d, 0xbfe0000000000000, rdn, 0, 0x10
    li t1, -1
    fcvt.d.w ft0, t1
    fmv.x.d t0, ft0
    EXPECT 30, t0, 0xbff0000000000000
    fcvt.d.wu ft0, t1
    fmv.x.d t0, ft0
    EXPECT 31, t0, 0x41efffffffe00000
    FROMX 32, fcvt.d.l, 0x7fffffffffffffff, rne, 0x43e0000000000000, 1
    FROMX 33, fcvt.d.l, 0x7fffffffffffffff, rtz, 0x43dfffffffffffff, 1
    FROMX 34, fcvt.d.lu, -1, rne, 0x43f0000000000000, 1
    // Between the formats.
    li t1, 0x3ff0000000000001
    fmv.d.x ft1, t1
    csrw fflags, x0
    fcvt.s.d ft0, ft1, rup
    fmv.x.d t0, ft0
    EXPECT 40, t0, 0xffffffff3f800001
    csrr t0, fflags
    EXPECT 41, t0, 1
    li t1, 1                          // the smallest subnormal single
    fmv.w.x ft1, t1
    fcvt.d.s ft0, ft1
    fmv.x.d t0, ft0
    EXPECT 42, t0, 0x36a0000000000000
    // Fused negations: -(2 * 3) + 1 and -(2 * 3) - 1.
    li t1, 0x4000000000000000
    fmv.d.x ft1, t1
    li t1, 0x4008000000000000
    fmv.d.x ft2, t1
    li t1, 0x3ff0000000000000
    fmv.d.x ft3, t1
    fnmsub.d ft0, ft1, ft2, ft3, rne
    fmv.x.d t0, ft0
    EXPECT 43, t0, 0xc014000000000000
    fnmadd.d ft0, ft1, ft2, ft3, rne
    fmv.x.d t0, ft0
    EXPECT 44, t0, 0xc01c000000000000
    fmadd.d ft0, ft1, ft2, ft3, rne
    fmv.x.d t0, ft0
    EXPECT 45, t0, 0x401c000000000000
    // Infinity times zero in a fused operation is invalid even with a quiet NaN addend.
    li t1, 0x7ff0000000000000
    fmv.d.x ft1, t1
    fmv.d.x ft2, x0
    li t1, 0x7ff8000000000000
    fmv.d.x ft3, t1
    csrw fflags, x0
    fmadd.d ft0, ft1, ft2, ft3, rne
    csrr t0, fflags
    EXPECT 46, t0, 0x10
    fsqrt.d ft0, ft3, rne
    li t1, 0xc010000000000000
    fmv.d.x ft1, t1
    csrw fflags, x0
    fsqrt.d ft0, ft1, rne
    fmv.x.d t0, ft0
    EXPECT 47, t0, 0x7ff8000000000000
    csrr t0, fflags
    EXPECT 48, t0, 0x10
    // Loads and stores, aligned and not.
    la a0, cell
    fld ft1, 0(a0)
    fsd ft1, 17(a0)
    ld t0, 17(a0)
    EXPECT 50, t0, 0x400921fb54442d18
    flt.d t0, ft1, ft1
    EXPECT 51, t0, 0
    fle.d t0, ft1, ft1
    EXPECT 52, t0, 1
    PASS
    .section .data
    .align 3
cell: .dword 0x400921fb54442d18
    .zero 64
