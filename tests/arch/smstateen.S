// Smstateen: mstateen0.SE0 (bit 63) and ENVCFG (bit 62) guard sstateen0 and senvcfg, henvcfg. Specification "Smstateen".
// Extensions: smstateen
#include "test.h"
    START
    csrw 0x30c, x0
    ENTER 1, 0, 1f
1:  TRAPS 1, CAUSE_ILLEGAL, csrr t0, 0x10c      // sstateen0
    ENTER 1, 0, 1f
1:  TRAPS 2, CAUSE_ILLEGAL, csrr t0, 0x10a      // senvcfg
    ENTER 1, 0, 1f
1:  TRAPS 3, CAUSE_ILLEGAL, csrr t0, 0x60a      // henvcfg
    li t0, 3 << 62
    csrw 0x30c, t0
    csrr t0, 0x30c
    EXPECT 4, t0, 0xc000000000000000
    ENTER 1, 0, 1f
1:  csrr t0, 0x10c
    csrr t0, 0x10a
    csrr t0, 0x60a
    csrr t0, 0x60c                              // hstateen0
    LEAVE
    // VS-mode: hstateen0 of zero makes virtual-instruction exceptions.
    csrw 0x60c, x0
    ENTER 1, 1, 1f
1:  TRAPS 5, CAUSE_VIRTUAL, csrr t0, 0x10c
    ENTER 1, 1, 1f
1:  TRAPS 6, CAUSE_VIRTUAL, csrr t0, 0x10a
    li t0, 3 << 62
    csrw 0x60c, t0
    ENTER 1, 1, 1f
1:  csrr t0, 0x10c
    csrr t0, 0x10a
    LEAVE
    // A bit that is zero in mstateen0 reads zero in hstateen0.
    li t0, 1 << 63
    csrw 0x30c, t0
    csrr t0, 0x60c
    li t1, 1 << 62
    and t0, t0, t1
    EXPECT 7, t0, 0
    PASS
