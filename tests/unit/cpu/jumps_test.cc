// Instruction alignment. Unprivileged specification, "Control Transfer Instructions": without C, a jump or a taken
// branch to an address that is not a multiple of four is an instruction-address-misaligned exception of that
// instruction.
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {
Setup without_c(Setup s) {
    s.isa.remove(isa::Ext::C);
    s.features.c = false;
    return s;
}
}  // namespace

TEST_CASE("cpu.jumps.1 without C a misaligned target is the jump's exception, and nothing is linked") {
    struct {
        uint32_t instruction;
        uint64_t target;
    } const kCases[] = {
        {jal(ra, 6), kCode + 4 + 6},       {jal(zero, -2), kCode + 4 - 2}, {jalr(ra, a0, 2), kData + 2},
        {jalr(a0, a0, 2), kData + 2},      {jalr(ra, a0, 3), kData + 2},  // bit 0 of the sum is dropped first
        {beq(zero, zero, 10), kCode + 14}, {bne(a0, zero, -2), kCode + 2},
    };
    for (const Setup& base : all_setups()) {
        const Setup setup = without_c(base);
        for (const auto& c : kCases) {
            INFO(name_of(setup) << std::hex << " " << c.instruction);
            System s(setup);
            s.put(kCode, {li(t0, 1), c.instruction, li(t0, 2)});
            s.state().x[a0] = kData;
            s.state().x[ra] = 77;
            CHECK(s.run() == RunEnd::Wait);
            REQUIRE(s.traps().size() == 1);
            CHECK(s.trap().cause == 0);
            CHECK(s.trap().tval == c.target);
            CHECK(s.trap().pc == kCode + 4);
            CHECK(s.trap().retired == 1);
            CHECK(s.x(t0) == 1);
            CHECK(s.x(a0) == kData);
            CHECK(s.x(ra) == 77);
        }
    }
}

TEST_CASE("cpu.jumps.2 without C aligned targets and branches that are not taken go on; with C every target does") {
    for (const Setup& base : all_setups()) {
        System s(without_c(base));
        s.put(kCode, {bne(zero, zero, 6), jal(ra, 8), kEbreak, jalr(t1, a0, 1), kEbreak});
        s.put(kData, {li(t0, 5), kWfi});
        s.state().x[a0] = kData;
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.traps().empty());
        CHECK(s.x(ra) == kCode + 8);
        CHECK(s.x(t1) == kCode + 16);
        CHECK(s.x(t0) == 5);
        System with(base);
        with.put16(kCode, {c_nop, c_nop});
        with.put(kCode + 4, {jal(ra, 6)});
        with.put(kCode + 10, {li(t0, 5), kWfi});
        CHECK(with.run() == RunEnd::Wait);
        CHECK(with.traps().empty());
        CHECK(with.x(t0) == 5);
    }
}

TEST_CASE("cpu.jumps.3 a guest's misaligned target is a guest virtual address") {
    System s(without_c({}));
    s.open_pmp();
    s.put(kCode, {jal(ra, 6)});
    s.start(kCode, Priv::S, true);
    CHECK(s.run() == RunEnd::Wait);
    CHECK(s.trap().cause == 0);
    CHECK(s.trap().gva);
    CHECK((s.state().mstatus >> 38 & 3) == 3);
}
