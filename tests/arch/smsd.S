// Smsd and Smmpt43: mmpt, MFENCE.PA, MINVAL.PA, denied accesses of every type. Supervisor Domains Access Protection, §3,
// §4. funct7 of MFENCE.PA and MINVAL.PA as in docs/decisions.md (0x19, 0x1b).
// Extensions: smsd
#include "test.h"
.macro MFENCE_PA rs1, rs2
    .insn r 0x73, 0, 0x19, x0, \rs1, \rs2
.endm
.macro MINVAL_PA rs1, rs2
    .insn r 0x73, 0, 0x1b, x0, \rs1, \rs2
.endm
    START
    // WARL fields: MODE 63:60, SDID 57:52, PPN 43:0; the rest reads zero.
    li t0, -1
    li t2, 1 << 60
    csrw 0x382, t2
    csrw 0x382, t0                              // MODE 15 is not supported: the other fields are written
    csrr t0, 0x382
    li t1, 0x0c0ff00000000000
    and t0, t0, t1
    EXPECT 1, t0, 0
    csrr t0, 0x382
    srli t0, t0, 60
    EXPECT 2, t0, 1
    csrr t0, 0x382
    srli t0, t0, 52
    andi t0, t0, 0x3f
    EXPECT 3, t0, 0x3f
    li t0, 3 << 60 | 0xf                        // Smmpt64: PPN[2:0] read zero
    csrw 0x382, t0
    csrr t0, 0x382
    EXPECT 4, t0, 0x3000000000000008
    csrw 0x382, x0
    csrr t0, 0x74e                              // msdcfg exists
    ENTER 1, 0, 1f
1:  TRAPS 5, CAUSE_ILLEGAL, csrr t0, 0x382
    ENTER 1, 1, 1f
1:  TRAPS 6, CAUSE_ILLEGAL, csrr t0, 0x382
    // Table: root[0] → middle[64] → leaf[0]: entry for 0x8000'0000 to 0x8000'ffff, three bits a page from bit 8.
    // SPA bits: 42:34 root, 33:25 middle, 24:16 leaf, 15:12 page.
    la t0, middle
    srli t0, t0, 12
    slli t0, t0, 10
    ori t0, t0, 1
    la t1, root
    sd t0, 0(t1)
    la t0, leaf
    srli t0, t0, 12
    slli t0, t0, 10
    ori t0, t0, 1
    la t1, middle
    sd t0, (64 * 8)(t1)
    // Which of the sixteen pages the test page is: RWX everywhere else.
.macro PERMIT xwr
    la t0, page
    srli t0, t0, 12
    andi t0, t0, 15
    li t1, 3
    mul t0, t0, t1
    addi t0, t0, 8
    li t1, 7
    sll t1, t1, t0
    not t1, t1
    li t2, \xwr
    sll t2, t2, t0
    li t0, 0x00ffffffffffff03
    and t0, t0, t1
    or t0, t0, t2
    la t1, leaf
    sd t0, 0(t1)
.endm
    PERMIT 7
    la t0, root
    srli t0, t0, 12
    li t1, (1 << 60) | (5 << 52)
    or s0, t0, t1
    csrw 0x382, s0
    MFENCE_PA x0, x0
    la s1, page
    li t0, 0x00008067                           // ret
    sw t0, 0(s1)
    ENTER 1, 0, 1f
1:  jalr s1
    ld t0, 8(s1)
    sd t0, 8(s1)
    amoadd.d t0, x0, (s1)
    LEAVE
    EXPECT 10, s10, CAUSE_ECALL_S
    // Read only.
    PERMIT 1
    MFENCE_PA s1, x0
    ENTER 1, 0, 1f
1:  ld t0, 8(s1)
    TRAPS 11, CAUSE_STORE_ACCESS, sd t0, 8(s1)
    addi t0, s1, 8
    sub t0, t0, s9
    EXPECT 12, t0, 0
    EXPECT 13, s7, 0
    ENTER 1, 0, 1f
1:  TRAPS 14, CAUSE_STORE_ACCESS, amoadd.d t0, x0, (s1)
    ENTER 1, 0, 1f
1:  TRAPS 15, CAUSE_FETCH_ACCESS, jr s1
    sub t0, s9, s1
    EXPECT 16, t0, 0
    li t0, 0x80
    csrs menvcfg, t0
    ENTER 1, 0, 1f
1:  TRAPS 17, CAUSE_STORE_ACCESS, cbo.zero 0(s1)
    // Execute only: loads fault, also with MXR.
    PERMIT 4
    MFENCE_PA x0, x0
    li t0, 1 << 19
    csrs mstatus, t0
    ENTER 1, 0, 1f
1:  jalr s1
    TRAPS 18, CAUSE_LOAD_ACCESS, ld t0, 0(s1)
    // Nothing: M-mode is not bound; MPRV loads are.
    PERMIT 0
    MFENCE_PA x0, x0
    ld t0, 0(s1)
    ENTER 0, 0, 1f
1:  TRAPS 20, CAUSE_LOAD_ACCESS, ld t0, 0(s1)
    ENTER 1, 1, 1f
1:  TRAPS 21, CAUSE_LOAD_ACCESS, ld t0, 0(s1)
    csrr t0, mstatus                            // GVA: VS-mode, both stages Bare
    srli t0, t0, 38
    andi t0, t0, 1
    EXPECT 22, t0, 1
    li t0, 3 << 11
    csrc mstatus, t0
    li t0, 1 << 11                              // MPP = S
    csrs mstatus, t0
    li t0, 1 << 39
    csrc mstatus, t0
    li t0, 1 << 17                              // MPRV
    csrs mstatus, t0
    la s11, 2f
1:  ld t0, 0(s1)
    j test_fail
2:  EXPECT_CAUSE 23, CAUSE_LOAD_ACCESS
    li t0, 1 << 17
    csrc mstatus, t0
    li t0, 1 << 8                               // HLV as VS
    csrs 0x600, t0
    TRAPS 24, CAUSE_LOAD_ACCESS, hlv.d t0, (s1)
    // The sequence with MINVAL.PA does what MFENCE.PA does.
    PERMIT 3
    sfence.w.inval
    MINVAL_PA s1, x0
    sfence.inval.ir
    ENTER 1, 0, 1f
1:  ld t0, 0(s1)
    sd t0, 8(s1)
    TRAPS 25, CAUSE_FETCH_ACCESS, jr s1
    // Fence of one domain by SDID (bits above 5 are ignored).
    PERMIT 0
    li t1, 0x1c5
    MFENCE_PA x0, t1
    ENTER 1, 0, 1f
1:  TRAPS 26, CAUSE_LOAD_ACCESS, ld t0, 0(s1)
    // A page table in a denied page: the fault of the original access type.
    la t0, page
    srli t0, t0, 12
    li t1, 8 << 60
    or t0, t0, t1
    csrw satp, t0
    sfence.vma
    la s11, 2f
    ENTER 1, 0, 1f
1:  j test_fail
2:  EXPECT_CAUSE 27, CAUSE_FETCH_ACCESS
    csrw satp, x0
    // A reserved permission (W without R) makes the whole entry fault; so does an invalid entry.
    PERMIT 2
    MFENCE_PA x0, x0
    la s11, 2f
    ENTER 1, 0, 1f
1:  j test_fail
2:  EXPECT_CAUSE 28, CAUSE_FETCH_ACCESS
    la t1, leaf
    sd x0, 0(t1)
    MFENCE_PA x0, x0
    la s11, 2f
    ENTER 1, 0, 1f
1:  j test_fail
2:  EXPECT_CAUSE 29, CAUSE_FETCH_ACCESS
    // Below M-mode the fences are illegal, also in VS-mode.
    csrw 0x382, x0
    MFENCE_PA x0, x0
    ENTER 1, 0, 1f
1:  TRAPS 30, CAUSE_ILLEGAL, MFENCE_PA x0, x0
    ENTER 1, 1, 1f
1:  TRAPS 31, CAUSE_ILLEGAL, MINVAL_PA x0, x0
    EXPECT 32, s9, 0x36000073
    PASS
    .section .data
    .align 12
root: .zero 4096
middle: .zero 4096
leaf: .zero 4096
page: .zero 4096
    .section .text
