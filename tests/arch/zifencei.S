// Zifencei and Zihintpause: FENCE.I lets fetches see earlier stores; PAUSE changes nothing, in any mode. Unprivileged
// specification, "Zifencei", "Zihintpause".
// Extensions: zifencei, zihintpause
#include "test.h"
.option arch, +zihintpause
    START
    la a0, code
    la a1, one
    la a2, two
    li t1, 10
again:
    lw t2, 0(a1)
    sw t2, 0(a0)
    fence.i
    jalr ra, a0
    EXPECT 1, t0, 1
    lw t2, 0(a2)
    sw t2, 0(a0)
    fence.i
    jalr ra, a0
    EXPECT 2, t0, 2
    addi t1, t1, -1
    bnez t1, again
    li t0, 7
    pause
    EXPECT 3, t0, 7
    ENTER 0, 0, 1f
1:  pause
    fence.i
    TRAPS 4, CAUSE_ECALL_U, ecall
    EXPECT 5, t0, 7
    PASS
    .option norvc                 // words of four bytes
    .align 2
one: addi t0, x0, 1
two: addi t0, x0, 2
code: .word 0
    ret
