// Two harts that share lines in every way: a lock (LR/SC), counters under it and beside it (AMO, false sharing), data
// handed over, cache-block operations and prefetches on lines that the other uses, code of one changed by the other,
// floating point. Both exits check what the memory model promises.
#include "test.h"
#define ROUNDS 400
#define HARTS 2
    START
    csrr s0, mhartid
    la a0, lock
    la a1, counters
    la a2, neighbours
    slli t0, s0, 3
    add a2, a2, t0              // a word of its own in the line of both
    la a3, block
    la a4, patched
    li s1, ROUNDS
    fcvt.d.l fa0, s0
    li t0, 3
    fcvt.d.l fa1, t0
round:
1:  lr.d.aq t0, (a0)
    bnez t0, 1b
    li t1, 1
    sc.d t0, t1, (a0)
    bnez t0, 1b
    ld t0, 0(a1)
    addi t0, t0, 1
    sd t0, 0(a1)
    fence rw, w
    sd zero, 0(a0)
    addi a5, a1, 64
    li t1, 1
    amoadd.d t0, t1, (a5)
    ld t0, 0(a2)
    addi t0, t0, 1
    sd t0, 0(a2)
    fdiv.d fa2, fa0, fa1
    fmadd.d fa0, fa2, fa1, fa1
    andi t0, s1, 15
    bnez t0, 2f
    cbo.clean (a1)
    cbo.flush (a2)
    cbo.zero (a3)
    prefetch.w 64(a3)
    prefetch.r 0(a1)
    prefetch.i 0(a4)
    cbo.flush (a4)
    fence
    ld t0, 0(a3)
    sd t0, 72(a3)
2:  // What the other hart calls is an addi of 1 or of 2.
    ld t0, 0(a3)
    la t1, patches
    andi t2, s1, 1
    slli t2, t2, 2
    add t1, t1, t2
    lw t1, 0(t1)
    sw t1, 0(a4)
    fence.i
    jalr a4
    addi s1, s1, -1
    bnez s1, round

    addi a5, a1, 128
    li t1, 1
    amoadd.d.aqrl t0, t1, (a5)
    bnez s0, others
1:  ld t0, 0(a5)
    li t1, HARTS
    bne t0, t1, 1b
    ld t0, 0(a1)
    EXPECT 1, t0, ROUNDS * HARTS
    ld t0, 64(a1)
    EXPECT 2, t0, ROUNDS * HARTS
    la a2, neighbours
    ld t0, 0(a2)
    EXPECT 3, t0, ROUNDS
    ld t0, 8(a2)
    EXPECT 4, t0, ROUNDS
    PASS
others:
    wfi
    j others

    .align 6
    .option norvc
patched:
    addi s2, s2, 1
    ret
    .section .data
    .align 2
patches:
    addi s2, s2, 1
    addi s2, s2, 2
    .align 6
lock: .zero 64
counters: .zero 192
neighbours: .zero 64
block: .zero 128
