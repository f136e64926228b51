// Two harts in two lives. In the first they leave traces wherever a reset must remove them, then hart 0 asks for it
// (test finisher, 0x7777); in the second they look. The exit code tells what was found first; 0: all is as it must be.
    .equ LIVES, 0x80400000                  // RAM that no image lies in: a reset leaves it alone
    .equ FINISHER, 0x100000
    .equ CLINT, 0x2000000
    .equ PLIC, 0xc000000
    .equ UART, 0x10000000
    .globl _start
    .section .text.reset, "ax"
_start:
    li s0, LIVES
    li s1, 0x600dcafe
    csrr t0, mhartid
    bnez t0, hart1
    lw t0, 0(s0)
    beq t0, s1, second
    // First life. Hart 1 has taken its part when word 4 is 1.
1:  lw t0, 4(s0)
    beqz t0, 1b
    sw s1, 0(s0)
    la t0, word
    sw s1, 0(t0)
    csrw mscratch, s1
    li t0, -1
    csrw medeleg, t0
    csrw mie, t0
    csrw mtvec, s1
    csrw pmpaddr0, s1
    csrwi pmpcfg0, 0xf
    li t0, 1 << 13
    csrs mstatus, t0
    li t0, CLINT
    li t1, 1
    sw t1, 0(t0)                            // msip of hart 0 and mtimecmp: both interrupts pend
    li t1, 0x4000
    add t1, t0, t1
    sd zero, 0(t1)
    li t1, 0xbff8
    add t1, t0, t1
    ld t2, 0(t1)
    sd t2, 8(s0)
    li t0, PLIC
    li t1, 7
    sw t1, 40(t0)                           // priority of source 10
    li t0, UART
    li t1, 0x5a
    sb t1, 7(t0)
    fence
    li t0, FINISHER
    li t1, 0x7777
    sw t1, 0(t0)
1:  j 1b

hart1:
    csrr t0, mscratch
    bnez t0, 2f
    lw t0, 0(s0)
    beq t0, s1, 1f
    csrw mscratch, s1
    csrw mie, 0
1:  li t0, 1
    addi t1, s0, 4
    amoadd.w zero, t0, (t1)
2:  wfi
    j 2b

    .macro clear number, csr
    li a0, \number
    csrr t0, \csr
    bnez t0, fail
    .endm
second:
    clear 1, mscratch
    clear 2, medeleg
    clear 3, mie
    clear 4, pmpcfg0
    clear 5, mip
    li a0, 6
    csrr t0, mtvec
    beq t0, s1, fail
    li a0, 7
    csrr t0, mstatus
    li t1, 3 << 13 | 0x88                   // FS, MPIE, MIE
    and t0, t0, t1
    bnez t0, fail
    li a0, 8
    la t0, word                             // the image was loaded again
    lw t0, 0(t0)
    li t1, 12345
    bne t0, t1, fail
    li a0, 9
    li t0, CLINT                            // time has not gone back
    li t1, 0xbff8
    add t1, t0, t1
    ld t1, 0(t1)
    ld t2, 8(s0)
    bltu t1, t2, fail
    li a0, 10
    li t1, 0x4000
    add t1, t0, t1
    ld t1, 0(t1)
    addi t1, t1, 1
    bnez t1, fail                           // mtimecmp: all ones
    li a0, 11
    li t0, PLIC
    lw t0, 40(t0)
    bnez t0, fail
    li a0, 12
    li t0, UART
    lbu t0, 7(t0)
    bnez t0, fail
    li a0, 13                               // hart 1, which slept, is here again
    li t1, 100000
1:  addi t1, t1, -1
    beqz t1, fail
    lw t0, 4(s0)
    li t2, 2
    bne t0, t2, 1b
    li a0, 0
fail:
    li t0, FINISHER
    slli t1, a0, 16
    li t2, 0x3333
    or t1, t1, t2
    bnez a0, 1f
    li t1, 0x5555
1:  sw t1, 0(t0)
1:  j 1b

    .data
word: .word 12345
