// G-stage tables against a second walker written from the privileged architecture's text with literal numbers.
#include <catch2/catch.hpp>
#include <optional>
#include <random>

#include "firmware/tsm/gstage.h"
#include "tests/unit/firmware/tsm_fake_hw.h"

using namespace covesim::tsm;
using covesim::test::FakeHw;

namespace {

constexpr uint64_t kRoot = 0x8000'4000;

struct Found {
    uint64_t pa, pte;
};

// "Guest-Physical Address Translation": as Sv39 or Sv48 with two more bits at the top.
std::optional<Found> walk(FakeHw& hw, uint64_t root, int levels, uint64_t gpa) {
    uint64_t a = root;
    for (int i = levels - 1; i >= 0; --i) {
        uint64_t vpn = gpa >> (12 + 9 * i);
        vpn &= i == levels - 1 ? 2047 : 511;
        const uint64_t pte = hw.ram[(a + vpn * 8 - 0x8000'0000) / 8];
        if (!(pte & 1)) return {};
        const uint64_t ppn = pte << 10 >> 20;
        if (pte & 14) {
            if (!(pte & 16) || !(pte & 64)) return {};  // U and A
            const uint64_t mask = (1ull << (12 + 9 * i)) - 1;
            if ((ppn << 12) & mask) return {};
            return Found{(ppn << 12) | (gpa & mask), pte};
        }
        if (pte & 0xd0) return {};  // D, A, U are reserved in a pointer
        a = ppn << 12;
    }
    return {};
}

struct Stage {
    FakeHw hw;
    TablePool pool;
    GStage g;
    explicit Stage(unsigned levels = 4, unsigned tables = 200) {
        g.init(kRoot, levels);
        for (unsigned i = 0; i < tables; ++i) pool.add(hw, 0x8010'0000 + i * 4096);
    }
};

}  // namespace

TEST_CASE("gstage 1: hgatp and limits") {
    Stage s4(4), s3(3);
    CHECK(s4.g.hgatp(5) == 0x9000'5000'0008'0004);
    CHECK(s3.g.hgatp(1) == 0x8000'1000'0008'0004);
    CHECK(s4.g.limit() == 1ull << 50);
    CHECK(s3.g.limit() == 1ull << 41);
}

TEST_CASE("gstage 2: one 4 KiB page, bit by bit") {
    Stage s;
    REQUIRE(s.g.map(s.hw, s.pool, 0x2'0000'8040'3000, 0x8123'4000, 0, pte::kConfidentialLeaf));
    // Sv48x4: GPA bits 49:39 = 0x400, 38:30 = 2, 29:21 = 2, 20:12 = 3.
    const uint64_t top = s.hw.memory(kRoot)[0x400];
    CHECK((top & 0x3ff) == 1);
    const uint64_t mid = s.hw.memory(top >> 10 << 12)[2];
    CHECK((mid & 0x3ff) == 1);
    const uint64_t low = s.hw.memory(mid >> 10 << 12)[2];
    CHECK(s.hw.memory(low >> 10 << 12)[3] == (0x81234ull << 10 | 0xdf));
    CHECK(s.pool.count() == 197);
}

TEST_CASE("gstage 3: random mappings equal the naive walk, in both modes") {
    for (const unsigned levels : {3u, 4u}) {
        Stage s(levels);
        std::mt19937_64 rng(levels);
        std::map<uint64_t, uint64_t> pages, larges;
        for (int i = 0; i < 300; ++i) {
            const uint64_t gpa =
                0x8000'0000 + rng() % (64ull << 20) + (rng() % 3) * (levels == 4 ? 0x80'0000'0000 : 0x40'0000'0000);
            const bool large = rng() % 4 == 0;
            const uint64_t unit = large ? 2 << 20 : 4096, at = gpa / unit * unit,
                           pa = rng() % (1ull << 40) / unit * unit;
            const bool taken = larges.count(at / (2 << 20)) || (large ? [&] {
                const auto p = pages.lower_bound(at / 4096);
                return p != pages.end() && p->first < (at + unit) / 4096;
            }() : pages.count(at / 4096) != 0);
            const uint64_t need = s.g.tables_needed(s.hw, at, unit, large), before = s.pool.count();
            CHECK((need == ~0ull) == taken);
            CHECK(s.g.map(s.hw, s.pool, at, pa, large, large ? pte::kSharedLeaf : pte::kConfidentialLeaf) == !taken);
            if (taken) continue;
            CHECK(before - s.pool.count() == need);
            (large ? larges : pages)[at / unit] = pa;
        }
        for (const auto& [n, pa] : pages) {
            const auto f = walk(s.hw, kRoot, int(levels), n * 4096 + 0x123);
            REQUIRE(f);
            CHECK(f->pa == pa + 0x123);
            CHECK((f->pte & 0x3ff) == 0xdf);
            CHECK(s.g.translate(s.hw, n * 4096 + 0x123, true) == pa + 0x123);
        }
        for (const auto& [n, pa] : larges) {
            const auto f = walk(s.hw, kRoot, int(levels), n * (2 << 20) + 0x12345);
            REQUIRE(f);
            CHECK(f->pa == pa + 0x12345);
            CHECK((f->pte & 0x3ff) == 0x1d7);  // shared: no X
            CHECK(s.g.translate(s.hw, n * (2 << 20), true) == 0);
        }
    }
}

TEST_CASE("gstage 4: ranges count each new table once") {
    Stage s;
    // Two 2 MiB spans of 4 KiB pages: one table at each of levels 3 and 2 (root entry and below), two at the last.
    CHECK(s.g.tables_needed(s.hw, 0x801f'f000, 0x2000, 0) == 4);
    CHECK(s.g.tables_needed(s.hw, 0x8000'0000, 0x40'0000, 1) == 2);
    REQUIRE(s.g.map(s.hw, s.pool, 0x8000'0000, 0x8200'0000, 1, pte::kConfidentialLeaf));
    CHECK(s.g.tables_needed(s.hw, 0x8020'0000, 0x20'0000, 1) == 0);
    CHECK(s.g.tables_needed(s.hw, 0x8020'0000, 0x1000, 0) == 1);
    CHECK(s.g.tables_needed(s.hw, 0x801f'f000, 0x1000, 0) == ~0ull);
}

TEST_CASE("gstage 5: an empty pool stops a mapping; an invalidated leaf is not present but keeps its page") {
    Stage s(4, 3);
    REQUIRE(s.g.map(s.hw, s.pool, 0x8000'0000, 0x8200'0000, 0, pte::kConfidentialLeaf));
    CHECK_FALSE(s.g.map(s.hw, s.pool, 0x8020'0000, 0x8200'1000, 0, pte::kConfidentialLeaf));
    auto p = s.g.find(s.hw, 0x8000'0000);
    GStage::block(p);
    CHECK_FALSE(walk(s.hw, kRoot, 4, 0x8000'0000));
    p = s.g.find(s.hw, 0x8000'0000);
    CHECK(p.blocked());
    CHECK_FALSE(p.empty());
    CHECK(p.pa() == 0x8200'0000);
    CHECK(s.g.translate(s.hw, 0x8000'0000, false) == 0);
    GStage::unblock(p);
    CHECK(walk(s.hw, kRoot, 4, 0x8000'0000)->pte == (0x82000ull << 10 | 0xdf));
}

TEST_CASE("gstage 6: splitting keeps every address and tearing down finds everything") {
    Stage s;
    REQUIRE(s.g.map(s.hw, s.pool, 0x8020'0000, 0x8040'0000, 1, pte::kConfidentialLeaf));
    REQUIRE(s.g.split(s.hw, s.pool, 0x8020'5000));
    for (uint64_t at = 0; at < 2 << 20; at += 4096)
        CHECK(walk(s.hw, kRoot, 4, 0x8020'0000 + at)->pa == 0x8040'0000 + at);
    CHECK_FALSE(s.g.split(s.hw, s.pool, 0x8020'5000));
    REQUIRE(s.g.map(s.hw, s.pool, 0x8040'0000, 0x8060'0000, 1, pte::kSharedLeaf));
    uint64_t bytes = 0, shared = 0;
    unsigned tables = 0;
    s.g.tear_down(
        s.hw, [&](uint64_t, uint64_t n, bool sh) { (sh ? shared : bytes) += n; }, [&](uint64_t) { ++tables; });
    CHECK(bytes == 2 << 20);
    CHECK(shared == 2 << 20);
    CHECK(tables == 200 - s.pool.count());
}
