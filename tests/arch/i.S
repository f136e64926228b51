// RV64I: arithmetic, shifts, loads and stores, branches and jumps. Unprivileged specification, "RV64I".
// Extensions: i, zicclsm
#include "test.h"
    START
    RR 1, add, 0x123456789abcdef0, 0xfedcba9876543210, 0x1111111111111100
    RR 2, add, 0xffffffffffffffff, 0x1, 0x0
    RR 3, add, 0x8000000000000000, 0xffffffffffffffff, 0x7fffffffffffffff
    RR 4, add, 0x7fffffff, 0x1, 0x80000000
    RR 5, add, 0xffffffff80000000, 0x80000000, 0x0
    RR 6, add, 0x5, 0x3, 0x8
    RR 7, sub, 0x123456789abcdef0, 0xfedcba9876543210, 0x13579be02468ace0
    RR 8, sub, 0xffffffffffffffff, 0x1, 0xfffffffffffffffe
    RR 9, sub, 0x8000000000000000, 0xffffffffffffffff, 0x8000000000000001
    RR 10, sub, 0x7fffffff, 0x1, 0x7ffffffe
    RR 11, sub, 0xffffffff80000000, 0x80000000, 0xffffffff00000000
    RR 12, sub, 0x5, 0x3, 0x2
    RR 13, xor, 0x123456789abcdef0, 0xfedcba9876543210, 0xece8ece0ece8ece0
    RR 14, xor, 0xffffffffffffffff, 0x1, 0xfffffffffffffffe
    RR 15, xor, 0x8000000000000000, 0xffffffffffffffff, 0x7fffffffffffffff
    RR 16, xor, 0x7fffffff, 0x1, 0x7ffffffe
    RR 17, xor, 0xffffffff80000000, 0x80000000, 0xffffffff00000000
    RR 18, xor, 0x5, 0x3, 0x6
    RR 19, or, 0x123456789abcdef0, 0xfedcba9876543210, 0xfefcfef8fefcfef0
    RR 20, or, 0xffffffffffffffff, 0x1, 0xffffffffffffffff
    RR 21, or, 0x8000000000000000, 0xffffffffffffffff, 0xffffffffffffffff
    RR 22, or, 0x7fffffff, 0x1, 0x7fffffff
    RR 23, or, 0xffffffff80000000, 0x80000000, 0xffffffff80000000
    RR 24, or, 0x5, 0x3, 0x7
    RR 25, and, 0x123456789abcdef0, 0xfedcba9876543210, 0x1214121812141210
    RR 26, and, 0xffffffffffffffff, 0x1, 0x1
    RR 27, and, 0x8000000000000000, 0xffffffffffffffff, 0x8000000000000000
    RR 28, and, 0x7fffffff, 0x1, 0x1
    RR 29, and, 0xffffffff80000000, 0x80000000, 0x80000000
    RR 30, and, 0x5, 0x3, 0x1
    RR 31, slt, 0x123456789abcdef0, 0xfedcba9876543210, 0x0
    RR 32, slt, 0xffffffffffffffff, 0x1, 0x1
    RR 33, slt, 0x8000000000000000, 0xffffffffffffffff, 0x1
    RR 34, slt, 0x7fffffff, 0x1, 0x0
    RR 35, slt, 0xffffffff80000000, 0x80000000, 0x1
    RR 36, slt, 0x5, 0x3, 0x0
    RR 37, sltu, 0x123456789abcdef0, 0xfedcba9876543210, 0x1
    RR 38, sltu, 0xffffffffffffffff, 0x1, 0x0
    RR 39, sltu, 0x8000000000000000, 0xffffffffffffffff, 0x1
    RR 40, sltu, 0x7fffffff, 0x1, 0x0
    RR 41, sltu, 0xffffffff80000000, 0x80000000, 0x0
    RR 42, sltu, 0x5, 0x3, 0x0
    RR 43, sll, 0x123456789abcdef0, 0xfedcba9876543210, 0x56789abcdef00000
    RR 44, sll, 0xffffffffffffffff, 0x1, 0xfffffffffffffffe
    RR 45, sll, 0x8000000000000000, 0xffffffffffffffff, 0x0
    RR 46, sll, 0x7fffffff, 0x1, 0xfffffffe
    RR 47, sll, 0xffffffff80000000, 0x80000000, 0xffffffff80000000
    RR 48, sll, 0x5, 0x3, 0x28
    RR 49, srl, 0x123456789abcdef0, 0xfedcba9876543210, 0x123456789abc
    RR 50, srl, 0xffffffffffffffff, 0x1, 0x7fffffffffffffff
    RR 51, srl, 0x8000000000000000, 0xffffffffffffffff, 0x1
    RR 52, srl, 0x7fffffff, 0x1, 0x3fffffff
    RR 53, srl, 0xffffffff80000000, 0x80000000, 0xffffffff80000000
    RR 54, srl, 0x5, 0x3, 0x0
    RR 55, sra, 0x123456789abcdef0, 0xfedcba9876543210, 0x123456789abc
    RR 56, sra, 0xffffffffffffffff, 0x1, 0xffffffffffffffff
    RR 57, sra, 0x8000000000000000, 0xffffffffffffffff, 0xffffffffffffffff
    RR 58, sra, 0x7fffffff, 0x1, 0x3fffffff
    RR 59, sra, 0xffffffff80000000, 0x80000000, 0xffffffff80000000
    RR 60, sra, 0x5, 0x3, 0x0
    RR 61, addw, 0x123456789abcdef0, 0xfedcba9876543210, 0x11111100
    RR 62, addw, 0xffffffffffffffff, 0x1, 0x0
    RR 63, addw, 0x8000000000000000, 0xffffffffffffffff, 0xffffffffffffffff
    RR 64, addw, 0x7fffffff, 0x1, 0xffffffff80000000
    RR 65, addw, 0xffffffff80000000, 0x80000000, 0x0
    RR 66, addw, 0x5, 0x3, 0x8
    RR 67, subw, 0x123456789abcdef0, 0xfedcba9876543210, 0x2468ace0
    RR 68, subw, 0xffffffffffffffff, 0x1, 0xfffffffffffffffe
    RR 69, subw, 0x8000000000000000, 0xffffffffffffffff, 0x1
    RR 70, subw, 0x7fffffff, 0x1, 0x7ffffffe
    RR 71, subw, 0xffffffff80000000, 0x80000000, 0x0
    RR 72, subw, 0x5, 0x3, 0x2
    RR 73, sllw, 0x123456789abcdef0, 0xfedcba9876543210, 0xffffffffdef00000
    RR 74, sllw, 0xffffffffffffffff, 0x1, 0xfffffffffffffffe
    RR 75, sllw, 0x8000000000000000, 0xffffffffffffffff, 0x0
    RR 76, sllw, 0x7fffffff, 0x1, 0xfffffffffffffffe
    RR 77, sllw, 0xffffffff80000000, 0x80000000, 0xffffffff80000000
    RR 78, sllw, 0x5, 0x3, 0x28
    RR 79, srlw, 0x123456789abcdef0, 0xfedcba9876543210, 0x9abc
    RR 80, srlw, 0xffffffffffffffff, 0x1, 0x7fffffff
    RR 81, srlw, 0x8000000000000000, 0xffffffffffffffff, 0x0
    RR 82, srlw, 0x7fffffff, 0x1, 0x3fffffff
    RR 83, srlw, 0xffffffff80000000, 0x80000000, 0xffffffff80000000
    RR 84, srlw, 0x5, 0x3, 0x0
    RR 85, sraw, 0x123456789abcdef0, 0xfedcba9876543210, 0xffffffffffff9abc
    RR 86, sraw, 0xffffffffffffffff, 0x1, 0xffffffffffffffff
    RR 87, sraw, 0x8000000000000000, 0xffffffffffffffff, 0x0
    RR 88, sraw, 0x7fffffff, 0x1, 0x3fffffff
    RR 89, sraw, 0xffffffff80000000, 0x80000000, 0xffffffff80000000
    RR 90, sraw, 0x5, 0x3, 0x0
    RI 91, addi, 0x123456789abcdef0, -2048, 0x123456789abcd6f0
    RI 92, addi, 0x123456789abcdef0, 2047, 0x123456789abce6ef
    RI 93, xori, 0x123456789abcdef0, -1, 0xedcba9876543210f
    RI 94, ori, 0x123456789abcdef0, 127, 0x123456789abcdeff
    RI 95, andi, 0x123456789abcdef0, -16, 0x123456789abcdef0
    RI 96, slti, 0x123456789abcdef0, -1, 0x0
    RI 97, sltiu, 0x123456789abcdef0, -1, 0x1
    RI 98, slli, 0x123456789abcdef0, 33, 0x3579bde000000000
    RI 99, srli, 0x123456789abcdef0, 33, 0x91a2b3c
    RI 100, srai, 0x123456789abcdef0, 33, 0x91a2b3c
    RI 101, addiw, 0x123456789abcdef0, 1, 0xffffffff9abcdef1
    RI 102, slliw, 0x123456789abcdef0, 5, 0x579bde00
    RI 103, srliw, 0x123456789abcdef0, 5, 0x4d5e6f7
    RI 104, sraiw, 0x123456789abcdef0, 5, 0xfffffffffcd5e6f7
    RI 105, addi, 0xffffffffffffffff, -2048, 0xfffffffffffff7ff
    RI 106, addi, 0xffffffffffffffff, 2047, 0x7fe
    RI 107, xori, 0xffffffffffffffff, -1, 0x0
    RI 108, ori, 0xffffffffffffffff, 127, 0xffffffffffffffff
    RI 109, andi, 0xffffffffffffffff, -16, 0xfffffffffffffff0
    RI 110, slti, 0xffffffffffffffff, -1, 0x0
    RI 111, sltiu, 0xffffffffffffffff, -1, 0x0
    RI 112, slli, 0xffffffffffffffff, 33, 0xfffffffe00000000
    RI 113, srli, 0xffffffffffffffff, 33, 0x7fffffff
    RI 114, srai, 0xffffffffffffffff, 33, 0xffffffffffffffff
    RI 115, addiw, 0xffffffffffffffff, 1, 0x0
    RI 116, slliw, 0xffffffffffffffff, 5, 0xffffffffffffffe0
    RI 117, srliw, 0xffffffffffffffff, 5, 0x7ffffff
    RI 118, sraiw, 0xffffffffffffffff, 5, 0xffffffffffffffff
    RI 119, addi, 0x8000000000000000, -2048, 0x7ffffffffffff800
    RI 120, addi, 0x8000000000000000, 2047, 0x80000000000007ff
    RI 121, xori, 0x8000000000000000, -1, 0x7fffffffffffffff
    RI 122, ori, 0x8000000000000000, 127, 0x800000000000007f
    RI 123, andi, 0x8000000000000000, -16, 0x8000000000000000
    RI 124, slti, 0x8000000000000000, -1, 0x1
    RI 125, sltiu, 0x8000000000000000, -1, 0x1
    RI 126, slli, 0x8000000000000000, 33, 0x0
    RI 127, srli, 0x8000000000000000, 33, 0x40000000
    RI 128, srai, 0x8000000000000000, 33, 0xffffffffc0000000
    RI 129, addiw, 0x8000000000000000, 1, 0x1
    RI 130, slliw, 0x8000000000000000, 5, 0x0
    RI 131, srliw, 0x8000000000000000, 5, 0x0
    RI 132, sraiw, 0x8000000000000000, 5, 0x0
    lui t0, 0x80000
    EXPECT 133, t0, 0xffffffff80000000
    lui t0, 0x7ffff
    EXPECT 134, t0, 0x7ffff000
1:  auipc t0, 0
    la t1, 1b
    sub t0, t0, t1
    EXPECT 135, t0, 0
    la a0, data
    li a1, 0x8899aabbccddeeff
    sd a1, 0(a0)
    lb t0, 0(a0)
    EXPECT 136, t0, 0xffffffffffffffff
    lbu t0, 7(a0)
    EXPECT 137, t0, 0x88
    lh t0, 2(a0)
    EXPECT 138, t0, 0xffffffffffffccdd
    lhu t0, 6(a0)
    EXPECT 139, t0, 0x8899
    lw t0, 4(a0)
    EXPECT 140, t0, 0xffffffff8899aabb
    lwu t0, 0(a0)
    EXPECT 141, t0, 0xccddeeff
    ld t0, 0(a0)
    EXPECT 142, t0, 0x8899aabbccddeeff
    li t1, 0x1234
    sb t1, 1(a0)
    sh t1, 4(a0)
    ld t0, 0(a0)
    EXPECT 143, t0, 0x88991234ccdd34ff
    sw t1, 0(a0)
    ld t0, 0(a0)
    EXPECT 144, t0, 0x8899123400001234
    // Misaligned accesses to main memory succeed.
    ld t0, 3(a0)
    sd t0, 9(a0)
    ld t1, 9(a0)
    sub t0, t0, t1
    EXPECT 145, t0, 0
    li t1, 1
    li t2, 1
    li t0, 1
    beq t1, t2, 1f
    li t0, 0
1:  EXPECT 146, t0, 1
    li t1, 1
    li t2, 2
    li t0, 1
    beq t1, t2, 1f
    li t0, 0
1:  EXPECT 147, t0, 0
    li t1, 1
    li t2, 2
    li t0, 1
    bne t1, t2, 1f
    li t0, 0
1:  EXPECT 148, t0, 1
    li t1, 1
    li t2, 1
    li t0, 1
    bne t1, t2, 1f
    li t0, 0
1:  EXPECT 149, t0, 0
    li t1, -1
    li t2, 0
    li t0, 1
    blt t1, t2, 1f
    li t0, 0
1:  EXPECT 150, t0, 1
    li t1, 0
    li t2, -1
    li t0, 1
    blt t1, t2, 1f
    li t0, 0
1:  EXPECT 151, t0, 0
    li t1, 0
    li t2, -1
    li t0, 1
    bge t1, t2, 1f
    li t0, 0
1:  EXPECT 152, t0, 1
    li t1, -1
    li t2, 0
    li t0, 1
    bge t1, t2, 1f
    li t0, 0
1:  EXPECT 153, t0, 0
    li t1, 0
    li t2, -1
    li t0, 1
    bltu t1, t2, 1f
    li t0, 0
1:  EXPECT 154, t0, 1
    li t1, -1
    li t2, 0
    li t0, 1
    bltu t1, t2, 1f
    li t0, 0
1:  EXPECT 155, t0, 0
    li t1, -1
    li t2, 0
    li t0, 1
    bgeu t1, t2, 1f
    li t0, 0
1:  EXPECT 156, t0, 1
    li t1, 0
    li t2, -1
    li t0, 1
    bgeu t1, t2, 1f
    li t0, 0
1:  EXPECT 157, t0, 0
    la t1, 1f
    jalr ra, 1(t1)      // bit 0 of the target is cleared
2:  j test_fail
1:  la t0, 2b
    sub t0, t0, ra
    EXPECT 158, t0, 0
    jal t2, 1f
2:  j test_fail
1:  la t0, 2b
    sub t0, t0, t2
    EXPECT 159, t0, 0
    li t0, 5
    addi x0, t0, 1      // x0 stays 0
    EXPECT 160, x0, 0
    fence rw, rw
    fence.tso
    TRAPS 161, CAUSE_BREAKPOINT, ebreak
    TRAPS 162, CAUSE_ECALL_M, ecall
    TRAPS 163, CAUSE_ILLEGAL, .word 0xffffffff
    EXPECT 164, s9, 0xffffffff
    TRAPS 165, CAUSE_ILLEGAL, .half 0
    j 1f
    .section .data
    .align 4
data: .zero 32
    .section .text
1:
    PASS
