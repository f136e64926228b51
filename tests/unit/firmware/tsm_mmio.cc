// Transformed instructions: decoding, rewriting to a0, and making them where the hart gives none. Encodings are
// literals.
#include <catch2/catch.hpp>

#include "firmware/tsm/mmio.h"

using namespace covesim::tsm;

TEST_CASE("mmio 1: transformed loads and stores become accesses of a0") {
    // lbu x5, 0(x0) transformed, uncompressed: opcode 0x03, funct3 4.
    auto m = decode_transformed(0x0000'4283);
    CHECK(m.valid);
    CHECK_FALSE(m.store);
    CHECK(m.reg == 5);
    CHECK(m.width == 1);
    CHECK(m.is_unsigned);
    CHECK(m.length == 4);
    CHECK(m.host_inst == 0x0000'4503);
    // c.sw-like: sw x9 with bit 1 clear.
    m = decode_transformed(0x0090'2021);
    CHECK(m.valid);
    CHECK(m.store);
    CHECK(m.reg == 9);
    CHECK(m.width == 4);
    CHECK(m.length == 2);
    CHECK(m.host_inst == 0x00a0'2021);
}

TEST_CASE("mmio 2: what is not a plain load or store is refused") {
    CHECK_FALSE(decode_transformed(0).valid);
    CHECK_FALSE(decode_transformed(0x3000).valid);  // page-table access
    CHECK_FALSE(decode_transformed(0x3020).valid);
    CHECK_FALSE(decode_transformed(0x0000'7283).valid);  // funct3 7
    CHECK_FALSE(decode_transformed(0x0000'2287).valid);  // flw
    CHECK_FALSE(decode_transformed(0x0090'2027).valid);  // fsw
    CHECK_FALSE(decode_transformed(0x0000'202f).valid);  // amo
    CHECK_FALSE(decode_transformed(0x0090'4023).valid);  // store funct3 4
    CHECK_FALSE(decode_transformed(0x1'0000'4283).valid);
}

TEST_CASE("mmio 3: instructions as fetched are transformed alike") {
    CHECK(transform(0x0055'4283) == 0x0000'4283);  // lbu x5, 5(x10)
    CHECK(transform(0x0095'2223) == 0x0090'2023);  // sw x9, 4(x10)
    CHECK(transform(0x4188) == 0x0000'2501);       // c.lw a0, 0(a1)
    CHECK(transform(0x6188) == 0x0000'3501);       // c.ld a0, 0(a1)
    CHECK(transform(0xc188) == 0x00a0'2021);       // c.sw a0, 0(a1)
    CHECK(transform(0xe188) == 0x00a0'3021);       // c.sd a0, 0(a1)
    CHECK(transform(0x4502) == 0x0000'2501);       // c.lwsp a0, 0(sp)
    CHECK(transform(0xe02a) == 0x00a0'3021);       // c.sdsp a0, 0(sp)
    CHECK(transform(0x0000'0013) == 0);            // addi
    CHECK(transform(0x2188) == 0);                 // c.fld
}

TEST_CASE("mmio 4: load results are extended by width and sign") {
    CHECK(extend(0x1'80, 1, false) == ~0x7full);
    CHECK(extend(0x1'80, 1, true) == 0x80);
    CHECK(extend(0x8000, 2, false) == 0xffff'ffff'ffff'8000);
    CHECK(extend(0xffff'ffff'8000'0000, 4, true) == 0x8000'0000);
    CHECK(extend(0x8000'0000, 4, false) == 0xffff'ffff'8000'0000);
    CHECK(extend(0x8000'0000'0000'0001, 8, true) == 0x8000'0000'0000'0001);
}
