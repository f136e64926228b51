// Sscofpmf: the inhibit bits of all five modes, and scountovf as each mode sees it. Specification "Sscofpmf".
// Extensions: sscofpmf
#include "test.h"
#define MHPMEVENT_OF (1 << 63)
#define MINH (1 << 62)
#define SINH (1 << 61)
#define UINH (1 << 60)
#define VSINH (1 << 59)
#define VUINH (1 << 58)
#define INSTRUCTIONS 2
/// Four instructions and an ECALL, which does not retire, in the mode.
.macro COUNT n, mpp, v, event, value
    li t1, \event
    csrw mhpmevent3, t1
    csrw mhpmcounter3, x0
    CATCH 8f
    ENTER \mpp, \v, 7f
7:  nop
    nop
    nop
    nop
    ecall
8:  csrr t0, mhpmcounter3
    EXPECT \n, t0, \value
.endm
    START
    COUNT 1, 1, 0, INSTRUCTIONS | MINH, 4
    COUNT 2, 1, 0, INSTRUCTIONS | MINH | UINH | VSINH | VUINH, 4
    COUNT 3, 1, 0, INSTRUCTIONS | MINH | SINH, 0
    COUNT 4, 0, 0, INSTRUCTIONS | MINH | SINH | VSINH | VUINH, 4
    COUNT 5, 0, 0, INSTRUCTIONS | MINH | UINH, 0
    COUNT 6, 1, 1, INSTRUCTIONS | MINH | SINH | UINH | VUINH, 4
    COUNT 7, 1, 1, INSTRUCTIONS | MINH | VSINH, 0
    COUNT 8, 0, 1, INSTRUCTIONS | MINH | SINH | UINH | VSINH, 4
    COUNT 9, 0, 1, INSTRUCTIONS | MINH | VUINH, 0
    csrwi mcountinhibit, 8
    COUNT 10, 1, 0, INSTRUCTIONS | MINH, 0
    csrwi mcountinhibit, 0
    // scountovf: every OF for M-mode; mcounteren for S-mode, and hcounteren for VS-mode.
    li t1, MHPMEVENT_OF | INSTRUCTIONS | MINH
    csrw mhpmevent3, t1
    csrw 0x324, t1                          // mhpmevent4
    csrwi mcounteren, 0
    csrr t0, 0xda0
    EXPECT 11, t0, 0x18
    csrwi mcounteren, 8
    ENTER 1, 0, 7f
7:  csrr a1, 0xda0
    TRAPS 12, CAUSE_ECALL_S, ecall
    EXPECT 13, a1, 8
    csrwi mcounteren, 0x18
    csrwi hcounteren, 0x10
    ENTER 1, 1, 7f
7:  csrr a1, 0xda0
    TRAPS 14, CAUSE_ECALL_VS, ecall
    EXPECT 15, a1, 0x10
    ENTER 0, 0, 7f
7:  TRAPS 16, CAUSE_ILLEGAL, csrr a1, 0xda0
    TRAPS 17, CAUSE_ILLEGAL, csrw 0xda0, x0
    // An overflow asks once: with OF set there is no request, and LCOFIP is software's to clear.
    csrw 0x324, x0
    li t1, 1 << 13
    csrc mip, t1
    li t1, INSTRUCTIONS | MINH
    csrw mhpmevent3, t1
    li t1, -3                               // overflows at the third of four
    csrw mhpmcounter3, t1
    CATCH 8f
    ENTER 1, 0, 7f
7:  nop
    nop
    nop
    nop
    ecall
8:  csrr t0, mhpmcounter3
    EXPECT 20, t0, 1
    csrr t0, mip
    srli t0, t0, 13
    andi t0, t0, 1
    EXPECT 21, t0, 1
    csrr t0, mhpmevent3
    srli t0, t0, 63
    EXPECT 22, t0, 1
    // Writing a counter is no overflow.
    li t1, INSTRUCTIONS | MINH
    csrw mhpmevent3, t1
    li t1, -1
    csrw mhpmcounter3, t1
    csrw mhpmcounter3, x0
    csrr t0, mhpmevent3
    srli t0, t0, 63
    EXPECT 23, t0, 0
    // Delegated: S-mode sees it in sip and takes it as 13.
    la t0, s_handler
    csrw stvec, t0
    li t1, 1 << 13
    csrs mip, t1
    csrw mideleg, t1
    csrw mie, t1
    ENTER 1, 0, 7f
7:  csrr a1, sip
    TRAPS 24, CAUSE_ECALL_S, ecall
    EXPECT 25, a1, 1 << 13
    csrwi sstatus, 2
    CATCH 8f
    ENTER 1, 0, 7f
7:  j 7b
8:  EXPECT 26, s10, CAUSE_ECALL_S
    csrr t0, scause
    EXPECT 27, t0, 0x800000000000000d
    PASS
    .align 2
s_handler:
    ecall
