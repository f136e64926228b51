// Laws 2 and 3 on harts that share a real memory system: a last-level cache that keeps them coherent, the encryption
// engine with keys that change under way, DRAM. Random programs that share lines truly and falsely, with LR/SC, AMO,
// cache-block operations, prefetches and non-cacheable pages. They read `time`, which waits in every mode.
#include "mem/dram.h"
#include "mem/encryption_engine.h"
#include "mem/llc.h"
#include "tests/law/outcome.h"
#include "tests/law/stops.h"
#include "tests/law/turns.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kQuantum = 400, kQuanta = 100;  // cycles; how many

LlcParams small_llc(uint64_t seed) {
    Random r{mix(seed ^ 0x11c)};
    LlcParams p;
    p.sets = seed % 2 != 0 ? 64 : 16;
    p.ways = static_cast<uint32_t>(4 + r.below(12));
    p.latency = 20;
    p.snoop_latency = 11;
    p.mshrs = static_cast<uint32_t>(1 + r.below(4));
    p.replacement = static_cast<Replacement>(r.below(4));
    return p;
}

struct Shared {
    Shared(const Setup& setup, uint64_t seed)
        : system(setup),
          dram(DramParams{}),
          encryption(EncryptionParams{}, system.store, dram),
          llc(small_llc(seed), Clock{setup.params.clock_period_fs}, encryption),
          turns(setup.harts) {
        for (uint32_t h = 0; h < setup.harts; ++h) llc.set_tile(h, *system.tiles[h].tile);
        system.memory.behind = &llc;
        system.memory.on_request = [this](const MemReq& r, Tick now) {
            if (r.timed) turns.wait(r.source, now);
        };
        system.on_turn = [this](uint32_t h, Tick now) { turns.wait(h, now); };
        Program(seed).load(system);
        for (uint32_t page = 0; page < 4; ++page)
            encryption.assign(Spa{kData + uint64_t{page} * 5 * 4096}, 1, 1 + page % 2);
        // Everybody points at what hart 0 points at, some of them at other words of the same lines.
        for (uint32_t h = 1; h < setup.harts; ++h) {
            HartState& st = system.state(h);
            for (const uint32_t r : {a0, a1, a2, a3, a6, a7})
                st.x[r] = system.state(0).x[r] + 8 * (mix(seed + h + r) % 8);
            for (uint64_t i = 0; i < 3; ++i) system.w64(st.mscratch + 192 + 8 * i, st.x[a0 + i]);
        }
    }
    void run(Stops* stops = nullptr) {
        turns.run([this, stops](uint32_t h) {
            Hart& hart = system.hart(h);
            for (uint64_t q = 1; q <= kQuanta; ++q) {
                const Tick limit{q * kQuantum * system.setup.params.clock_period_fs};
                turns.wait(h, hart.now());
                if (h == 0 && q % 20 == 0) encryption.new_key(1);
                if (q % 4 == 0) hart.set_line(7, true);
                const RunEnd end = stops ? stops->run(hart, limit) : hart.run(limit);
                if (end == RunEnd::Wait) hart.advance_to(limit);
            }
        });
    }
    std::string numbers() {
        std::string out = outcome(system);
        dump(out, "llc", llc.stats());
        dump(out, "encryption", encryption.stats());
        dump(out, "dram", dram.stats());
        return out;
    }

    System system;
    Dram dram;
    EncryptionEngine encryption;
    Llc llc;
    HartTurns turns;
};

Setup setup_for(Mode mode, uint32_t harts, uint64_t seed) {
    Setup s;
    s.mode = mode;
    s.harts = harts;
    Program::shrink(s, seed);
    if (seed % 2 != 0) {  // lines live long enough to be shared
        s.tile.l1d.sets = 32;
        s.tile.l1d.ways = 4;
        s.tile.l2.sets = 64;
    }
    return s;
}

std::string simulate(const Setup& setup, uint64_t seed, Stops* stops = nullptr) {
    Shared s(setup, seed);
    s.run(stops);
    return s.numbers();
}

void law(uint32_t harts, uint64_t first, uint64_t count) {
    for (uint64_t seed = first; seed < first + count; ++seed) {
        for (const Mode mode : {Mode::Warm, Mode::Timed}) {
            const Setup setup = setup_for(mode, harts, seed);
            const std::string reference = simulate(setup, seed);
            for (int off = 0; off < 8; ++off) {
                Setup other = setup;
                other.accelerators.l0 = (off & 1) == 0;
                other.accelerators.decoded_code = (off & 2) == 0;
                other.accelerators.host_fp = (off & 4) == 0;
                INFO("seed " << seed << ", " << harts << " harts, " << name_of(other));  // off = 0: the same again
                CHECK(difference(reference, simulate(other, seed)) == "");
            }
        }
    }
}

}  // namespace

TEST_CASE("law.shared.1 accelerators change no statistic, and two runs are equal: two harts over one LLC") {
    law(2, 3000, 8);
}
TEST_CASE("law.shared.2 accelerators change no statistic, and two runs are equal: three harts over one LLC") {
    law(3, 4000, 3);
}

TEST_CASE("law.shared.4 a hart that stops while others wait for their turn, and goes on, changes nothing") {
    std::vector<uint64_t> addresses;
    for (uint64_t a = kCode; a < kCode + Program::kCodePages * 4096; a += 2) addresses.push_back(a);
    for (uint64_t a = kHandler; a < kHandler + 128; a += 4) addresses.push_back(a);
    uint64_t at_address = 0;
    for (uint64_t seed = 5000; seed < 5006; ++seed) {
        for (const Mode mode : {Mode::Fast, Mode::Warm, Mode::Timed}) {
            const Setup setup = setup_for(mode, 2, seed);
            const std::string straight = simulate(setup, seed);
            Stops stops(seed, addresses);
            INFO("seed " << seed << ", " << name_of(setup));
            CHECK(difference(straight, simulate(setup, seed, &stops)) == "");
            CHECK(stops.at_count > 100);
            at_address += stops.at_address;
        }
    }
    CHECK(at_address > 8);  // of some hundreds of addresses these programs reach few
}

TEST_CASE("law.shared.3 the random programs do share") {
    uint64_t snoops = 0, drops = 0, upgrades = 0, maintenance = 0, uncached = 0, prefetches = 0, rekeyed = 0,
             switches = 0;
    for (uint64_t seed = 3000; seed < 3020; ++seed) {
        const Setup setup = setup_for(Mode::Timed, 2, seed);
        Shared s(setup, seed);
        s.run();
        snoops += s.llc.stats().snoops;
        maintenance += s.llc.stats().maintenance;
        uncached += s.llc.stats().uncached;
        rekeyed += s.encryption.stats().rekeyed_pages;
        switches += s.turns.switches();
        for (const auto& t : s.system.tiles) {
            drops += t.tile->l1d().stats().drops;
            upgrades += t.tile->l1d().stats().upgrades;
            prefetches += t.hart->stats().prefetches - t.hart->stats().prefetches_dropped;
        }
    }
    CHECK(snoops > 500);
    CHECK(drops > 500);
    CHECK(upgrades > 10);
    CHECK(maintenance > 50);
    CHECK(uncached > 100);
    CHECK(prefetches > 20);
    CHECK(rekeyed > 10);
    CHECK(switches > 5000);
}
