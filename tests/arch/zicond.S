// Zicond: conditional zero. Unprivileged specification, "Zicond". (The assembler does not know it: encodings by hand.)
// Extensions: zicond
#include "test.h"
    START
.macro EQZ rd, rs1, rs2
    .insn r 0x33, 5, 7, \rd, \rs1, \rs2
.endm
.macro NEZ rd, rs1, rs2
    .insn r 0x33, 7, 7, \rd, \rs1, \rs2
.endm
    RR 1, EQZ, 0x5, 0x0, 0x0
    RR 2, NEZ, 0x5, 0x0, 0x5
    RR 3, EQZ, 0x5, 0x1, 0x5
    RR 4, NEZ, 0x5, 0x1, 0x0
    RR 5, EQZ, 0xffffffffffffffff, 0x0, 0x0
    RR 6, NEZ, 0xffffffffffffffff, 0x0, 0xffffffffffffffff
    RR 7, EQZ, 0xffffffffffffffff, 0x8000000000000000, 0xffffffffffffffff
    RR 8, NEZ, 0xffffffffffffffff, 0x8000000000000000, 0x0
    RR 9, EQZ, 0x0, 0x0, 0x0
    RR 10, NEZ, 0x0, 0x0, 0x0
    PASS
