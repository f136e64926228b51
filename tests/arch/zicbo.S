// Zicbom, Zicboz, Zicbop: blocks of 64 bytes, enables in the envcfg registers, faults. Unprivileged specification, "CMO".
// Extensions: zicbom, zicbop, zicboz, zic64b
#include "test.h"
    START
    la a0, block
    li t1, -1
    sd t1, -8(a0)
    sd t1, 0(a0)
    sd t1, 56(a0)
    sd t1, 64(a0)
    addi a1, a0, 33
    cbo.zero (a1)                   // any address inside the block
    ld t0, 0(a0)
    EXPECT 1, t0, 0
    ld t0, 56(a0)
    EXPECT 2, t0, 0
    ld t0, -8(a0)
    EXPECT 3, t0, -1
    ld t0, 64(a0)
    EXPECT 4, t0, -1
    sd t1, 8(a0)
    cbo.clean (a0)
    cbo.flush (a0)
    cbo.inval (a0)
    ld t0, 8(a0)
    EXPECT 5, t0, -1
    li a2, 0x100
    TRAPS 6, CAUSE_STORE_ACCESS, cbo.zero 0(a2)
    EXPECT 7, s9, 0x100
    TRAPS 8, CAUSE_STORE_ACCESS, cbo.flush 0(a2)
    prefetch.r 0(a2)                // never traps
    prefetch.w 0(a2)
    prefetch.i 0(a2)
    // S-mode: menvcfg.CBZE 7, CBCFE 6, CBIE 5:4.
    csrwi menvcfg, 0
    ENTER 1, 0, 1f
1:  TRAPS 10, CAUSE_ILLEGAL, cbo.zero 0(a0)
    ENTER 1, 0, 1f
1:  TRAPS 11, CAUSE_ILLEGAL, cbo.clean 0(a0)
    ENTER 1, 0, 1f
1:  TRAPS 12, CAUSE_ILLEGAL, cbo.inval 0(a0)
    li t0, 0xd0                     // CBZE, CBCFE, CBIE = 01
    csrw menvcfg, t0
    ENTER 1, 0, 1f
1:  cbo.zero (a0)
    cbo.clean (a0)
    cbo.inval (a0)
    LEAVE
    // U-mode needs senvcfg as well.
    csrwi senvcfg, 0
    ENTER 0, 0, 1f
1:  TRAPS 13, CAUSE_ILLEGAL, cbo.zero 0(a0)
    li t0, 0x80
    csrw senvcfg, t0
    ENTER 0, 0, 1f
1:  cbo.zero (a0)
    TRAPS 14, CAUSE_ILLEGAL, cbo.flush 0(a0)
    PASS
    .section .data
    .align 6
    .zero 64
block: .zero 128
