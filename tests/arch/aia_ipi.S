// Options: --harts 2 --set irqchip=aia
// Two harts interrupt each other by writes to the other's interrupt file, 200 times each way, and sleep in between:
// no interrupt is lost, and each shows its identity. AIA specification, "Interprocessor Interrupts (IPIs)".
// Exit code 0, or 1 a wrong identity, 2 a trap.
#define ROUNDS 200
#define MTOPEI 0x35c

.section .text.reset, "ax"
.globl _start
_start:
    la t0, unexpected
    csrw mtvec, t0
    csrr s0, mhartid
    li s1, 0x24000000
    slli t0, s0, 12
    add s2, s1, t0              // own page
    xori t1, s0, 1
    slli t1, t1, 12
    add s3, s1, t1              // the other's
    li t0, 0x70
    csrw 0x350, t0
    csrwi 0x351, 1
    li t0, 0xc0
    csrw 0x350, t0
    li t0, -1
    csrw 0x351, t0
    li t0, 0x800
    csrw mie, t0
    li s4, ROUNDS
    li s5, 1                    // identity of the round: 1 to 50
    // Hart 0 begins once hart 1 has enabled everything.
    la s6, ready
    bnez s0, 2f
1:  lw t0, 0(s6)
    beqz t0, 1b
    sw s5, 0(s3)
    j round
2:  li t0, 1
    sw t0, 0(s6)
round:
    wfi
    csrrw a0, MTOPEI, x0
    beqz a0, round
    slli t0, s5, 16
    or t0, t0, s5
    li a1, 1
    bne a0, t0, end
    addi s4, s4, -1
    beqz s0, 3f
    sw s5, 0(s3)                // hart 1 answers with the same
3:  addi s5, s5, 1
    li t0, 50
    ble s5, t0, 4f
    li s5, 1
4:  beqz s4, 5f
    bnez s0, round
    sw s5, 0(s3)                // hart 0 asks with the next
    j round
5:  li a1, 0
    bnez s0, 6f                 // hart 0 heard the last answer: it ends the run
end:
    slli a1, a1, 1
    ori a1, a1, 1
    la t0, tohost
    sd a1, 0(t0)
6:  wfi
    j 6b
    .align 2
unexpected:
    li a1, 2
    j end

.section .tohost, "aw"
    .align 6
    .globl tohost, fromhost
tohost: .dword 0
    .align 6
fromhost: .dword 0
    .align 6
ready: .word 0
