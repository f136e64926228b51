// Options: --isa rv64imafdh_zbb
// A hart without C: IALIGN is 32. Compressed encodings are illegal, xepc[1] is zero, and a jump or a taken branch to an
// address that is not a multiple of four is an instruction-address-misaligned exception of that instruction.
// Unprivileged specification, "Control Transfer Instructions"; privileged, mepc, hedeleg.
.option norvc
.option norelax
#include "test.h"

/// Cause 0 at the instruction, target in mtval, ra not written. Four cases.
.macro MISALIGNED n, target, insn:vararg
    li ra, 77
    la s11, 9f
6:  \insn
    li gp, \n
    j test_fail
9:  EXPECT \n, s10, 0
    lla t0, \target
    sub s9, s9, t0
    EXPECT \n + 1, s9, 0
    la t0, 6b
    sub s8, s8, t0
    EXPECT \n + 2, s8, 0
    EXPECT \n + 3, ra, 77
.endm

    START
    csrr t0, misa
    andi t0, t0, 4
    EXPECT 1, t0, 0
    TRAPS 2, CAUSE_ILLEGAL, .word 0x00010001 // c.nop, c.nop
    li t1, -1
    csrw mepc, t1
    csrr t0, mepc
    EXPECT 3, t0, -4
    csrw sepc, t1
    csrr t0, sepc
    EXPECT 4, t0, -4
    csrw vsepc, t1
    csrr t0, vsepc
    EXPECT 5, t0, -4
    csrwi hedeleg, 1                        // "must be writable if IALIGN=32"
    csrr t0, hedeleg
    EXPECT 6, t0, 1
    csrw hedeleg, x0

    MISALIGNED 10, target + 2, jal ra, target + 2
    la a0, target
    MISALIGNED 14, target + 2, jalr ra, 2(a0)
    MISALIGNED 18, target + 2, jalr ra, 3(a0) // bit 0 of the sum is dropped
    MISALIGNED 22, target + 2, beq x0, x0, target + 2
    MISALIGNED 26, target - 2, bltu x0, a0, target - 2
    bne x0, x0, target + 2                  // not taken
    li t0, 5
    jalr ra, 1(a0)                          // aligned once bit 0 is dropped
    EXPECT 30, t0, 6

    // A guest's: GVA; delegated to the guest itself.
    ENTER 1, 1, 7f
7:  MISALIGNED 31, target + 2, jal ra, target + 2
    csrr t0, mstatus
    srli t0, t0, 38
    andi t0, t0, 3
    EXPECT 35, t0, 3
    csrwi medeleg, 1
    csrwi hedeleg, 1
    la t1, vs_handler
    csrw vstvec, t1
    ENTER 1, 1, 7f
7:  TRAPS 36, CAUSE_ECALL_VS, jal ra, target + 2
    csrr t0, vscause
    EXPECT 37, t0, 0
    PASS
    .balign 4
target:
    addi t0, t0, 1
    ret
    .balign 4
vs_handler:
    ecall
