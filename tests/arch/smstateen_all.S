// Smstateen: all four registers of each level: reset, bit 63, what of it each mode sees. Specification "Smstateen".
// Extensions: smstateen
#include "test.h"
#define SE (1 << 63)
.macro DENIED n, mpp, v, cause, insn:vararg
    ENTER \mpp, \v, 7f
7:  TRAPS \n, \cause, \insn
.endm
/// mstateen, hstateen, sstateen of one index; thirteen cases.
.macro REGISTERS n, m, h, s
    csrr t0, \m
    EXPECT \n, t0, 0                        // reset
    DENIED \n + 1, 1, 0, CAUSE_ILLEGAL, csrr t0, \h
    DENIED \n + 2, 1, 0, CAUSE_ILLEGAL, csrr t0, \s
    DENIED \n + 3, 1, 1, CAUSE_ILLEGAL, csrr t0, \s
    csrr t0, \s                             // M-mode is not concerned
    li t1, SE
    csrw \h, t1
    csrr t0, \h
    EXPECT \n + 4, t0, 0                    // read-only zero
    csrw \m, t1
    csrw \h, x0
    ENTER 1, 0, 7f                          // hstateen is not for HS-mode
7:  csrr t0, \s
    li t1, SE
    csrw \h, t1
    csrr a1, \h
    csrw \h, x0
    TRAPS \n + 5, CAUSE_ECALL_S, ecall
    EXPECT \n + 6, a1, SE
    DENIED \n + 7, 1, 1, CAUSE_VIRTUAL, csrr t0, \s
    DENIED \n + 8, 1, 1, CAUSE_VIRTUAL, csrr t0, \h
    DENIED \n + 9, 1, 1, CAUSE_ILLEGAL, csrr t0, \m
    li t1, SE
    csrw \h, t1
    ENTER 1, 1, 7f
7:  csrr t0, \s
    TRAPS \n + 10, CAUSE_ECALL_VS, ecall
    DENIED \n + 11, 0, 0, CAUSE_ILLEGAL, csrr t0, \s
    DENIED \n + 12, 0, 1, CAUSE_VIRTUAL, csrr t0, \s
.endm
    START
    REGISTERS 1, 0x30c, 0x60c, 0x10c
    REGISTERS 21, 0x30d, 0x60d, 0x10d
    REGISTERS 41, 0x30e, 0x60e, 0x10e
    REGISTERS 61, 0x30f, 0x60f, 0x10f
    PASS
