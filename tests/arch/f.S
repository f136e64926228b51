// F: single precision: NaN boxing, rounding modes, flags, conversions, classes. Unprivileged specification, "F", "D".
// Extensions: f
#include "test.h"
    START
/// op ft0, ft1, ft2 with operands as bits; result bits and fflags.
.macro FF n, op, a, b, rm, value, flags
    li t1, \a
    li t2, \b
    fmv.w.x ft1, t1
    fmv.w.x ft2, t2
    csrw fflags, x0
    \op ft0, ft1, ft2, \rm
    fmv.x.w t0, ft0
    slli t0, t0, 32
    srli t0, t0, 32
    EXPECT \n, t0, \value
    csrr t0, fflags
    EXPECT \n, t0, \flags
.endm
.macro FN n, op, a, b, value, flags
    li t1, \a
    li t2, \b
    fmv.w.x ft1, t1
    fmv.w.x ft2, t2
    csrw fflags, x0
    \op ft0, ft1, ft2
    fmv.x.w t0, ft0
    slli t0, t0, 32
    srli t0, t0, 32
    EXPECT \n, t0, \value
    csrr t0, fflags
    EXPECT \n, t0, \flags
.endm
.macro CVT n, op, a, rm, value, flags
    li t1, \a
    fmv.w.x ft1, t1
    csrw fflags, x0
    \op t0, ft1, \rm
    EXPECT \n, t0, \value
    csrr t0, fflags
    EXPECT \n, t0, \flags
.endm
    FF 1, fadd.s, 0x3f800000, 0x40000000, rne, 0x40400000, 0      // 1 + 2
    FF 2, fsub.s, 0x3f800000, 0x3f800000, rne, 0, 0               // +0
    FF 3, fsub.s, 0x3f800000, 0x3f800000, rdn, 0x80000000, 0      // -0 rounding down
    FF 4, fdiv.s, 0x3f800000, 0x40400000, rne, 0x3eaaaaab, 1      // 1/3, inexact
    FF 5, fdiv.s, 0x3f800000, 0x40400000, rtz, 0x3eaaaaaa, 1
    FF 6, fdiv.s, 0x3f800000, 0x40400000, rup, 0x3eaaaaab, 1
    FF 7, fdiv.s, 0x3f800000, 0, rne, 0x7f800000, 8               // divide by zero
    FF 8, fdiv.s, 0, 0, rne, 0x7fc00000, 0x10                     // invalid: canonical NaN
    FF 9, fmul.s, 0x7f7fffff, 0x40000000, rne, 0x7f800000, 5      // overflow, inexact
    FF 10, fmul.s, 0x7f7fffff, 0x40000000, rtz, 0x7f7fffff, 5
    FF 11, fmul.s, 0x00800000, 0x3f000000, rne, 0x00400000, 0     // exact subnormal: no underflow
    FF 12, fmul.s, 0x00800001, 0x3f000000, rne, 0x00400000, 3     // inexact subnormal: underflow
    FF 13, fadd.s, 0x7fa00000, 0x3f800000, rne, 0x7fc00000, 0x10  // signalling NaN
    FF 14, fadd.s, 0x7fc12345, 0x3f800000, rne, 0x7fc00000, 0     // quiet NaN becomes canonical
    FF 15, fadd.s, 0x4b800000, 0x3f800000, rne, 0x4b800000, 1     // 2^24 + 1: ties to even
    FF 16, fadd.s, 0x4b800000, 0x3f800000, rmm, 0x4b800001, 1     // ties away
    FN 20, fmin.s, 0x80000000, 0, 0x80000000, 0                   // -0 < +0
    FN 21, fmax.s, 0x80000000, 0, 0, 0
    FN 22, fmin.s, 0x7fc00000, 0x3f800000, 0x3f800000, 0
    FN 23, fmax.s, 0x7fa00000, 0x3f800000, 0x3f800000, 0x10
    FN 24, fsgnj.s, 0x3f800000, 0x80000000, 0xbf800000, 0
    FN 25, fsgnjn.s, 0x3f800000, 0x80000000, 0x3f800000, 0
    FN 26, fsgnjx.s, 0xbf800000, 0x80000000, 0x3f800000, 0
    CVT 30, fcvt.w.s, 0x3fc00000, rne, 2, 1                        // 1.5
    CVT 31, fcvt.w.s, 0x3fc00000, rtz, 1, 1
    CVT 32, fcvt.w.s, 0xbfc00000, rdn, -2, 1
    CVT 33, fcvt.w.s, 0x7fc00000, rne, 0x7fffffff, 0x10
    CVT 34, fcvt.wu.s, 0xbf800000, rne, 0, 0x10
    CVT 35, fcvt.wu.s, 0x4f800000, rne, -1, 0x10                   // 2^32: saturates, sign-extended
    CVT 36, fcvt.l.s, 0xff800000, rne, 0x8000000000000000, 0x10
    CVT 37, fcvt.lu.s, 0x7f800000, rne, -1, 0x10
    CVT 38, fcvt.wu.s, 0x4f000000, rne, 0xffffffff80000000, 0      // 2^31
    // Classes.
.macro CLASS n, a, value
    li t1, \a
    fmv.w.x ft1, t1
    fclass.s t0, ft1
    EXPECT \n, t0, \value
.endm
    CLASS 40, 0xff800000, 1
    CLASS 41, 0xbf800000, 2
    CLASS 42, 0x80000001, 4
    CLASS 43, 0x80000000, 8
    CLASS 44, 0, 0x10
    CLASS 45, 1, 0x20
    CLASS 46, 0x3f800000, 0x40
    CLASS 47, 0x7f800000, 0x80
    CLASS 48, 0x7fa00000, 0x100
    CLASS 49, 0x7fc00000, 0x200
    // NaN boxing: flw boxes; a value that is not boxed reads as the canonical NaN.
    la a0, word
    flw ft1, 0(a0)
    fmv.x.d t0, ft1
    EXPECT 50, t0, 0xffffffff3f800000
    li t1, 0x3f800000
    fmv.d.x ft1, t1
    csrw fflags, x0
    fadd.s ft0, ft1, ft1
    fmv.x.w t0, ft0
    EXPECT 51, t0, 0x7fc00000
    fmv.x.w t0, ft1                 // moves and stores take the bits as they are
    EXPECT 52, t0, 0x3f800000
    // Fused: 1 * 1 - 1 with one rounding; (1 + 2^-23)^2 - (1 + 2^-22) = 2^-46.
    li t1, 0x3f800001
    fmv.w.x ft1, t1
    li t1, 0x3f800002
    fmv.w.x ft2, t1
    csrw fflags, x0
    fmsub.s ft0, ft1, ft1, ft2, rne
    fmv.x.w t0, ft0
    EXPECT 53, t0, 0x28800000
    csrr t0, fflags
    EXPECT 54, t0, 0
    // Comparisons: FEQ is quiet, FLT signals.
    li t1, 0x7fc00000
    fmv.w.x ft1, t1
    csrw fflags, x0
    feq.s t0, ft1, ft1
    EXPECT 55, t0, 0
    csrr t0, fflags
    EXPECT 56, t0, 0
    flt.s t0, ft1, ft1
    EXPECT 57, t0, 0
    csrr t0, fflags
    EXPECT 58, t0, 0x10
    // Square root.
    li t1, 0x40000000
    fmv.w.x ft1, t1
    csrw fflags, x0
    fsqrt.s ft0, ft1, rne
    fmv.x.w t0, ft0
    EXPECT 60, t0, 0x3fb504f3
    csrr t0, fflags
    EXPECT 61, t0, 1
    // fcsr: frm in 7:5, fflags in 4:0; a reserved dynamic rounding mode is illegal.
    li t1, 0xff
    csrw fcsr, t1
    csrr t0, frm
    EXPECT 62, t0, 7
    csrr t0, fflags
    EXPECT 63, t0, 0x1f
    TRAPS 64, CAUSE_ILLEGAL, fadd.s ft0, ft1, ft1, dyn
    csrw fcsr, x0
    TRAPS 65, CAUSE_ILLEGAL, .insn r 0x53, 5, 0, ft0, ft1, ft1
    // FS: Off makes everything illegal; a write makes it Dirty.
    li t0, 0x6000
    csrc mstatus, t0
    TRAPS 66, CAUSE_ILLEGAL, fadd.s ft0, ft1, ft1
    TRAPS 67, CAUSE_ILLEGAL, csrr t0, fcsr
    TRAPS 68, CAUSE_ILLEGAL, flw ft0, 0(a0)
    li t0, 0x2000                   // Initial
    csrs mstatus, t0
    fmv.w.x ft3, x0
    csrr t0, mstatus
    srli t0, t0, 13
    andi t0, t0, 3
    EXPECT 69, t0, 3
    csrr t0, mstatus
    srli t0, t0, 63                 // SD
    EXPECT 70, t0, 1
    PASS
    .section .data
    .align 3
word: .word 0x3f800000
