# As start.S, for HARTS harts at once: each runs a copy of the whole image, HART_STRIDE bytes apart, so that no two share
# code or data. The last one to finish reports hart 0's checksum and the instructions of all.
#define HART_STRIDE 0x100000
    .option norelax                 # gp is set late, and to another value on every hart
    .section .text.start, "ax"
    .globl _start
_start:
    li t0, 0x6000
    csrs mstatus, t0
    csrwi fcsr, 0
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    li s1, HART_STRIDE
    mul s1, s1, a0                  # from the image to this hart's
    bnez a0, wait

    li t3, 1                        # hart 0 makes the copies
1:  li t0, HARTS
    beq t3, t0, 3f
    li t0, HART_STRIDE
    mul t2, t0, t3
    la t0, _start
    la t1, image_end
2:  ld t4, 0(t0)
    add t5, t0, t2
    sd t4, 0(t5)
    addi t0, t0, 8
    bltu t0, t1, 2b
    addi t3, t3, 1
    j 1b
3:  fence
    la t0, ready
    li t1, 1
    sw t1, 0(t0)
    j go
wait:
    la t0, ready
1:  lw t1, 0(t0)
    beqz t1, 1b
go:
    fence
    fence.i
    la gp, __global_pointer$
    add gp, gp, s1
    la sp, stack_top
    add sp, sp, s1
    la t0, kernel
    add t0, t0, s1
    csrr s0, minstret
    jalr t0
    csrr a1, minstret
    sub a1, a1, s0
    la t0, instructions
    amoadd.d zero, a1, (t0)
    bnez s1, 1f
    la t0, checksum
    sd a0, 0(t0)
1:  fence
    la t0, done
    li t1, 1
    amoadd.w t2, t1, (t0)
    li t1, HARTS - 1
    bne t2, t1, sleep
    fence
    sub gp, gp, s1
    la t0, checksum
    ld a0, 0(t0)
    la t0, instructions
    ld a1, 0(t0)
    call report
sleep:
    wfi
    j sleep

    .data
    .balign 8
checksum: .dword 0
instructions: .dword 0
ready: .word 0
done: .word 0
    .bss
    .balign 16
    .skip 65536
stack_top:
