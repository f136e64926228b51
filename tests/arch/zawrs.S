// Zawrs: WRS.NTO and WRS.STO end; mstatus.TW. Unprivileged specification, "Zawrs".
// Extensions: zawrs
#include "test.h"
    START
    la a0, cell
    lr.d t0, (a0)
    wrs.sto
    lr.d t0, (a0)
    sc.d t0, t0, (a0)               // the reservation set is invalid: nothing to wait for
    wrs.sto
    // A pending interrupt ends WRS.NTO although interrupts are off.
    csrwi mie, 0
    li t0, 0x22
    csrw mie, t0
    li t0, 2
    csrw mip, t0                    // SSIP
    wrs.nto
    csrw mip, x0
    PASS
    .section .data
    .align 6
cell: .dword 0
