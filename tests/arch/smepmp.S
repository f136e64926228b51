// PMP and Smepmp: matching, locks, rule locking bypass, machine-mode lockdown and whitelist policy. Privileged
// specification, "PMP", "Smepmp".
// Extensions: smepmp
#include "test.h"
    START
    la a0, page
    // Entry 0: NAPOT 4 KiB, no permission. M-mode is not bound without L; S is.
.macro PAGE flags
    la t0, page
    srli t0, t0, 2
    ori t0, t0, 0x1ff
    csrw pmpaddr0, t0
    li t0, 0x18 | \flags
    csrw pmpcfg0, t0
.endm
    PAGE 0
    ld t0, 0(a0)
    ENTER 1, 0, 1f
1:  TRAPS 1, CAUSE_LOAD_ACCESS, ld t0, 8(a0)
    sub t0, s9, a0
    EXPECT 2, t0, 8
    PAGE 1
    ENTER 1, 0, 1f
1:  ld t0, 0(a0)
    TRAPS 3, CAUSE_STORE_ACCESS, sd t0, 0(a0)
    ENTER 1, 0, 1f
1:  TRAPS 4, CAUSE_STORE_ACCESS, amoor.d t0, x0, (a0)
    ENTER 1, 0, 1f
1:  TRAPS 5, CAUSE_FETCH_ACCESS, jr a0
    // An access that an entry matches in part only fails: four bytes against eight.
    PAGE 7
    la t0, page
    srli t0, t0, 2
    csrw pmpaddr0, t0
    li t0, 0x17                                 // NA4, RWX
    csrw pmpcfg0, t0
    ENTER 1, 0, 1f
1:  lw t0, 0(a0)
    lw t0, 4(a0)
    TRAPS 6, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    // TOR: entry 0 has the upper end.
    la t0, page
    addi t0, t0, 16
    srli t0, t0, 2
    csrw pmpaddr1, t0
    la t0, page
    srli t0, t0, 2
    csrw pmpaddr0, t0
    li t0, 0x0900
    csrw pmpcfg0, t0                            // entry 1: TOR, R
    ENTER 1, 0, 1f
1:  ld t0, 8(a0)
    sd x0, 16(a0)
    TRAPS 7, CAUSE_STORE_ACCESS, sd x0, 8(a0)
    csrw pmpcfg0, x0
    // Without MML a byte of W without R keeps W clear.
    li t0, 0x1a
    csrw pmpcfg0, t0
    csrr t0, pmpcfg0
    EXPECT 8, t0, 0x18
    // RLB (bit 2): locked entries may be changed; only while it is set.
    csrwi 0x747, 4
    PAGE 0x80                                   // locked, no permission: binds M
    TRAPS 9, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    csrw pmpcfg0, x0
    csrr t0, pmpcfg0
    EXPECT 10, t0, 0
    ld t0, 0(a0)
    // MML (bit 0): L=0 entries are for S and U only, L=1 for M only, W without R is shared.
    csrwi 0x747, 4
    la t0, page
    srli t0, t0, 2
    ori t0, t0, 0x1ff
    csrw pmpaddr0, t0
    li t0, (0x80000000 >> 2) | 0x1ff            // 4 KiB of code
    csrw pmpaddr1, t0
    li t0, 0x1fffffffffffff
    csrw pmpaddr2, t0
    li t0, 0x1e9d1b                             // 0: RW; 1: L, RX; 2: W and X, which needs MML
    csrw pmpcfg0, t0
    csrwi 0x747, 5                              // MML and RLB: 0 for S and U, 1 for M, 2 shared data
    csrw pmpcfg0, t0
    csrr t1, pmpcfg0
    sub t0, t0, t1
    EXPECT 11, t0, 0
    csrr t0, 0x747
    andi t0, t0, 1
    EXPECT 12, t0, 1
    // M may not read what belongs to S and U.
    TRAPS 13, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    // MML is sticky.
    csrwi 0x747, 4
    csrr t0, 0x747
    andi t0, t0, 1
    EXPECT 14, t0, 1
    PASS
    .section .data
    .align 12
page: .zero 8192
