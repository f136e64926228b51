// Sv39 with Svade, Svadu, Svnapot, Svpbmt, Svinval: permissions, faults and what mtval says. Privileged specification,
// "Sv39", "Svnapot", "Svpbmt", "Svinval", "Svadu".
// Extensions: sv39, svade, svadu, svnapot, svpbmt, ssccptr
#include "test.h"
    START
    // root[2]: this gigabyte, for S; root[1] → middle[0] → leaf: pages at 0x4000'0000.
    li t6, (0x80000000 >> 12 << 10) | PTE_RWX
    la t5, root
    sd t6, 16(t5)
    PTE root, 1, middle, PTE_V
    PTE middle, 0, leaf, PTE_V
    PTE leaf, 0, page, PTE_RWX
    PTE leaf, 1, page, PTE_V | PTE_R | PTE_A
    PTE leaf, 2, page, PTE_V | PTE_R | PTE_W | PTE_A
    PTE leaf, 3, page, PTE_V | PTE_R | PTE_W
    PTE leaf, 4, page, PTE_V | PTE_X | PTE_A
    PTE leaf, 5, page, PTE_RWX | PTE_U
    PTE leaf, 6, page, PTE_V | PTE_W | PTE_A | PTE_D
    PTE leaf, 7, page, 0
    la t0, page
    li t1, 0x1122334455667788
    sd t1, 0(t0)
    la t0, root
    srli t0, t0, 12
    li t1, 8 << 60
    or s0, t0, t1
    csrw satp, s0
    csrr t0, satp
    sub t0, t0, s0
    EXPECT 1, t0, 0
    // Reserved MODE values are not written.
    li t1, 7 << 60
    csrw satp, t1
    csrr t0, satp
    sub t0, t0, s0
    EXPECT 2, t0, 0
    li s1, 0x40000000
    li s2, 0x40001000
    li s3, 0x40002000
    li s4, 0x40003000
    li s5, 0x40004000
    sfence.vma
    ENTER 1, 0, 1f
1:  ld t0, 0(s1)
    LEAVE
    EXPECT 3, t0, 0x1122334455667788
.macro S_TRAP n, cause, insn:vararg
    ENTER 1, 0, 8f
8:  TRAPS \n, \cause, \insn
.endm
    S_TRAP 4, CAUSE_STORE_PAGE, sd t0, 8(s2)
    li t0, 0x40001008
    sub t0, t0, s9
    EXPECT 5, t0, 0
    S_TRAP 6, CAUSE_LOAD_PAGE, ld t0, 0(s5)
    li t0, 1 << 19                       // MXR
    csrs mstatus, t0
    ENTER 1, 0, 1f
1:  ld t0, 0(s5)
    LEAVE
    li t1, 1 << 19
    csrc mstatus, t1
    EXPECT 7, t0, 0x1122334455667788
    // Svade (ADUE=0): A=0 and D=0 fault.
    S_TRAP 8, CAUSE_LOAD_PAGE, ld t0, 0(s4)
    S_TRAP 9, CAUSE_STORE_PAGE, sd t0, 0(s3)
    S_TRAP 10, CAUSE_STORE_PAGE, amoadd.d t0, x0, (s3)
    // U pages need SUM for S loads and are never fetched by S.
    li s4, 0x40005000
    S_TRAP 11, CAUSE_LOAD_PAGE, ld t0, 0(s4)
    S_TRAP 12, CAUSE_FETCH_PAGE, jr s4
    sub t0, s9, s4
    EXPECT 13, t0, 0
    li t0, 1 << 18
    csrs mstatus, t0
    ENTER 1, 0, 1f
1:  ld t0, 0(s4)
    LEAVE
    EXPECT 14, t0, 0x1122334455667788
    S_TRAP 15, CAUSE_FETCH_PAGE, jr s4
    li t0, 1 << 18
    csrc mstatus, t0
    // W without R is reserved; V=0; not canonical.
    li s4, 0x40006000
    S_TRAP 16, CAUSE_LOAD_PAGE, ld t0, 0(s4)
    li s4, 0x40007000
    S_TRAP 17, CAUSE_STORE_PAGE, sd t0, 0(s4)
    li s4, 0x0000004000000000
    S_TRAP 18, CAUSE_LOAD_PAGE, ld t0, 0(s4)
    sub t0, s9, s4
    EXPECT 19, t0, 0
    // Svadu: menvcfg.ADUE (bit 61): A and D are set by hardware.
    li t0, 1 << 61
    csrs menvcfg, t0
    sfence.vma
    li s4, 0x40003000
    ENTER 1, 0, 1f
1:  ld t0, 0(s4)
    LEAVE
    la t1, leaf
    ld t0, 24(t1)
    andi t0, t0, 0xff
    EXPECT 20, t0, PTE_V | PTE_R | PTE_W | PTE_A
    ENTER 1, 0, 1f
1:  sd t0, 8(s3)
    LEAVE
    la t1, leaf
    ld t0, 16(t1)
    andi t0, t0, 0xff
    EXPECT 21, t0, PTE_V | PTE_R | PTE_W | PTE_A | PTE_D
    li t0, 1 << 61
    csrc menvcfg, t0
    // Svpbmt: bits 62:61 are reserved unless menvcfg.PBMTE (bit 62); value 3 is reserved always.
    la t1, leaf
    ld t0, 0(t1)
    li t2, 1 << 61
    or t0, t0, t2
    sd t0, 0(t1)
    sfence.vma
    S_TRAP 22, CAUSE_LOAD_PAGE, ld t0, 0(s1)
    li t0, 1 << 62
    csrs menvcfg, t0
    sfence.vma
    ENTER 1, 0, 1f
1:  ld t0, 0(s1)
    LEAVE
    EXPECT 23, t0, 0x1122334455667788
    la t1, leaf
    ld t0, 0(t1)
    li t2, 3 << 61
    or t0, t0, t2
    sd t0, 0(t1)
    sfence.vma
    S_TRAP 24, CAUSE_LOAD_PAGE, ld t0, 0(s1)
    li t0, 1 << 62
    csrc menvcfg, t0
    // Svnapot: N (bit 63) with PPN[3:0] = 1000 maps 64 KiB; another pattern is reserved.
    la t0, big
    srli t0, t0, 12
    ori t0, t0, 8
    slli t0, t0, 10
    ori t0, t0, PTE_RWX
    li t1, 1 << 63
    or t0, t0, t1
    la t1, leaf
    sd t0, (16 * 8)(t1)
    sd t0, (19 * 8)(t1)
    la t1, big
    li t2, 0x77
    li t4, 0x3000
    add t1, t1, t4
    sd t2, 0(t1)
    sfence.vma
    li s4, 0x40013000
    ENTER 1, 0, 1f
1:  ld t0, 0(s4)
    LEAVE
    EXPECT 25, t0, 0x77
    la t1, leaf
    ld t0, (19 * 8)(t1)
    li t3, 1 << 10
    xor t0, t0, t3
    sd t0, (19 * 8)(t1)
    sfence.vma
    S_TRAP 26, CAUSE_LOAD_PAGE, ld t0, 0(s4)
    // A fence by address, and the same by Svinval.
    PTE leaf, 0, page, PTE_RWX
    sfence.vma
    ENTER 1, 0, 1f
1:  ld t0, 0(s1)
    LEAVE
    PTE leaf, 0, big, PTE_RWX
    ENTER 1, 0, 1f
1:  sfence.vma s1, x0
    ld t0, 0(s1)
    LEAVE
    EXPECT 27, t0, 0
    PTE leaf, 0, page, PTE_RWX
    ENTER 1, 0, 1f
1:  sfence.w.inval
    sinval.vma s1, x0
    sfence.inval.ir
    ld t0, 0(s1)
    LEAVE
    EXPECT 28, t0, 0x1122334455667788
    // U-mode cannot even fetch here: the page belongs to S.
    CATCH 2f
    ENTER 0, 0, 1f
1:  j test_fail
2:  EXPECT_CAUSE 29, CAUSE_FETCH_PAGE
    PASS
    .section .data
    .align 12
root: .zero 4096
middle: .zero 4096
leaf: .zero 4096
page: .zero 4096
    .align 16
big: .zero 65536
    .section .text
