// A virtio block device as a PCI function, found and driven by hand: ECAM, BAR sizing and placement, the modern interface
// (VIRTIO 1.2, 4.1), INTA. The image's sector n begins with the text "sector 0n".
// Options: --disk @DISK@,snapshot --set devices.transport=pci
// clang-format off
#include "test.h"

#define FUNCTION 0x30008000     // bus 0, device 1, function 0
#define BAR 0x400000000         // 64-bit window, for 512 MiB of RAM
#define PLIC 0x0c000000

.macro WRITE op, offset, value
    li t6, \value
    \op t6, \offset(s0)
.endm
.macro ADDRESS offset, label
    la t6, \label
    sd t6, \offset(s0)
.endm

    START
    li s1, FUNCTION
    li t0, 0x30000000
    lw t1, 0(t0)
    EXPECT 1, t1, -1            // no device 0
    lwu t1, 0(s1)
    EXPECT 2, t1, 0x10421af4
    lw t1, 8(s1)
    EXPECT 3, t1, 0x01000001
    // BAR 0: 64-bit, 16 KiB.
    li t1, -1
    sw t1, 0x10(s1)
    sw t1, 0x14(s1)
    lw t1, 0x10(s1)
    EXPECT 4, t1, 0xffffffffffffc00c
    li s0, BAR
    sw s0, 0x10(s1)
    srli t1, s0, 32
    sw t1, 0x14(s1)
    li t1, -1
    lbu t1, 0x14(s0)
    EXPECT 5, t1, 0xff          // memory space is off
    li t1, 6
    sh t1, 4(s1)
    lbu t1, 0x14(s0)
    EXPECT 6, t1, 0
    // A virtio capability of type 1 (common configuration): BAR 0, offset 0.
    lbu t0, 0x34(s1)
1:  add t0, t0, s1
    lbu t1, 0(t0)
    lbu t2, 3(t0)
    addi t1, t1, -9
    addi t2, t2, -1
    or t1, t1, t2
    beqz t1, 2f
    lbu t0, 1(t0)
    bnez t0, 1b
    EXPECT 7, t0, 1
2:  lw t1, 8(t0)
    EXPECT 8, t1, 0

    // Source 33, priority 1, for M-mode of hart 0.
    li t0, PLIC
    li t1, 1
    sw t1, 4 * 33(t0)
    li t0, PLIC + 0x2004
    li t1, 2
    sw t1, 0(t0)
    li t0, 1 << 11
    csrw mie, t0

    WRITE sb, 0x14, 0
    WRITE sb, 0x14, 3
    WRITE sw, 0x08, 1
    WRITE sw, 0x0c, 1
    WRITE sb, 0x14, 11
    WRITE sh, 0x16, 0
    lhu t1, 0x18(s0)
    EXPECT 10, t1, 256
    WRITE sh, 0x18, 8
    ADDRESS 0x20, descriptors
    ADDRESS 0x28, available
    ADDRESS 0x30, used
    WRITE sh, 0x1c, 1
    WRITE sb, 0x14, 15
    lbu t1, 0x14(s0)
    EXPECT 11, t1, 15
    li t2, 0x2000
    add t2, t2, s0
    ld t1, 0(t2)
    EXPECT 12, t1, 16           // sectors

    // Read sector 5.
    la t1, descriptors
    la t0, header
    li t2, 5
    sd t2, 8(t0)
    sd t0, 0(t1)
    li t2, 16
    sw t2, 8(t1)
    li t2, 0x00010001           // NEXT, 1
    sw t2, 12(t1)
    la t0, buffer
    sd zero, 0(t0)
    sd t0, 16(t1)
    li t2, 512
    sw t2, 24(t1)
    li t2, 0x00020003           // NEXT and WRITE, 2
    sw t2, 28(t1)
    la t0, status
    sd t0, 32(t1)
    li t2, 1
    sw t2, 40(t1)
    li t2, 2
    sw t2, 44(t1)
    la t0, available
    li t2, 1
    fence w, w
    sh t2, 2(t0)
    fence w, o
    li t2, 0x3000
    add t2, t2, s0
    sh zero, 0(t2)
1:  wfi
    li t0, PLIC + 0x200004
    lw t1, 0(t0)
    beqz t1, 1b
    EXPECT 20, t1, 33
    li t2, 0x1000
    add t2, t2, s0
    lbu t1, 0(t2)
    EXPECT 21, t1, 1
    lbu t1, 0(t2)
    EXPECT 22, t1, 0            // reading has cleared it
    fence i, r
    la t0, status
    lbu t1, 0(t0)
    EXPECT 23, t1, 0
    la t0, buffer
    ld t1, 0(t0)
    EXPECT 24, t1, 0x3020726f74636573  // "sector 0"
    lbu t1, 8(t0)
    EXPECT 25, t1, 0x35
    PASS

    .data
    .align 12
descriptors: .zero 128
available: .zero 64
    .align 6
used: .zero 128
    .align 6
header: .zero 16
status: .byte 0xff
    .align 9
buffer: .zero 512
