// Without Zama16b a misaligned AMO traps wherever it lies; with hart.misaligned_traps loads and stores do too.
// Options: --isa rv64gch_zacas_zabha_zba_zbb_zbs_smepmp --set hart.misaligned_traps=true
#include "test.h"
    START
    la a0, cell
    addi a0, a0, 1
    TRAPS 1, CAUSE_STORE_MISALIGNED, amoadd.w t0, t2, (a0)
    sub t0, s9, a0
    EXPECT 2, t0, 0
    TRAPS 3, CAUSE_STORE_MISALIGNED, .insn r 0x2f, 1, 0, t0, a0, t2         // amoadd.h
    TRAPS 4, CAUSE_STORE_MISALIGNED, .insn r 0x2f, 3, 0x14, t0, a0, t2      // amocas.d
    TRAPS 5, CAUSE_LOAD_MISALIGNED, lw t0, 0(a0)
    TRAPS 6, CAUSE_STORE_MISALIGNED, sh t0, 0(a0)
    lb t0, 0(a0)
    EXPECT 7, t0, 0x22
    PASS
    .section .data
    .align 4
cell: .dword 0x8877665544332211
    .dword 0
