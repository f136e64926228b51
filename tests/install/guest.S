// Asks the user's device (tests/install/program) how many requests the user's memory model has seen: some, for the
// fetches of this code. Ends through the test finisher.
    .globl _start
_start:
    li t0, 0x18000000
    lw t1, 0(t0)
    li t2, 0x100000
    li t3, 0x5555
    bnez t1, 1f
    li t3, 0x13333
1:  sw t3, 0(t2)
    j 1b
