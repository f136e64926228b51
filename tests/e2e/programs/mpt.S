// S-mode under Smmpt43 (Supervisor Domains Access Protection 4.2) without page tables: twenty loads from a page that the
// table lets be read, then five stores to it, each refused, and some lines of code. M-mode steps over the stores, which have
// no 2-byte form: their data is in t0.
    .option nopic
/// table[index] = pointer to `target`
.macro POINTER table, index, target
    la t0, \target
    srli t0, t0, 2
    ori t0, t0, 1
    la t1, \table
    sd t0, (\index * 8)(t1)
.endm
    .globl _start
    .section .text.reset, "ax"
_start:
    la t0, handler
    csrw mtvec, t0
    li t0, -1                               // PMP entry 15 opens everything
    srli t0, t0, 10
    csrw pmpaddr15, t0
    li t0, 0x1f
    slli t0, t0, 56
    csrw pmpcfg2, t0
    POINTER root, 0, middle
    POINTER middle, 64, leaf
    li t0, (1 << 60) | (5 << 52)            // mmpt: Smmpt43, SDID 5
    la t1, root
    srli t1, t1, 12
    or t0, t0, t1
    csrw 0x382, t0
    .word 0x32000073                        // MFENCE.PA
    li t0, 0x1800                           // mstatus.MPP = S
    csrc mstatus, t0
    li t0, 0x0800
    csrs mstatus, t0
    la t0, supervisor
    csrw mepc, t0
    la s0, area
    mret
supervisor:
    li s1, 20
1:  ld a0, 0(s0)
    addi s1, s1, -1
    bnez s1, 1b
    li s1, 5
2:  addi s1, s1, -1
    sd t0, 0(s0)
    bnez s1, 2b
    .rept 70
    nop
    .endr
    ecall
    .align 2
handler:
    csrr t1, mcause
    li t2, 7                                // store access fault
    bne t1, t2, 3f
    csrr t1, mepc
    addi t1, t1, 4
    csrw mepc, t1
    mret
3:  li t0, 0x100000                         // test finisher: pass
    li t1, 0x5555
    sw t1, 0(t0)
4:  j 4b

    .data
    // A pointer is V and the page number from bit 10; a leaf is V, L and sixteen fields XWR of pages from bit 8.
    .align 16
area: .zero 4096                            // at 0x80010000, the tables behind it
root: .zero 4096                            // [0]: the first 16 GiB
middle: .zero 4096                          // [64]: 32 MiB from 0x80000000
leaf: .dword 0x00ffffffffffff03             // 64 KiB from 0x80000000: everything
    .dword 0x0000000000000103               // 64 KiB from area: the first page, read only
    .zero 4096 - 16
