// Zcb and Zcmop: further 16-bit instructions. Unprivileged specification, "Zcb", "Zcmop". (The assembler does not know
// them: half-words by hand. rd', rs1' a0 and rs2' a1 where the comment says no other.)
// Extensions: zcb, zcmop
#include "test.h"
    START
#define C_LBU(k) .2byte 0x8108 | (((k) & 1) << 6) | (((k) >> 1) << 5)   // c.lbu a0, k(a0)
#define C_LHU(k) .2byte 0x8508 | ((k) << 4)                             // c.lhu a0, k(a0), k = 0, 2
#define C_LH(k) .2byte 0x8548 | ((k) << 4)                              // c.lh a0, k(a0)
#define C_SB(k) .2byte 0x890c | (((k) & 1) << 6) | (((k) >> 1) << 5)    // c.sb a1, k(a0)
#define C_SH(k) .2byte 0x8d0c | ((k) << 4)                              // c.sh a1, k(a0)
.macro LOAD n, value, insn:vararg
    la a0, cell
    \insn
    EXPECT \n, a0, \value
.endm
.macro STORE n, value, insn:vararg
    la a0, out
    sd x0, 0(a0)
    li a1, 0x1122334455667788
    \insn
    ld t0, 0(a0)
    EXPECT \n, t0, \value
.endm
.macro UNARY n, a, value, insn:vararg
    li a0, \a
    \insn
    EXPECT \n, a0, \value
.endm
    LOAD 1, 0xf0, C_LBU(0)
    LOAD 2, 0xe1, C_LBU(1)
    LOAD 3, 0xd2, C_LBU(2)
    LOAD 4, 0xc3, C_LBU(3)
    LOAD 5, 0xe1f0, C_LHU(0)
    LOAD 6, 0xc3d2, C_LHU(2)
    LOAD 7, 0xffffffffffffe1f0, C_LH(0)
    LOAD 8, 0xffffffffffffc3d2, C_LH(2)
    STORE 9, 0x88, C_SB(0)
    STORE 10, 0x8800, C_SB(1)
    STORE 11, 0x880000, C_SB(2)
    STORE 12, 0x88000000, C_SB(3)
    STORE 13, 0x7788, C_SH(0)
    STORE 14, 0x77880000, C_SH(2)
    UNARY 15, 0x123456789abcdef8, 0xf8, .2byte 0x9d61                      // c.zext.b a0
    UNARY 16, 0x123456789abcdef8, 0xfffffffffffffff8, .2byte 0x9d65        // c.sext.b
    UNARY 17, 0x123456789abcdef8, 0xdef8, .2byte 0x9d69                    // c.zext.h
    UNARY 18, 0x123456789abcdef8, 0xffffffffffffdef8, .2byte 0x9d6d        // c.sext.h
    UNARY 19, 0x123456789abcdef8, 0x9abcdef8, .2byte 0x9d71                // c.zext.w
    UNARY 20, 0x123456789abcdef8, 0xedcba98765432107, .2byte 0x9d75        // c.not
    li a1, -3
    UNARY 21, 0x100000000, 0xfffffffd00000000, .2byte 0x9d4d               // c.mul a0, a1
    // Reserved.
    TRAPS 22, CAUSE_ILLEGAL, .2byte 0x9d79
    TRAPS 23, CAUSE_ILLEGAL, .2byte 0x8d4c                                 // c.sh with bit 6 set
    TRAPS 24, CAUSE_ILLEGAL, .2byte 0x9108                                 // 100 100
    // A load that faults reports the byte's address; a store fault too.
    li a0, 0x100
    TRAPS 25, CAUSE_LOAD_ACCESS, C_LBU(3)
    EXPECT 26, s9, 0x103
    li a0, 0x100
    TRAPS 27, CAUSE_STORE_ACCESS, C_SH(2)
    EXPECT 28, s9, 0x102
    // C.MOP.1, 3, … 15 change nothing.
    li ra, 0x111
    li t0, 0x555
    li t2, 0x777
    mv s0, gp
    .2byte 0x6081, 0x6181, 0x6281, 0x6381, 0x6481, 0x6581, 0x6681, 0x6781
    bne s0, gp, test_fail
    EXPECT 29, ra, 0x111
    EXPECT 30, t0, 0x555
    EXPECT 31, t2, 0x777
    TRAPS 32, CAUSE_ILLEGAL, .2byte 0x6401                                 // c.lui s0, 0: no MOP
    TRAPS 33, CAUSE_ILLEGAL, .2byte 0x6881                                 // bit 11 set
    PASS
    .section .data
    .align 3
cell: .dword 0x8796a5b4c3d2e1f0
out: .dword 0
