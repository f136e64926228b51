// Zabha: byte and half-word AMOs, with Zacas AMOCAS.B and AMOCAS.H. Unprivileged specification, "Zabha". (The assembler
// does not know them: encodings by hand.)
// Extensions: zabha
#include "test.h"
/// funct5, funct3 (0 byte, 1 half-word) on the bytes at a1 of cell: rd and the double-word afterwards.
.macro AMO n, funct5, funct3, b, read, value
    sd s0, 0(a0)
    li t2, \b
    .insn r 0x2f, \funct3, \funct5 << 2, t0, a1, t2
    EXPECT \n, t0, \read
    ld t0, 0(a0)
    EXPECT \n + 1, t0, \value
.endm
.macro CAS n, funct3, expected, new, read, value
    sd s0, 0(a0)
    li t0, \expected
    li t2, \new
    .insn r 0x2f, \funct3, 0x14, t0, a1, t2
    EXPECT \n, t0, \read
    ld t0, 0(a0)
    EXPECT \n + 1, t0, \value
.endm
#define ADD 0
#define SWAP 1
#define XOR 4
#define OR 8
#define AND 12
#define MIN 16
#define MAX 20
#define MINU 24
#define MAXU 28
    START
    la a0, cell
    li s0, 0x11111111222280f0
    mv a1, a0
    AMO 1, ADD, 0, 0x110, 0xfffffffffffffff0, 0x1111111122228000
    AMO 3, SWAP, 0, 0x123456, 0xfffffffffffffff0, 0x1111111122228056
    AMO 5, XOR, 0, 0xff, 0xfffffffffffffff0, 0x111111112222800f
    AMO 7, OR, 0, 0x10f, 0xfffffffffffffff0, 0x11111111222280ff
    AMO 9, AND, 0, 0x3c, 0xfffffffffffffff0, 0x1111111122228030
    AMO 11, MIN, 0, 3, 0xfffffffffffffff0, 0x11111111222280f0
    AMO 13, MAX, 0, 3, 0xfffffffffffffff0, 0x1111111122228003
    AMO 15, MINU, 0, 3, 0xfffffffffffffff0, 0x1111111122228003
    AMO 17, MAXU, 0, 3, 0xfffffffffffffff0, 0x11111111222280f0
    AMO 19, ADD, 1, 0x8010, 0xffffffffffff80f0, 0x1111111122220100
    AMO 21, SWAP, 1, 0x123456, 0xffffffffffff80f0, 0x1111111122223456
    AMO 23, XOR, 1, 0xffff, 0xffffffffffff80f0, 0x1111111122227f0f
    AMO 25, OR, 1, 0x0f0f, 0xffffffffffff80f0, 0x1111111122228fff
    AMO 27, AND, 1, 0xf0ff, 0xffffffffffff80f0, 0x11111111222280f0
    AMO 29, MIN, 1, 0x7fff, 0xffffffffffff80f0, 0x11111111222280f0
    AMO 31, MAX, 1, 0x7fff, 0xffffffffffff80f0, 0x1111111122227fff
    AMO 33, MINU, 1, 0x7fff, 0xffffffffffff80f0, 0x1111111122227fff
    AMO 35, MAXU, 1, 0x7fff, 0xffffffffffff80f0, 0x11111111222280f0
    CAS 37, 0, 0x1f0, 0x1fe, 0xfffffffffffffff0, 0x11111111222280fe
    CAS 39, 0, 0xf1, 0xfe, 0xfffffffffffffff0, 0x11111111222280f0
    CAS 41, 1, 0x880f0, 0x17fff, 0xffffffffffff80f0, 0x1111111122227fff
    CAS 43, 1, 0x80f1, 0x7fff, 0xffffffffffff80f0, 0x11111111222280f0
    // Other bytes of the word.
    addi a1, a0, 7
    AMO 45, ADD, 0, 1, 0x11, 0x12111111222280f0
    addi a1, a0, 2
    AMO 47, ADD, 1, 0xffff, 0x2222, 0x11111111222180f0
    // rd = x0; aq and rl.
    sd s0, 0(a0)
    li t2, 1
    .insn r 0x2f, 0, 3, x0, a0, t2            // amoadd.b.aqrl
    ld t0, 0(a0)
    EXPECT 49, t0, 0x11111111222280f1
    // There is no LR.B or SC.H.
    TRAPS 50, CAUSE_ILLEGAL, .insn r 0x2f, 0, 8, t0, a0, x0
    TRAPS 51, CAUSE_ILLEGAL, .insn r 0x2f, 1, 12, t0, a0, t2
    // A half-word over the end of an aligned 16 bytes is misaligned; vacant memory refuses.
    addi a1, a0, 15
    TRAPS 52, CAUSE_STORE_MISALIGNED, .insn r 0x2f, 1, 0, t0, a1, t2
    sub t0, s9, a1
    EXPECT 53, t0, 0
    li a1, 0x103
    TRAPS 54, CAUSE_STORE_ACCESS, .insn r 0x2f, 0, 0, t0, a1, t2
    EXPECT 55, s9, 0x103
    PASS
    .section .data
    .align 4
cell: .zero 32
