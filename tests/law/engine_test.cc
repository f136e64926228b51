// Laws 2 and 3 on whole harts: with any accelerator off every statistic, register and byte of memory is equal, in every
// mode; two runs are equal; the modes agree on what they all define.
#include "tests/law/outcome.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kQuanta = 200;

/// Quanta in turn; a sleeping hart moves to the end of its quantum.
void execute(System& s, uint64_t quanta) {
    for (uint64_t q = 1; q <= quanta; ++q) {
        const Tick limit{q * 300 * s.setup.params.clock_period_fs};
        for (uint32_t h = 0; h < s.setup.harts; ++h) {
            if (q % 4 == 0) s.hart(h).set_line(7, true);
            if (s.hart(h).run(limit) == RunEnd::Wait) s.hart(h).advance_to(limit);
        }
    }
}

std::string simulate(const Setup& setup, uint64_t seed, bool more) {
    System s(setup);
    Program(seed, more).load(s);
    execute(s, kQuanta);
    return outcome(s);
}

void law(uint32_t harts, uint64_t first, uint64_t count, bool more = false) {
    for (uint64_t seed = first; seed < first + count; ++seed) {
        for (const Mode mode : {Mode::Fast, Mode::Warm, Mode::Timed}) {
            Setup setup;
            setup.mode = mode;
            setup.harts = harts;
            Program::shrink(setup, seed);
            if (more) Program::enable(setup);
            const std::string reference = simulate(setup, seed, more);
            for (int i = 1; i < 5; ++i) {
                Setup other = setup;
                other.accelerators.l0 = i != 1 && i != 4;
                other.accelerators.decoded_code = i != 2 && i != 4;
                other.accelerators.host_fp = i != 3 && i != 4;
                INFO("seed " << seed << ", " << harts << " harts, " << name_of(other));
                CHECK(difference(reference, simulate(other, seed, more)) == "");
            }
            INFO("seed " << seed << " again");
            CHECK(difference(reference, simulate(setup, seed, more)) == "");
        }
    }
}

}  // namespace

TEST_CASE("law.engine.1 accelerators change no statistic: one hart") { law(1, 1, 12); }
TEST_CASE("law.engine.2 accelerators change no statistic: two harts in the same code and data") { law(2, 1000, 6); }

TEST_CASE("law.engine.4 the same with control-flow integrity and pointer masking switched on") {
    law(1, 2000, 8, true);
    law(2, 3000, 3, true);
}

TEST_CASE(
    "law.engine.5 these programs push, pop and swap on shadow stacks, and meet their faults and missing landing pads") {
    uint64_t causes = 0, values = 0, moved = 0;
    for (uint64_t seed = 2000; seed < 2030; ++seed) {
        Setup setup;
        Program::shrink(setup, seed);
        Program::enable(setup);
        System s(setup);
        Program(seed, true).load(s);
        const uint64_t ssp = s.state().ssp;
        execute(s, kQuanta);
        moved += s.state().ssp != ssp;
        for (const TakenTrap& t : s.traps()) {
            causes |= t.cause < 32 ? uint64_t{1} << t.cause : 0;
            if (t.cause == 18) values |= uint64_t{1} << t.tval;
        }
    }
    for (const int c : {7, 15, 18}) {
        INFO("cause " << c);
        CHECK((causes >> c & 1) == 1);
    }
    CHECK(values == 0xc);  // landing pad 2, shadow stack 3
    CHECK(moved > 5);
}

TEST_CASE("law.engine.3 the random programs do reach everything") {
    Setup setup;
    setup.mode = Mode::Timed;
    setup.harts = 1;
    uint64_t retired = 0, walks = 0, interrupts = 0, causes = 0, mpt = 0, v = 0;
    for (uint64_t seed = 1; seed <= 40; ++seed) {
        Program::shrink(setup, seed);
        System s(setup);
        Program(seed).load(s);
        execute(s, kQuanta);
        retired += s.hart().retired();
        walks += s.hart().mmu().stats().walks;
        interrupts += s.hart().stats().interrupts;
        mpt += s.hart().mmu().stats().mpt.walks;
        for (const Account& a : s.hart().accounts()) v += a.v ? a.instructions : 0;
        for (const TakenTrap& t : s.traps()) causes |= t.cause < 32 ? uint64_t{1} << t.cause : 0;
    }
    CHECK(retired > 200'000);
    CHECK(walks > 1000);
    CHECK(mpt > 200);
    CHECK(v > 10'000);
    CHECK(interrupts > 20);
    for (int c : {1, 2, 3, 5, 6, 7, 12, 13, 15, 21, 22, 23}) {
        INFO("cause " << c);
        CHECK((causes >> c & 1) == 1);
    }
}
