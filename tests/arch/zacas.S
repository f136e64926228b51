// Zacas: compare-and-swap of 4, 8 and 16 bytes; its alignment and its faults by PMP (by MPT: smmpt.S). Unprivileged
// specification, "Zacas"; privileged specification, "Physical Memory Protection". (The assembler does not know them.)
// Extensions: zacas, ziccamoc
#include "test.h"
.macro CASW rd, rs2, rs1
    .insn r 0x2f, 2, 0x14, \rd, \rs1, \rs2
.endm
.macro CASD rd, rs2, rs1
    .insn r 0x2f, 3, 0x14, \rd, \rs1, \rs2
.endm
.macro CASQ rd, rs2, rs1
    .insn r 0x2f, 4, 0x14, \rd, \rs1, \rs2
.endm
/// memory, expected, new: what rd and memory hold afterwards.
.macro CAS n, op, old, expected, new, read, value
    li t1, \old
    sd t1, 0(a0)
    li t0, \expected
    li t2, \new
    \op t0, t2, a0
    EXPECT \n, t0, \read
    ld t0, 0(a0)
    EXPECT \n + 1, t0, \value
.endm
/// The pairs t1:t2 … are x6, x7; expected in a2, a3; new in a4, a5.
.macro QUAD n, low, high, elow, ehigh, mlow, mhigh
    li t1, \low
    li t2, \high
    sd t1, 0(a0)
    sd t2, 8(a0)
    li a2, \elow
    li a3, \ehigh
    li a4, 0xaaaa
    li a5, 0xbbbb
    CASQ a2, a4, a0
    EXPECT \n, a2, \low
    EXPECT \n + 1, a3, \high
    ld t0, 0(a0)
    EXPECT \n + 2, t0, \mlow
    ld t0, 8(a0)
    EXPECT \n + 3, t0, \mhigh
.endm
    START
    la a0, cell
    CAS 1, CASW, 0x1111111180000005, 0x80000005, 0x7, 0xffffffff80000005, 0x1111111100000007
    CAS 3, CASW, 0x1111111180000005, 0xdead00080000005, 0x7, 0xffffffff80000005, 0x1111111100000007
    CAS 5, CASW, 0x1111111180000005, 0x5, 0x7, 0xffffffff80000005, 0x1111111180000005
    CAS 7, CASD, 0x1111111180000005, 0x1111111180000005, 0x7, 0x1111111180000005, 0x7
    CAS 9, CASD, 0x1111111180000005, 0x80000005, 0x7, 0x1111111180000005, 0x1111111180000005
    QUAD 11, 1, 2, 1, 2, 0xaaaa, 0xbbbb
    QUAD 15, 1, 2, 1, 3, 1, 2
    QUAD 19, 1, 2, 3, 2, 1, 2
    // A pair that begins at x0: compares with zero, swaps in zero, is not written.
    sd x0, 0(a0)
    sd x0, 8(a0)
    li ra, 0x1111
    CASQ x0, a4, a0
    EXPECT 23, ra, 0x1111
    ld t0, 8(a0)
    EXPECT 24, t0, 0xbbbb
    li a2, 0xaaaa
    li a3, 0xbbbb
    CASQ a2, x0, a0
    ld t0, 8(a0)
    EXPECT 25, t0, 0
    EXPECT 26, a3, 0xbbbb
    CASD x0, a5, a0                           // x0 compares as zero too
    ld t0, 0(a0)
    EXPECT 27, t0, 0xbbbb
    TRAPS 28, CAUSE_ILLEGAL, CASQ a3, a4, a0  // odd registers
    TRAPS 29, CAUSE_ILLEGAL, CASQ a2, a5, a0
    // Alignment: 16 bytes that cross are misaligned, whatever Zama16b allows; a device takes no AMO.
    addi a1, a0, 8
    TRAPS 30, CAUSE_STORE_MISALIGNED, CASQ a2, a4, a1
    sub t0, s9, a1
    EXPECT 31, t0, 0
    li a1, 0x10000000
    TRAPS 32, CAUSE_STORE_ACCESS, CASW a2, a4, a1
    // Write permission is needed even where the comparison would fail: PMP entry 0, read-only, over page 1.
    la a1, page1
    li t0, 5
    sd t0, 0(a1)
    srli t0, a1, 2
    ori t0, t0, 0x1ff                         // 4 KiB
    csrw pmpaddr0, t0
    csrwi pmpcfg0, 0x19                       // NAPOT, R
    ENTER 1, 0, 1f
1:  li a2, 99
    TRAPS 33, CAUSE_STORE_ACCESS, CASD a2, a4, a1
    EXPECT 34, a2, 99
    ENTER 0, 0, 1f
1:  TRAPS 35, CAUSE_STORE_ACCESS, CASQ a2, a4, a1
    csrwi pmpcfg0, 0
    PASS
    .section .data
    .align 4
cell: .zero 64
    .align 12
page1: .zero 4096
