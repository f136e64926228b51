// Counting what retires changes no number, and the counts are exact: their sums are the hart's own, and each is what
// the commit records say, across traps, interrupts, stops and changes of mode.
#include <map>

#include "cpu/isa/all.h"
#include "tests/law/outcome.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kQuantum = 300, kQuanta = 150;  // cycles; how many

/// "Functions" of an odd size, so that blocks, lines and pages run from one into the next.
struct Chunks final : FunctionFinder {
    static constexpr uint64_t kBytes = 88;
    FunctionSpan function_at(const Hart& hart, uint64_t pc) override {
        const HartState& s = hart.state();
        const uint64_t begin = pc / kBytes * kBytes;
        return {begin, kBytes, &uses[{begin, s.v, s.priv}]};
    }
    std::map<std::tuple<uint64_t, bool, Priv>, FunctionUse> uses;
};

/// The same counts from commit records.
struct Records final : CommitObserver {
    void retired(const Hart& hart, const CommitRecord& r) override {
        counts.add(r.slot);
        ++instructions[{r.pc / Chunks::kBytes * Chunks::kBytes, r.v, r.priv}];
        CHECK(r.pc % 2 == 0);
        last = hart.retired();
    }
    InstructionCounts counts{isa::kOpCount};
    std::map<std::tuple<uint64_t, bool, Priv>, uint64_t> instructions;
    uint64_t last = 0;
};

enum class Look : uint8_t { None, Counts, Records };

struct Counted {
    InstructionCounts counts{isa::kOpCount};
    Chunks chunks;
    Records records;
};

uint64_t sum(const InstructionCounts& c) {
    uint64_t n = 0;
    for (const auto* list : {&c.compressed, &c.full})
        for (const uint64_t k : *list) n += k;
    return n;
}

std::string simulate(const Setup& setup, uint64_t seed, bool switching, Look look, std::vector<Counted>& counted) {
    System s(setup);
    Program(seed).load(s);
    Random rnd{mix(seed ^ 0xc0047)};
    counted = std::vector<Counted>(setup.harts);
    std::vector<uint64_t> next(setup.harts, switching ? 500 : UINT64_MAX);
    for (uint32_t h = 0; h < setup.harts; ++h) {
        if (look == Look::Records) s.hart(h).observe_commits(&counted[h].records);
        if (look != Look::Counts) continue;
        s.hart(h).count_instructions(&counted[h].counts);
        s.hart(h).profile(&counted[h].chunks);
    }
    for (uint64_t q = 1; q <= kQuanta; ++q) {
        const Tick limit{q * kQuantum * setup.params.clock_period_fs};
        for (uint32_t h = 0; h < setup.harts; ++h) {
            Hart& hart = s.hart(h);
            if (q % 4 == 0) hart.set_line(7, true);
            for (;;) {
                hart.set_instruction_limit(next[h]);
                const RunEnd end = hart.run(limit);
                if (end == RunEnd::Wait) hart.advance_to(limit);
                if (rnd.chance(20)) hart.settle_profile();
                if (end != RunEnd::Stop) break;
                if (switching) hart.set_mode(static_cast<Mode>(rnd.below(3)));
                next[h] += 1 + rnd.below(2000);
            }
        }
    }
    for (uint32_t h = 0; h < setup.harts; ++h) s.hart(h).settle_profile();
    const std::string out = outcome(s);
    for (uint32_t h = 0; h < setup.harts && look == Look::Counts; ++h) {
        const Hart& hart = s.hart(h);
        CHECK(sum(counted[h].counts) == hart.retired());
        FunctionUse all;
        for (const auto& [key, use] : counted[h].chunks.uses) {
            all.instructions += use.instructions;
            all.cycles += use.cycles;
            CHECK(use.cycles < hart.cycles());  // none was charged less than nothing
        }
        CHECK(all.instructions == hart.retired());
        CHECK(all.cycles + hart.stats().idle_cycles == hart.cycles());
    }
    return out;
}

void law(uint32_t harts, uint64_t first, uint64_t count) {
    for (uint64_t seed = first; seed < first + count; ++seed) {
        for (const Mode mode : {Mode::Fast, Mode::Warm, Mode::Timed}) {
            Setup setup;
            setup.mode = mode;
            setup.harts = harts;
            Program::shrink(setup, seed);
            const bool switching = seed % 2 == 0;
            INFO("seed " << seed << ", " << harts << " harts, " << name_of(setup));
            std::vector<Counted> none, some, records;
            const std::string reference = simulate(setup, seed, switching, Look::None, none);
            CHECK(difference(reference, simulate(setup, seed, switching, Look::Counts, some)) == "");
            CHECK(difference(reference, simulate(setup, seed, switching, Look::Records, records)) == "");
            for (uint32_t h = 0; h < harts; ++h) {
                CHECK(some[h].counts.compressed == records[h].records.counts.compressed);
                CHECK(some[h].counts.full == records[h].records.counts.full);
                std::map<std::tuple<uint64_t, bool, Priv>, uint64_t> instructions;
                for (const auto& [key, use] : some[h].chunks.uses)
                    if (use.instructions) instructions[key] = use.instructions;
                CHECK((instructions == records[h].records.instructions));
            }
        }
    }
}

}  // namespace

TEST_CASE("law.counting.1 counts of retired instructions are exact and change nothing: one hart") { law(1, 8000, 8); }
TEST_CASE("law.counting.2 counts of retired instructions are exact and change nothing: two harts") { law(2, 9000, 4); }
