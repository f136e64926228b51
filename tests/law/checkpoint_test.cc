// A run that is saved and goes on in another machine is the straight run: statistics, architectural state, trace. The
// machines that go on may have other accelerators. Saving changes nothing, and what was loaded saves to the same bytes.
#include "tests/law/outcome.h"
#include "tests/law/stops.h"
#include "tests/unit/core/copy_state.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kQuantum = 300, kQuanta = 120;  // cycles; how many

void archive(Archive& a, System& s) {
    for (auto& t : s.tiles) {
        a.section("hart", [&] { t.hart->archive(a); });
        a.section("tile", [&] { a(*t.tile); });
    }
    s.store.archive(a);
}

std::string save(System& s) {
    Bytes b;
    Archive a(static_cast<ByteSink&>(b));
    archive(a, s);
    REQUIRE(a.error() == "");
    return b.data;
}

/// What goes on.
std::unique_ptr<System> load(const Setup& setup, System& from, const std::string& state) {
    auto s = std::make_unique<System>(setup);
    Bytes b;
    b.data = state;
    Archive a(static_cast<ByteSource&>(b));
    archive(a, *s);
    REQUIRE(a.error() == "");
    REQUIRE(b.at == b.data.size());
    s->memory.latency = from.memory.latency;
    for (uint32_t h = 0; h < setup.harts; ++h) {
        s->tiles[h].log.traps = from.tiles[h].log.traps;
        if (from.tiles[h].log.one_shot) s->tiles[h].log.one_shot = s->tiles[h].hart.get();
    }
    return s;
}

enum class What : uint8_t { Straight, Save, SaveAndLoad };

/// Quanta in turn, as in stop_test.cc; every few of them a checkpoint.
std::string simulate(const Setup& setup, uint64_t seed, What what, CommitTrace* trace, uint64_t* count = nullptr) {
    auto s = std::make_unique<System>(setup);
    Program(seed).load(*s);
    Random random{mix(seed ^ 0xc4ec)};
    const auto observe = [&] {
        for (uint32_t h = 0; trace && h < setup.harts; ++h) s->hart(h).observe_commits(trace);
    };
    observe();
    for (uint64_t q = 1; q <= kQuanta; ++q) {
        const Tick limit{q * kQuantum * setup.params.clock_period_fs};
        for (uint32_t h = 0; h < setup.harts; ++h) {
            if (q % 4 == 0) s->hart(h).set_line(7, true);
            if (s->hart(h).run(limit) == RunEnd::Wait) s->hart(h).advance_to(limit);
        }
        if (what == What::Straight || random.below(5) != 0) continue;
        const std::string state = save(*s);
        if (count) ++*count;
        if (what == What::Save) continue;
        Setup other = setup;
        other.accelerators.l0 = random.below(3) != 0;
        other.accelerators.decoded_code = random.below(3) != 0;
        auto next = load(other, *s, state);
        CHECK(save(*next) == state);
        s = std::move(next);
        observe();
    }
    std::string out = outcome(*s);
    if (trace) dump(out, "trace", trace->hash);
    return out;
}

void law(uint32_t harts, uint64_t first, uint64_t programs) {
    uint64_t checkpoints = 0;
    for (uint64_t seed = first; seed < first + programs; ++seed) {
        for (const Mode mode : {Mode::Fast, Mode::Warm, Mode::Timed}) {
            Setup setup;
            setup.mode = mode;
            setup.harts = harts;
            Program::shrink(setup, seed);
            INFO("seed " << seed << ", " << harts << " harts, " << name_of(setup));
            const std::string straight = simulate(setup, seed, What::Straight, nullptr);
            CHECK(difference(straight, simulate(setup, seed, What::Save, nullptr)) == "");
            CHECK(difference(straight, simulate(setup, seed, What::SaveAndLoad, nullptr, &checkpoints)) == "");
            CommitTrace one, two;
            const std::string traced = simulate(setup, seed, What::Straight, &one);
            CHECK(difference(traced, simulate(setup, seed, What::SaveAndLoad, &two)) == "");
        }
    }
    CHECK(checkpoints > 30 * programs);
}

}  // namespace

TEST_CASE("law.checkpoint.1 a restored run is the straight run: one hart") { law(1, 8000, 10); }
TEST_CASE("law.checkpoint.2 a restored run is the straight run: two harts") { law(2, 8500, 4); }
