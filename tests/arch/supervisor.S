// What profiles promise of S-mode: satp Bare, stvec in direct mode at any four-byte boundary, what stval holds, UXLEN of
// 64, scounteren bits of every counter that counts. RISC-V profiles, "RVA20S64 Profile", "RVA22S64 Profile".
// Extensions: svbare, sstvala, sstvecd, sscounterenw, ssu64xl
#include "test.h"
    START
    // Svbare: MODE 0 holds and S-mode addresses are physical.
    csrw satp, x0
    csrr t0, satp
    EXPECT 1, t0, 0
    la a0, cell
    ENTER 1, 0, 1f
1:  ld t1, 0(a0)
    TRAPS 2, CAUSE_ECALL_S, ecall
    EXPECT 3, t1, 0x0123456789abcdef
    // Sstvecd.
.macro STVEC n, value
    li t1, \value
    csrw stvec, t1
    csrr t0, stvec
    EXPECT \n, t0, \value
.endm
    STVEC 4, 0x80000004
    STVEC 5, 0x7ffffffffc
    STVEC 6, 0xfffffffffffffffc
    STVEC 7, 0
    // Ssu64xl: sstatus.UXL holds 2.
    li t1, 3 << 32
    csrc sstatus, t1
    li t1, 2 << 32
    csrs sstatus, t1
    csrr t0, sstatus
    srli t0, t0, 32
    andi t0, t0, 3
    EXPECT 8, t0, 2
    // Sscounterenw: a counter that is not read-only zero has a writable bit.
    li t1, -1
    csrw scounteren, t1
    csrr a1, scounteren
.macro COUNTER n, k
    csrw mhpmcounter\k, t1
    csrr t0, mhpmcounter\k
    sltu t0, x0, t0                       // it counts, or holds what was written
    srli t2, a1, \k
    andi t2, t2, 1
    and t2, t2, t0
    sub t0, t0, t2
    EXPECT \n, t0, 0
.endm
    COUNTER 9, 3
    COUNTER 10, 10
    COUNTER 11, 31
    andi t0, a1, 7
    EXPECT 12, t0, 7
    // Sstvala: traps to S-mode write the address, or the instruction.
    li t1, (1 << 2) | (1 << 5) | (1 << 7) | (1 << 1)
    csrw medeleg, t1
    la t1, s_handler
    csrw stvec, t1
.macro STVAL n, cause, value, insn:vararg
    la s1, 8f
    ENTER 1, 0, 7f
7:  \insn
8:  TRAPS \n, CAUSE_ECALL_S, ecall
    EXPECT \n + 1, s2, \cause
    li t1, \value
    sub t0, s3, t1
    EXPECT \n + 2, t0, 0
.endm
    li a0, 0x100
    STVAL 13, CAUSE_LOAD_ACCESS, 0x103, lb t0, 3(a0)
    STVAL 16, CAUSE_STORE_ACCESS, 0x104, sw t0, 4(a0)
    STVAL 19, CAUSE_ILLEGAL, 0x0000006b, .word 0x0000006b
    STVAL 22, CAUSE_FETCH_ACCESS, 0x100, jr a0
    csrw medeleg, x0
    PASS
    .align 2
s_handler:
    csrr s2, scause
    csrr s3, stval
    jr s1
    .section .data
    .align 3
cell: .dword 0x0123456789abcdef
