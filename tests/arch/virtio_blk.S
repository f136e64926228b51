// A virtio block device in virtio-mmio slot 0, driven by hand: VIRTIO 1.2, 4.2 and 5.2. What the device stores reaches the
// hart whatever it had cached, decoded or reserved. The image's sector n begins with the text "sector 0n".
// Options: --disk @DISK@,snapshot
// clang-format off
#include "test.h"

#define SLOT 0x10001000
#define PLIC 0x0c000000
#define IN 0
#define OUT 1

.macro REG_WRITE offset, value
    li t6, \value
    sw t6, \offset(s0)
.endm
.macro ADDRESS offset, label
    la t6, \label
    sw t6, \offset(s0)
    srli t6, t6, 32
    sw t6, \offset + 4(s0)
.endm

    START
    j begin

// Reset, negotiate VERSION_1, set queue 0 up with 8 entries, DRIVER_OK. s4: index of the next request.
set_up:
    REG_WRITE 0x70, 0
    REG_WRITE 0x70, 3
    REG_WRITE 0x24, 1
    REG_WRITE 0x20, 1
    REG_WRITE 0x24, 0
    REG_WRITE 0x20, 0
    REG_WRITE 0x70, 11
    REG_WRITE 0x30, 0
    REG_WRITE 0x38, 8
    ADDRESS 0x80, descriptors
    ADDRESS 0x90, available
    ADDRESS 0xa0, used
    REG_WRITE 0x44, 1
    REG_WRITE 0x70, 15
    la t5, available
    sw zero, 0(t5)
    la t5, used
    sw zero, 0(t5)
    li s4, 0
    ret

// a1 type, a2 sector, a3 buffer, a4 bytes: descriptors 0, 1, 2 and one more available buffer; notify; wait for the
// interrupt. a0: status byte.
request:
    la t0, header
    sw a1, 0(t0)
    sw zero, 4(t0)
    sd a2, 8(t0)
    la t1, descriptors
    sd t0, 0(t1)
    li t2, 16
    sw t2, 8(t1)
    li t2, 0x00010001       // NEXT, 1
    sw t2, 12(t1)
    sd a3, 16(t1)
    sw a4, 24(t1)
    li t2, 0x00020001
    bnez a1, 1f
    li t2, 0x00020003       // NEXT and WRITE, 2
1:  sw t2, 28(t1)
    la t0, status
    li t2, 0xff
    sb t2, 0(t0)
    sd t0, 32(t1)
    li t2, 1
    sw t2, 40(t1)
    li t2, 2                // WRITE
    sw t2, 44(t1)
    la t0, available
    andi t1, s4, 7
    sh1add t1, t1, t0
    sh zero, 4(t1)
    addi s4, s4, 1
    fence w, w
    sh s4, 2(t0)
    fence w, o
    REG_WRITE 0x50, 0
wait:
    wfi
    li t0, PLIC + 0x200004  // claim of context 0
    lw t1, 0(t0)
    beqz t1, wait
    lw s5, 0x60(s0)         // InterruptStatus
    sw s5, 0x64(s0)
    sw t1, 0(t0)
    fence i, r
    la t0, status
    lbu a0, 0(t0)
    ret

begin:
    li s0, SLOT
    lw t0, 0(s0)
    EXPECT 1, t0, 0x74726976
    lw t0, 4(s0)
    EXPECT 2, t0, 2
    lw t0, 8(s0)
    EXPECT 3, t0, 2
    li s1, SLOT + 0x7000    // an empty slot
    lw t0, 0(s1)
    EXPECT 4, t0, 0x74726976
    lw t0, 8(s1)
    EXPECT 5, t0, 0
    ld t0, 0x100(s0)
    EXPECT 6, t0, 16        // sectors

    // Source 1, priority 1, for M-mode of hart 0.
    li t0, PLIC
    li t1, 1
    sw t1, 4(t0)
    li t0, PLIC + 0x2000
    li t1, 2
    sw t1, 0(t0)
    li t0, 1 << 11
    csrw mie, t0
    call set_up
    lw t0, 0x70(s0)
    EXPECT 7, t0, 15

    // A read, into memory that the hart has just written.
    la t0, buffer
    li t1, -1
    sd t1, 0(t0)
    sd t1, 504(t0)
    ld t2, 0(t0)
    li a1, IN
    li a2, 3
    la a3, buffer
    li a4, 512
    call request
    EXPECT 10, a0, 0
    EXPECT 11, s5, 1
    la t0, buffer
    ld t1, 0(t0)
    EXPECT 12, t1, 0x3020726f74636573  // "sector 0"
    lbu t1, 8(t0)
    EXPECT 13, t1, 0x33                // "3"
    ld t1, 504(t0)
    EXPECT 14, t1, 0x2e2e2e2e2e2e2e2e
    la t0, used
    lhu t1, 2(t0)
    EXPECT 15, t1, 1
    lw t1, 8(t0)
    EXPECT 16, t1, 513

    // What is written comes back.
    la t0, buffer
    li t1, 0x1122334455667788
    sd t1, 256(t0)
    li a1, OUT
    li a2, 7
    la a3, buffer
    li a4, 512
    call request
    EXPECT 20, a0, 0
    li a1, IN
    li a2, 7
    la a3, buffer2
    li a4, 512
    call request
    EXPECT 21, a0, 0
    la t0, buffer2
    ld t1, 256(t0)
    EXPECT 22, t1, 0x1122334455667788
    ld t1, 0(t0)
    EXPECT 23, t1, 0x3020726f74636573

    // A reservation outlives transfers elsewhere, and ends with one that stores to it.
    la s2, buffer
    lr.d t0, (s2)
    li a1, IN
    li a2, 7
    la a3, buffer2
    li a4, 512
    call request
    sc.d t0, zero, (s2)
    EXPECT 30, t0, 0
    la s2, buffer2
    lr.d t0, (s2)
    li a1, IN
    li a2, 7
    la a3, buffer2
    li a4, 512
    call request
    sc.d t0, zero, (s2)
    EXPECT 31, t0, 1

    // Code that has been executed is replaced by the device.
    li a1, OUT
    li a2, 9
    la a3, other_code
    li a4, 512
    call request
    EXPECT 40, a0, 0
    call code
    EXPECT 41, a0, 1
    li a1, IN
    li a2, 9
    la a3, code
    li a4, 512
    call request
    EXPECT 42, a0, 0
    fence.i
    call code
    EXPECT 43, a0, 2

    // Beyond the end: an I/O error.
    li a1, IN
    li a2, 16
    la a3, buffer
    li a4, 512
    call request
    EXPECT 50, a0, 1

    // A head that is no descriptor: the device needs a reset, and works after it.
    la t0, available
    andi t1, s4, 7
    sh1add t1, t1, t0
    li t2, 100
    sh t2, 4(t1)
    addi s4, s4, 1
    sh s4, 2(t0)
    fence w, o
    REG_WRITE 0x50, 0
    call wait
    EXPECT 60, s5, 2
    lw t0, 0x70(s0)
    EXPECT 61, t0, 0x4f
    call set_up
    li a1, IN
    li a2, 1
    la a3, buffer
    li a4, 512
    call request
    EXPECT 62, a0, 0
    la t0, buffer
    lbu t1, 8(t0)
    EXPECT 63, t1, 0x31
    PASS

    .data
    .align 12
descriptors: .zero 128
available: .zero 64
    .align 6
used: .zero 128
    .align 6
header: .zero 16
status: .zero 1
    .align 9
buffer: .zero 512
buffer2: .zero 512
code:
    li a0, 1
    ret
    .align 9
other_code:
    li a0, 2
    ret
    .align 9
