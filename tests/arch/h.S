// H: CSRs of VS-mode, virtual-instruction exceptions, two-stage translation Sv39 x Sv39x4, HLV/HLVX/HSV, what a guest-page
// fault writes, delegation and injected interrupts, fences. Privileged specification, "H" Extension for Hypervisor Support.
//
// G stage: the gigabyte of RAM is mapped to itself, GPA 0x40000000 + page is gl0[page]. VS stage: the same gigabyte to
// itself (no U), VA 0x40000000 + page is vl0[page]; 0x40200000 has its leaf table in a page the G stage does not map,
// 0x40400000 in one it maps read-only. HS-mode and VS-mode handlers hand over to M-mode with ECALL.
// Extensions: h
#include "test.h"
#define HSTATUS_GVA 0x40
#define HSTATUS_SPV 0x80
#define HSTATUS_SPVP 0x100
#define HSTATUS_HU 0x200
#define HSTATUS_VTVM 0x100000
#define HSTATUS_VTW 0x200000
#define HSTATUS_VTSR 0x400000
#define STATUS_SUM 0x40000
#define STATUS_MXR 0x80000

/// table[index] = pte of a constant address
.macro PTEC table, index, address, flags
    li t6, (((\address) >> 12) << 10) | (\flags)
    la t5, \table
    sd t6, (\index * 8)(t5)
.endm
.macro FENCES
    hfence.gvma
    hfence.vvma
.endm
/// t0 of the field `mask` of the CSR, as 0 or 1
.macro FLAG n, csr, mask, value
    csrr t0, \csr
    li t1, \mask
    and t0, t0, t1
    snez t0, t0
    EXPECT \n, t0, \value
.endm
/// A guest-page fault to M-mode: cause, mtval, mtval2, mtinst, GVA. Five cases.
.macro GUEST_FAULT n, cause, tval, gpa, tinst, insn:vararg
    TRAPS \n, \cause, \insn
    EXPECT \n + 1, s9, \tval
    EXPECT \n + 2, s7, (\gpa) >> 2
    EXPECT \n + 3, s6, \tinst
    FLAG \n + 4, mstatus, 1 << 38, 1
.endm
/// In the mode: the instruction raises the cause with its own bits in mtval.
.macro DENIED n, mpp, v, cause, insn:vararg
    ENTER \mpp, \v, 7f
7:
    TRAPS \n, \cause, \insn
.endm

    START
    // CSRs and their WARL fields.
    csrr t0, misa
    srli t0, t0, 7
    andi t0, t0, 1
    EXPECT 1, t0, 1
    csrr t0, mideleg
    li t1, 0x444
    and t0, t0, t1
    EXPECT 2, t0, 0x444
    li t1, -1
    csrw hideleg, t1
    csrr t0, hideleg
    li t1, 0x1fff
    and t0, t0, t1
    EXPECT 3, t0, 0x444
    csrw hideleg, x0
    li t1, -1
    csrw hedeleg, t1
    csrr t0, hedeleg
    li t1, 0xf10e00
    and t0, t0, t1
    EXPECT 4, t0, 0
    csrr t0, hedeleg
    li t1, 0xb1fe
    and t0, t0, t1
    EXPECT 5, t0, 0xb1fe
    csrw hedeleg, x0
    li t1, (8 << 60) | 0x80007
    csrw hgatp, t1
    csrr t0, hgatp
    EXPECT 6, t0, (8 << 60) | 0x80004       // a root of 16 KiB
    csrw hgatp, x0

    // In VS-mode the supervisor CSRs are the vs ones; the HS-level ones keep their values.
    li t1, 0x1111
    csrw sscratch, t1
    li t1, 0x2222
    csrw vsscratch, t1
    li t1, 0x3330
    csrw sepc, t1
    li t1, 0x4440
    csrw vsepc, t1
    la t1, hs_handler
    csrw stvec, t1
    la t1, vs_handler
    csrw vstvec, t1
    li t1, 13
    csrw vscause, t1
    li t1, 0x5555
    csrw vstval, t1
    ENTER 1, 1, 7f
7:  csrr a0, sscratch
    csrr a1, sepc
    csrr a2, stvec
    csrr a3, scause
    csrr a4, stval
    li t1, 0x6666
    csrw sscratch, t1
    li t1, STATUS_SUM
    csrs sstatus, t1
    TRAPS 10, CAUSE_ECALL_VS, ecall
    EXPECT 11, a0, 0x2222
    EXPECT 12, a1, 0x4440
    la t1, vs_handler
    sub a2, a2, t1
    EXPECT 13, a2, 0
    EXPECT 14, a3, 13
    EXPECT 15, a4, 0x5555
    csrr t0, sscratch
    EXPECT 16, t0, 0x1111
    csrr t0, vsscratch
    EXPECT 17, t0, 0x6666
    FLAG 18, vsstatus, STATUS_SUM, 1
    FLAG 19, mstatus, STATUS_SUM, 0
    FLAG 20, mstatus, 1 << 39, 1            // MPV
    FLAG 21, mstatus, 1 << 38, 0            // GVA
    li t1, STATUS_SUM
    csrc vsstatus, t1
    DENIED 22, 0, 1, CAUSE_ECALL_U, ecall

    // Virtual-instruction exceptions, and what stays illegal.
    DENIED 23, 1, 1, CAUSE_VIRTUAL, csrr t0, hstatus
    EXPECT 24, s9, 0x600022f3
    DENIED 25, 1, 1, CAUSE_VIRTUAL, csrr t0, vsscratch
    DENIED 26, 0, 1, CAUSE_VIRTUAL, csrr t0, hstatus
    DENIED 27, 0, 1, CAUSE_VIRTUAL, csrr t0, sscratch
    DENIED 28, 1, 1, CAUSE_ILLEGAL, csrr t0, mscratch
    DENIED 29, 0, 0, CAUSE_ILLEGAL, csrr t0, hstatus
    DENIED 30, 1, 1, CAUSE_VIRTUAL, hfence.vvma
    DENIED 31, 1, 1, CAUSE_VIRTUAL, hfence.gvma
    DENIED 32, 0, 0, CAUSE_ILLEGAL, hfence.gvma
    DENIED 33, 1, 1, CAUSE_VIRTUAL, hlv.d t0, (a0)
    DENIED 34, 0, 1, CAUSE_VIRTUAL, hsv.d t0, (a0)
    DENIED 35, 0, 0, CAUSE_ILLEGAL, hlv.d t0, (a0)
    DENIED 36, 0, 1, CAUSE_VIRTUAL, wfi
    DENIED 37, 0, 1, CAUSE_VIRTUAL, sret
    DENIED 38, 0, 1, CAUSE_VIRTUAL, sfence.vma
    DENIED 39, 1, 1, CAUSE_ILLEGAL, mret
    // Reads of htval are privileged in the same way; hgeip is read-only, so a write stays illegal.
    DENIED 40, 1, 1, CAUSE_ILLEGAL, csrw 0xe12, x0
    li t1, HSTATUS_VTVM
    csrw hstatus, t1
    DENIED 41, 1, 1, CAUSE_VIRTUAL, csrr t0, satp
    DENIED 42, 1, 1, CAUSE_VIRTUAL, sfence.vma
    DENIED 43, 1, 1, CAUSE_VIRTUAL, sinval.vma x0, x0
    li t1, HSTATUS_VTW
    csrw hstatus, t1
    DENIED 44, 1, 1, CAUSE_VIRTUAL, wfi
    li t1, 1 << 21                          // mstatus.TW comes first
    csrs mstatus, t1
    DENIED 45, 1, 1, CAUSE_ILLEGAL, wfi
    DENIED 46, 0, 1, CAUSE_ILLEGAL, wfi
    li t1, 1 << 21
    csrc mstatus, t1
    li t1, HSTATUS_VTSR
    csrw hstatus, t1
    DENIED 47, 1, 1, CAUSE_VIRTUAL, sret
    csrw hstatus, x0
    // mstatus.TVM is for HS-mode only, mstatus.TSR too.
    li t1, (1 << 20) | (1 << 22)
    csrs mstatus, t1
    DENIED 48, 1, 0, CAUSE_ILLEGAL, csrr t0, hgatp
    DENIED 49, 1, 0, CAUSE_ILLEGAL, hfence.gvma
    ENTER 1, 1, 7f
7:  csrr a0, satp
    sfence.vma
    TRAPS 50, CAUSE_ECALL_VS, ecall
    ENTER 1, 0, 7f
7:  hfence.vvma                             // not trapped by TVM
    TRAPS 51, CAUSE_ECALL_S, ecall
    li t1, (1 << 20) | (1 << 22)
    csrc mstatus, t1
    // Counters: mcounteren first, then hcounteren, then (VU) the guest's scounteren.
    csrw mcounteren, x0
    csrwi hcounteren, 7
    DENIED 52, 1, 1, CAUSE_ILLEGAL, csrr t0, cycle
    csrwi mcounteren, 7
    csrwi hcounteren, 0
    DENIED 53, 1, 1, CAUSE_VIRTUAL, csrr t0, cycle
    csrwi hcounteren, 7
    csrwi scounteren, 0
    DENIED 54, 0, 1, CAUSE_VIRTUAL, csrr t0, instret
    ENTER 1, 1, 7f
7:  csrr t0, instret
    TRAPS 55, CAUSE_ECALL_VS, ecall

    // The tables.
    PTE groot, 2, _start, PTE_RWX | PTE_U
    PTE groot, 1, gl1, PTE_V
    PTE gl1, 0, gl0, PTE_V
    PTE gl0, 0, page0, PTE_V | PTE_R | PTE_W | PTE_U | PTE_A | PTE_D
    PTE gl0, 2, page1, PTE_V | PTE_R | PTE_U | PTE_A
    PTE gl0, 3, page1, PTE_RWX | PTE_U
    PTE gl0, 4, page1, PTE_RWX | PTE_U
    PTE gl0, 5, vro, PTE_V | PTE_R | PTE_U | PTE_A
    PTE gl0, 6, page1, PTE_RWX
    PTE gl0, 8, page2, PTE_RWX | PTE_U
    PTE vroot, 2, _start, PTE_RWX
    PTE vroot, 1, vl1, PTE_V
    PTE vl1, 0, vl0, PTE_V
    PTEC vl1, 1, 0x40001000, PTE_V
    PTEC vl1, 2, 0x40005000, PTE_V
    PTEC vl0, 0, 0x40000000, PTE_V | PTE_R | PTE_W | PTE_A | PTE_D
    PTEC vl0, 1, 0x40001000, PTE_RWX
    PTEC vl0, 2, 0x40002000, PTE_RWX
    PTEC vl0, 3, 0x40003000, PTE_V | PTE_X | PTE_A
    PTEC vl0, 4, 0x40004000, PTE_RWX | PTE_U
    PTEC vl0, 6, 0x40006000, PTE_RWX
    PTEC vl0, 8, 0x40008000, PTE_RWX
    PTEC vl0, 9, 0x40009000, PTE_RWX
    PTEC vl0, 10, 0x20000000000, PTE_RWX    // beyond the 41 bits of a guest physical address
    PTEC vro, 0, 0x40000000, PTE_V | PTE_R | PTE_W
    la t0, groot
    srli t0, t0, 12
    li t1, 8 << 60
    or t0, t0, t1
    csrw hgatp, t0
    la t0, vroot
    srli t0, t0, 12
    or t0, t0, t1
    csrw vsatp, t0
    FENCES

    // Loads and stores through both stages.
    ENTER 1, 1, 7f
7:  li a0, 0x40000000
    ld a1, 0(a0)
    li t1, 0x77
    sd t1, 8(a0)
    TRAPS 60, CAUSE_ECALL_VS, ecall
    EXPECT 61, a1, 0x1122334485667788
    la t1, page0
    ld t0, 8(t1)
    EXPECT 62, t0, 0x77
    // The VS stage's own faults: no guest physical address, no guest-page fault.
    ENTER 1, 1, 7f
7:  li a0, 0x40005000
    TRAPS 63, CAUSE_LOAD_PAGE, ld t0, 0x18(a0)
    EXPECT 64, s9, 0x40005018
    EXPECT 65, s7, 0
    FLAG 66, mstatus, 1 << 38, 1
    ENTER 1, 1, 7f
7:  li a0, 0x40004000                       // a U page, SUM clear
    TRAPS 67, CAUSE_STORE_PAGE, sd t0, 0(a0)
    // Guest-page faults; mtinst has the offset and the address register taken out.
    ENTER 1, 1, 7f
7:  li a0, 0x40001000
    .option push
    .option norvc
    GUEST_FAULT 70, CAUSE_LOAD_GUEST, 0x40001018, 0x40001018, 0x00003283, ld t0, 0x18(a0)
    ENTER 1, 1, 7f
7:  li a0, 0x40001000
    GUEST_FAULT 75, CAUSE_LOAD_GUEST, 0x40001005, 0x40001005, 0x00004283, lbu t0, 5(a0)
    ENTER 1, 1, 7f
7:  li a0, 0x40001000
    GUEST_FAULT 80, CAUSE_STORE_GUEST, 0x40001020, 0x40001020, 0x00603023, sd t1, 0x20(a0)
    ENTER 1, 1, 7f
7:  li a0, 0x40001000
    GUEST_FAULT 85, CAUSE_STORE_GUEST, 0x40001000, 0x40001000, 0x006032af, amoadd.d t0, t1, (a0)
    ENTER 1, 1, 7f
7:  li a0, 0x40001000
    GUEST_FAULT 90, CAUSE_LOAD_GUEST, 0x40001000, 0x40001000, 0x100032af, lr.d t0, (a0)
    .option pop
    // Compressed: the same with bit 1 clear.
    ENTER 1, 1, 7f
7:  li a0, 0x40001000
    GUEST_FAULT 95, CAUSE_LOAD_GUEST, 0x40001008, 0x40001008, 0x00003581, c.ld a1, 8(a0)
    ENTER 1, 1, 7f
7:  li a0, 0x40001000
    GUEST_FAULT 100, CAUSE_STORE_GUEST, 0x40001004, 0x40001004, 0x00b02021, c.sw a1, 4(a0)
    // Read-only in the G stage, and not for U in the G stage.
    ENTER 1, 1, 7f
7:  li a0, 0x40002000
    ld a1, 0(a0)
    GUEST_FAULT 105, CAUSE_STORE_GUEST, 0x40002000, 0x40002000, 0x00b00023, sb a1, 0(a0)
    EXPECT 110, a1, 0x99aabbccddeeff00
    ENTER 1, 1, 7f
7:  li a0, 0x40006000
    TRAPS 111, CAUSE_LOAD_GUEST, ld t0, 0(a0)
    ENTER 1, 1, 7f
7:  li a0, 0x4000a000
    TRAPS 112, CAUSE_LOAD_GUEST, ld t0, 0(a0)
    EXPECT 113, s7, 0x8000000000
    // A load over a page end: the faulting portion's address, and its distance in the rs1 field.
    ENTER 1, 1, 7f
7:  li a0, 0x40000ffc
    GUEST_FAULT 114, CAUSE_LOAD_GUEST, 0x40001000, 0x40001000, 0x00023283, ld t0, 0(a0)
    // Fetch: no transformed instruction.
    CATCH 8f
    ENTER 1, 1, 0x40001000
8:  EXPECT 119, s10, CAUSE_FETCH_GUEST
    EXPECT 120, s9, 0x40001000
    EXPECT 121, s7, 0x10000400
    EXPECT 122, s6, 0
    CATCH 8f
    ENTER 1, 1, 0x40008ffe                  // the second half of the instruction
8:  EXPECT 123, s10, CAUSE_FETCH_GUEST
    EXPECT 124, s9, 0x40009000
    EXPECT 125, s7, 0x10002400
    EXPECT 126, s8, 0x40008ffe
    // An implicit access of the VS-stage walk: the original access's cause, the entry's address, a pseudoinstruction.
    ENTER 1, 1, 7f
7:  li a0, 0x40203000
    GUEST_FAULT 130, CAUSE_LOAD_GUEST, 0x40203010, 0x40001018, 0x3000, ld t0, 0x10(a0)
    ENTER 1, 1, 7f
7:  li a0, 0x40203000
    GUEST_FAULT 135, CAUSE_STORE_GUEST, 0x40203000, 0x40001018, 0x3000, sd t0, 0(a0)
    CATCH 8f
    ENTER 1, 1, 0x40203000
8:  EXPECT 140, s10, CAUSE_FETCH_GUEST
    EXPECT 141, s6, 0x3000
    EXPECT 142, s7, 0x10000406
    // Svade: a clear A bit is a page fault. Svadu (ADUE): the update of the entry is a write.
    ENTER 1, 1, 7f
7:  li a0, 0x40400000
    TRAPS 143, CAUSE_LOAD_PAGE, ld t0, 0(a0)
    li t1, 1 << 61
    csrs menvcfg, t1
    csrs henvcfg, t1
    csrr t0, henvcfg
    and t0, t0, t1
    beqz t0, 6f
    FENCES
    ENTER 1, 1, 7f
7:  li a0, 0x40400000
    GUEST_FAULT 144, CAUSE_LOAD_GUEST, 0x40400000, 0x40005000, 0x3020, ld t0, 0(a0)
    li t1, 1 << 61
    csrc henvcfg, t1
    csrc menvcfg, t1
    FENCES
6:

    // HLV, HLVX, HSV: with the privilege of SPVP.
    li t1, HSTATUS_SPVP
    csrw hstatus, t1
    li a0, 0x40000000
    hlv.d t0, (a0)
    EXPECT 150, t0, 0x1122334485667788
    hlv.w t0, (a0)
    EXPECT 151, t0, 0xffffffff85667788
    hlv.wu t0, (a0)
    EXPECT 152, t0, 0x85667788
    hlv.b t0, (a0)
    EXPECT 153, t0, 0xffffffffffffff88
    hlv.hu t0, (a0)
    EXPECT 154, t0, 0x7788
    addi a1, a0, 16
    li t1, 0xabcdef
    hsv.w t1, (a1)
    la t1, page0
    ld t0, 16(t1)
    EXPECT 155, t0, 0xabcdef
    li a1, 0x40003000
    TRAPS 156, CAUSE_LOAD_PAGE, hlv.d t0, (a1)
    hlvx.hu t0, (a1)
    EXPECT 157, t0, 0xff00
    hlvx.wu t0, (a1)
    EXPECT 158, t0, 0xddeeff00
    li a1, 0x40000000                       // no X
    TRAPS 159, CAUSE_LOAD_PAGE, hlvx.hu t0, (a1)
    li a1, 0x40001000
    GUEST_FAULT 160, CAUSE_LOAD_GUEST, 0x40001000, 0x40001000, 0x6c0042f3, hlv.d t0, (a1)
    li a1, 0x40001000
    GUEST_FAULT 165, CAUSE_STORE_GUEST, 0x40001000, 0x40001000, 0x6e504073, hsv.d t0, (a1)
    // MXR: the guest's for the VS stage only, HS-level for both.
    li a1, 0x40003000
    li t1, STATUS_MXR
    csrs vsstatus, t1
    hlv.hu t0, (a1)
    EXPECT 170, t0, 0xff00
    PTE gl0, 3, page1, PTE_V | PTE_X | PTE_U | PTE_A
    FENCES
    TRAPS 171, CAUSE_LOAD_GUEST, hlv.hu t0, (a1)
    hlvx.hu t0, (a1)
    EXPECT 172, t0, 0xff00
    li t1, STATUS_MXR
    csrc vsstatus, t1
    csrs mstatus, t1
    hlv.hu t0, (a1)
    EXPECT 173, t0, 0xff00
    li t1, STATUS_MXR
    csrc mstatus, t1
    // The guest's SUM; SPVP clear is VU-mode.
    li a1, 0x40004000
    TRAPS 174, CAUSE_LOAD_PAGE, hlv.d t0, (a1)
    li t1, STATUS_SUM
    csrs vsstatus, t1
    hlv.hu t0, (a1)
    EXPECT 175, t0, 0xff00
    li t1, STATUS_SUM
    csrc vsstatus, t1
    csrw hstatus, x0
    hlv.hu t0, (a1)
    EXPECT 176, t0, 0xff00
    TRAPS 177, CAUSE_LOAD_PAGE, hlv.d t0, (a0)
    li t1, HSTATUS_HU
    csrw hstatus, t1
    ENTER 0, 0, 7f
7:  hlv.hu a2, (a1)
    TRAPS 178, CAUSE_ECALL_U, ecall
    EXPECT 179, a2, 0xff00
    csrw hstatus, x0
    // MPRV with MPV
    li t1, 3 << 11
    csrc mstatus, t1
    li t1, (1 << 39) | (1 << 17) | (1 << 11)
    csrs mstatus, t1
    ld t0, 0(a0)
    li t1, 1 << 17
    csrc mstatus, t1
    EXPECT 180, t0, 0x1122334485667788
    li a1, 0x40001000
    li t1, (1 << 39) | (1 << 17) | (1 << 11)
    csrs mstatus, t1
    .option push
    .option norvc
    GUEST_FAULT 181, CAUSE_LOAD_GUEST, 0x40001000, 0x40001000, 0x00003283, ld t0, 0(a1)
    .option pop
    li t1, 1 << 17
    csrc mstatus, t1

    // The fences make changed entries seen: by guest physical address (shifted right 2), by guest virtual address.
    li t1, HSTATUS_SPVP
    csrw hstatus, t1
    hlv.d t0, (a0)
    PTE gl0, 0, page1, PTE_RWX | PTE_U
    srli a1, a0, 2
    hfence.gvma a1
    hlv.d t0, (a0)
    EXPECT 190, t0, 0x99aabbccddeeff00
    PTEC vl0, 0, 0x40008000, PTE_RWX
    hfence.vvma a0
    hlv.hu t0, (a0)
    EXPECT 191, t0, 0x1234
    PTE gl0, 0, page0, PTE_V | PTE_R | PTE_W | PTE_U | PTE_A | PTE_D
    PTEC vl0, 0, 0x40000000, PTE_V | PTE_R | PTE_W | PTE_A | PTE_D
    FENCES

    // vsatp Bare: virtual addresses are guest physical addresses.
    csrr a4, vsatp
    csrw vsatp, x0
    ENTER 1, 1, 7f
7:  li a0, 0x40000000
    ld a1, 0(a0)
    li a0, 0x40001000
    .option push
    .option norvc
    GUEST_FAULT 195, CAUSE_LOAD_GUEST, 0x40001018, 0x40001018, 0x00003283, ld t0, 0x18(a0)
    .option pop
    EXPECT 200, a1, 0x1122334485667788
    ENTER 1, 1, 7f
7:  li a0, 1 << 41
    TRAPS 201, CAUSE_LOAD_GUEST, ld t0, 0(a0)
    EXPECT 202, s7, 1 << 39
    // hgatp Bare: guest physical addresses are supervisor physical addresses.
    csrr a5, hgatp
    csrw hgatp, x0
    csrw vsatp, a4
    PTE vl0, 0, page1, PTE_RWX
    FENCES
    ENTER 1, 1, 7f
7:  li a0, 0x40000000
    ld a1, 0(a0)
    li a0, 0x40005000
    TRAPS 203, CAUSE_LOAD_PAGE, ld t0, 0(a0)
    EXPECT 204, s7, 0
    EXPECT 205, a1, 0x99aabbccddeeff00
    csrw vsatp, x0
    FENCES
    la a0, page0
    ENTER 1, 1, 7f                          // both
7:  ld a1, 0(a0)
    TRAPS 206, CAUSE_ECALL_VS, ecall
    EXPECT 207, a1, 0x1122334485667788
    PTEC vl0, 0, 0x40000000, PTE_V | PTE_R | PTE_W | PTE_A | PTE_D
    csrw hgatp, a5
    csrw vsatp, a4
    FENCES

    // A guest-page fault delegated to HS-mode: htval, htinst, SPV, SPVP, GVA.
    li t1, (1 << 21) | (1 << 13)
    csrw medeleg, t1
    csrw hstatus, x0
    ENTER 1, 1, 7f
7:  li a0, 0x40001000
    .option push
    .option norvc
    TRAPS 210, CAUSE_ECALL_S, ld t0, 0x18(a0)
    .option pop
    csrr t0, scause
    EXPECT 211, t0, CAUSE_LOAD_GUEST
    csrr t0, stval
    EXPECT 212, t0, 0x40001018
    csrr t0, htval
    EXPECT 213, t0, 0x10000406
    csrr t0, htinst
    EXPECT 214, t0, 0x00003283
    csrr t0, hstatus
    andi t0, t0, HSTATUS_GVA | HSTATUS_SPV | HSTATUS_SPVP
    EXPECT 215, t0, HSTATUS_GVA | HSTATUS_SPV | HSTATUS_SPVP
    FLAG 216, sstatus, 0x100, 1             // SPP
    // SRET of HS-mode with SPV goes to VS-mode and clears SPV.
    la t1, 8f
    csrw sepc, t1
    ENTER 1, 0, 7f
7:  sret
8:  TRAPS 217, CAUSE_ECALL_VS, ecall
    FLAG 218, hstatus, HSTATUS_SPV, 0
    // Page faults of the guest: to HS-mode, and with hedeleg to VS-mode.
    ENTER 1, 1, 7f
7:  li a0, 0x40005000
    TRAPS 219, CAUSE_ECALL_S, ld t0, 0(a0)
    li t1, 1 << 13
    csrw hedeleg, t1
    ENTER 1, 1, 7f
7:  li a0, 0x40005000
    TRAPS 220, CAUSE_ECALL_VS, ld t0, 0(a0)
    csrr t0, vscause
    EXPECT 221, t0, CAUSE_LOAD_PAGE
    csrr t0, vstval
    EXPECT 222, t0, 0x40005000
    FLAG 223, vsstatus, 0x100, 1
    csrw medeleg, x0
    csrw hedeleg, x0

    // Interrupts: injected through hvip; to HS-mode with their own number, with hideleg to VS-mode with the S-level one.
    csrwi hie, 4
    csrwi hvip, 4
    FLAG 225, hip, 4, 1
    CATCH 8f
    ENTER 1, 1, 7f
7:  j 7b
8:  EXPECT 226, s10, CAUSE_ECALL_S
    csrr t0, scause
    EXPECT 227, t0, 0x8000000000000002
    FLAG 228, hstatus, HSTATUS_SPV, 1
    li t1, 0x444
    csrw hideleg, t1
    csrwi vsstatus, 0                       // SIE clear: pending only
    ENTER 1, 1, 7f
7:  csrr a1, sip
    csrr a2, sie
    TRAPS 229, CAUSE_ECALL_VS, ecall
    EXPECT 230, a1, 2
    EXPECT 231, a2, 2
    csrwi vsstatus, 2
    CATCH 8f
    ENTER 1, 1, 7f
7:  j 7b
8:  EXPECT 232, s10, CAUSE_ECALL_VS
    csrr t0, vscause
    EXPECT 233, t0, 0x8000000000000001
    csrr t0, vsepc
    la t1, 7b
    sub t0, t0, t1
    EXPECT 234, t0, 0
    ENTER 1, 1, 7f                          // SIE was cleared by the trap
7:  csrci sip, 2                            // clears hvip.VSSIP
    TRAPS 235, CAUSE_ECALL_VS, ecall
    csrr t0, hvip
    EXPECT 236, t0, 0
    li t1, 0x444                            // external before software before timer
    csrw hie, t1
    csrw hvip, t1
    csrwi vsstatus, 2
    CATCH 8f
    ENTER 1, 1, 7f
7:  j 7b
8:  csrr t0, vscause
    EXPECT 237, t0, 0x8000000000000009
    li t1, 0x44
    csrw hvip, t1
    csrwi vsstatus, 2
    CATCH 8f
    ENTER 1, 1, 7f
7:  j 7b
8:  csrr t0, vscause
    EXPECT 238, t0, 0x8000000000000001
    li t1, 0x40
    csrw hvip, t1
    csrwi vsstatus, 2
    CATCH 8f
    ENTER 1, 1, 7f
7:  j 7b
8:  csrr t0, vscause
    EXPECT 239, t0, 0x8000000000000005
    PASS
    .align 2
hs_handler:
    ecall
    .align 2
vs_handler:
    ecall
    .data
    .align 14
groot: .zero 16384
gl1: .zero 4096
gl0: .zero 4096
vroot: .zero 4096
vl1: .zero 4096
vl0: .zero 4096
vro: .zero 4096
page0: .dword 0x1122334485667788
    .zero 4088
page1: .dword 0x99aabbccddeeff00
    .zero 4088
page2: .dword 0x1234
    .zero 4096 - 10
    .half 0x3283                            // the first half of a load
