// For a debugger. Hart 0 turns on Sv39 (0x4000'0000 and 0x8000'0000 both are 0x8000'0000), goes to S-mode, and counts
// through the first of them five times in `touch`; then fills vector and floating-point registers and ends the run once
// hart 1, in M-mode, has counted to 20000.
    .option arch, +v
    .globl _start, touch, stored, filled, counter, other
    .section .text.reset, "ax"
_start:
    csrr s0, mhartid
    li t0, 0x6200                           // FS and VS Initial
    csrs mstatus, t0
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    bnez s0, hart1
    la t0, root
    li t1, 0xcf                             // leaf of 1 GiB at 0, D A X W R V
    sd t1, 0(t0)
    li t1, 0x200000cf                       // and at 0x8000'0000
    sd t1, 8(t0)
    sd t1, 16(t0)
    srli t0, t0, 12
    li t1, 8 << 60
    or t0, t0, t1
    csrw satp, t0
    la t0, counting
    csrw mepc, t0
    li t0, 0x800                            // MPP = S
    csrs mstatus, t0
    mret

counting:
    la s1, counter
    li t0, 0x40000000
    sub s2, s1, t0
    li s3, 5
1:  jal touch
    addi s3, s3, -1
    bnez s3, 1b
    li t0, 0x0123456789abcdef
    vsetivli zero, 2, e64, m1, ta, ma
    vmv.v.x v4, t0
    li t1, 3
    fcvt.d.l fa0, t1
filled:
    la t0, other
    li t1, 20000
1:  ld t2, 0(t0)
    bne t1, t2, 1b
    li t0, 0x100000                         // test finisher: pass
    li t1, 0x5555
    sw t1, 0(t0)
1:  j 1b

touch:
    ld t0, 0(s2)
    addi t0, t0, 1
    sd t0, 0(s2)
stored:
    ret

hart1:
    la t0, other
    li t1, 20000
    li t2, 1
1:  amoadd.d zero, t2, (t0)
    addi t1, t1, -1
    bnez t1, 1b
2:  wfi
    j 2b

    .data
    .align 12
root:
    .zero 4096
counter:
    .dword 0
    .zero 56
other:
    .dword 0
