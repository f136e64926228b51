// V: configuration, loads and stores, and one instruction of each group. Unprivileged specification, "V".
// Extensions: v, zvfhmin
#include "test.h"
.option arch, +v
    START

    // VS Off: nothing works, and it is an illegal instruction.
    la s11, 1f
    vsetvli t0, zero, e8, m1, ta, ma
1:  EXPECT 1, s10, CAUSE_ILLEGAL
    la s11, 1f
    csrr t0, vlenb
1:  EXPECT 2, s10, CAUSE_ILLEGAL
    li t0, 0x200
    csrs mstatus, t0            // Initial
    csrr t0, vlenb
    EXPECT 3, t0, 16
    csrr t0, mstatus
    srli t0, t0, 9
    andi t0, t0, 3
    EXPECT 4, t0, 1             // reading changed nothing
    vsetvli t0, zero, e8, m8, ta, ma
    EXPECT 5, t0, 128
    csrr t0, mstatus
    srli t0, t0, 9
    andi t0, t0, 3
    EXPECT 6, t0, 3
    csrr t0, mstatus
    srli t0, t0, 63
    EXPECT 7, t0, 1             // SD

    // Strip mining, as in the specification's examples: 100 bytes copied.
    la a0, target
    la a1, source
    li a2, 100
loop:
    vsetvli t0, a2, e8, m2, ta, ma
    vle8.v v8, (a1)
    add a1, a1, t0
    sub a2, a2, t0
    vse8.v v8, (a0)
    add a0, a0, t0
    bnez a2, loop
    la a0, target
    la a1, source
    li a2, 100
    li t2, 0
1:  lbu t0, 0(a0)
    lbu t1, 0(a1)
    xor t0, t0, t1
    or t2, t2, t0
    addi a0, a0, 1
    addi a1, a1, 1
    addi a2, a2, -1
    bnez a2, 1b
    EXPECT 10, t2, 0
    lbu t0, 0(a0)
    EXPECT 11, t0, 0

    // Strided, indexed, segments.
    vsetivli t0, 4, e16, m1, ta, ma
    la a0, words
    li a1, 4
    vlse16.v v8, (a0), a1       // 1 3 5 7
    vmv.x.s t0, v8
    EXPECT 20, t0, 1
    vredsum.vs v9, v8, v0       // v0 is 0 so far
    vmv.x.s t0, v9
    EXPECT 21, t0, 16
    vid.v v10
    vsll.vi v10, v10, 1
    vrsub.vi v10, v10, 6        // byte offsets 6 4 2 0
    vluxei16.v v11, (a0), v10   // 4 3 2 1
    vmv.x.s t0, v11
    EXPECT 22, t0, 4
    vlseg2e16.v v12, (a0)       // v12: 1 3 5 7, v13: 2 4 6 8
    vwmul.vv v14, v12, v13      // 2 12 30 56
    vsetvli t0, zero, e32, m2, ta, ma
    vsetivli t0, 4, e32, m2, ta, ma
    vmv.v.i v16, 0
    vredsum.vs v16, v14, v16
    vmv.x.s t0, v16
    EXPECT 23, t0, 100

    // Masks and the examples of viota and vcompress.
    vsetivli t0, 8, e8, m1, tu, mu
    la a0, iota
    vlm.v v2, (a0)
    viota.m v4, v2
    vslidedown.vi v5, v4, 7
    vmv.x.s t0, v5
    EXPECT 30, t0, 2
    vcpop.m t0, v2
    EXPECT 31, t0, 3
    vfirst.m t0, v2
    EXPECT 32, t0, 0
    vsetivli t0, 9, e8, m1, tu, ma
    la a0, compress
    vle8.v v1, (a0)
    addi a0, a0, 16
    vle8.v v2, (a0)
    addi a0, a0, 16
    vlm.v v0, (a0)
    vcompress.vm v2, v1, v0
    vsetivli t0, 1, e64, m1, ta, ma
    vmv.x.s t0, v2
    EXPECT 33, t0, 0x0203040807050200

    // Fixed point: rounding by vxrm, saturation.
    vsetivli t0, 1, e8, m1, ta, ma
    li t1, 5
    vmv.v.x v8, t1
    csrwi vxrm, 0               // rnu
    vssrl.vi v9, v8, 1
    vmv.x.s t0, v9
    EXPECT 40, t0, 3
    csrwi vxrm, 1               // rne
    vssrl.vi v9, v8, 1
    vmv.x.s t0, v9
    EXPECT 41, t0, 2
    csrwi vxrm, 2               // rdn
    vssrl.vi v9, v8, 1
    vmv.x.s t0, v9
    EXPECT 42, t0, 2
    csrwi vxrm, 3               // rod
    vssrl.vi v9, v8, 1
    vmv.x.s t0, v9
    EXPECT 43, t0, 3
    csrr t0, vxsat
    EXPECT 44, t0, 0
    li t1, 127
    vmv.v.x v8, t1
    vsadd.vv v9, v8, v8
    vmv.x.s t0, v9
    EXPECT 45, t0, 127
    csrr t0, vcsr
    EXPECT 46, t0, 7
    csrwi vcsr, 0

    // Floating point.
    vsetivli t0, 2, e32, m1, ta, ma
    la a0, floats
    vle32.v v8, (a0)            // 1.5 2.5
    vfmul.vv v9, v8, v8         // 2.25 6.25
    vmv.v.i v10, 0
    vfredosum.vs v10, v9, v10
    vfmv.f.s fa0, v10
    fmv.x.w t0, fa0
    EXPECT 50, t0, 0x41080000   // 8.5
    vfwadd.vv v12, v8, v9
    vsetivli t0, 2, e64, m2, ta, ma
    vfmv.f.s fa0, v12
    fmv.x.d t0, fa0
    EXPECT 51, t0, 0x400e000000000000   // 3.75
    vsetivli t0, 2, e16, m1, ta, ma
    vfncvt.f.f.w v14, v8        // 1.5 and 2.5 as F16 (Zvfhmin)
    vsetivli t0, 1, e32, m1, ta, ma
    vmv.x.s t0, v14
    EXPECT 52, t0, 0x41003e00

    // A fault in the middle: vstart is the element, and the restart goes on there.
    vsetivli t0, 4, e32, m1, ta, ma
    vmv.v.i v8, 0
    la a0, words
    csrwi vstart, 2
    vle32.v v8, (a0)
    csrr t0, vstart
    EXPECT 60, t0, 0
    vmv.x.s t0, v8
    EXPECT 61, t0, 0
    vslidedown.vi v9, v8, 2
    vmv.x.s t0, v9
    EXPECT 62, t0, 0x00060005
    li a1, 0x7ffffff8           // nothing lies below 0x80000000
    la s11, 1f
    vle32.v v8, (a1)
1:  EXPECT 63, s10, CAUSE_LOAD_ACCESS
    EXPECT 64, s9, 0x7ffffff8
    csrr t0, vstart
    EXPECT 65, t0, 0
    vsetivli t0, 4, e32, m1, ta, ma
    vid.v v10
    li t1, 0x7ffffff8           // words that exist, and after two of them one that does not
    la t2, words
    sub t1, t1, t2
    vmv.v.i v0, 4
    vsll.vi v10, v10, 2
    vmv.v.i v12, 0
    vmerge.vxm v10, v10, t1, v0
    la a0, words
    la s11, 1f
    vluxei32.v v8, (a0), v10
1:  EXPECT 66, s10, CAUSE_LOAD_ACCESS
    csrr t0, vstart
    EXPECT 67, t0, 2
    csrr t0, vl
    EXPECT 68, t0, 4

    // vill: what depends on vtype is illegal.
    li t1, 0x20
    vsetvl t0, t1, t1
    EXPECT 70, t0, 0
    csrr t0, vtype
    EXPECT 71, t0, 0x8000000000000000
    la s11, 1f
    vadd.vv v8, v8, v8
1:  EXPECT 72, s10, CAUSE_ILLEGAL
    la a0, words
    vl1re8.v v8, (a0)
    PASS

    .data
    .balign 16
source:
    .irp high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
    .irp low, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    .byte (\high * 37 + \low * 11) & 255
    .endr
    .endr
    .balign 16
target: .zero 128
words: .half 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
floats: .word 0x3fc00000, 0x40200000
iota: .byte 0x91                    // 1 0 0 1 0 0 0 1
    .balign 16
compress:
    .byte 0, 1, 2, 3, 4, 5, 6, 7, 8
    .zero 7
    .byte 9, 8, 7, 6, 5, 4, 3, 2, 1
    .zero 7
    .byte 0xa5, 0x01                // 1 1 0 1 0 0 1 0 1
