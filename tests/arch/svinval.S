// Svinval: who may execute which instruction, and that the sequences with HINVAL do what HFENCE does. Privileged
// specification, "Svinval".
// Extensions: svinval
#include "test.h"
#define HSTATUS_SPVP 0x100
#define HSTATUS_VTVM 0x100000
.macro DENIED n, mpp, v, cause, insn:vararg
    ENTER \mpp, \v, 7f
7:  TRAPS \n, \cause, \insn
.endm
    START
    // U-mode and VU-mode.
    DENIED 1, 0, 0, CAUSE_ILLEGAL, sinval.vma x0, x0
    DENIED 2, 0, 0, CAUSE_ILLEGAL, sfence.w.inval
    DENIED 3, 0, 0, CAUSE_ILLEGAL, sfence.inval.ir
    DENIED 4, 0, 0, CAUSE_ILLEGAL, hinval.vvma x0, x0
    DENIED 5, 0, 0, CAUSE_ILLEGAL, hinval.gvma x0, x0
    DENIED 6, 0, 1, CAUSE_VIRTUAL, sinval.vma x0, x0
    DENIED 7, 0, 1, CAUSE_VIRTUAL, sfence.w.inval
    DENIED 8, 0, 1, CAUSE_VIRTUAL, sfence.inval.ir
    DENIED 9, 0, 1, CAUSE_VIRTUAL, hinval.vvma x0, x0
    EXPECT 10, s9, 0x26000073
    // VS-mode: its own instructions, not the hypervisor's.
    DENIED 11, 1, 1, CAUSE_VIRTUAL, hinval.vvma x0, x0
    DENIED 12, 1, 1, CAUSE_VIRTUAL, hinval.gvma x0, x0
    EXPECT 13, s9, 0x66000073
    ENTER 1, 1, 7f
7:  sfence.w.inval
    sinval.vma a0, a1
    sfence.inval.ir
    TRAPS 14, CAUSE_ECALL_VS, ecall
    // VTVM concerns SINVAL.VMA only, and so does TVM, in HS-mode, with HINVAL.GVMA.
    li t1, HSTATUS_VTVM
    csrw hstatus, t1
    DENIED 15, 1, 1, CAUSE_VIRTUAL, sinval.vma x0, x0
    ENTER 1, 1, 7f
7:  sfence.w.inval
    sfence.inval.ir
    TRAPS 16, CAUSE_ECALL_VS, ecall
    csrw hstatus, x0
    li t1, 1 << 20
    csrs mstatus, t1
    DENIED 17, 1, 0, CAUSE_ILLEGAL, sinval.vma x0, x0
    DENIED 18, 1, 0, CAUSE_ILLEGAL, hinval.gvma x0, x0
    ENTER 1, 0, 7f
7:  sfence.w.inval
    hinval.vvma a0, a1
    sfence.inval.ir
    TRAPS 19, CAUSE_ECALL_S, ecall
    ENTER 1, 1, 7f
7:  sinval.vma x0, x0
    TRAPS 20, CAUSE_ECALL_VS, ecall
    li t1, 1 << 20
    csrc mstatus, t1
    // Both stages: 0x40000000 to a page.
    PTE groot, 1, gl1, PTE_V
    PTE gl1, 0, gl0, PTE_V
    PTE gl0, 0, page0, PTE_RWX | PTE_U
    PTE gl0, 1, page1, PTE_RWX | PTE_U
    PTE groot, 2, _start, PTE_RWX | PTE_U
    PTE vroot, 1, vl1, PTE_V
    PTE vl1, 0, vl0, PTE_V
    li t0, (0x40000000 >> 2) | PTE_RWX
    la t1, vl0
    sd t0, 0(t1)
    la t0, groot
    srli t0, t0, 12
    li t1, 8 << 60
    or t0, t0, t1
    csrw hgatp, t0
    la t0, vroot
    srli t0, t0, 12
    or t0, t0, t1
    csrw vsatp, t0
    hfence.gvma
    hfence.vvma
    li t1, HSTATUS_SPVP
    csrw hstatus, t1
    li a0, 0x40000000
    srli a1, a0, 2
    hlv.d t0, (a0)
    EXPECT 30, t0, 10
    // The guest physical address of HINVAL.GVMA is shifted right by 2.
    PTE gl0, 0, page1, PTE_RWX | PTE_U
    sfence.w.inval
    hinval.gvma a1, x0
    sfence.inval.ir
    hlv.d t0, (a0)
    EXPECT 31, t0, 11
    PTE gl0, 0, page0, PTE_RWX | PTE_U
    sfence.w.inval
    hinval.gvma x0, x0
    sfence.inval.ir
    hlv.d t0, (a0)
    EXPECT 32, t0, 10
    li t0, (0x40001000 >> 2) | PTE_RWX
    la t1, vl0
    sd t0, 0(t1)
    sfence.w.inval
    hinval.vvma a0, x0
    sfence.inval.ir
    hlv.d t0, (a0)
    EXPECT 33, t0, 11
    PASS
    .data
    .align 14
groot: .zero 16384
gl1: .zero 4096
gl0: .zero 4096
vroot: .zero 4096
vl1: .zero 4096
vl0: .zero 4096
page0: .dword 10
    .zero 4088
page1: .dword 11
    .zero 4088
