// Zihintntl: the hints change nothing, alone or before a memory access, and neither do their compressed forms.
// Unprivileged specification, "Zihintntl".
// Extensions: zihintntl
#include "test.h"
    START
    li sp, 0x2222
    li tp, 0x4444
    li t0, 0x5555
    la a0, cell
    li a1, 0x1234
    add x0, x0, x2                            // ntl.p1
    ld t1, 0(a0)
    EXPECT 1, t1, 0x0123456789abcdef
    add x0, x0, x3                            // ntl.pall
    sd a1, 0(a0)
    add x0, x0, x4                            // ntl.s1
    amoadd.d t1, a1, (a0)
    EXPECT 2, t1, 0x1234
    add x0, x0, x5                            // ntl.all
    ld t1, 0(a0)
    EXPECT 3, t1, 0x2468
    .2byte 0x900a, 0x900e, 0x9012, 0x9016     // c.ntl.p1, c.ntl.pall, c.ntl.s1, c.ntl.all
    ld t1, 0(a0)
    EXPECT 4, t1, 0x2468
    EXPECT 5, sp, 0x2222
    EXPECT 6, tp, 0x4444
    EXPECT 7, t0, 0x5555
    // A target that traps reports itself.
    li a0, 0x100
    add x0, x0, x5
    TRAPS 8, CAUSE_LOAD_ACCESS, ld t1, 0(a0)
    EXPECT 9, s9, 0x100
    PASS
    .section .data
    .align 3
cell: .dword 0x0123456789abcdef
