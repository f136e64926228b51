// Zkr: the seed CSR, who may access it, and with which instructions. Unprivileged specification, "Zkr"; privileged
// specification, mseccfg.SSEED and USEED.
// Extensions: zkr
#include "test.h"
#define SEED 0x015
#define MSECCFG 0x747
#define USEED 0x100
#define SSEED 0x200
    START
    csrr t0, MSECCFG
    EXPECT 1, t0, 0                           // the reset value
    // ES16 with 16 bits, and never the same sequence: 16 values that are not all equal.
    li s0, 0
    li s1, -1
    li s2, 16
1:  csrrw t0, SEED, x0
    srli t1, t0, 16
    li t2, 0x8000
    li gp, 2
    bne t1, t2, test_fail
    or s0, s0, t0
    and s1, s1, t0
    addi s2, s2, -1
    bnez s2, 1b
    xor t0, s0, s1
    sltu t0, x0, t0
    EXPECT 3, t0, 1
    // All that writes; whatever is written.
    li t1, -1
    csrrw t0, SEED, t1
    csrrs t0, SEED, t1
    csrrc t0, SEED, t1
    csrrwi t0, SEED, 31
    csrrsi t0, SEED, 31
    csrrci t0, SEED, 31
    srli t0, t0, 16
    EXPECT 4, t0, 0x8000
    csrw SEED, x0
    // What only reads is illegal, in M-mode too.
    TRAPS 5, CAUSE_ILLEGAL, csrr t0, SEED
    TRAPS 6, CAUSE_ILLEGAL, csrrc t0, SEED, x0
    TRAPS 7, CAUSE_ILLEGAL, csrrsi t0, SEED, 0
    TRAPS 8, CAUSE_ILLEGAL, csrrci t0, SEED, 0
    // Nobody else without SSEED and USEED.
.macro DENIED n, mpp, v, cause
    ENTER \mpp, \v, 7f
7:  TRAPS \n, \cause, csrrw t0, SEED, x0
.endm
.macro ALLOWED n, mpp
    ENTER \mpp, 0, 7f
7:  csrrw a1, SEED, x0
    TRAPS \n, CAUSE_ECALL_U + \mpp, ecall
    srli a1, a1, 16
    EXPECT \n + 1, a1, 0x8000
.endm
    DENIED 9, 1, 0, CAUSE_ILLEGAL
    DENIED 10, 0, 0, CAUSE_ILLEGAL
    DENIED 11, 1, 1, CAUSE_ILLEGAL
    DENIED 12, 0, 1, CAUSE_ILLEGAL
    // USEED is U-mode's alone.
    li t1, USEED
    csrw MSECCFG, t1
    csrr t0, MSECCFG
    EXPECT 13, t0, USEED
    ALLOWED 14, 0
    DENIED 16, 1, 0, CAUSE_ILLEGAL
    DENIED 17, 1, 1, CAUSE_ILLEGAL
    DENIED 18, 0, 1, CAUSE_ILLEGAL
    // SSEED is S-mode's; guests trap to the hypervisor, but for instructions that only read.
    li t1, SSEED
    csrw MSECCFG, t1
    ALLOWED 19, 1
    DENIED 21, 0, 0, CAUSE_ILLEGAL
    DENIED 22, 1, 1, CAUSE_VIRTUAL
    DENIED 23, 0, 1, CAUSE_VIRTUAL
    ENTER 1, 1, 7f
7:  TRAPS 24, CAUSE_ILLEGAL, csrr t0, SEED
    ENTER 1, 0, 7f
7:  TRAPS 25, CAUSE_ILLEGAL, csrr t0, SEED
    PASS
