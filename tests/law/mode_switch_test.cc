// Law 2 across switches of the mode, which fall after an exact number of instructions: with any accelerator off every
// number is equal.
#include "tests/law/outcome.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kQuantum = 300, kQuanta = 150;  // cycles; how many

std::string simulate(const Setup& setup, uint64_t seed, uint64_t& switches) {
    System s(setup);
    Program(seed).load(s);
    Random rnd{mix(seed ^ 0x5317c4)};
    std::vector<uint64_t> next(setup.harts);
    for (auto& n : next) n = rnd.below(1000);
    switches = 0;
    for (uint64_t q = 1; q <= kQuanta; ++q) {
        const Tick limit{q * kQuantum * setup.params.clock_period_fs};
        for (uint32_t h = 0; h < setup.harts; ++h) {
            Hart& hart = s.hart(h);
            if (q % 4 == 0) hart.set_line(7, true);
            for (;;) {
                hart.set_instruction_limit(next[h]);
                const RunEnd end = hart.run(limit);
                if (end == RunEnd::Wait) hart.advance_to(limit);
                if (end != RunEnd::Stop) break;
                CHECK(hart.retired() == next[h]);
                const uint64_t before = hart.cycles();
                hart.set_mode(static_cast<Mode>(rnd.below(3)));
                CHECK(hart.cycles() == before);
                next[h] += 1 + rnd.below(2000);
                ++switches;
            }
        }
    }
    std::string out = outcome(s);
    for (uint32_t h = 0; h < setup.harts; ++h) {
        uint64_t instructions = 0, cycles = 0;
        for (const Mode m : {Mode::Fast, Mode::Warm, Mode::Timed}) {
            const ModeUse use = s.hart(h).in_mode(m);
            dump(out, "mode", use);
            instructions += use.instructions;
            cycles += use.cycles;
        }
        CHECK(instructions == s.hart(h).retired());
        CHECK(cycles == s.hart(h).cycles());
    }
    return out;
}

void law(uint32_t harts, uint64_t first, uint64_t count) {
    for (uint64_t seed = first; seed < first + count; ++seed) {
        Setup setup;
        setup.harts = harts;
        Program::shrink(setup, seed);
        uint64_t switches = 0;
        const std::string reference = simulate(setup, seed, switches);
        CHECK(switches > 5);
        for (int off = 1; off < 8; ++off) {
            Setup other = setup;
            other.accelerators.l0 = (off & 1) == 0;
            other.accelerators.decoded_code = (off & 2) == 0;
            other.accelerators.host_fp = (off & 4) == 0;
            INFO("seed " << seed << ", " << harts << " harts, " << name_of(other));
            CHECK(difference(reference, simulate(other, seed, switches)) == "");
        }
    }
}

}  // namespace

TEST_CASE("law.mode.1 accelerators change nothing across mode switches: one hart") { law(1, 6000, 10); }
TEST_CASE("law.mode.2 accelerators change nothing across mode switches: two harts") { law(2, 7000, 5); }
