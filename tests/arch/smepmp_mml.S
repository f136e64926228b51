// Smepmp: the whole truth table of mseccfg.MML, the whitelist policy (MMWP), and what RLB clear forbids. Privileged
// specification, "Smepmp".
// Extensions: smepmp
#include "test.h"
    .option nopic
#define MSECCFG 0x747
    // In M-mode: the bit is set when the instruction is done.
.macro PROBE_M bit, insn:vararg
    la s11, 8f
    \insn
    ori s0, s0, \bit
8:  li s11, 0
.endm
.macro PROBE_S bit, insn:vararg
    ENTER 1, 0, 7f
7:  la s11, 8f
    \insn
    ori s0, s0, \bit
    ecall
8:  nop
.endm
    START
    // Entry 0 is tried on a page, entry 1 is the code (locked W and X: shared code, readable by M), entry 2 shared data.
    la a0, page
    srli t0, a0, 2
    ori t0, t0, 0x1ff
    csrw pmpaddr0, t0
    li t0, (0x80000000 >> 2) | 0x1ff            // 4 KiB: tohost is not code
    csrw pmpaddr1, t0
    li t0, (0x80000000 >> 2) | 0x1ffffff        // 256 MiB
    csrw pmpaddr2, t0
    csrw pmpcfg2, x0

    // MMWP without MML: what no entry matches is closed to M-mode too; entries without L still do not bind it.
    csrwi MSECCFG, 4                            // RLB comes before the first lock
    csrw pmpcfg0, x0
    li a1, 0x90000000
    ld t0, 0(a1)
    li t0, 0x189d18                             // the code locked, so that M-mode keeps it under MML
    csrw pmpcfg0, t0
    csrwi MSECCFG, 6                            // RLB, MMWP
    ld t0, 0(a0)
    TRAPS 1, CAUSE_LOAD_ACCESS, ld t0, 0(a1)
    csrwi MSECCFG, 4                            // sticky
    csrr t0, MSECCFG
    andi t0, t0, 7
    EXPECT 2, t0, 6

    // MML. RLB lets the entry be rewritten.
    csrwi MSECCFG, 5
    li t0, 0x1e9e18
    csrw pmpcfg0, t0
    csrr t0, pmpcfg0
    EXPECT 3, t0, 0x1e9e18
    li s1, 0
next:
    andi t0, s1, 7
    andi t1, s1, 8
    slli t1, t1, 4
    or t0, t0, t1
    li t1, 0x1e9e18
    or t0, t0, t1
    csrw pmpcfg0, t0
    csrr t1, pmpcfg0
    addi gp, s1, 10
    beq t0, t1, 6f
    j test_fail
6:  li s0, 0
    PROBE_M 1, ld t0, 0(a0)
    PROBE_M 2, sd t0, 8(a0)
    PROBE_M 4, jalr a0
    PROBE_S 8, ld t0, 0(a0)
    PROBE_S 16, sd t0, 8(a0)
    PROBE_S 32, jalr a0
    la t0, table
    add t0, t0, s1
    lbu t0, 0(t0)
    addi gp, s1, 30
    beq t0, s0, 6f
    j test_fail
6:  addi s1, s1, 1
    li t0, 16
    beq s1, t0, 6f
    j next
6:
    // Without RLB: no new rule that M-mode could execute, no change of locked ones, and RLB cannot come back.
    csrwi MSECCFG, 1
    csrr t0, MSECCFG
    andi t0, t0, 7
    EXPECT 50, t0, 3
    csrwi MSECCFG, 7
    csrr t0, MSECCFG
    andi t0, t0, 7
    EXPECT 51, t0, 3
    csrr s2, pmpcfg0
    li t0, 0x9c << 24                           // L and X
    or t0, t0, s2
    csrw pmpcfg0, t0
    csrr t0, pmpcfg0
    sub t0, t0, s2
    EXPECT 52, t0, 0
    li t0, 0x9b << 24                           // L, R and W: data of M-mode may come
    or t0, t0, s2
    csrw pmpcfg0, t0
    csrr t0, pmpcfg0
    srli t0, t0, 24
    EXPECT 53, t0, 0x9b
    csrw pmpaddr1, x0
    csrr t0, pmpaddr1
    EXPECT 54, t0, 0x200001ff
    PASS
    .data
    // By X, W, R and then L. Bits: M read 1, write 2, execute 4; S read 8, write 16, execute 32.
table:
    .byte 0x00                                  // nothing
    .byte 0x08                                  // R: S
    .byte 0x0b                                  // W: shared data, M writes
    .byte 0x18                                  // RW: S
    .byte 0x20                                  // X: S
    .byte 0x28                                  // RX: S
    .byte 0x1b                                  // WX: shared data, both write
    .byte 0x38                                  // RWX: S
    .byte 0x00                                  // L: nothing
    .byte 0x01                                  // L, R: M
    .byte 0x24                                  // L, W: shared code
    .byte 0x03                                  // L, RW: M
    .byte 0x04                                  // L, X: M
    .byte 0x05                                  // L, RX: M
    .byte 0x25                                  // L, WX: shared code, M reads
    .byte 0x09                                  // L, RWX: shared data, both read
    .align 12
page:
    .option norvc
    ret
    .zero 4092
