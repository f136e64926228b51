// clang-format off
// What every test program shares: entry in M-mode, a trap handler that records and resumes where the test asks, and the
// end through tohost. The exit code is 0, or the number of the first case that failed (253: that or a later one; 255: an unexpected trap).
//
// Registers: gp case number, s11 where to go on after the next trap (in M-mode), s10 mcause, s9 mtval, s8 mepc,
// s7 mtval2, s6 mtinst of the last trap; t5 and t6 belong to the macros. Expected values are literals taken from the
// specifications.
#pragma once

#define CAUSE_FETCH_ACCESS 1
#define CAUSE_ILLEGAL 2
#define CAUSE_BREAKPOINT 3
#define CAUSE_LOAD_MISALIGNED 4
#define CAUSE_LOAD_ACCESS 5
#define CAUSE_STORE_MISALIGNED 6
#define CAUSE_STORE_ACCESS 7
#define CAUSE_ECALL_U 8
#define CAUSE_ECALL_S 9
#define CAUSE_ECALL_VS 10
#define CAUSE_ECALL_M 11
#define CAUSE_FETCH_PAGE 12
#define CAUSE_LOAD_PAGE 13
#define CAUSE_STORE_PAGE 15
#define CAUSE_FETCH_GUEST 20
#define CAUSE_LOAD_GUEST 21
#define CAUSE_VIRTUAL 22
#define CAUSE_STORE_GUEST 23

#define PTE_V 1
#define PTE_R 2
#define PTE_W 4
#define PTE_X 8
#define PTE_U 16
#define PTE_A 64
#define PTE_D 128
#define PTE_RWX (PTE_V | PTE_R | PTE_W | PTE_X | PTE_A | PTE_D)

.option arch, +zba, +zbb, +zbs, +zbkb, +zbkc, +zbkx, +zknd, +zkne, +zknh, +zicbom, +zicbop, +zicboz, +zawrs
.option arch, +svinval, +h

.macro START
    .section .text.reset, "ax"
    .globl _start
    .align 2
_start:
    la t6, trap_handler
    csrw mtvec, t6
    li s11, 0
    li gp, 254
    // FP on; PMP entry 15 opens everything to S and U.
    li t6, 0x6000
    csrs mstatus, t6
    li t6, -1
    srli t6, t6, 10
    csrw pmpaddr15, t6
    li t6, 0x1f
    slli t6, t6, 56
    csrw pmpcfg2, t6
    j test_begin
    .align 2
trap_handler:
    beqz s11, unexpected_trap
    csrr s10, mcause
    csrr s9, mtval
    csrr s8, mepc
    csrr s7, 0x34b
    csrr s6, 0x34a
    mv t6, s11
    li s11, 0
    jr t6
unexpected_trap:
    csrr a0, mcause
    csrr a1, mepc
    csrr a2, mtval
    mv a3, gp
    li t6, 255
    j 1f
test_fail:
    li t6, 253          // an exit code has eight bits
    minu t6, t6, gp
1:  slli t6, t6, 1
    ori t6, t6, 1
    la t5, tohost
1:  sd t6, 0(t5)
    j 1b
test_pass:
    li t6, 1
    la t5, tohost
1:  sd t6, 0(t5)
    j 1b
    .section .tohost, "aw"
    .align 6
    .globl tohost, fromhost
tohost: .dword 0
    .align 6
fromhost: .dword 0
    .section .text
test_begin:
.endm

.macro PASS
    j test_pass
.endm

/// The case fails unless reg holds the value.
.macro EXPECT n, reg, value
    li gp, \n
    li t6, \value
    beq \reg, t6, 1f
    j test_fail
1:
.endm

/// op t0, t1, t2
.macro RR n, op, a, b, value
    li t1, \a
    li t2, \b
    \op t0, t1, t2
    EXPECT \n, t0, \value
.endm
/// op t0, t1
.macro R1 n, op, a, value
    li t1, \a
    \op t0, t1
    EXPECT \n, t0, \value
.endm
/// op t0, t1, imm
.macro RI n, op, a, imm, value
    li t1, \a
    \op t0, t1, \imm
    EXPECT \n, t0, \value
.endm

/// The next trap goes on at `label`, in M-mode.
.macro CATCH label
    la s11, \label
.endm
/// After CATCH: the trap's cause.
.macro EXPECT_CAUSE n, value
    EXPECT \n, s10, \value
.endm
/// One instruction that must trap, in the current mode; afterwards M-mode.
.macro TRAPS n, cause, insn:vararg
    la s11, 9f
    \insn
    li gp, \n
    j test_fail
9:  EXPECT \n, s10, \cause
.endm

/// Goes on at `label` in the mode: mpp 0 U, 1 S; v 1 for VU and VS.
.macro ENTER mpp, v, label
    li t6, (3 << 11)
    csrc mstatus, t6
    li t6, (1 << 39)
    csrc mstatus, t6
    li t6, (\mpp << 11) | (\v << 39)
    csrs mstatus, t6
    la t6, \label
    csrw mepc, t6
    mret
.endm
/// In a lower mode: back to M-mode behind this macro.
.macro LEAVE
    la s11, 9f
    ecall
9:
.endm

/// Entry of a Sv39 (or Sv39x4) leaf table chain: stores pte at table[index].
.macro PTE table, index, target, flags
    la t6, \target
    srli t6, t6, 12
    slli t6, t6, 10
    li t5, \flags
    or t6, t6, t5
    la t5, \table
    .if (\index * 8) < 2048
    sd t6, (\index * 8)(t5)
    .else
    li t4, \index * 8
    add t5, t5, t4
    sd t6, 0(t5)
    .endif
.endm
