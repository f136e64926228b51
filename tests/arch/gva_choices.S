// Options: --set hart.misaligned_traps=true --set hart.breakpoint_tval=false
// GVA is set by a trap that writes a guest virtual address to mtval, and by no other: also for the misaligned HLV of a
// hart whose misaligned accesses trap, and not for the breakpoint of a hart that writes zero. Privileged specification,
// mstatus.GVA and hstatus.GVA.
#include "test.h"

/// GVA and MPV of mstatus
.macro GVA_MPV n, gva, mpv
    csrr t0, mstatus
    srli t0, t0, 38
    andi t0, t0, 3
    EXPECT \n, t0, (\mpv << 1) | \gva
.endm

    START
    la a0, word
    addi a0, a0, 13                         // over the end of an aligned 16 bytes: Zama16b does not help
    TRAPS 1, CAUSE_LOAD_MISALIGNED, hlv.w a1, (a0)
    GVA_MPV 2, 1, 0
    sub s9, s9, a0
    EXPECT 3, s9, 0
    TRAPS 4, CAUSE_STORE_MISALIGNED, hsv.d a1, (a0)
    GVA_MPV 5, 1, 0
    TRAPS 6, CAUSE_LOAD_MISALIGNED, lw a1, 0(a0)
    GVA_MPV 7, 0, 0
    ENTER 1, 1, 7f
7:  TRAPS 8, CAUSE_LOAD_MISALIGNED, lw a1, 0(a0)
    GVA_MPV 9, 1, 1
    ENTER 1, 1, 7f
7:  TRAPS 10, CAUSE_BREAKPOINT, ebreak
    GVA_MPV 11, 0, 1
    EXPECT 12, s9, 0
    // The same into HS-mode, whose handler comes here by ECALL.
    li t1, 0x58                             // breakpoint and misaligned accesses
    csrw medeleg, t1
    la t1, hs_handler
    csrw stvec, t1
    ENTER 1, 0, 7f
7:  TRAPS 13, CAUSE_ECALL_S, hlv.w a1, (a0)
    csrr t0, hstatus
    andi t0, t0, 0xc0                       // GVA, SPV
    EXPECT 14, t0, 0x40
    ENTER 1, 1, 7f
7:  TRAPS 15, CAUSE_ECALL_S, ebreak
    csrr t0, hstatus
    andi t0, t0, 0xc0
    EXPECT 16, t0, 0x80
    PASS
    .align 2
hs_handler:
    ecall
    .data
    .align 4
word: .zero 32
