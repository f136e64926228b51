// HLVX: PMP and PMA "must grant both execute and read permissions" for the address that results; what is raised is a
// load's exception. Privileged specification, "Hypervisor Virtual-Machine Load and Store Instructions".
// Extensions: h
#include "test.h"

/// With these permissions of the page in PMP entry 0: hlv.hu and hlvx.hu from HS-mode; cause 0 is success.
.macro LOADS n, rwx, hlv_cause, hlvx_cause
    li t1, 0x18 | \rwx                      // NAPOT
    csrw pmpcfg0, t1
    LOAD \n, \hlv_cause, hlv.hu a1, (a0)
    LOAD \n + 2, \hlvx_cause, hlvx.hu a1, (a0)
.endm
.macro LOAD n, cause, insn:vararg
    li a1, 0
    ENTER 1, 0, 7f
7:
    .if \cause == 0
    \insn
    TRAPS \n, CAUSE_ECALL_S, ecall
    EXPECT \n + 1, a1, 0x7788
    .else
    TRAPS \n, \cause, \insn
    EXPECT \n + 1, a1, 0
    .endif
.endm

    START
    la t0, page
    srli t0, t0, 2
    ori t0, t0, 0x1ff                       // 4 KiB
    csrw pmpaddr0, t0
    li t1, 0x100                            // SPVP; vsatp and hgatp are Bare
    csrw hstatus, t1
    la a0, page
    LOADS 1, 0, CAUSE_LOAD_ACCESS, CAUSE_LOAD_ACCESS
    LOADS 5, 1, 0, CAUSE_LOAD_ACCESS
    LOADS 9, 3, 0, CAUSE_LOAD_ACCESS
    LOADS 13, 4, CAUSE_LOAD_ACCESS, CAUSE_LOAD_ACCESS
    LOADS 17, 5, 0, 0
    LOADS 21, 7, 0, 0
    // MXR does not reach PMP.
    li t1, 1 << 19
    csrs mstatus, t1
    LOADS 25, 4, CAUSE_LOAD_ACCESS, CAUSE_LOAD_ACCESS
    li t1, 1 << 19
    csrc mstatus, t1
    csrw pmpcfg0, x0
    // Device registers (mtimecmp of hart 0) can be read, not executed.
    li a0, 0x2004000
    LOAD 29, CAUSE_LOAD_ACCESS, hlvx.wu a1, (a0)
    ENTER 1, 0, 7f
7:  hlv.wu a1, (a0)
    TRAPS 31, CAUSE_ECALL_S, ecall
    PASS
    .data
    .align 12
page: .dword 0x1122334455667788
    .zero 4088
