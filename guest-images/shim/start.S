// TVM entry (VS-mode): a0 = vCPU id, a1 = device tree. Leaves to the kernel with the same two.
    .option norelax
    .section .text.start, "ax"
    .globl _start
_start:
    la sp, covesim_stack_top
    mv s0, a0
    mv s1, a1
    mv a0, a1
    call covesim_shim_main
    mv a0, s0
    mv a1, s1
    li t0, 0x80200000
    jr t0

    .bss
    .balign 16
    .skip 8192
covesim_stack_top:
