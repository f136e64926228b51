// Sstc with the H extension: stimecmp of VS-mode is vstimecmp, its enables, VSTIP and the guest's timer interrupt; STIP is
// read-only with STCE. Specification "Sstc".
// Extensions: sstc
#include "test.h"
#define STIMECMP 0x14d
#define VSTIMECMP 0x24d
#define HENVCFG 0x60a
#define STCE (1 << 63)
.macro DENIED n, mpp, v, cause, insn:vararg
    ENTER \mpp, \v, 7f
7:  TRAPS \n, \cause, \insn
.endm
.macro PENDING n, mask, value
    csrr t0, mip
    andi t0, t0, \mask
    EXPECT \n, t0, \value
.endm
    START
    la t0, vs_handler
    csrw vstvec, t0
    csrwi mcounteren, 2
    csrwi hcounteren, 2
    // Without menvcfg.STCE: henvcfg.STCE is read-only zero, below M-mode there is no such CSR, STIP is software's.
    li t1, STCE
    csrc menvcfg, t1
    csrs HENVCFG, t1
    csrr t0, HENVCFG
    srli t0, t0, 63
    EXPECT 1, t0, 0
    DENIED 2, 1, 0, CAUSE_ILLEGAL, csrr t0, VSTIMECMP
    DENIED 3, 1, 1, CAUSE_ILLEGAL, csrr t0, STIMECMP
    li t1, 0x20
    csrs mip, t1
    PENDING 4, 0x20, 0x20
    csrc mip, t1
    PENDING 5, 0x20, 0
    // With it STIP is the comparison alone.
    li t1, STCE
    csrs menvcfg, t1
    li t1, -1
    csrw STIMECMP, t1
    csrw VSTIMECMP, t1
    li t1, 0x20
    csrs mip, t1
    PENDING 6, 0x20, 0
    csrw STIMECMP, x0
    li t1, 0x20
    csrc mip, t1
    PENDING 7, 0x20, 0x20
    li t1, -1
    csrw STIMECMP, t1
    // VS-mode needs henvcfg.STCE and hcounteren.TM; mcounteren.TM comes first.
    DENIED 10, 1, 1, CAUSE_VIRTUAL, csrr t0, STIMECMP
    li t1, STCE
    csrs HENVCFG, t1
    csrr t0, HENVCFG
    srli t0, t0, 63
    EXPECT 11, t0, 1
    csrwi hcounteren, 0
    DENIED 12, 1, 1, CAUSE_VIRTUAL, csrr t0, STIMECMP
    csrwi hcounteren, 2
    csrwi mcounteren, 0
    DENIED 13, 1, 1, CAUSE_ILLEGAL, csrr t0, STIMECMP
    DENIED 14, 1, 0, CAUSE_ILLEGAL, csrr t0, VSTIMECMP
    csrwi mcounteren, 2
    DENIED 15, 1, 1, CAUSE_VIRTUAL, csrr t0, VSTIMECMP
    DENIED 16, 0, 0, CAUSE_ILLEGAL, csrr t0, STIMECMP
    DENIED 17, 0, 1, CAUSE_VIRTUAL, csrr t0, STIMECMP
    // The guest's write is to vstimecmp.
    ENTER 1, 1, 7f
7:  li t1, 0x123456789abcdef
    csrw STIMECMP, t1
    TRAPS 20, CAUSE_ECALL_VS, ecall
    csrr t0, VSTIMECMP
    EXPECT 21, t0, 0x123456789abcdef
    csrr t0, STIMECMP
    EXPECT 22, t0, -1
    // VSTIP: the comparison or hvip.
    PENDING 23, 0x40, 0
    li t1, 0x40
    csrw hvip, t1
    PENDING 24, 0x40, 0x40
    csrw hvip, x0
    PENDING 25, 0x40, 0
    csrw VSTIMECMP, x0
    PENDING 26, 0x40, 0x40
    csrr t0, hvip
    EXPECT 27, t0, 0
    li t1, STCE
    csrc HENVCFG, t1
    PENDING 28, 0x40, 0
    li t1, STCE
    csrs HENVCFG, t1
    PENDING 29, 0x40, 0x40
    // The comparison wraps the sum time + htimedelta at 64 bits and is unsigned.
    li t1, -1
    csrw 0x605, t1
    li t1, -0x1000
    csrw VSTIMECMP, t1
    PENDING 30, 0x40, 0
    li t1, -0x10000000000
    csrw 0x605, t1
    li t1, -0x20000000000
    csrw VSTIMECMP, t1
    PENDING 31, 0x40, 0x40
    csrw 0x605, x0
    // The guest takes it as its S-level timer interrupt.
    csrw VSTIMECMP, x0
    li t1, 0x40
    csrw hideleg, t1
    csrw hie, t1
    csrwi vsstatus, 2
    CATCH 8f
    ENTER 1, 1, 7f
7:  j 7b
8:  EXPECT 32, s10, CAUSE_ECALL_VS
    csrr t0, vscause
    EXPECT 33, t0, 0x8000000000000005
    ENTER 1, 1, 7f
7:  csrr a1, sip
    li t1, -1
    csrw STIMECMP, t1
    csrr a2, sip
    TRAPS 34, CAUSE_ECALL_VS, ecall
    EXPECT 35, a1, 0x20
    EXPECT 36, a2, 0
    PASS
    .align 2
vs_handler:
    ecall
