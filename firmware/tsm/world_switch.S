// Entering and leaving a TVM: x registers, pc and stack; everything else is HwRiscv::enter's. Offsets are those asserted in vcpu.h.
// The only code of the TSM that touches f registers, and only to move the TVM's.
    .option norelax
    .set VCPU_PC, 256
    .set VCPU_TSM_SP, 264
    .set FRAME, 128

    .text
// void covesim_guest_switch(Vcpu*): returns at the guest's next trap to HS-mode.
    .globl covesim_guest_switch
    .balign 4
covesim_guest_switch:
    addi sp, sp, -FRAME
    sd ra, 0(sp)
    sd s0, 8(sp)
    sd s1, 16(sp)
    sd s2, 24(sp)
    sd s3, 32(sp)
    sd s4, 40(sp)
    sd s5, 48(sp)
    sd s6, 56(sp)
    sd s7, 64(sp)
    sd s8, 72(sp)
    sd s9, 80(sp)
    sd s10, 88(sp)
    sd s11, 96(sp)
    sd gp, 104(sp)
    sd tp, 112(sp)
    la t0, guest_trap
    csrrw t0, stvec, t0
    sd t0, 120(sp)
    sd sp, VCPU_TSM_SP(a0)
    // And the TSM's own, before the guest.
    addi t1, sp, 120
    ld t0, 0(t1)
    sc.d t2, t0, (t1)
    csrw sscratch, a0
    ld t0, VCPU_PC(a0)
    csrw sepc, t0
    .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    ld x\n, \n * 8(a0)
    .endr
    ld a0, 10 * 8(a0)
    sret

    .balign 4
guest_trap:
    csrrw a0, sscratch, a0
    .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    sd x\n, \n * 8(a0)
    .endr
    csrr t0, sscratch
    sd t0, 10 * 8(a0)
    csrw sscratch, zero
    csrr t0, sepc
    sd t0, VCPU_PC(a0)
    ld sp, VCPU_TSM_SP(a0)
    ld t0, 120(sp)
    csrw stvec, t0
    // LR reservations are cleared at each switch: this SC ends the guest's, on a word of the frame that is dead now.
    addi t1, sp, 120
    sc.d t0, zero, (t1)
    ld ra, 0(sp)
    ld s0, 8(sp)
    ld s1, 16(sp)
    ld s2, 24(sp)
    ld s3, 32(sp)
    ld s4, 40(sp)
    ld s5, 48(sp)
    ld s6, 56(sp)
    ld s7, 64(sp)
    ld s8, 72(sp)
    ld s9, 80(sp)
    ld s10, 88(sp)
    ld s11, 96(sp)
    ld gp, 104(sp)
    ld tp, 112(sp)
    addi sp, sp, FRAME
    ret

// uint64_t covesim_guest_halfword(uint64_t va): HLVX.HU as the guest; ~0 if it traps.
    .globl covesim_guest_halfword
    .balign 4
covesim_guest_halfword:
    la t0, 1f
    csrrw t0, stvec, t0
    csrr t1, sstatus
    csrr t2, hstatus
    .insn r 0x73, 4, 0x32, a0, a0, x3
    j 2f
    .balign 4
1:  li a0, -1
    csrw sstatus, t1
    csrw hstatus, t2
2:  csrw stvec, t0
    ret

    .option arch, +f, +d
// f0..f31 then fcsr.
    .globl covesim_load_fp
covesim_load_fp:
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fld f\n, \n * 8(a0)
    .endr
    ld t0, 256(a0)
    fscsr t0
    ret

    .globl covesim_save_fp
covesim_save_fp:
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fsd f\n, \n * 8(a0)
    .endr
    frcsr t0
    sd t0, 256(a0)
    ret

    .globl covesim_zero_fp
covesim_zero_fp:
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fmv.d.x f\n, zero
    .endr
    fscsr zero
    ret
