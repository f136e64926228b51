// Zvkt: vector instructions of the list take the same time whatever their operands hold. Unprivileged specification, "Zvkt".
// The block is measured after a first pass, so that caches and predictor do not matter.
// Extensions: zvkt
#include "test.h"
.option arch, +v
    START
/// a0 = cycles of the block with elements from s2 and s3, the second time.
.macro MEASURE to, a, b
    li s2, \a
    li s3, \b
    vmv.v.x v8, s2
    vmv.v.x v10, s3
    jal ra, block
    jal ra, block
    mv \to, a0
.endm
    li t0, 0x600
    csrs mstatus, t0
    vsetvli t0, zero, e64, m2, ta, ma
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
    vadd.vv v12, v8, v10
    vsub.vx v12, v12, s3
    vmul.vv v14, v8, v10
    vmulhu.vv v14, v14, v12
    vmacc.vv v14, v8, v10
    vsll.vv v12, v8, v10
    vsra.vx v12, v12, s3
    vand.vv v14, v8, v12
    vxor.vi v14, v14, 5
    vmseq.vv v16, v8, v10
    vmsltu.vx v16, v8, s3
    vmand.mm v16, v16, v16
    vslideup.vi v18, v8, 1
    vrgather.vv v20, v8, v18
    vmv.v.v v22, v8
    vredxor.vs v12, v8, v10
    .endr
    csrr t0, mcycle
    sub a0, t0, a0
    ret
