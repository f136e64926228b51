// Zfa: additional floating-point instructions, in single, double and half precision. Unprivileged specification, "Zfa".
// (The assembler does not know them: encodings by hand.)
// Extensions: zfa
#include "test.h"
    START
#define BOXH 0xffffffffffff0000
#define BOXS 0xffffffff00000000
#define RNE 0
#define RTZ 1
#define RDN 2
#define RUP 3
#define RMM 4
/// OP-FP with funct7, rm or funct3, fs1 = ft1, fs2 = ft2 or its number: fd = ft0.
.macro FOP funct7, funct3, second
    .insn r 0x53, \funct3, \funct7, x0, x1, \second
.endm
.macro FLI n, fmt, k, value
    .insn r 0x53, 0, 0x78 + \fmt, x0, x\k, x1
    fmv.x.d t0, ft0
    EXPECT \n, t0, \value
.endm
/// One or two operands, result and flags.
.macro UN n, funct7, funct3, second, a, value, flags
    li t1, \a
    fmv.d.x ft1, t1
    csrw fflags, x0
    FOP \funct7, \funct3, \second
    fmv.x.d t0, ft0
    EXPECT \n, t0, \value
    csrr t0, fflags
    EXPECT \n + 1, t0, \flags
.endm
.macro BIN n, funct7, funct3, a, b, value, flags
    li t2, \b
    fmv.d.x ft2, t2
    UN \n, \funct7, \funct3, x2, \a, \value, \flags
.endm
.macro CMP n, funct7, funct3, a, b, value, flags
    li t1, \a
    fmv.d.x ft1, t1
    li t2, \b
    fmv.d.x ft2, t2
    csrw fflags, x0
    .insn r 0x53, \funct3, \funct7, t0, x1, x2
    EXPECT \n, t0, \value
    csrr t0, fflags
    EXPECT \n + 1, t0, \flags
.endm
.macro MODULAR n, a, value, flags
    li t1, \a
    fmv.d.x ft1, t1
    csrw fflags, x0
    .insn r 0x53, 1, 0x61, t0, x1, x8
    EXPECT \n, t0, \value
    csrr t0, fflags
    EXPECT \n + 1, t0, \flags
.endm
    // Constants.
    csrw fflags, x0
    FLI 1, 0, 0, 0xffffffffbf800000
    FLI 2, 0, 1, 0xffffffff00800000
    FLI 3, 0, 9, 0xffffffff3ea00000
    FLI 4, 0, 31, 0xffffffff7fc00000
    FLI 5, 1, 1, 0x0010000000000000
    FLI 6, 1, 22, 0x4008000000000000
    FLI 7, 1, 30, 0x7ff0000000000000
    FLI 8, 2, 1, BOXH | 0x0400
    FLI 9, 2, 2, BOXH | 0x0100
    FLI 10, 2, 28, BOXH | 0x7800
    FLI 11, 2, 29, BOXH | 0x7c00
    csrr t0, fflags
    EXPECT 12, t0, 0
    // Minimum (funct3 2) and maximum (3): a NaN gives the canonical NaN; -0 is below +0.
    BIN 13, 0x15, 2, 0x3ff0000000000000, 0x7ff8000000000001, 0x7ff8000000000000, 0
    BIN 15, 0x15, 3, 0x7ff4000000000000, 0x3ff0000000000000, 0x7ff8000000000000, 16
    BIN 17, 0x15, 2, 0, 0x8000000000000000, 0x8000000000000000, 0
    BIN 19, 0x14, 3, BOXS | 0x80000000, BOXS, BOXS, 0
    BIN 21, 0x16, 2, BOXH | 0x3c00, BOXH | 0x4000, BOXH | 0x3c00, 0
    BIN 23, 0x16, 3, BOXH | 0x3c00, BOXS | 0x40000000, BOXH | 0x7e00, 0    // not boxed: a NaN
    // FROUND (rs2 4) raises no NX, FROUNDNX (5) does.
    UN 25, 0x21, RNE, x4, 0x4004000000000000, 0x4000000000000000, 0        // 2.5
    UN 27, 0x21, RMM, x4, 0x4004000000000000, 0x4008000000000000, 0
    UN 29, 0x21, RUP, x5, 0x4004000000000000, 0x4008000000000000, 1
    UN 31, 0x21, RNE, x5, 0xbfe0000000000000, 0x8000000000000000, 1        // -0.5: -0
    UN 33, 0x21, RDN, x5, 0xbfe0000000000000, 0xbff0000000000000, 1
    UN 35, 0x21, RTZ, x5, 0x4340000000000001, 0x4340000000000001, 0        // an integer already
    UN 37, 0x21, RNE, x5, 0x7ff0000000000000, 0x7ff0000000000000, 0
    UN 39, 0x21, RNE, x4, 0x7ff0000000000001, 0x7ff8000000000000, 16
    UN 41, 0x21, RUP, x5, 1, 0x3ff0000000000000, 1                         // the smallest subnormal
    UN 43, 0x20, RNE, x5, BOXS | 0x3fc00000, BOXS | 0x40000000, 1          // 1.5
    UN 45, 0x22, RDN, x5, BOXH | 0xbe00, BOXH | 0xc000, 1                  // -1.5
    csrwi frm, RUP
    UN 47, 0x21, 7, x4, 0x3ff0000000000001, 0x4000000000000000, 0          // dynamic
    csrwi frm, 0
    // FCVTMOD.W.D.
    MODULAR 49, 0x3ff8000000000000, 1, 1                                   // 1.5
    MODULAR 51, 0xbff8000000000000, -1, 1
    MODULAR 53, 0x41e0000000000000, 0xffffffff80000000, 16                 // 2^31
    MODULAR 55, 0x41efffffffe00000, -1, 16                                 // 2^32 - 1
    MODULAR 57, 0x41f0000000100000, 1, 16                                  // 2^32 + 1
    MODULAR 59, 0xc1e0000000000000, 0xffffffff80000000, 0                  // -2^31 fits
    MODULAR 61, 0x4340000000000001, 2, 16                                  // 2^53 + 2
    MODULAR 63, 0x4520000000000001, 0xffffffff80000000, 16                 // 2^83 + 2^31
    MODULAR 65, 0x7ff0000000000000, 0, 16
    MODULAR 67, 0x7ff8000000000000, 0, 16
    MODULAR 69, 0x8000000000000000, 0, 0
    // FLEQ (4) and FLTQ (5): quiet.
    CMP 71, 0x51, 4, 0x3ff0000000000000, 0x7ff8000000000000, 0, 0
    CMP 73, 0x51, 5, 0x7ff0000000000001, 0x3ff0000000000000, 0, 16
    CMP 75, 0x51, 4, 0x8000000000000000, 0, 1, 0
    CMP 77, 0x51, 5, 0xbff0000000000000, 0, 1, 0
    CMP 79, 0x50, 5, BOXS | 0x3f800000, BOXS | 0x7fc00000, 0, 0
    CMP 81, 0x52, 4, BOXH | 0x3c00, BOXH | 0x3c00, 1, 0
    // Reserved: FCVTMOD with another rounding mode; FROUND with a reserved one; FS off.
    TRAPS 83, CAUSE_ILLEGAL, .insn r 0x53, 0, 0x61, t0, x1, x8
    TRAPS 84, CAUSE_ILLEGAL, FOP 0x21, 5, x4
    li t1, 0x6000
    csrc mstatus, t1
    TRAPS 85, CAUSE_ILLEGAL, .insn r 0x53, 0, 0x78, x0, x3, x1
    PASS
