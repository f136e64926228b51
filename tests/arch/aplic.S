// Options: --set irqchip=aplic
// APLIC with direct delivery: the UART's wire through the supervisor-level domain's IDC structure, and a forced spurious
// interrupt at machine level. AIA specification, "Interrupt delivery directly by the APLIC".
#include "test.h"
#define APLIC_M 0xc000000
#define APLIC_S 0xd000000
#define UART 0x10000000
.macro STORE address, value
    li t0, \address
    li t1, \value
    sw t1, 0(t0)
.endm
.macro LOAD reg, address
    li t0, \address
    lwu \reg, 0(t0)
.endm
    START
    la t0, s_handler
    csrw stvec, t0
    // No IMSIC, and no AIA CSRs either.
    TRAPS 1, CAUSE_ILLEGAL, csrr t0, 0x35c
    TRAPS 2, CAUSE_ILLEGAL, csrr t0, 0xfb0
    LOAD t0, APLIC_M
    EXPECT 3, t0, 0x80000000
    STORE APLIC_M + 40, 0x400
    STORE APLIC_S, 0x100
    STORE APLIC_S + 40, 6
    STORE APLIC_S + 0x3028, 3
    STORE APLIC_S + 0x1edc, 10
    STORE APLIC_S + 0x4000, 1
    li a2, UART
    li t1, 2
    sb t1, 1(a2)
    csrr t0, mip
    EXPECT 4, t0, 0x200
    li t0, 0x200
    csrs mideleg, t0
    csrw sie, t0
    csrsi sstatus, 2
    CATCH 8f
    ENTER 1, 0, 7f
7:  j 7b
8:  EXPECT 5, s10, CAUSE_ECALL_S
    csrr t0, scause
    EXPECT 6, t0, 0x8000000000000009
    LOAD t0, APLIC_S + 0x401c
    EXPECT 7, t0, 0xa0003
    csrr t0, mip
    EXPECT 8, t0, 0x200                 // level-sensitive: a claim clears nothing
    sb x0, 1(a2)
    csrr t0, mip
    EXPECT 9, t0, 0
    LOAD t0, APLIC_S + 0x401c
    EXPECT 10, t0, 0
    // Spurious, at machine level.
    STORE APLIC_M, 0x100
    STORE APLIC_M + 0x4000, 1
    STORE APLIC_M + 0x4004, 1
    csrr t0, mip
    EXPECT 11, t0, 0x800
    LOAD t0, APLIC_M + 0x401c
    EXPECT 12, t0, 0
    csrr t0, mip
    EXPECT 13, t0, 0
    PASS
    .align 2
s_handler:
    ecall
