// Transformed instructions. H extension, figures "Transformed load / store / atomic / virtual-machine access
// instruction". Encodings were written by hand from the instruction formats.
#include <catch2/catch.hpp>

#include "cpu/priv/tinst.h"

using covesim::transformed_instruction;

TEST_CASE("X01 loads keep rd, funct3 and opcode; immediate and rs1 become zero") {
    CHECK(transformed_instruction(0xfff53583, 0) == 0x00003583);  // ld a1, -1(a0)
    CHECK(transformed_instruction(0x00052503, 0) == 0x00002503);  // lw a0, 0(a0)
    CHECK(transformed_instruction(0x01054503, 0) == 0x00004503);  // lbu a0, 16(a0)
    CHECK(transformed_instruction(0x7ff57507, 0) == 0);           // not a scalar FP load (width 7)
    CHECK(transformed_instruction(0x00853507, 0) == 0x00003507);  // fld fa0, 8(a0)
    CHECK(transformed_instruction(0x00057503, 0) == 0);           // funct3 = 7 is no load
}

TEST_CASE("X02 stores keep rs2, funct3 and opcode") {
    CHECK(transformed_instruction(0xfeb53c23, 0) == 0x00b03023);  // sd a1, -8(a0)
    CHECK(transformed_instruction(0x00a50023, 0) == 0x00a00023);  // sb a0, 0(a0)
    CHECK(transformed_instruction(0x00a52427, 0) == 0x00a02027);  // fsw fa0, 8(a0)
}

TEST_CASE("X03 atomics keep everything but rs1") {
    CHECK(transformed_instruction(0x00b5352f, 0) == 0x00b0352f);  // amoadd.d a0, a1, (a0)
    CHECK(transformed_instruction(0x1605252f, 0) == 0x1600252f);  // lr.w.aqrl a0, (a0)
    CHECK(transformed_instruction(0x18b5352f, 0) == 0x18b0352f);  // sc.d a0, a1, (a0)
}

TEST_CASE("X04 HLV, HLVX and HSV keep everything but rs1") {
    CHECK(transformed_instruction(0x6c054573, 0) == 0x6c004573);  // hlv.d a0, (a0)
    CHECK(transformed_instruction(0x64354573, 0) == 0x64304573);  // hlvx.hu a0, (a0)
    CHECK(transformed_instruction(0x6ea5c073, 0) == 0x6ea04073);  // hsv.d a0, (a1)
}

TEST_CASE("X05 the address offset of a misaligned access replaces rs1") {
    CHECK(transformed_instruction(0x00053583, 5) == 0x0002b583);
    CHECK(transformed_instruction(0xfeb53c23, 7) == 0x00b3b023);
    CHECK(transformed_instruction(0x00053583, 1) == 0x0000b583);
}

TEST_CASE("X06 compressed instructions: the expansion's transformation with bit 1 clear") {
    CHECK(transformed_instruction(0x4108, 0) == 0x00002501);  // c.lw a0, 0(a0)
    CHECK(transformed_instruction(0x6588, 0) == 0x00003501);  // c.ld a0, 8(a1)
    CHECK(transformed_instruction(0xe10c, 0) == 0x00b03021);  // c.sd a1, 0(a0)
    CHECK(transformed_instruction(0xc10c, 0) == 0x00b02021);  // c.sw a1, 0(a0)
    CHECK(transformed_instruction(0x2108, 0) == 0x00003505);  // c.fld fa0, 0(a0)
    CHECK(transformed_instruction(0xa10c, 0) == 0x00b03025);  // c.fsd fa1, 0(a0)
    CHECK(transformed_instruction(0x4532, 0) == 0x00002501);  // c.lwsp a0, 12(sp)
    CHECK(transformed_instruction(0x6532, 0) == 0x00003501);  // c.ldsp a0, 264(sp)
    CHECK(transformed_instruction(0x2532, 0) == 0x00003505);  // c.fldsp fa0, …(sp)
    CHECK(transformed_instruction(0xc42e, 0) == 0x00b02021);  // c.swsp a1, 8(sp)
    CHECK(transformed_instruction(0xe42e, 0) == 0x00b03021);  // c.sdsp a1, 8(sp)
    CHECK(transformed_instruction(0xa42e, 0) == 0x00b03025);  // c.fsdsp fa1, 8(sp)
    CHECK(transformed_instruction(0x4108, 3) == 0x0001a501);
}

TEST_CASE("X07 zero for instructions without a transformation") {
    CHECK(transformed_instruction(0x00000013, 0) == 0);  // nop
    CHECK(transformed_instruction(0x00000073, 0) == 0);  // ecall
    CHECK(transformed_instruction(0x30529073, 0) == 0);  // csrw mtvec
    CHECK(transformed_instruction(0x0045200f, 0) == 0);  // cbo.zero (a0)
    CHECK(transformed_instruction(0x0001, 0) == 0);      // c.nop
    CHECK(transformed_instruction(0x8082, 0) == 0);      // ret
    CHECK(transformed_instruction(0x0000, 0) == 0);
}

TEST_CASE("X08 the loads and stores of Zcb") {
    CHECK(transformed_instruction(0x80ec, 0) == 0x00004581);  // c.lbu a1, 3(s1): lbu a1, 0(x0)
    CHECK(transformed_instruction(0x84ac, 0) == 0x00005581);  // c.lhu a1, 2(s1)
    CHECK(transformed_instruction(0x84ec, 1) == 0x00009581);  // c.lh a1, 2(s1), one byte further on
    CHECK(transformed_instruction(0x88ec, 0) == 0x00b00021);  // c.sb a1, 3(s1)
    CHECK(transformed_instruction(0x8cac, 0) == 0x00b01021);  // c.sh a1, 2(s1)
    CHECK(transformed_instruction(0x8cec, 0) == 0);           // reserved
    CHECK(transformed_instruction(0x90ac, 0) == 0);
}
