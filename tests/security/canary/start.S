// The canary TVM's entry, its trap vector, and one function for each kind of exit.
#include "tests/security/snapshot.inc"
    .option norelax
    .option norvc
    .option arch, +f, +d
    .section .text.start, "ax"
    .globl _start, canary_second
_start:
    la sp, stack_top
    la t0, vector
    csrw stvec, t0
    csrw sscratch, zero
    call canary_main
1:  j 1b
// vCPU 1, by HSM.
canary_second:
    la sp, stack_top_1
    la t0, vector
    csrw stvec, t0
    csrw sscratch, zero
    call canary_second_main
1:  j 1b

// Outside the functions below sscratch is zero and a trap is expected: the cause is noted, the instruction (4 bytes) skipped. Inside them a trap is
// the end: shutdown with a failure, cause and address in a2 and a3.
    .balign 4
vector:
    csrrw sp, sscratch, sp
    bnez sp, 1f
    csrrw sp, sscratch, sp
    addi sp, sp, -16
    sd t0, 0(sp)
    sd t1, 8(sp)
    csrr t0, scause
    la t1, canary_cause
    sd t0, 0(t1)
    csrr t0, sepc
    addi t0, t0, 4
    csrw sepc, t0
    ld t0, 0(sp)
    ld t1, 8(sp)
    addi sp, sp, 16
    sret
1:  csrr a2, scause
    csrr a3, sepc
    csrr a4, stval
    li a0, 0
    li a1, 1
    li a6, 0
    li a7, 0x53525354
    ecall
    j 1b

.macro EXIT name, instruction:vararg
    .globl canary_\name
canary_\name:
    REGISTERS_IN
    \instruction
    REGISTERS_OUT
.endm

    .text
    EXIT ecall, ecall
    EXIT wfi, wfi
    // x21 receives or holds the value, x22 the address.
    EXIT lw, lw x21, 0(x22)
    EXIT ld, ld x21, 0(x22)
    EXIT lbu, lbu x21, 0(x22)
    EXIT sw, sw x21, 0(x22)
    EXIT sd, sd x21, 0(x22)
    EXIT sb, sb x21, 0(x22)
    EXIT amo, amoadd.d x21, x23, (x22)
    .globl canary_csw
canary_csw:
    REGISTERS_IN
    .option rvc
    c.sw x9, 0(x8)
    c.nop  // without rvc the assembler takes every address for 4-byte aligned
    .option norvc
    REGISTERS_OUT
    .globl canary_fetch, canary_fetch_resume
canary_fetch:
    REGISTERS_IN
    jalr x21, 0(x22)
    .balign 4
canary_fetch_resume:
    REGISTERS_OUT
    .globl canary_spin
canary_spin:
    REGISTERS_IN
1:  addi x21, x21, 1
    bne x21, x22, 1b
    REGISTERS_OUT

// uint64_t canary_landing_pad(): in VU-mode with senvcfg.LPE (Zicfilp), an indirect jump to where no landing pad is; the cause of the trap.
    .globl canary_landing_pad
canary_landing_pad:
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

    .bss
    .balign 16
    .skip 16384
stack_top:
    .skip 4096
stack_top_1:
