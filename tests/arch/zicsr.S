// Zicsr, Zicntr, Zihpm: access rules, read-only and privileged CSRs, exact counters, enables. Unprivileged
// specification, "Zicsr", "Zicntr and Zihpm"; privileged, mcounteren, mcountinhibit.
// Extensions: zicsr, zicntr, zihpm
#include "test.h"
    START
    li t1, 0x55
    csrw mscratch, t1
    li t1, 0x0f
    csrrs t0, mscratch, t1
    EXPECT 1, t0, 0x55
    csrrc t0, mscratch, t1
    EXPECT 2, t0, 0x5f
    csrrwi t0, mscratch, 31
    EXPECT 3, t0, 0x50
    csrrsi t0, mscratch, 0
    EXPECT 4, t0, 31
    csrrci t0, mscratch, 1
    csrr t0, mscratch
    EXPECT 5, t0, 30
    // Writing a read-only CSR is illegal, also with equal bits; set with x0 does not write.
    TRAPS 6, CAUSE_ILLEGAL, csrw mhartid, x0
    csrrs t0, mhartid, x0
    EXPECT 7, t0, 0
    TRAPS 8, CAUSE_ILLEGAL, csrrs t0, mhartid, t1
    TRAPS 9, CAUSE_ILLEGAL, csrr t0, 0x5c0
    csrr t0, misa
    srli t0, t0, 62
    EXPECT 10, t0, 2
    // Counters are exact.
    csrr t1, minstret
    nop
    nop
    csrr t2, minstret
    sub t0, t2, t1
    EXPECT 11, t0, 3
    li t1, 100
    csrw minstret, t1
    csrr t0, minstret
    EXPECT 12, t0, 100
    csrwi mcountinhibit, 5
    csrr t1, minstret
    nop
    csrr t2, minstret
    sub t0, t1, t2
    EXPECT 13, t0, 0
    csrr t1, mcycle
    nop
    csrr t2, mcycle
    sub t0, t1, t2
    EXPECT 14, t0, 0
    csrwi mcountinhibit, 0
    csrwi mcountinhibit, 2          // bit 1 is read-only zero
    csrr t0, mcountinhibit
    EXPECT 15, t0, 0
    csrr t1, time
    csrr t2, time
    sltu t0, t2, t1
    EXPECT 16, t0, 0
    // Zihpm: an event of instructions.
    li t1, 2
    csrw mhpmevent3, t1
    csrw mhpmcounter3, x0
    nop
    nop
    csrr t0, mhpmcounter3
    EXPECT 17, t0, 2
    csrw mhpmevent3, x0
    // Enables: S needs mcounteren, U needs scounteren too.
    csrwi mcounteren, 0
    ENTER 1, 0, 1f
1:  TRAPS 20, CAUSE_ILLEGAL, csrr t0, cycle
    csrwi mcounteren, 5
    csrwi scounteren, 1
    ENTER 1, 0, 1f
1:  csrr t0, cycle
    csrr t0, instret
    TRAPS 21, CAUSE_ILLEGAL, csrr t0, time
    ENTER 0, 0, 1f
1:  csrr t0, cycle
    TRAPS 22, CAUSE_ILLEGAL, csrr t0, instret
    ENTER 0, 0, 1f
1:  TRAPS 23, CAUSE_ILLEGAL, csrr t0, sscratch
    ENTER 1, 0, 1f
1:  TRAPS 24, CAUSE_ILLEGAL, csrr t0, mscratch
    ENTER 0, 0, 1f
1:  TRAPS 25, CAUSE_ECALL_U, ecall
    ENTER 1, 0, 1f
1:  TRAPS 26, CAUSE_ECALL_S, ecall
    // Ziccid and FENCE.I: a store to the next instruction is seen.
    la a0, 1f
    la a1, 2f
    lw t1, 0(a1)
    sw t1, 0(a0)
    fence.i
    .option push
    .option norvc
1:  li t0, 1
    EXPECT 30, t0, 42
    j 3f
2:  li t0, 42
    .option pop
3:  PASS
