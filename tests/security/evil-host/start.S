// Start of both harts, trap vector, and run_tvm_vcpu between two complete sets of registers.
#include "firmware/lib/startup.inc"
#include "tests/security/snapshot.inc"
    .option norelax
    .section .text.start, "ax"
    .globl _start, evil_secondary
_start:
    la sp, stack_top
    li tp, 0
    la t0, vector
    csrw stvec, t0
    csrw sie, zero
    call evil_main
evil_secondary:
    la sp, stack_top_1
    li tp, 1
    la t0, vector
    csrw stvec, t0
    csrw sie, zero
    call evil_secondary_main
1:  j 1b

    .balign 4
vector:
    addi sp, sp, -256
    SAVE_X_EXCEPT_SP sp
    mv a0, sp
    call evil_trap
    LOAD_X_EXCEPT_SP sp
    addi sp, sp, 256
    sret

    .option arch, +f, +d
    .text
    // void evil_ecall(Registers*)
    .globl evil_ecall
evil_ecall:
    REGISTERS_IN
    ecall
    REGISTERS_OUT

    .bss
    .balign 16
    .skip 65536
stack_top:
    .skip 16384
stack_top_1:
