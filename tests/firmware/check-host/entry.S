// Start and trap vector of the check host.
#include "firmware/lib/startup.inc"
    .section .text.reset, "ax"
    .global _start, secondary
_start:
    la sp, __stacks
    j 1f
secondary:
    la sp, __stacks
    addi sp, sp, 2047
    addi sp, sp, 2047
    addi sp, sp, 2
    la t0, vector
    csrw stvec, t0
    call host_secondary
    j .
1:  la t0, vector
    csrw stvec, t0
    call host_main
    j .

    // Counts interrupts; a synchronous trap records its cause and skips the instruction (all probes are 4 bytes long, built with .option norvc).
    .balign 4
vector:
    addi sp, sp, -256
    SAVE_X_EXCEPT_SP sp
    csrr a0, scause
    csrr a1, sepc
    csrr a2, stval
    call host_trap
    csrw sepc, a0
    LOAD_X_EXCEPT_SP sp
    addi sp, sp, 256
    sret

    // uint64_t probe_load(pa), probe_store(pa), probe_fetch(pa), probe_amo(pa): a0 is what was read.
    .option norvc
    .global probe_load, probe_store, probe_fetch, probe_amo
probe_load:
    ld a0, 0(a0)
    ret
probe_store:
    sd zero, 0(a0)
    ret
probe_amo:
    amoadd.d a0, zero, (a0)
    ret
probe_fetch:
    mv t6, ra
    jalr ra, 0(a0)
    mv ra, t6
    ret
