// TVM entry (VS-mode): a0 = vCPU id, a1 = argument. Traps: the handler gets scause, sepc, stval and returns the pc to go on at.
    .option norelax
    .section .text.start, "ax"
    .globl _start
_start:
    la sp, covesim_stack_top
    la t0, trap
    csrw stvec, t0
    call covesim_tiny_main
1:  j 1b

    .balign 4
trap:
    addi sp, sp, -160
    .set at, 0
    .irp r, ra, t0, t1, t2, t3, t4, t5, t6, a0, a1, a2, a3, a4, a5, a6, a7
    sd \r, at(sp)
    .set at, at + 8
    .endr
    csrr a0, scause
    csrr a1, sepc
    csrr a2, stval
    call covesim_tiny_trap
    csrw sepc, a0
    .set at, 0
    .irp r, ra, t0, t1, t2, t3, t4, t5, t6, a0, a1, a2, a3, a4, a5, a6, a7
    ld \r, at(sp)
    .set at, at + 8
    .endr
    addi sp, sp, 160
    sret

// uint64_t covesim_tiny_fp(uint64_t a, uint64_t b): bits of double(a) * double(b) + 0.5, and leaves a value in f27.
    .option arch, +f, +d
    .globl covesim_tiny_fp
covesim_tiny_fp:
    fcvt.d.lu f0, a0
    fcvt.d.lu f1, a1
    li t0, 0x3fe0000000000000
    fmv.d.x f2, t0
    fmadd.d f27, f0, f1, f2
    fmv.x.d a0, f27
    ret
// uint64_t covesim_tiny_f27(): what f27 holds now.
    .globl covesim_tiny_f27
covesim_tiny_f27:
    fmv.x.d a0, f27
    ret

    .bss
    .balign 16
    .skip 16384
covesim_stack_top:
