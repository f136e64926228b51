// Reset entry, trap vector and the only way out of M-mode. mscratch points to the frame of the context below (host or TSM) while that runs, and is
// zero while the RDSM runs: a trap that finds zero is a failure of the RDSM itself. Offsets: struct Frame in hart.h.
#include "firmware/lib/startup.inc"

#define FRAME_SP 16
#define FRAME_MEPC 256
#define FRAME_MSTATUS 264
#define FRAME_STACK 272
#define STACK_BITS 15

    .section .text.reset, "ax"
    .global _start
_start:
    // a0 = hart id, a1 = device tree. The first hart through the lottery boots the platform.
    csrw mie, zero
    csrw mscratch, zero
    la t0, rdsm_park
    csrw mtvec, t0
    csrr a0, mhartid
    la t0, rdsm_lottery
    li t1, 1
    amoadd.w.aqrl t1, t1, (t0)
    // Each hart has its own stack of 32 KiB, in order of arrival; more harts than stacks park.
    li t2, 32
    bgeu t1, t2, rdsm_park
    la sp, __stacks_end
    slli t2, t1, STACK_BITS
    sub sp, sp, t2
    mv a2, sp
    bnez t1, 1f
    ZERO_RANGE __bss_start, __bss_end
    call rdsm_boot
    j rdsm_resume
1:  // The others wait until the boot hart has built everything.
    la t0, rdsm_ready
2:  .insn i 0x0f, 0, x0, x0, 0x010   // pause
    lw t1, 0(t0)
    beqz t1, 2b
    fence rw, rw
    call rdsm_boot_secondary
    j rdsm_resume

    .balign 4
    .global rdsm_park
rdsm_park:
    wfi
    j rdsm_park

    // Vector base is 4-byte aligned, direct mode.
    .balign 4
    .global rdsm_trap_vector
rdsm_trap_vector:
    csrrw sp, mscratch, sp
    beqz sp, rdsm_own_trap
    SAVE_X_EXCEPT_SP sp
    csrrw t0, mscratch, zero
    sd t0, FRAME_SP(sp)
    csrr t0, mepc
    sd t0, FRAME_MEPC(sp)
    csrr t0, mstatus
    sd t0, FRAME_MSTATUS(sp)
    mv a0, sp
    ld sp, FRAME_STACK(sp)
    call rdsm_trap
rdsm_resume:
    // a0 = frame to resume.
    mv sp, a0
    ld t0, FRAME_MEPC(sp)
    csrw mepc, t0
    ld t0, FRAME_MSTATUS(sp)
    csrw mstatus, t0
    csrw mscratch, sp
    LOAD_X_EXCEPT_SP sp
    ld sp, FRAME_SP(sp)
    mret

rdsm_own_trap:
    csrrw sp, mscratch, sp
    csrr a0, mcause
    csrr a1, mepc
    csrr a2, mtval
    call rdsm_own_trap_report
    j rdsm_park

    // In .data: these are live before .bss is cleared.
    .section .data
    .balign 4
rdsm_lottery:
    .word 0
    .global rdsm_ready
rdsm_ready:
    .word 0
