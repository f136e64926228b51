// Sstc: stimecmp and vstimecmp raise STIP and VSTIP; menvcfg.STCE and counter enables guard them. Specification "Sstc".
// Extensions: sstc
#include "test.h"
    START
    li t0, 1 << 63
    csrs menvcfg, t0
    csrw 0x14d, x0                  // stimecmp in the past
    csrr t0, mip
    andi t0, t0, 0x20
    EXPECT 1, t0, 0x20
    li t0, -1
    csrw 0x14d, t0
    csrr t0, mip
    andi t0, t0, 0x20
    EXPECT 2, t0, 0
    // An interrupt in S-mode through M (not delegated), from a compare value in the near future.
    li t0, 0x20
    csrw mie, t0
    csrr t0, time
    addi t0, t0, 2
    csrw 0x14d, t0
    la s11, 2f
    ENTER 1, 0, 1f
1:  j 1b
2:  EXPECT 3, s10, 0x8000000000000005
    li t0, -1
    csrw 0x14d, t0
    // WFI wakes by it as well, with interrupts off.
    csrr t0, time
    addi t0, t0, 3
    csrw 0x14d, t0
    wfi
    csrr t1, time
    csrr t0, 0x14d
    sltu t0, t1, t0
    EXPECT 4, t0, 0
    // S-mode needs menvcfg.STCE and mcounteren.TM.
    csrwi mie, 0
    csrwi mcounteren, 2
    ENTER 1, 0, 1f
1:  csrr t0, 0x14d
    LEAVE
    csrwi mcounteren, 0
    ENTER 1, 0, 1f
1:  TRAPS 5, CAUSE_ILLEGAL, csrr t0, 0x14d
    csrwi mcounteren, 2
    li t0, 1 << 63
    csrc menvcfg, t0
    ENTER 1, 0, 1f
1:  TRAPS 6, CAUSE_ILLEGAL, csrr t0, 0x14d
    // vstimecmp is compared with time + htimedelta.
    li t0, 1 << 63
    csrs menvcfg, t0
    csrs 0x60a, t0                  // henvcfg.STCE
    li t0, -1
    csrw 0x24d, t0
    csrr t0, mip
    andi t0, t0, 0x40
    EXPECT 7, t0, 0
    li t0, 1 << 40
    csrw 0x605, t0                  // htimedelta
    csrw 0x24d, t0
    csrr t0, mip
    andi t0, t0, 0x40
    EXPECT 8, t0, 0x40
    PASS
