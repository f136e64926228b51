// Zfhmin and Zfh: half precision. Unprivileged specification, "Zfh", "Zfhmin"; IEEE 754 binary16.
// Extensions: zfh, zfhmin
#include "test.h"
.option arch, +zfh
    START
#define BOX 0xffffffffffff0000
/// Half-precision operands a and b, result and flags.
.macro HH n, op, a, b, rm, value, flags
    li t1, \a
    li t2, \b
    fmv.h.x ft1, t1
    fmv.h.x ft2, t2
    csrw fflags, x0
    \op ft0, ft1, ft2, \rm
    fmv.x.d t0, ft0
    EXPECT \n, t0, BOX | \value
    csrr t0, fflags
    EXPECT \n + 1, t0, \flags
.endm
.macro HU n, op, a, value, flags, rm:vararg
    li t1, \a
    fmv.h.x ft1, t1
    csrw fflags, x0
    \op ft0, ft1 \rm
    fmv.x.d t0, ft0
    EXPECT \n, t0, \value
    csrr t0, fflags
    EXPECT \n + 1, t0, \flags
.endm
.macro HX n, op, a, rm, value, flags
    li t1, \a
    fmv.h.x ft1, t1
    csrw fflags, x0
    \op t0, ft1, \rm
    EXPECT \n, t0, \value
    csrr t0, fflags
    EXPECT \n + 1, t0, \flags
.endm
.macro XH n, op, a, rm, value, flags
    li t1, \a
    csrw fflags, x0
    \op ft0, t1, \rm
    fmv.x.d t0, ft0
    EXPECT \n, t0, BOX | \value
    csrr t0, fflags
    EXPECT \n + 1, t0, \flags
.endm
    // Arithmetic: 1 + 2; 1 - 1 (RDN: -0); 65504 * 2 overflows; 1 / 3 in three modes; 1 / -0; inf * 0.
    HH 1, fadd.h, 0x3c00, 0x4000, rne, 0x4200, 0
    HH 3, fsub.h, 0x3c00, 0x3c00, rdn, 0x8000, 0
    HH 5, fmul.h, 0x7bff, 0x4000, rne, 0x7c00, 5
    HH 7, fmul.h, 0x7bff, 0x4000, rtz, 0x7bff, 5
    HH 9, fdiv.h, 0x3c00, 0x4200, rne, 0x3555, 1
    HH 11, fdiv.h, 0x3c00, 0x4200, rup, 0x3556, 1
    HH 13, fdiv.h, 0x3c00, 0x8000, rne, 0xfc00, 8
    HH 15, fmul.h, 0x7c00, 0x0000, rne, 0x7e00, 16
    // A subnormal result; tininess after rounding: (1 - 2^-11) * 2^-14 rounds to 2^-14 but is tiny with unbounded range.
    HH 17, fmul.h, 0x0401, 0x3800, rne, 0x0200, 3
    HH 19, fmul.h, 0x3bff, 0x0400, rne, 0x0400, 3
    HH 21, fadd.h, 0x7d01, 0x0000, rne, 0x7e00, 16       // a signalling NaN
    HH 23, fadd.h, 0x6800, 0x3c00, rmm, 0x6801, 1        // 2048 + 1: a tie, away
    HH 25, fadd.h, 0x6800, 0x3c00, rne, 0x6800, 1        // to even
    HU 27, fsqrt.h, 0x4400, BOX | 0x4000, 0
    HU 29, fsqrt.h, 0xbc00, BOX | 0x7e00, 16
    // Fused: 2 * 3 with 1.
    li t1, 0x4000
    fmv.h.x ft1, t1
    li t1, 0x4200
    fmv.h.x ft2, t1
    li t1, 0x3c00
    fmv.h.x ft3, t1
.macro FUSED n, op, value
    \op ft0, ft1, ft2, ft3, rne
    fmv.x.h t0, ft0
    EXPECT \n, t0, \value
.endm
    FUSED 31, fmadd.h, 0x4700
    FUSED 32, fmsub.h, 0x4500
    FUSED 33, fnmsub.h, 0xffffffffffffc500
    FUSED 34, fnmadd.h, 0xffffffffffffc700
    // Sign injection, minimum, maximum, comparison, classification.
    fsgnj.h ft0, ft1, ft2
    fsgnjn.h ft4, ft1, ft2
    fmv.x.h t0, ft4
    EXPECT 35, t0, 0xffffffffffffc000
    fsgnjx.h ft0, ft4, ft4
    fmv.x.h t0, ft0
    EXPECT 36, t0, 0x4000
    fmin.h ft0, ft1, ft4
    fmv.x.h t0, ft0
    EXPECT 37, t0, 0xffffffffffffc000
    fmax.h ft0, ft1, ft4
    fmv.x.h t0, ft0
    EXPECT 38, t0, 0x4000
    feq.h t0, ft1, ft4
    EXPECT 39, t0, 0
    flt.h t0, ft4, ft1
    EXPECT 40, t0, 1
    fle.h t0, ft1, ft1
    EXPECT 41, t0, 1
    fclass.h t0, ft4
    EXPECT 42, t0, 2
    li t1, 0x83ff
    fmv.h.x ft0, t1
    fclass.h t0, ft0
    EXPECT 43, t0, 4
    // Integers.
    HX 44, fcvt.w.h, 0x7c00, rne, 0x7fffffff, 16
    HX 46, fcvt.wu.h, 0x7c00, rne, 0xffffffffffffffff, 16
    HX 48, fcvt.l.h, 0xfbff, rne, -65504, 0
    HX 50, fcvt.lu.h, 0xbc00, rne, 0, 16
    HX 52, fcvt.w.h, 0x3e00, rne, 2, 1                   // 1.5
    HX 54, fcvt.w.h, 0x3e00, rdn, 1, 1
    XH 56, fcvt.h.w, -3, rne, 0xc200, 0
    XH 58, fcvt.h.wu, 65520, rne, 0x7c00, 5
    XH 60, fcvt.h.l, 65520, rtz, 0x7bff, 1               // rounds to 65504: no overflow
    XH 62, fcvt.h.lu, -1, rdn, 0x7bff, 5
    // Between the formats: widening is exact, narrowing rounds once.
    HU 64, fcvt.s.h, 0x0001, 0xffffffff33800000, 0       // the smallest subnormal, 2^-24
    HU 66, fcvt.d.h, 0xfbff, 0xc0effc0000000000, 0
    HU 68, fcvt.s.h, 0x7d01, 0xffffffff7fc00000, 16
    li t1, 0x3f802000                                     // 1 + 2^-10
    fmv.w.x ft1, t1
    fcvt.h.s ft0, ft1, rne
    fmv.x.h t0, ft0
    EXPECT 70, t0, 0x3c01
    li t1, 0x3ff0020000000001                             // a bit above the middle of 1 and the next: no double rounding
    fmv.d.x ft1, t1
    csrw fflags, x0
    fcvt.h.d ft0, ft1, rne
    fmv.x.h t0, ft0
    EXPECT 71, t0, 0x3c01
    csrr t0, fflags
    EXPECT 72, t0, 1
    // Boxing: a value that is not boxed reads as the canonical NaN; moves, loads and stores do not look.
    li t1, 0xffffffff00003c00
    fmv.d.x ft1, t1
    fcvt.s.h ft0, ft1
    fmv.x.d t0, ft0
    EXPECT 73, t0, 0xffffffff7fc00000
    fmv.x.h t0, ft1
    EXPECT 74, t0, 0x3c00
    la a0, cell
    fsh ft1, 1(a0)
    lhu t0, 1(a0)
    EXPECT 75, t0, 0x3c00
    ld t0, 0(a0)
    EXPECT 76, t0, 0x77665544333c0000 | 0x00
    flh ft0, 6(a0)
    fmv.x.d t0, ft0
    EXPECT 77, t0, 0xffffffffffff7766
    // A reserved rounding mode, and FS off.
    csrwi frm, 5
    TRAPS 78, CAUSE_ILLEGAL, fadd.h ft0, ft1, ft2
    csrwi frm, 0
    li t1, 0x6000
    csrc mstatus, t1
    TRAPS 79, CAUSE_ILLEGAL, flh ft0, 0(a0)
    TRAPS 80, CAUSE_ILLEGAL, fmv.x.h t0, ft0
    PASS
    .section .data
    .align 3
cell: .dword 0x7766554433221100
