// Zimop: may-be-operations write zero. Unprivileged specification, "Zimop". (The assembler does not know them: words.)
// Extensions: zimop
#include "test.h"
    START
/// mop.r.n t0, t1: 1 n4 00 n3:2 0111 n1:0 rs1 100 rd 1110011
.macro MOP_R n
    .word 0x81c34273 | ((\n >> 4) << 30) | (((\n >> 2) & 3) << 26) | ((\n & 3) << 20) | (1 << 7)
.endm
/// mop.rr.n t0, t1, t2: 1 n2 00 n1:0 1 rs2 rs1 100 rd 1110011
.macro MOP_RR n
    .word 0x82734273 | ((\n >> 2) << 30) | ((\n & 3) << 26) | (1 << 7)
.endm
    li t1, -1
    li t2, -1
.macro ALL_R n=0
    li t0, -1
    MOP_R \n
    EXPECT \n + 1, t0, 0
    .if \n < 31
    ALL_R "(\n + 1)"
    .endif
.endm
.macro ALL_RR n=0
    li t0, -1
    MOP_RR \n
    EXPECT \n + 33, t0, 0
    .if \n < 7
    ALL_RR "(\n + 1)"
    .endif
.endm
    ALL_R
    ALL_RR
    EXPECT 41, t1, -1
    EXPECT 42, t2, -1
    .word 0x81c34073                          // mop.r.0 zero, t1
    EXPECT 43, x0, 0
    // The same in S and U; not the encodings beside them (bit 31 clear: HLV; bits 29:28 set).
    ENTER 0, 0, 1f
1:  li t0, -1
    MOP_R 31
    TRAPS 44, CAUSE_ECALL_U, ecall
    EXPECT 45, t0, 0
    TRAPS 46, CAUSE_ILLEGAL, .word 0x91c34273 | (1 << 7)
    TRAPS 47, CAUSE_ILLEGAL, .word 0xa1c34273 | (1 << 7)
    PASS
