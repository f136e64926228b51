// Zkt: instructions of the list take the same time whatever their operands hold. Unprivileged specification, "Zkt".
// The block is measured after a first pass, so that caches and predictor do not matter.
// Extensions: zkt
#include "test.h"
    START
/// a0 = cycles of the block with the operands in s2 and s3, the second time.
.macro MEASURE to, a, b
    li s2, \a
    li s3, \b
    jal ra, block
    jal ra, block
    mv \to, a0
.endm
    MEASURE a1, 0, 0
    MEASURE a2, -1, -1
    MEASURE a3, 0x8000000000000000, 1
    MEASURE a4, 0x123456789abcdef, 0xfedcba9876543210
    sub t0, a1, a2
    EXPECT 1, t0, 0
    sub t0, a1, a3
    EXPECT 2, t0, 0
    sub t0, a1, a4
    EXPECT 3, t0, 0
    PASS
    .align 6
block:
    csrr a0, mcycle
    .rept 4
    mul t0, s2, s3
    mulh t1, t0, s3
    mulhsu t1, s2, s3
    mulhu t2, t1, s2
    mulw t2, s2, s3
    add t0, s2, s3
    sub t0, t0, s2
    sll t1, s2, s3
    sra t1, t1, s3
    sltu t2, s2, s3
    xor t2, t2, s2
    addw t2, t2, s3
    clmul t1, s2, s3
    clmulh t1, t1, s3
    xperm8 t2, s2, s3
    rol t0, s2, s3
    andn t0, t0, s3
    pack t1, s2, s3
    rev8 t1, t1
    aes64esm t0, s2, s3
    aes64dsm t1, t0, s3
    sha512sum0 t2, s2
    .endr
    csrr t0, mcycle
    sub a0, t0, a0
    ret
