// Two harts: a value of `time` that passes through memory is never later than what its reader then finds in `time`
// (unprivileged specification, "Zicntr": the real-time clocks of all harts are synchronized to within one tick), with
// timer and software interrupts, atomics and shared lines around it. Needs two harts. Exit code 0, or: 1 time went back
// against the other hart's, 2 mip.STIP was set before its time (Sstc), 3 an atomic count is wrong, 4 an unexpected trap.
// Options: --harts 2
// Extensions: zicntr
#define ROUNDS 300
#define CLINT 0x2000000

.section .text.reset, "ax"
.globl _start
_start:
    csrr s0, mhartid
    li s1, CLINT
    la s2, shared
    la s3, own
    slli t0, s0, 12
    add s3, s3, t0
    la t0, handler
    csrw mtvec, t0
    li t0, 1 << 63
    csrs menvcfg, t0            // STCE
    slli t0, s0, 3
    add s4, s1, t0
    li t0, 0x4000
    add s4, s4, t0              // own mtimecmp
    li t0, 0xbff8
    add s5, s1, t0              // mtime
    xori t0, s0, 1
    slli t0, t0, 2
    add s7, s1, t0              // the other hart's msip
    slli t0, s0, 2
    add s8, s1, t0              // own msip
    ld t0, 0(s5)
    sd t0, 0(s4)
    li t0, 0x88
    csrw mie, t0                // MTIE, MSIE
    csrsi mstatus, 8
    li s6, ROUNDS

.globl round
round:
    li a0, 1
    ld t0, 0(s2)                // what the other saw last
    csrr t1, time
    bltu t1, t0, end
    amomaxu.d zero, t1, (s2)
    ld t0, 0(s2)
    csrr t1, time
    bltu t1, t0, end
    sd t1, 0(s2)                // between the atomics also plainly

    li a0, 2
    csrr t1, time
    addi t1, t1, 1
    csrw 0x14d, t1              // stimecmp
1:  csrr t2, mip
    andi t2, t2, 0x20
    beqz t2, 1b
    addi t0, s2, 64
    amomaxu.d zero, t1, (t0)    // this time has come for everybody
    ld t0, 64(s2)
    csrr t2, time
    bltu t2, t0, end

.globl work
work:
    mv t0, s3
    li t1, 24
2:  ld t2, 64(t0)
    add t2, t2, t1
    sd t2, 64(t0)
    addi t0, t0, 72
    addi t1, t1, -1
    bnez t1, 2b
    addi t0, s2, 128
    li t1, 1
    amoadd.d zero, t1, (t0)
    addi t0, s2, 192
3:  lr.d t1, (t0)
    addi t1, t1, 1
    sc.d t2, t1, (t0)
    bnez t2, 3b
    andi t0, s6, 15
    bnez t0, 4f
    li t0, 1
    sw t0, 0(s7)
    wfi
4:  addi s6, s6, -1
    bnez s6, round

    li t1, 1
    addi t0, s2, 256
    amoadd.d zero, t1, (t0)
    bnez s0, asleep
    li t1, 2
5:  ld t2, 0(t0)
    bne t2, t1, 5b
    li a0, 3
    li t0, 2 * ROUNDS
    ld t1, 128(s2)
    bne t0, t1, end
    ld t1, 192(s2)
    bne t0, t1, end
    li a0, 0
end:
    slli a0, a0, 1
    ori a0, a0, 1
    la t0, tohost
    sd a0, 0(t0)
asleep:
    wfi
    j asleep

    .align 2
.globl handler
handler:
    sd t0, 0(s3)
    sd t1, 8(s3)
    csrr t0, mcause
    li t1, 1 << 63 | 3
    beq t0, t1, software
    li t1, 1 << 63 | 7
    li a0, 4
    bne t0, t1, end
    ld t0, 0(s5)
    andi t1, t0, 3
    add t0, t0, t1
    addi t0, t0, 1
    sd t0, 0(s4)
    j back
software:
    sw zero, 0(s8)
back:
    ld t0, 0(s3)
    ld t1, 8(s3)
    mret

.section .tohost, "aw"
.globl tohost
tohost: .dword 0
.globl fromhost
fromhost: .dword 0
.data
    .align 12
shared: .space 4096
own: .space 8192
