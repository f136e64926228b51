// Host VMM entry (HS-mode, domain 0): a0 = hart id, a1 = device tree. Only the boot hart runs; it needs no other.
    .option norelax
    .section .text.start, "ax"
    .globl _start
_start:
    la sp, covesim_stack_top
    la t0, covesim_trap
    csrw stvec, t0
    csrw sie, zero
    call covesim_host_main
1:  wfi
    j 1b

    .balign 4
covesim_trap:
    csrr a0, scause
    csrr a1, sepc
    csrr a2, stval
    la sp, covesim_stack_top
    j covesim_host_trap

    .bss
    .balign 16
    .skip 65536
covesim_stack_top:
