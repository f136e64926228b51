// C: compressed instructions do what their expansions do; reserved encodings are illegal. Unprivileged specification, "C".
// Extensions: c
#include "test.h"
    START
    li a0, 5
    c.addi a0, -3
    EXPECT 1, a0, 2
    c.li a1, -32
    EXPECT 2, a1, -32
    c.lui a2, 0xfffe1
    EXPECT 3, a2, 0xfffffffffffe1000
    li a3, 0x7fffffff
    c.addiw a3, 1
    EXPECT 4, a3, 0xffffffff80000000
    mv s1, sp
    la sp, cell
    c.addi4spn a4, sp, 16
    sub a4, a4, sp
    EXPECT 5, a4, 16
    c.addi16sp sp, -64
    c.addi16sp sp, 64
    li a5, 0x1122334455667788
    c.sdsp a5, 8(sp)
    c.ldsp t0, 8(sp)
    EXPECT 6, t0, 0x1122334455667788
    c.lwsp t0, 12(sp)
    EXPECT 7, t0, 0x11223344
    c.swsp a5, 16(sp)
    la a0, cell
    c.lw a1, 16(a0)
    EXPECT 8, a1, 0x55667788
    c.ld a1, 8(a0)
    EXPECT 9, a1, 0x1122334455667788
    c.sw a1, 24(a0)
    c.sd a1, 32(a0)
    ld t0, 32(a0)
    EXPECT 10, t0, 0x1122334455667788
    c.fld fa0, 32(a0)
    c.fsd fa0, 40(a0)
    c.fsdsp fa0, 48(sp)
    c.fldsp fa1, 48(sp)
    fmv.x.d t0, fa1
    EXPECT 11, t0, 0x1122334455667788
    li a0, 0x8000000000000000
    c.srai a0, 60
    EXPECT 12, a0, -8
    c.srli a0, 60
    EXPECT 13, a0, 15
    c.andi a0, 6
    EXPECT 14, a0, 6
    c.slli a0, 40
    EXPECT 15, a0, 0x60000000000
    li a0, 12
    li a1, 10
    c.sub a0, a1
    EXPECT 16, a0, 2
    c.xor a0, a1
    EXPECT 17, a0, 8
    c.or a0, a1
    EXPECT 18, a0, 10
    c.and a0, a1
    EXPECT 19, a0, 10
    li a0, 0x7fffffff
    li a1, 1
    c.addw a0, a1
    EXPECT 20, a0, 0xffffffff80000000
    c.subw a0, a1
    EXPECT 21, a0, 0x7fffffff
    c.mv a0, a1
    c.add a0, a1
    EXPECT 22, a0, 2
    c.li a0, 0
    c.beqz a0, 1f
    j test_fail
1:  c.li a0, 1
    c.bnez a0, 1f
    j test_fail
1:  c.j 1f
    j test_fail
1:  la a0, 1f
    c.jalr a0
2:  j test_fail
1:  la t0, 2b
    sub t0, t0, ra
    EXPECT 23, t0, 0
    la a0, 1f
    c.jr a0
    j test_fail
1:  c.nop
    TRAPS 30, CAUSE_BREAKPOINT, c.ebreak
    .option push
    .option norvc
    TRAPS 31, CAUSE_ILLEGAL, .half 0x0000      // all zeros
    TRAPS 32, CAUSE_ILLEGAL, .half 0x4002      // c.lwsp, rd = 0
    EXPECT 33, s9, 0x4002
    TRAPS 34, CAUSE_ILLEGAL, .half 0x6101 & ~0x107c | 0x6001   // c.lui/c.addi16sp with imm = 0
    TRAPS 35, CAUSE_ILLEGAL, .half 0x8002      // c.jr, rs1 = 0
    TRAPS 36, CAUSE_ILLEGAL, .half 0x2001      // c.addiw, rd = 0
    TRAPS 37, CAUSE_ILLEGAL, .half 0x0004      // c.addi4spn, imm = 0
    .option pop
    PASS
    .section .data
    .align 4
    .zero 64
cell: .zero 128
