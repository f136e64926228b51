// Where the RDSM enters the TSM. _start: once per hart (a0 = hart id, a1 = BootInfo). covesim_teecall: every call of the host (a0..a7 as the
// host set them, sscratch = this hart's HartArea: stack top, hart index).
    .option norelax
    .section .text.start, "ax"
    .globl _start
_start:
    li t0, 32
    bgeu a0, t0, 1f
    la sp, covesim_stacks
    addi t0, a0, 1
    slli t0, t0, 13
    add sp, sp, t0
    la t0, covesim_trap
    csrw stvec, t0
    mv a2, sp
    call covesim_tsm_start
1:  j 1b

    .globl covesim_teecall
    .balign 4
covesim_teecall:
    csrr t0, sscratch
    ld sp, 0(t0)
    ld t1, 8(t0)
    addi sp, sp, -64
    sd a0, 0(sp)
    sd a1, 8(sp)
    sd a2, 16(sp)
    sd a3, 24(sp)
    sd a4, 32(sp)
    sd a5, 40(sp)
    sd a6, 48(sp)
    sd a7, 56(sp)
    mv a0, t1
    mv a1, sp
    call covesim_tsm_call
    // a0, a1: the answer. Everything else goes back empty.
    .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 15, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    li x\n, 0
    .endr
    li a2, 1              // rdsm::kDone
    li a6, 0              // rdsm::kTeeRet
    li a7, 0x08524453     // rdsm::kExtension
    ecall
2:  j 2b

// A trap of the TSM itself: nothing it does may trap.
    .balign 4
covesim_trap:
    csrr a0, scause
    csrr a1, sepc
    csrr a2, stval
    j covesim_tsm_trap

    .bss
    .balign 16
    .globl covesim_stacks
covesim_stacks:
    .skip 32 * 8192
