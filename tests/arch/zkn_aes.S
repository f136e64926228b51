// Zkne, Zknd: AES-128 of FIPS 197, appendices A.1 (key schedule) and B (cipher), both ways.
// Extensions: zknd, zkne
#include "test.h"
    START
    // Key schedule: s0,s1 round key; kept in memory.
    la a0, keys
    li s0, 0xa6d2ae2816157e2b
    li s1, 0x3c4fcf098815f7ab
    sd s0, 0(a0)
    sd s1, 8(a0)
    .set round, 0
    .rept 10
    aes64ks1i t0, s1, round
    aes64ks2 s0, t0, s0
    aes64ks2 s1, s0, s1
    .set round, round + 1
    sd s0, (16 * round)(a0)
    sd s1, (16 * round + 8)(a0)
    .endr
    // A.1: w[40..43] = d014f9a8 c9ee2589 e13f0cc8 b6630ca6.
    EXPECT 1, s0, 0x8925eec9a8f914d0
    EXPECT 2, s1, 0xa60c63b6c80c3fe1
    // Cipher.
    li t0, 0x8d305a88a8f64332
    li t1, 0x340737e0a2983131
    ld t2, 0(a0)
    ld t3, 8(a0)
    xor t0, t0, t2
    xor t1, t1, t3
    .set round, 1
    .rept 9
    aes64esm t2, t0, t1
    aes64esm t3, t1, t0
    ld t0, (16 * round)(a0)
    ld t1, (16 * round + 8)(a0)
    xor t0, t0, t2
    xor t1, t1, t3
    .set round, round + 1
    .endr
    aes64es t2, t0, t1
    aes64es t3, t1, t0
    ld t0, 160(a0)
    ld t1, 168(a0)
    xor t0, t0, t2
    xor t1, t1, t3
    EXPECT 3, t0, 0xfb09dc021d842539
    EXPECT 4, t1, 0x320b6a19978511dc
    // Equivalent inverse cipher: round keys 1 to 9 through InvMixColumns.
    ld t2, 160(a0)
    ld t3, 168(a0)
    xor t0, t0, t2
    xor t1, t1, t3
    .set round, 9
    .rept 9
    aes64dsm t2, t0, t1
    aes64dsm t3, t1, t0
    ld t0, (16 * round)(a0)
    ld t1, (16 * round + 8)(a0)
    aes64im t0, t0
    aes64im t1, t1
    xor t0, t0, t2
    xor t1, t1, t3
    .set round, round - 1
    .endr
    aes64ds t2, t0, t1
    aes64ds t3, t1, t0
    ld t0, 0(a0)
    ld t1, 8(a0)
    xor t0, t0, t2
    xor t1, t1, t3
    EXPECT 5, t0, 0x8d305a88a8f64332
    EXPECT 6, t1, 0x340737e0a2983131
    // rnum 0xb to 0xf is reserved.
    TRAPS 7, CAUSE_ILLEGAL, .insn i 0x13, 1, t0, t1, 0x31b
    j 1f
    .section .data
    .align 4
keys: .zero 176
    .section .text
1:
    PASS
