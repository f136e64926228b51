// Smmpt43, Smmpt52 and Smmpt64: mmpt and msdcfg, permissions of S and U per page, tables of every level, page-table walks
// through a denied page, MFENCE.PA and the batched sequence. Supervisor Domains Access Protection, chapters 3 and 4.
//
// A leaf MPTE of the last level covers 64 KiB, sixteen fields XWR of pages from bit 8 (r 1, w 2, x 4). One covers `area`,
// 64 KiB of data aligned to 64 KiB, another the first 64 KiB of RAM, where this program lies. The assembler does not
// know the instructions: words, with a0 as rs1.
// Extensions: smmpt43, smmpt52, smmpt64
#include "test.h"
    .option nopic                           // no GOT: S-mode reaches only the first 64 KiB and area
#define MMPT 0x382
#define MSDCFG 0x74e
#define MFENCE_PA_ALL .word 0x32000073
#define MFENCE_PA_A0 .word 0x32050073
#define MFENCE_PA_A0_A1 .word 0x32b50073
#define MFENCE_PA_X0_A1 .word 0x32b00073
#define MINVAL_PA_A0 .word 0x36050073
#define MPTE_V 1
#define MPTE_L 2
#define MPTE_N 4
#define ALL_RWX 0xffffffffffff00
#define G4 (4 << 12)

/// table[index] = pointer to the next table
.macro POINTER table, index, target
    la t6, \target
    srli t6, t6, 12
    slli t6, t6, 10
    ori t6, t6, MPTE_V
    la t5, \table
    sd t6, (\index * 8)(t5)
.endm
/// table[index] = value
.macro MPTE table, index, value
    li t6, \value
    la t5, \table
    sd t6, (\index * 8)(t5)
.endm
/// The permission of page `page` of area becomes xwr; no fence.
.macro PAGE page, xwr
    la t5, leaf
    la t6, area
    srli t6, t6, 13                         // (address >> 16) * 8, modulo the table
    andi t6, t6, 0x7f8
    add t5, t5, t6
    ld t6, 0(t5)
    li t4, ~(7 << (8 + 3 * \page))
    and t6, t6, t4
    li t4, \xwr << (8 + 3 * \page)
    or t6, t6, t4
    sd t6, 0(t5)
.endm
/// mmpt = mode, SDID, root
.macro SET_MMPT mode, sdid, root
    la t6, \root
    srli t6, t6, 12
    li t5, (\mode << 60) | (\sdid << 52)
    or t6, t6, t5
    csrw MMPT, t6
.endm
/// In the mode of mpp: the instruction raises the cause with the address of a0 in mtval.
.macro DENIED n, mpp, cause, insn:vararg
    ENTER \mpp, 0, 7f
7:
    TRAPS \n, \cause, \insn
    sub t0, s9, a0
    EXPECT \n + 1, t0, 0
.endm
/// In the mode of mpp: the instruction is done.
.macro ALLOWED n, mpp, insn:vararg
    ENTER \mpp, 0, 7f
7:  \insn
    TRAPS \n, CAUSE_ECALL_U + \mpp, ecall
.endm
/// A fetch from a0 in the mode: cause.
.macro FETCH n, mpp, cause
    CATCH 8f
    ENTER \mpp, 0, 7f
7:  jr a0
8:  EXPECT \n, s10, \cause
.endm
/// The sixteen cases of one MODE: page 0 nothing, 1 read, 2 read and write, 3 read and execute, 4 all.
.macro ALL_ACCESSES n
    la a0, area
    DENIED \n, 1, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    DENIED \n + 2, 0, CAUSE_STORE_ACCESS, sd t0, 0(a0)
    DENIED \n + 4, 1, CAUSE_STORE_ACCESS, amoadd.d t0, t1, (a0)
    FETCH \n + 6, 1, CAUSE_FETCH_ACCESS
    la a0, page1
    ALLOWED \n + 7, 0, ld t0, 0(a0)
    DENIED \n + 8, 1, CAUSE_STORE_ACCESS, sd t0, 0(a0)
    DENIED \n + 10, 0, CAUSE_STORE_ACCESS, amoor.w t0, t1, (a0)
    FETCH \n + 12, 0, CAUSE_FETCH_ACCESS
    la a0, page2
    ALLOWED \n + 13, 1, sd t0, 0(a0)
    ALLOWED \n + 14, 0, amoor.w t0, t1, (a0)
    la a0, page3
    FETCH \n + 15, 1, CAUSE_ECALL_S
.endm

    START
    // mmpt: unsupported MODE, reserved bits, SDIDLEN, alignment of the Smmpt64 root; M-mode only.
    csrr t0, MMPT
    EXPECT 1, t0, 0
    li t1, (1 << 60) | (0x3f << 52) | (0xff << 44) | (3 << 58) | 0x80007
    csrw MMPT, t1
    csrr t0, MMPT
    EXPECT 2, t0, (1 << 60) | (0x3f << 52) | 0x80007
    li t1, (3 << 60) | 0x80007
    csrw MMPT, t1
    csrr t0, MMPT
    EXPECT 3, t0, (3 << 60) | 0x80000
    li t1, (4 << 60) | 0x12340             // reserved: some supported MODE; the other fields are taken
    csrw MMPT, t1
    csrr t0, MMPT
    li t1, 0xfffffffffff
    and t1, t0, t1
    EXPECT 4, t1, 0x12340
    srli t0, t0, 60
    sltiu t0, t0, 4
    EXPECT 5, t0, 1
    csrw MMPT, x0
    li t1, -1
    csrw MSDCFG, t1
    csrr t0, MSDCFG
    li t1, 0x3fffc0                         // bits 21:6 are zero
    and t0, t0, t1
    EXPECT 6, t0, 0
    csrw MSDCFG, x0
    ENTER 1, 0, 7f
7:  TRAPS 7, CAUSE_ILLEGAL, csrr t0, MMPT
    ENTER 1, 0, 7f
7:  TRAPS 8, CAUSE_ILLEGAL, csrr t0, MSDCFG
    ENTER 1, 0, 7f
7:  TRAPS 9, CAUSE_ILLEGAL, MFENCE_PA_ALL
    ENTER 1, 0, 7f
7:  TRAPS 10, CAUSE_ILLEGAL, MINVAL_PA_A0
    ENTER 0, 0, 7f
7:  TRAPS 11, CAUSE_ILLEGAL, MFENCE_PA_A0
    ENTER 1, 1, 7f
7:  TRAPS 12, CAUSE_ILLEGAL, MFENCE_PA_ALL
    EXPECT 13, s9, 0x32000073
    ENTER 1, 1, 7f
7:  TRAPS 14, CAUSE_ILLEGAL, csrr t0, MMPT

    // Tables. Smmpt43 pn[2] is 0 and pn[1] is 64 at 0x80000000 (32 MiB per entry of the middle level).
    POINTER root43, 0, middle
    POINTER middle, 64, leaf
    POINTER root52, 0, root43
    POINTER root64, 0, root52
    MPTE leaf, 0, ALL_RWX | MPTE_V | MPTE_L     // the program
    la a0, area
    srli a0, a0, 16
    andi a0, a0, 0x1ff
    sltiu t0, a0, 2                         // area is not the program's and in reach of leaf
    EXPECT 15, t0, 0
    la t1, leaf
    sh3add t1, a0, t1
    li t2, ALL_RWX | MPTE_V | MPTE_L
    sd t2, 0(t1)
    la t2, tohost
    srli t2, t2, 16
    andi t2, t2, 0x1ff
    EXPECT 16, t2, 0                        // tohost is the program's
    PAGE 0, 0
    PAGE 1, 1
    PAGE 2, 3
    PAGE 3, 5
    PAGE 4, 7
    SET_MMPT 1, 5, root43
    MFENCE_PA_ALL
    ALL_ACCESSES 20
    SET_MMPT 2, 5, root52
    MFENCE_PA_ALL
    ALL_ACCESSES 40
    SET_MMPT 3, 5, root64
    MFENCE_PA_ALL
    ALL_ACCESSES 60
    SET_MMPT 1, 5, root43
    MFENCE_PA_ALL

    // AMOCAS needs write permission whatever the comparison says; bytes and misaligned AMOs are checked alike.
    la a0, page1
    DENIED 200, 1, CAUSE_STORE_ACCESS, .insn r 0x2f, 3, 0x14, x0, a0, x0    // amocas.d
    DENIED 202, 0, CAUSE_STORE_ACCESS, .insn r 0x2f, 4, 0x14, x0, a0, x0    // amocas.q
    DENIED 204, 1, CAUSE_STORE_ACCESS, .insn r 0x2f, 0, 0x00, x0, a0, x0    // amoadd.b
    addi a0, a0, 5
    DENIED 206, 0, CAUSE_STORE_ACCESS, amoor.w t0, t1, (a0)
    la a0, page2
    ALLOWED 208, 1, .insn r 0x2f, 4, 0x14, x0, a0, x0
    ALLOWED 209, 0, .insn r 0x2f, 1, 0x20, x0, a0, x0                       // amoor.h

    // M-mode is not concerned, except through MPRV.
    la a0, area
    ld t0, 0(a0)
    EXPECT 80, t0, 0x1122334455667788
    li t1, 3 << 11
    csrc mstatus, t1
    li t1, (1 << 17) | (1 << 11)
    csrs mstatus, t1
    TRAPS 81, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    li t1, (1 << 17) | (3 << 11)
    csrc mstatus, t1
    li t1, 1 << 17                          // MPP U
    csrs mstatus, t1
    TRAPS 82, CAUSE_STORE_ACCESS, sd t0, 0(a0)
    li t1, (1 << 17) | (3 << 11)
    csrs mstatus, t1
    ld t0, 0(a0)                            // MPP M
    li t1, 1 << 17
    csrc mstatus, t1
    EXPECT 83, t0, 0x1122334455667788

    // Entries that are not valid, with reserved bits, or reserved encodings; and superpages, where XWR belongs to a sixteenth.
    la a0, page4
    ALLOWED 84, 1, ld t0, 0(a0)
    MPTE middle, 65, 0
    POINTER middle, 66, napot
    la t0, napot                            // 32 entries are one range of 2 MiB
    li t1, MPTE_V | MPTE_L | MPTE_N | (7 << 8) | G4
    addi t2, t0, 32 * 8
6:  sd t1, 0(t0)
    addi t0, t0, 8
    bltu t0, t2, 6b
    MPTE middle, 67, MPTE_V | MPTE_L | (1 << 8) | (3 << 14)
    MPTE middle, 68, MPTE_V | MPTE_L | ALL_RWX | (1 << 5)
    MPTE middle, 69, MPTE_V | MPTE_L | MPTE_N | (7 << 8) | (3 << 12)
    MPTE middle, 70, MPTE_V | MPTE_N | (0x80000 << 10)
    MPTE middle, 71, MPTE_V | MPTE_L | ALL_RWX | (1 << 56)
    MPTE middle, 72, MPTE_L | ALL_RWX
    MFENCE_PA_ALL
    li a0, 0x80000000 + 0x2000000
    DENIED 85, 1, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    li a0, 0x80000000 + 2 * 0x2000000 + 9 * 0x10000 + 0x8000
    ALLOWED 87, 1, sd t0, 0(a0)
    li a0, 0x80000000 + 2 * 0x2000000 + 0x200000    // the entry after the range
    DENIED 107, 1, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    li a0, 0x80000000 + 3 * 0x2000000       // XWR[0]: read
    ALLOWED 88, 1, ld t0, 0(a0)
    DENIED 89, 1, CAUSE_STORE_ACCESS, sd t0, 0(a0)
    li a0, 0x80000000 + 3 * 0x2000000 + 0x200000    // XWR[1]: nothing
    DENIED 91, 1, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    li a0, 0x80000000 + 3 * 0x2000000 + 0x400ff8    // XWR[2]: read and write
    ALLOWED 93, 1, sd t0, 0(a0)
    FETCH 94, 1, CAUSE_FETCH_ACCESS
    li a0, 0x80000000 + 4 * 0x2000000
    DENIED 95, 1, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    li a0, 0x80000000 + 5 * 0x2000000
    DENIED 97, 1, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    li a0, 0x80000000 + 6 * 0x2000000
    DENIED 99, 1, CAUSE_STORE_ACCESS, sd t0, 0(a0)
    li a0, 0x80000000 + 7 * 0x2000000
    DENIED 101, 1, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    li a0, 0x80000000 + 8 * 0x2000000
    DENIED 103, 1, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    // Bits 43 and higher of the physical address must be zero in Smmpt43.
    li a0, 1 << 43
    DENIED 105, 1, CAUSE_LOAD_ACCESS, ld t0, 0(a0)

    // MFENCE.PA: of one address; of one address and one SDID; of one SDID; and the batched sequence.
    la a0, page4
    li a1, 5
    ALLOWED 110, 1, sd t0, 0(a0)
    PAGE 4, 1
    MFENCE_PA_A0
    DENIED 111, 1, CAUSE_STORE_ACCESS, sd t0, 0(a0)
    PAGE 4, 3
    MFENCE_PA_A0_A1
    ALLOWED 113, 1, sd t0, 0(a0)
    PAGE 4, 0
    MFENCE_PA_X0_A1
    DENIED 114, 1, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    PAGE 4, 7
    sfence.w.inval
    MINVAL_PA_A0
    sfence.inval.ir
    ALLOWED 116, 1, sd t0, 0(a0)
    PAGE 4, 5
    sfence.w.inval
    MINVAL_PA_A0
    sfence.inval.ir
    DENIED 117, 1, CAUSE_STORE_ACCESS, sd t0, 0(a0)
    ALLOWED 119, 1, ld t0, 0(a0)
    // Another SDID has its own permissions: Bare allows, another root denies.
    csrw MMPT, x0
    MFENCE_PA_ALL
    ALLOWED 120, 1, sd t0, 0(a0)
    SET_MMPT 1, 6, other
    POINTER other, 0, other_middle
    MPTE other_middle, 64, MPTE_V | MPTE_L | (7 << 8)  // 2 MiB
    MFENCE_PA_ALL
    ALLOWED 121, 1, sd t0, 0(a0)
    SET_MMPT 1, 5, root43
    MFENCE_PA_ALL
    DENIED 122, 1, CAUSE_STORE_ACCESS, sd t0, 0(a0)

    // A page-table walk through a denied page: the access fault of the original access. The root tables are readable,
    // page 5 holds the middle table, page 6 the leaf table.
    la t0, leaf
    li t1, 0x24924924924900 | MPTE_V | MPTE_L  // r for all sixteen
    sd t1, 8(t0)
    sd t1, 16(t0)
    MFENCE_PA_ALL
    PTE sroot, 2, _start, PTE_RWX
    PTE sroot, 1, page5, PTE_V
    PTE page5, 0, page6, PTE_V
    PTE page6, 0, page2, PTE_RWX
    PTE page6, 1, area, PTE_RWX
    la t0, sroot
    srli t0, t0, 12
    li t1, 8 << 60
    or t0, t0, t1
    csrw satp, t0
    sfence.vma
    li a0, 0x40000000
    ALLOWED 130, 1, sd t0, 0(a0)
    li a0, 0x40001008                       // the page itself
    DENIED 131, 1, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    li a0, 0x40000000
    PAGE 5, 0
    MFENCE_PA_ALL
    sfence.vma
    DENIED 133, 1, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    DENIED 135, 1, CAUSE_STORE_ACCESS, sd t0, 0(a0)
    DENIED 137, 1, CAUSE_STORE_ACCESS, amoswap.d t0, t1, (a0)
    FETCH 139, 1, CAUSE_FETCH_ACCESS
    PAGE 5, 1                               // a walk reads
    PAGE 6, 0
    MFENCE_PA_ALL
    sfence.vma
    DENIED 140, 1, CAUSE_STORE_ACCESS, sd t0, 0(a0)
    PAGE 6, 1
    MFENCE_PA_ALL
    sfence.vma
    ALLOWED 142, 1, sd t0, 0(a0)
    // MXR makes nothing of the table readable.
    PAGE 2, 4
    MFENCE_PA_ALL
    li t1, 1 << 19
    csrs mstatus, t1
    DENIED 143, 1, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    li t1, 1 << 19
    csrc mstatus, t1
    // A guest: the leaf, and the G-stage table of a denied page; an access fault, not a guest-page fault.
    csrw satp, x0
    PTE hroot, 2, _start, PTE_RWX | PTE_U
    PTE hroot, 1, page7, PTE_V
    PTE page7, 0, page8, PTE_V
    PTE page8, 0, page1, PTE_RWX | PTE_U
    la t0, hroot
    srli t0, t0, 12
    li t1, 8 << 60
    or t0, t0, t1
    csrw hgatp, t0
    hfence.gvma
    ENTER 1, 1, 7f
7:  ld t0, 0(a0)
    TRAPS 145, CAUSE_STORE_ACCESS, sd t0, 0(a0)
    EXPECT 146, s9, 0x40000000
    EXPECT 147, s7, 0
    PAGE 7, 0
    MFENCE_PA_ALL
    hfence.gvma
    ENTER 1, 1, 7f
7:  TRAPS 148, CAUSE_LOAD_ACCESS, ld t0, 0(a0)
    EXPECT 149, s7, 0
    // PMP comes too: the table itself is read as M-mode does, so only locked entries concern it.
    csrw hgatp, x0
    la t0, leaf
    srli t0, t0, 2
    li t1, 0x1ff
    or t0, t0, t1
    csrw pmpaddr0, t0
    csrwi pmpcfg0, 0x18                     // NAPOT, nothing
    sfence.vma
    MFENCE_PA_ALL
    la a0, page1
    ALLOWED 150, 1, ld t0, 0(a0)
    PASS
    .data
    .align 15
root64: .zero 32768
root52: .zero 4096
root43: .zero 4096
middle: .zero 4096
leaf: .zero 4096
napot: .zero 4096
other: .zero 4096
other_middle: .zero 4096
sroot: .zero 4096
    .align 14
hroot: .zero 16384
    .align 16
area: .dword 0x1122334455667788
    .zero 4088
page1: .zero 4096
page2: .zero 4096
page3: ecall
    .zero 4092
page4: .zero 4096
page5: .zero 4096
page6: .zero 4096
page7: .zero 4096
page8: .zero 4096
    .zero 7 * 4096
