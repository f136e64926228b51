// Sscofpmf: overflow sets OF and LCOFIP, mode filters, scountovf. Specification "Sscofpmf".
// Extensions: sscofpmf
#include "test.h"
    START
    li t1, 2                                    // instructions
    csrw mhpmevent3, t1
    li t1, -4
    csrw mhpmcounter3, t1
    nop
    nop
    nop
    nop
    nop
    j 1f
1:  csrr t0, mhpmevent3
    srli t0, t0, 63
    EXPECT 1, t0, 1
    csrr t0, mip
    srli t0, t0, 13
    andi t0, t0, 1
    EXPECT 2, t0, 1
    csrr t0, 0xda0
    EXPECT 3, t0, 8
    // OF stays set until software clears it; while it is set there is no new request.
    li t1, 1 << 13
    csrc mip, t1
    li t1, -2
    csrw mhpmcounter3, t1
    nop
    nop
    j 1f
1:  csrr t0, mip
    srli t0, t0, 13
    andi t0, t0, 1
    EXPECT 4, t0, 0
    // scountovf below M shows the bits of counters enabled in mcounteren.
    csrwi mcounteren, 0
    ENTER 1, 0, 1f
1:  csrr s5, 0xda0
    LEAVE
    EXPECT 5, s5, 0
    csrwi mcounteren, 8
    ENTER 1, 0, 1f
1:  csrr s5, 0xda0
    LEAVE
    EXPECT 6, s5, 8
    // MINH (bit 62): nothing counts in M-mode; SINH (bit 61) leaves it alone.
    li t1, (1 << 62) | 2
    csrw mhpmevent3, t1
    csrw mhpmcounter3, x0
    nop
    csrr t0, mhpmcounter3
    EXPECT 7, t0, 0
    li t1, (1 << 61) | 2
    csrw mhpmevent3, t1
    csrw mhpmcounter3, x0
    nop
    nop
    csrr t0, mhpmcounter3
    EXPECT 8, t0, 2
    // The interrupt is number 13.
    csrwi mcountinhibit, 0
    li t1, 2
    csrw mhpmevent3, t1
    li t1, 1 << 13
    csrc mip, t1
    csrw mie, t1
    li t1, -40
    csrw mhpmcounter3, t1
    la s11, 2f
    ENTER 1, 0, 1f
1:  j 1b
2:  EXPECT 9, s10, 0x800000000000000d
    PASS
