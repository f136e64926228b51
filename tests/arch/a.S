// A: AMO, LR/SC. Unprivileged specification, "A".
// Extensions: a, ziccamoa, ziccrse
#include "test.h"
    START
    la a0, cell
.macro AMO n, op, old, b, value
    li t1, \old
    sd t1, 0(a0)
    li t2, \b
    \op t0, t2, (a0)
    EXPECT \n, t0, \old
    ld t0, 0(a0)
    EXPECT \n + 1, t0, \value
.endm
.macro AMOW n, op, old, b, read, value
    li t1, \old
    sd t1, 0(a0)
    li t2, \b
    \op t0, t2, (a0)
    EXPECT \n, t0, \read
    ld t0, 0(a0)
    EXPECT \n + 1, t0, \value
.endm
    AMO 1, amoswap.d, 0xfedcba9876543210, 0x123456789abcdef0, 0x123456789abcdef0
    AMOW 3, amoswap.w.aqrl, 0xfedcba9876543210, 0x123456789abcdef0, 0x76543210, 0xfedcba989abcdef0
    AMO 5, amoadd.d, 0xfedcba9876543210, 0x123456789abcdef0, 0x1111111111111100
    AMOW 7, amoadd.w.aqrl, 0xfedcba9876543210, 0x123456789abcdef0, 0x76543210, 0xfedcba9811111100
    AMO 9, amoxor.d, 0xfedcba9876543210, 0x123456789abcdef0, 0xece8ece0ece8ece0
    AMOW 11, amoxor.w.aqrl, 0xfedcba9876543210, 0x123456789abcdef0, 0x76543210, 0xfedcba98ece8ece0
    AMO 13, amoand.d, 0xfedcba9876543210, 0x123456789abcdef0, 0x1214121812141210
    AMOW 15, amoand.w.aqrl, 0xfedcba9876543210, 0x123456789abcdef0, 0x76543210, 0xfedcba9812141210
    AMO 17, amoor.d, 0xfedcba9876543210, 0x123456789abcdef0, 0xfefcfef8fefcfef0
    AMOW 19, amoor.w.aqrl, 0xfedcba9876543210, 0x123456789abcdef0, 0x76543210, 0xfedcba98fefcfef0
    AMO 21, amomin.d, 0xfedcba9876543210, 0x123456789abcdef0, 0xfedcba9876543210
    AMOW 23, amomin.w.aqrl, 0xfedcba9876543210, 0x123456789abcdef0, 0x76543210, 0xfedcba989abcdef0
    AMO 25, amomax.d, 0xfedcba9876543210, 0x123456789abcdef0, 0x123456789abcdef0
    AMOW 27, amomax.w.aqrl, 0xfedcba9876543210, 0x123456789abcdef0, 0x76543210, 0xfedcba9876543210
    AMO 29, amominu.d, 0xfedcba9876543210, 0x123456789abcdef0, 0x123456789abcdef0
    AMOW 31, amominu.w.aqrl, 0xfedcba9876543210, 0x123456789abcdef0, 0x76543210, 0xfedcba9876543210
    AMO 33, amomaxu.d, 0xfedcba9876543210, 0x123456789abcdef0, 0xfedcba9876543210
    AMOW 35, amomaxu.w.aqrl, 0xfedcba9876543210, 0x123456789abcdef0, 0x76543210, 0xfedcba989abcdef0
    li t1, 0xffffffff80000001
    sd t1, 0(a0)
    lr.w t0, (a0)
    EXPECT 37, t0, 0xffffffff80000001
    li t2, 77
    sc.w t0, t2, (a0)
    EXPECT 38, t0, 0
    ld t0, 0(a0)
    EXPECT 39, t0, 0xffffffff0000004d
    sc.w t0, t2, (a0)      // no reservation any more
    snez t0, t0
    EXPECT 40, t0, 1
    lr.d t0, (a0)
    EXPECT 41, t0, 0xffffffff0000004d
    sc.d t0, t2, (a0)
    EXPECT 42, t0, 0
    addi a1, a0, 12        // over the end of an aligned 16 bytes (zama16b.S)
    TRAPS 43, CAUSE_STORE_MISALIGNED, amoadd.d t0, t1, (a1)
    sub t0, s9, a0
    EXPECT 44, t0, 12
    TRAPS 45, CAUSE_LOAD_MISALIGNED, lr.d t0, (a1)
    TRAPS 46, CAUSE_STORE_MISALIGNED, sc.d t0, t1, (a1)
    li a1, 0x100
    TRAPS 47, CAUSE_STORE_ACCESS, amoswap.w t0, t1, (a1)
    TRAPS 48, CAUSE_LOAD_ACCESS, lr.w t0, (a1)
    j 1f
    .section .data
    .align 6
cell: .dword 0
    .section .text
1:
    PASS
