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

    // uint64_t probe_landing_pad(): in U-mode with senvcfg.LPE (Zicfilp), an indirect jump to where no landing pad is; the cause of the trap.
    .global probe_landing_pad
probe_landing_pad:
    la t0, 3f
    csrrw t0, stvec, t0
    la t1, 1f
    csrw sepc, t1
    li t2, 0x100           // SPP
    csrc sstatus, t2
    csrsi senvcfg, 4
    sret
1:  la t1, 2f
    jr t1
2:  nop
    j 2b
    .balign 4
3:  csrci senvcfg, 4
    li t2, 0x800000        // SPELP
    csrc sstatus, t2
    csrw stvec, t0
    csrr a0, scause
    ret

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
