// Start and TEECALL entry of the check TSM. Each hart has 4 KiB of stack, found by hart id; sscratch keeps it between calls.
#include "firmware/lib/startup.inc"
    .section .text.reset, "ax"
    .global _start
_start:
    la sp, __stacks
    slli t0, a0, 12
    add sp, sp, t0
    mv a2, sp
    la t0, unexpected
    csrw stvec, t0
    call tsm_start

    .balign 4
    .global tsm_entry
tsm_entry:
    csrr sp, sscratch
    addi sp, sp, -16
    csrr t0, scause
    sd t0, 0(sp)
    mv t1, sp
    addi sp, sp, -64
    sd a0, 0(sp)
    sd a1, 8(sp)
    sd a2, 16(sp)
    sd a3, 24(sp)
    sd a4, 32(sp)
    sd a5, 40(sp)
    sd a6, 48(sp)
    sd a7, 56(sp)
    ld a1, 0(t1)
    mv a0, sp
    call tsm_call

    .balign 4
unexpected:
    csrr a0, scause
    csrr a1, sepc
    call tsm_trap
