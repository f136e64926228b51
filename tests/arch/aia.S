// Options: --set irqchip=aia --set hart.priv.geilen=2
// IMSIC and APLIC with MSI delivery as software drives them: files of all three levels by memory writes, claims, traps
// to M, HS and VS, WFI, delegation between the APLIC's domains, genmsi, a device's wire. AIA specification.
// Extensions: smaia, ssaia
#include "test.h"
#define MTOPEI 0x35c
#define MTOPI 0xfb0
#define STOPEI 0x15c
#define STOPI 0xdb0
#define VSTOPEI 0x25c
#define HGEIP 0xe12
#define HGEIE 0x607
#define IMSIC_M 0x24000000
#define IMSIC_S 0x28000000
#define APLIC_M 0xc000000
#define APLIC_S 0xd000000
#define UART 0x10000000

/// Register `select` of the file behind the select CSR `window` gets `value`.
.macro FILE window, select, value
    li t0, \select
    csrw \window, t0
    li t0, \value
    csrw \window + 1, t0
.endm
.macro STORE address, value
    li t0, \address
    li t1, \value
    sw t1, 0(t0)
.endm
.macro LOAD reg, address
    li t0, \address
    lwu \reg, 0(t0)
.endm
/// Waits until the CSR is not zero and reads it.
.macro AWAIT reg, csr
6:  csrr \reg, \csr
    beqz \reg, 6b
.endm

    START
    la t0, s_handler
    csrw stvec, t0
    la t0, vs_handler
    csrw vstvec, t0

    // Machine level: pending, enabled, delivered, claimed.
    STORE IMSIC_M, 6
    csrr t0, MTOPEI
    EXPECT 1, t0, 0
    FILE 0x350, 0xc0, -1
    csrr t0, MTOPEI
    EXPECT 2, t0, 0x60006
    csrr t0, mip
    EXPECT 3, t0, 0
    FILE 0x350, 0x70, 1
    csrr t0, mip
    EXPECT 4, t0, 0x800
    li t0, 0x800
    csrw mie, t0
    csrr t0, MTOPI
    EXPECT 5, t0, 0xb0006
    STORE IMSIC_M + 4, 0x05000000       // big-endian
    csrr t0, MTOPI
    EXPECT 6, t0, 0xb0005
    li t0, 1 << 63
    li t1, 11
    or a1, t0, t1
    CATCH 7f
    csrsi mstatus, 8
    j test_fail
7:  li gp, 7
    bne s10, a1, test_fail
    csrrw t0, MTOPEI, x0
    EXPECT 8, t0, 0x50005
    csrrw t0, MTOPEI, x0
    EXPECT 9, t0, 0x60006
    csrr t0, mip
    EXPECT 10, t0, 0
    // Only aligned words; identity 0, identities beyond and other bytes do nothing; reads are zero.
    li a2, IMSIC_M
    TRAPS 11, CAUSE_STORE_ACCESS, sd x0, 0(a2)
    TRAPS 12, CAUSE_LOAD_ACCESS, lb t0, 0(a2)
    STORE IMSIC_M, 0
    STORE IMSIC_M, 256
    STORE IMSIC_M + 8, 6
    LOAD t0, IMSIC_M
    EXPECT 13, t0, 0
    csrr t0, MTOPEI
    EXPECT 14, t0, 0
    // Write enough to wake WFI.
    STORE IMSIC_M, 255
    FILE 0x350, 0xc6, -1
    csrci mstatus, 8
    wfi
    csrrw t0, MTOPEI, x0
    EXPECT 15, t0, 0xff00ff

    // Supervisor level, delegated: taken in S-mode.
    FILE 0x150, 0xc0, -1
    FILE 0x150, 0x70, 1
    li t0, 0x200
    csrs mideleg, t0
    csrw sie, t0
    STORE IMSIC_S, 33
    csrr t0, STOPI
    EXPECT 20, t0, 0x90021
    csrr t0, MTOPI
    EXPECT 21, t0, 0
    csrsi sstatus, 2
    CATCH 8f
    ENTER 1, 0, 7f
7:  j 7b
8:  EXPECT 22, s10, CAUSE_ECALL_S
    csrr t0, scause
    EXPECT 23, t0, 0x8000000000000009
    csrci sstatus, 2
    ENTER 1, 0, 7f
7:  TRAPS 19, CAUSE_ILLEGAL, csrr t0, STOPEI    // mstateen0.IMSIC
    li t0, -1
    csrw 0x30c, t0
    csrw 0x60c, t0
    ENTER 1, 0, 7f
7:  csrrw a1, STOPEI, x0
    csrr a2, sip
    LEAVE
    EXPECT 24, a1, 0x210021
    EXPECT 25, a2, 0
    // mvien[9]: the file is M-mode's.
    li t0, 0x200
    csrw 0x308, t0
    ENTER 1, 0, 7f
7:  TRAPS 26, CAUSE_ILLEGAL, csrr t0, STOPEI
    csrw 0x308, x0

    // Guest 2: hgeip, SGEI, and as VSEI in VS-mode.
    STORE IMSIC_S + 0x2000, 9
    li t0, 2 << 12
    csrs hstatus, t0
    FILE 0x250, 0xc0, -1
    csrr t0, HGEIP
    EXPECT 30, t0, 0
    FILE 0x250, 0x70, 1
    csrr t0, HGEIP
    EXPECT 31, t0, 4
    csrr t0, VSTOPEI
    EXPECT 32, t0, 0x90009
    li t0, 4
    csrw HGEIE, t0
    csrr t0, mip
    EXPECT 33, t0, 0x1400
    csrw HGEIE, x0
    li t0, 0x400
    csrw hideleg, t0
    csrw hie, t0
    csrwi vsstatus, 2
    CATCH 8f
    ENTER 1, 1, 7f
7:  j 7b
8:  EXPECT 34, s10, CAUSE_ECALL_VS
    csrr t0, vscause
    EXPECT 35, t0, 0x8000000000000009
    csrwi vsstatus, 0
    ENTER 1, 1, 7f
7:  csrr a1, STOPI
    csrrw a2, STOPEI, x0
    csrr a3, sip
    li t0, 0x70
    csrw 0x150, t0
    csrr a4, 0x151
    TRAPS 36, CAUSE_ECALL_VS, ecall
    EXPECT 37, a1, 0x90001              // hvictl.IPRIOM = 0
    EXPECT 38, a2, 0x90009
    EXPECT 39, a3, 0
    EXPECT 40, a4, 1
    // No file: virtual instruction.
    li t0, 3 << 12
    csrc hstatus, t0
    ENTER 1, 1, 7f
7:  TRAPS 41, CAUSE_VIRTUAL, csrr t0, STOPEI
    csrw 0x350, x0                      // select value 0 belongs to nobody
    TRAPS 42, CAUSE_ILLEGAL, csrr t0, 0x351

    // APLIC, machine-level domain: a source without a wire becomes an MSI.
    LOAD t0, APLIC_M
    EXPECT 50, t0, 0x80000004
    STORE APLIC_M, 0x100
    STORE APLIC_M + 12, 1
    STORE APLIC_M + 0x300c, 40
    STORE APLIC_M + 0x1edc, 3
    STORE APLIC_M + 0x1cdc, 3
    AWAIT t0, MTOPEI
    EXPECT 51, t0, 0x280028
    csrw MTOPEI, x0
    LOAD t0, APLIC_M + 0x1c00
    EXPECT 52, t0, 0
    // The UART's wire, delegated to the supervisor-level domain.
    STORE APLIC_S + 40, 6
    LOAD t0, APLIC_S + 40
    EXPECT 53, t0, 0
    STORE APLIC_M + 40, 0x400
    STORE APLIC_S, 0x100
    STORE APLIC_S + 40, 6
    STORE APLIC_S + 0x3028, 50
    STORE APLIC_S + 0x1edc, 10
    li a2, UART
    li t1, 2
    sb t1, 1(a2)                        // the transmitter is empty
    AWAIT t0, STOPEI
    EXPECT 54, t0, 0x320032
    csrw STOPEI, x0
    LOAD t0, APLIC_S + 0x1c00
    EXPECT 55, t0, 0
    LOAD t0, APLIC_S + 0x1d00
    EXPECT 56, t0, 0x400
    STORE APLIC_S + 0x1cdc, 10          // still asserted: once more
    AWAIT t0, STOPEI
    EXPECT 57, t0, 0x320032
    csrw STOPEI, x0
    sb x0, 1(a2)
    LOAD t0, APLIC_S + 0x1d00
    EXPECT 58, t0, 0
    STORE APLIC_S + 0x1cdc, 10
    LOAD t0, APLIC_S + 0x1c00
    EXPECT 59, t0, 0
    // genmsi, whatever IE says.
    STORE APLIC_S, 0
    STORE APLIC_S + 0x3000, 60
    AWAIT t0, STOPEI
    EXPECT 60, t0, 0x3c003c
    LOAD t0, APLIC_S + 0x3000
    EXPECT 61, t0, 60
    li a2, APLIC_S
    TRAPS 62, CAUSE_STORE_ACCESS, sd x0, 0(a2)
    // Where the MSIs go is locked for good.
    LOAD t0, APLIC_M + 0x1bc0
    EXPECT 63, t0, 0x24000
    STORE APLIC_M + 0x1bc4, 0x80000000
    STORE APLIC_M + 0x1bc0, 0x80000
    LOAD t0, APLIC_M + 0x1bc0
    EXPECT 64, t0, 0x24000
    PASS
    .align 2
s_handler:
    ecall
    .align 2
vs_handler:
    ecall
