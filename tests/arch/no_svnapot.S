// Options: --isa rv64imafdch_zbb
// A hart without Svnapot: bit 63 of a page-table entry "remains reserved and must be zeroed by software", else a page
// fault is raised; in the G stage a guest-page fault. Privileged specification, Sv39.
#include "test.h"
#define PTE_N (1 << 63)

    START
    PTE root, 2, _start, PTE_RWX
    PTE root, 1, l1, PTE_V
    PTE l1, 0, l0, PTE_V
    PTE l0, 0, page8, PTE_RWX
    PTE l0, 1, page8, PTE_RWX | PTE_N       // its page number ends in 1000: 64 KiB, were there Svnapot
    la t0, root
    srli t0, t0, 12
    li t1, 8 << 60
    or t0, t0, t1
    csrw satp, t0
    sfence.vma
    li a0, 0x40000000
    ENTER 1, 0, 7f
7:  ld a1, 0(a0)
    TRAPS 1, CAUSE_ECALL_S, ecall
    EXPECT 2, a1, 0x77
    li a0, 0x40001000
    ENTER 1, 0, 7f
7:  TRAPS 3, CAUSE_LOAD_PAGE, ld a1, 0(a0)
    ENTER 1, 0, 7f
7:  TRAPS 4, CAUSE_STORE_PAGE, sd a1, 0(a0)
    CATCH 8f
    ENTER 1, 0, 0x40001000
8:  EXPECT 5, s10, CAUSE_FETCH_PAGE
    // The G stage
    csrw satp, x0
    PTE groot, 2, _start, PTE_RWX | PTE_U
    PTE groot, 1, l1, PTE_V
    PTE l0, 0, page8, PTE_RWX | PTE_U
    PTE l0, 1, page8, PTE_RWX | PTE_U | PTE_N
    la t0, groot
    srli t0, t0, 12
    li t1, 8 << 60
    or t0, t0, t1
    csrw hgatp, t0
    hfence.gvma
    li a0, 0x40000000
    ENTER 1, 1, 7f
7:  ld a1, 0(a0)
    TRAPS 6, CAUSE_ECALL_VS, ecall
    li a0, 0x40001000
    ENTER 1, 1, 7f
7:  TRAPS 7, CAUSE_LOAD_GUEST, ld a1, 0(a0)
    PASS
    .data
    .align 16
pages: .zero 0x8000
page8: .dword 0x77
    .zero 0x7ff8
groot: .zero 16384
root: .zero 4096
l1: .zero 4096
l0: .zero 4096
