// One instruction each: uint64_t evil_NAME(uint64_t address, uint64_t value). x10 and f10 hold `value` before it and are returned (so: what the
// instruction left there). On a trap the handler goes on at t6.
    .option norelax
    .option norvc
    .option arch, +f, +d
    .text
.macro PROBE name, instruction:vararg
    .globl evil_\name
evil_\name:
    mv t0, a0
    mv a0, a1
    la t6, 1f
    \instruction
1:  ret
.endm
.macro PROBE_F name, instruction:vararg
    .globl evil_\name
evil_\name:
    mv t0, a0
    fmv.d.x f10, a1
    la t6, 1f
    \instruction
1:  fmv.x.d a0, f10
    ret
.endm

    PROBE ld, ld a0, 0(t0)
    PROBE lw, lw a0, 0(t0)
    PROBE lhu, lhu a0, 0(t0)
    PROBE lbu, lbu a0, 0(t0)
    PROBE_F fld, fld f10, 0(t0)
    PROBE_F flw, flw f10, 0(t0)
    PROBE sd, sd a0, 0(t0)
    PROBE sw, sw a0, 0(t0)
    PROBE sh, sh a0, 0(t0)
    PROBE sb, sb a0, 0(t0)
    PROBE_F fsd, fsd f10, 0(t0)
    PROBE amoadd, amoadd.d a0, a0, (t0)
    PROBE amoswap, amoswap.w a0, a0, (t0)
    PROBE amomax, amomaxu.d a0, a0, (t0)
    PROBE lr, lr.d a0, (t0)
    PROBE lrw, lr.w a0, (t0)
    PROBE fetch, jr t0
    PROBE cbo_inval, .insn i 0x0f, 2, x0, t0, 0
    PROBE cbo_clean, .insn i 0x0f, 2, x0, t0, 1
    PROBE cbo_flush, .insn i 0x0f, 2, x0, t0, 2
    PROBE cbo_zero, .insn i 0x0f, 2, x0, t0, 4
    PROBE hlv_d, .insn r 0x73, 4, 0x36, a0, t0, x0
    PROBE hlv_bu, .insn r 0x73, 4, 0x30, a0, t0, x1
    PROBE hlvx_hu, .insn r 0x73, 4, 0x32, a0, t0, x3
    PROBE hlvx_wu, .insn r 0x73, 4, 0x34, a0, t0, x3
    PROBE hsv_d, .insn r 0x73, 4, 0x37, x0, t0, a0
    PROBE hsv_b, .insn r 0x73, 4, 0x31, x0, t0, a0

    // A valid reservation on our own word, then SC elsewhere.
    .globl evil_sc
evil_sc:
    mv t0, a0
    mv a0, a1
    la t1, own_word
    lr.d t2, (t1)
    la t6, 1f
    sc.d a0, a0, (t0)
1:  ret

    // Fetch in VS-mode, with the host's own hgatp and vsatp.
    .globl evil_vs_fetch
evil_vs_fetch:
    mv t0, a0
    mv a0, a1
    la t6, 1f
    li t1, 0x80
    csrs hstatus, t1
    li t1, 0x100
    csrs sstatus, t1
    li t1, 0x20            // SPIE: interrupts stay off behind the two SRETs
    csrc sstatus, t1
    csrw sepc, t0
    sret
1:  ret

    .data
    .balign 8
own_word:
    .dword 0
