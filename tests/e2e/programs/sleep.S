// Hart 0 counts, then ends the run; the others have gone to sleep for good.
    .globl _start
    .section .text.reset, "ax"
_start:
    csrr t0, mhartid
    bnez t0, 2f
    li t0, 200000
1:  addi t0, t0, -1
    bnez t0, 1b
    li t0, 0x100000                         // test finisher: pass
    li t1, 0x5555
    sw t1, 0(t0)
1:  j 1b
2:  wfi
    j 2b
