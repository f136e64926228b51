// Stopping anywhere and going on changes nothing: statistics, architectural state and trace are those of the straight
// run. The programs have timer interrupts, by stimecmp within a quantum and by a line at its start.
#include "tests/law/outcome.h"
#include "tests/law/stops.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kQuantum = 300, kQuanta = 200;  // cycles; how many

/// Quanta in turn; a sleeping hart moves to the end of its quantum.
std::string simulate(const Setup& setup, uint64_t seed, CommitTrace* trace, Stops* stops) {
    System s(setup);
    Program(seed).load(s);
    for (uint32_t h = 0; trace && h < setup.harts; ++h) s.hart(h).observe_commits(trace);
    for (uint64_t q = 1; q <= kQuanta; ++q) {
        const Tick limit{q * kQuantum * setup.params.clock_period_fs};
        for (uint32_t h = 0; h < setup.harts; ++h) {
            if (q % 4 == 0) s.hart(h).set_line(7, true);
            const RunEnd end = stops ? stops->run(s.hart(h), limit) : s.hart(h).run(limit);
            if (end == RunEnd::Wait) s.hart(h).advance_to(limit);
        }
    }
    std::string out = outcome(s);
    if (trace) dump(out, "trace", trace->hash);
    return out;
}

void law(uint32_t harts, uint64_t first, uint64_t count) {
    uint64_t at_address = 0, at_count = 0, at_step = 0, at_watch = 0;
    for (uint64_t seed = first; seed < first + count; ++seed) {
        for (const Mode mode : {Mode::Fast, Mode::Warm, Mode::Timed}) {
            Setup setup;
            setup.mode = mode;
            setup.harts = harts;
            Program::shrink(setup, seed);
            CommitTrace trace, again;
            const std::string straight = simulate(setup, seed, nullptr, nullptr);
            const std::string traced = simulate(setup, seed, &trace, nullptr);
            for (int i = 0; i < 4; ++i) {
                Setup other = setup;
                other.accelerators.l0 = i != 2;
                other.accelerators.decoded_code = i != 3;
                Stops stops(seed * 4 + uint64_t(i), trace.pcs);
                INFO("seed " << seed << ", " << harts << " harts, " << name_of(other) << ", stops " << i);
                CHECK(difference(straight, simulate(other, seed, nullptr, &stops)) == "");
                at_address += stops.at_address;
                at_count += stops.at_count;
                at_step += stops.at_step;
                at_watch += stops.at_watch;
            }
            Stops stops(seed, trace.pcs);
            INFO("seed " << seed << ", " << harts << " harts, " << name_of(setup) << ", traced");
            CHECK(difference(traced, simulate(setup, seed, &again, &stops)) == "");
        }
    }
    CHECK(at_address > 1000 * count);
    CHECK(at_count > 1000 * count);
    CHECK(at_step > 100 * count);
    CHECK(at_watch > 100 * count);
}

}  // namespace

TEST_CASE("law.stop.1 stopping anywhere and going on changes nothing: one hart") { law(1, 2000, 8); }
TEST_CASE("law.stop.2 stopping anywhere and going on changes nothing: two harts") { law(2, 3000, 4); }
