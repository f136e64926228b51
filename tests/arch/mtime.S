// mtime is writable, `time` is its shadow on every hart, and mtimecmp, stimecmp and a sleeper's timer follow it, also when
// it is set back. Privileged specification, "Machine Timer (mtime and mtimecmp) Registers"; unprivileged, "Zicntr"; "Sstc".
// Exit code 0, or the number of the first case that failed. The second hart sleeps until hart 0 moves mtime over its timer.
// Options: --harts 2
#include "test.h"
#define MTIME 0x0200bff8
#define MTIMECMP 0x02004000
    START
    csrr t0, mhartid
    bnez t0, sleeper
    li s0, MTIME
    li s1, MTIMECMP
    li t0, 1 << 63
    csrs menvcfg, t0                // STCE
    li t0, -1
    csrw 0x14d, t0                  // stimecmp
    li t0, 2000                     // at least ten ticks
1:  addi t0, t0, -1
    bnez t0, 1b
    // Set back: the shadow follows, and no comparator above it is met.
    sd x0, 0(s0)
    csrr s2, time
    sltiu t0, s2, 5
    EXPECT 1, t0, 1
    li t0, 1000000
    sd t0, 0(s1)
    csrw 0x14d, t0
    csrr t0, mip
    andi t0, t0, 0xa0
    EXPECT 2, t0, 0
    // A sleep ends when mtime reaches mtimecmp, not before.
    li t0, 1000
    sd t0, 0(s1)
    li t0, 0x80
    csrw mie, t0
    wfi
    csrr s2, time
    sltiu t0, s2, 1000
    EXPECT 3, t0, 0
    csrr t0, mip
    andi t0, t0, 0x80
    EXPECT 4, t0, 0x80
    // Moved ahead of both comparators.
    li t0, -1
    sd t0, 0(s1)
    li t0, 1000000
    sd t0, 0(s1)
    csrr t0, mip
    andi t0, t0, 0xa0
    EXPECT 5, t0, 0
    li t0, 5000000
    sd t0, 0(s0)
    csrr t0, mip
    andi t0, t0, 0xa0
    EXPECT 6, t0, 0xa0
    csrr s2, time
    li t0, 5000000
    sub t0, s2, t0
    sltiu t0, t0, 5
    EXPECT 7, t0, 1
    // As large as it gets: the offset wraps.
    li t0, -100
    sd t0, 0(s0)
    csrr s2, time
    li t0, -101
    sltu t0, t0, s2
    EXPECT 8, t0, 1
    // The other hart's timer, a day away, is met when mtime is moved there.
    la s3, asleep
1:  ld t0, 0(s3)
    beqz t0, 1b
    li t0, 2000                     // long enough to be asleep
1:  addi t0, t0, -1
    bnez t0, 1b
    li t0, 864000000000
    sd t0, 0(s0)
    la s3, awake
    li s4, 100000
    li gp, 9
1:  ld t0, 0(s3)
    bnez t0, 2f
    addi s4, s4, -1
    bnez s4, 1b
    j test_fail
2:  PASS

sleeper:
    li t0, 1 << 63
    csrs menvcfg, t0
    li t0, 864000000000
    csrw 0x14d, t0
    li t0, 0x20
    csrw mie, t0
    la s3, asleep
    li t0, 1
    sd t0, 0(s3)
    wfi
    la s3, awake
    sd t0, 0(s3)
1:  wfi
    j 1b

    .data
    .align 3
asleep: .dword 0
awake: .dword 0
