// Every kind of static issue gap, in M-mode: results used at once and one later, blocking units, branches, calls, CSRs,
// environment calls. Less than a page, so that no instruction lies at a page's end.
    .option norvc
    .option nopic
    .globl _start
    .section .text.reset, "ax"
_start:
    la t0, handler
    csrw mtvec, t0
    li t0, 0x6000                           // mstatus.FS
    csrs mstatus, t0
    la s0, data
    li s1, 40
    li s2, 3
    fcvt.d.l fa0, s1
loop:
    ld t0, 0(s0)
    add t1, t0, s1                          // uses the load at once
    ld t2, 8(s0)
    addi t1, t1, 1
    add t2, t2, t1                          // one later: no gap
    mul t3, t1, s1
    addi t3, t3, 1
    mul t3, t1, s1
    addi t4, t4, 1
    div t4, t3, s2
    addi t5, t5, 1                          // blocked, though it does not depend
    rem t4, t3, s2
    add t4, t4, t4
    amoadd.d t5, s1, (s0)
    addi t6, t6, 1
    lr.d t5, (s0)
    sc.d t6, s1, (s0)
    fadd.d fa1, fa0, fa0
    fmul.d fa2, fa1, fa0
    fmadd.d fa3, fa0, fa0, fa2
    fsd fa3, 16(s0)
    fld fa4, 16(s0)
    fdiv.d fa5, fa4, fa0
    fsqrt.d fa5, fa0
    fsgnj.d fa1, fa0, fa0
    fadd.d fa1, fa1, fa0
    fcvt.l.d t0, fa0
    add t0, t0, t0
    sd t0, 24(s0)
    ld t0, 32(s0)
    sd t0, 24(s0)                           // the stored value is a use
    ld x0, 32(s0)
    add t0, x0, x0                          // nothing waits for x0
    csrr t0, mscratch
    add t0, t0, t0
    fence
    jal function
    andi t0, s1, 3
    bnez t0, 1f
    nop
    ecall
1:  addi s0, s0, 64
    addi s1, s1, -1
    bnez s1, loop
    li t0, 0x100000                         // test finisher: pass
    li t1, 0x5555
    sw t1, 0(t0)
1:  j 1b
function:
    ld t0, 0(s0)
    bgtz t0, 1f
    nop
1:  ret
    .align 2
handler:
    csrr t0, mepc
    addi t0, t0, 4
    csrw mepc, t0
    mret
    .data
    .align 6
data: .zero 4096
