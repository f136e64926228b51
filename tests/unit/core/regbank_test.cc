#include "sim/core/regbank.h"

#include <catch2/catch.hpp>

using namespace covesim;

namespace {
class Dev : public RegDevice<Dev> {
  public:
    std::string_view name() const override { return "dev"; }
    static std::span<const Reg<Dev>> regs() {
        static constexpr Reg<Dev> kRegs[] = {
            {.name = "id", .offset = 0x0, .bytes = 4, .access = RegAccess::RO, .reset = 0x11223344, .doc = "Identity."},
            {.name = "ctl", .offset = 0x8, .bytes = 8, .reset = 0xff00, .cell = &Dev::ctl, .write_mask = 0xffffffff},
            {.name = "arr", .offset = 0x20, .bytes = 4, .read = &Dev::get, .write = &Dev::put, .count = 3, .stride = 8},
            {.name = "pop",
             .offset = 0x40,
             .bytes = 1,
             .access = RegAccess::RO,
             .read = &Dev::next,
             .read_effect = true},
            {.name = "go", .offset = 0x44, .bytes = 4, .access = RegAccess::WO, .write = &Dev::put},
        };
        return kRegs;
    }
    uint64_t ctl = 0, arr[3] = {}, pops = 0;

  private:
    uint64_t get(uint32_t i) { return arr[i] + now_.fs; }
    void put(uint32_t i, uint64_t v) { arr[i] = v; }
    uint64_t next(uint32_t) { return ++pops; }
};
uint64_t rd(Dev& d, uint64_t off, uint32_t n, Tick now = {}) {
    uint64_t v = 99;
    REQUIRE(d.read(off, n, v, now));
    return v;
}
}  // namespace

TEST_CASE("CORE-R1 reset values, read-only registers and write masks") {
    Dev d;
    d.reset();
    CHECK(rd(d, 0, 4) == 0x11223344);
    REQUIRE(d.write(0, 4, 0, {}));
    CHECK(rd(d, 0, 4) == 0x11223344);
    CHECK(rd(d, 8, 8) == 0xff00);
    REQUIRE(d.write(8, 8, 0xaaaaaaaabbbbbbbb, {}));
    CHECK(rd(d, 8, 8) == 0xbbbbbbbb);
}

TEST_CASE("CORE-R2 partial accesses merge, wide accesses split, holes read zero") {
    Dev d;
    d.reset();
    REQUIRE(d.write(9, 1, 0x12, {}));
    CHECK(rd(d, 8, 8) == 0x1200);
    CHECK(rd(d, 2, 2) == 0x1122);
    CHECK(rd(d, 1, 1) == 0x33);
    CHECK(rd(d, 0, 8) == 0x11223344);
    CHECK(rd(d, 0x18, 8) == 0);
    CHECK(d.write(0x18, 8, 1, {}));
}

TEST_CASE("CORE-R3 arrays pass the index, and callbacks see the time of the access") {
    Dev d;
    d.reset();
    REQUIRE(d.write(0x30, 4, 7, {}));
    CHECK(d.arr[2] == 7);
    CHECK(rd(d, 0x30, 4, Tick{5}) == 12);
    CHECK(rd(d, 0x24, 4) == 0);
    CHECK(rd(d, 0x38, 4) == 0);
}

TEST_CASE("CORE-R4 a debugger's read has no side effect; write-only registers read zero") {
    Dev d;
    d.reset();
    uint64_t v = 1;
    REQUIRE(d.peek(0x40, 1, v, {}));
    CHECK(v == 0);
    CHECK(rd(d, 0x40, 1) == 1);
    REQUIRE(d.write(0x44, 4, 3, {}));
    CHECK(rd(d, 0x44, 4) == 0);
}

TEST_CASE("CORE-R5 unaligned and odd-sized accesses are bus errors") {
    Dev d;
    uint64_t v;
    CHECK_FALSE(d.read(1, 2, v, {}));
    CHECK_FALSE(d.read(4, 8, v, {}));
    CHECK_FALSE(d.read(0, 3, v, {}));
    CHECK_FALSE(d.write(0, 16, 0, {}));
}

TEST_CASE("CORE-R6 the register map documents itself") {
    Dev d;
    const std::string s = d.describe();
    CHECK(s.find("| 0x0 | id | 4 | RO | 0x11223344 | Identity. |") != std::string::npos);
    CHECK(s.find("| 0x20 + 0x8·n, n < 3 | arr | 4 | RW | 0x0 |  |") != std::string::npos);
}
