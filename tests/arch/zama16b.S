// Zama16b: misaligned AMOs, loads and stores succeed within a naturally aligned 16 bytes; AMOs beyond that, and LR and
// SC anywhere, are misaligned. Privileged specification, "Misaligned Atomicity Granule PMA".
// Extensions: zama16b
#include "test.h"
    START
    la a0, cell
    li t1, 0x1716151413121110
    sd t1, 0(a0)
    li t1, 0x1f1e1d1c1b1a1918
    sd t1, 8(a0)
    addi a1, a0, 5
    li t2, 1
    amoadd.d t0, t2, (a1)                     // bytes 5 to 12
    EXPECT 1, t0, 0x1c1b1a1918171615
    ld t0, 0(a0)
    EXPECT 2, t0, 0x1716161413121110
    addi a1, a0, 8
    amoadd.d t0, t2, (a1)
    addi a1, a0, 1
    li t2, 0xaabbccdd
    amoswap.w t0, t2, (a1)
    EXPECT 3, t0, 0x14131211
    addi a1, a0, 11
    li t0, 0x1e1d1c1b
    li t2, 0x55667788
    .insn r 0x2f, 2, 0x14, t0, a1, t2         // amocas.w, bytes 11 to 14
    EXPECT 4, t0, 0x1e1d1c1b
    ld t0, 8(a0)
    EXPECT 5, t0, 0x1f556677881a1919
    addi a1, a0, 3
    .insn r 0x2f, 1, 0x04, t0, a1, x0         // amoswap.h
    EXPECT 6, t0, 0xffffffffffffaabb
    // Over the boundary: misaligned, before anything else.
    addi a1, a0, 9
    TRAPS 7, CAUSE_STORE_MISALIGNED, amoadd.d t0, t2, (a1)
    sub t0, s9, a1
    EXPECT 8, t0, 0
    addi a1, a0, 13
    TRAPS 9, CAUSE_STORE_MISALIGNED, amoadd.w t0, t2, (a1)
    addi a1, a0, 4
    TRAPS 10, CAUSE_LOAD_MISALIGNED, lr.d t0, (a1)
    TRAPS 11, CAUSE_STORE_MISALIGNED, sc.d t0, t2, (a1)
    // Loads and stores succeed there and beyond.
    ld t0, 1(a0)
    li t1, 0x0102030405060708
    sd t1, 13(a0)
    ld t0, 13(a0)
    EXPECT 12, t0, 0x0102030405060708
    // Devices take only aligned accesses.
    li a1, 0x10000001
    TRAPS 13, CAUSE_LOAD_ACCESS, lh t0, 0(a1)
    TRAPS 14, CAUSE_STORE_ACCESS, amoadd.w t0, t2, (a1)
    PASS
    .section .data
    .align 4
cell: .zero 32
