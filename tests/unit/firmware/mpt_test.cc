// The MPT builder against literals of the specification (figures, 4.1.1 to 4.4) and against a second, naive lookup
// written from the text with literal constants.
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <vector>

#include "firmware/lib/mpt.h"
#include "sim/core/layout/ram_layout.h"

using namespace covesim::fw;
using mpt::Mode;
using mpt::Perm;

namespace {

/// A pool at a physical address that is not its host address.
struct Pool {
    static constexpr uint64_t kPa = 0x8fc0'0000;
    std::vector<uint64_t> words;
    mpt::Style style;
    mpt::Table table;
    explicit Pool(uint64_t pages = 64, mpt::Style s = {}) : words(pages * 512, 0x5555), style{s} {
        table.init(words.data(), kPa, pages, s);
    }
    uint64_t word(uint64_t pa) const { return words.at((pa - kPa) / 8); }
};

constexpr mpt::Style kSmmpt52{Mode::Smmpt52, false, false}, kSmmpt64{Mode::Smmpt64, false, false};
constexpr mpt::Style kNapot{Mode::Smmpt43, false, true}, kSuper{Mode::Smmpt43, true, false};

/// 4.1.1 step by step, with the numbers of 4.2, 4.3 or 4.4; −1 is an access fault whatever the access.
int naive(const Pool& p, uint64_t pa) {
    const int last = p.style.mode == Mode::Smmpt43 ? 2 : p.style.mode == Mode::Smmpt52 ? 3 : 4;
    if (last == 2 && pa >> 43 != 0) return -1;
    if (last == 3 && pa >> 52 != 0) return -1;
    uint64_t a = Pool::kPa;
    for (int i = last; i >= 0; --i) {
        const uint64_t pn = (pa >> (16 + 9 * i)) & (i == 4 ? 0xfff : 0x1ff);
        const uint64_t mpte = p.word(a + pn * 8);
        if ((mpte & 1) == 0) return -1;
        if ((mpte & 2) == 0) {
            if ((mpte & 0xffc0'0000'0000'03fc) != 0) return -1;
            a = ((mpte >> 10) & 0xfff'ffff'ffff) << 12;
            continue;
        }
        if ((mpte & 4) != 0) {
            if (!p.style.napot || (mpte & 0xffff'ffff'ffff'f8f8) != 0x4000) return -1;
            // "All leaf MPTEs at that level of this NAPOT memory protection range have the same value".
            for (uint64_t k = 0; k < 32; ++k)
                if (p.word(a + (pn / 32 * 32 + k) * 8) != mpte) return -1;
            const int xwr = static_cast<int>(mpte >> 8) & 7;
            return xwr == 2 || xwr == 6 ? -1 : xwr;
        }
        if ((mpte & 0xff00'0000'0000'00f8) != 0) return -1;
        for (int k = 0; k < 16; ++k) {
            const int xwr = static_cast<int>(mpte >> (8 + 3 * k)) & 7;
            if (xwr == 2 || xwr == 6) return -1;
        }
        const int pi = static_cast<int>(pa >> (12 + 9 * i)) & 15;
        return static_cast<int>(mpte >> (8 + 3 * pi)) & 7;
    }
    return -1;
}

int both(const Pool& p, uint64_t pa) {
    const int n = naive(p, pa);
    REQUIRE((n < 0 ? 0 : n) == p.table.lookup(pa).xwr);
    return n < 0 ? 0 : n;
}

}  // namespace

TEST_CASE("01 mmpt and entry literals") {
    CHECK(mpt::mmpt(Mode::Smmpt43, 0, 0x8fc0'0000) == 0x1000'0000'0008'fc00);
    CHECK(mpt::mmpt(Mode::Smmpt52, 1, 0x8fc0'0000) == 0x2010'0000'0008'fc00);
    CHECK(mpt::mmpt(Mode::Smmpt64, 63, 0) == 0x33f0'0000'0000'0000);
    CHECK(mpt::uniform_leaf(7) == 0x00ff'ffff'ffff'ff03);
    CHECK(mpt::uniform_leaf(0) == 3);
    CHECK(mpt::uniform_leaf(1) == 0x0024'9249'2492'4903);
    CHECK(mpt::with_tuple(3, 15, 7) == 0x00e0'0000'0000'0003);
    CHECK(mpt::napot_leaf(7) == 0x4707);
    CHECK(mpt::napot_leaf(0) == 0x4007);
    CHECK(mpt::entry_span(0) == 0x1'0000);
    CHECK(mpt::entry_span(1) == 0x200'0000);
    CHECK(mpt::entry_span(2) == 0x4'0000'0000);
    CHECK(mpt::napot_span(0) == 0x20'0000);
    CHECK(mpt::napot_span(1) == 0x4000'0000);
}

TEST_CASE("02 an empty table denies everything") {
    Pool p;
    for (uint64_t pa : {uint64_t{0}, uint64_t{0x8000'0000}, (uint64_t{1} << 43) - 1, uint64_t{1} << 43})
        CHECK(both(p, pa) == 0);
    CHECK(p.table.pages_used() == 1);
    CHECK(p.word(Pool::kPa) == 0);
}

TEST_CASE("03 RAM at 4 KiB granularity") {
    Pool p;
    REQUIRE(p.table.set({0x8000'0000, 0x200'0000}, Perm::kRwx, true));
    // root, one level-1 table, one level-0 table (32 MiB)
    CHECK(p.table.pages_used() == 3);
    // 0x80000000: pn[2] = 0, pn[1] = 64, pn[0] = 0. Pointers hold the page number in 53:10.
    CHECK(p.word(Pool::kPa) == ((0x8fc01ull << 10) | 1));
    CHECK(p.word(Pool::kPa + 0x1000 + 64 * 8) == ((0x8fc02ull << 10) | 1));
    CHECK(p.word(Pool::kPa + 0x2000) == 0x00ff'ffff'ffff'ff03);
    CHECK(both(p, 0x8000'0000) == 7);
    CHECK(both(p, 0x81ff'ffff) == 7);
    CHECK(both(p, 0x8200'0000) == 0);
    CHECK(both(p, 0x7fff'ffff) == 0);
}

TEST_CASE("04 devices: large leaves where whole, tables where not") {
    Pool p;
    REQUIRE(
        p.table.set({0x3000'0000, 0x1000'0000}, Perm::kRw, false));  // 256 MiB: eight level-1 entries, no level-0 table
    CHECK(p.table.pages_used() == 2);
    CHECK(p.word(Pool::kPa + 0x1000 + 24 * 8) == mpt::uniform_leaf(3));
    REQUIRE(p.table.set({0x1000'0000, 0x1000}, Perm::kRw, false));  // UART: one page
    CHECK(p.table.pages_used() == 3);
    CHECK(both(p, 0x1000'0fff) == 3);
    CHECK(both(p, 0x1000'1000) == 0);
    CHECK(both(p, 0x1020'0000) == 0);
    CHECK(both(p, 0x3fff'ffff) == 3);
    CHECK(both(p, 0x4000'0000) == 0);
    // 16 GiB at a root entry.
    REQUIRE(p.table.set({uint64_t{1} << 34, uint64_t{1} << 34}, Perm::kRw, false));
    CHECK(p.table.pages_used() == 3);
    CHECK(p.word(Pool::kPa + 8) == mpt::uniform_leaf(3));
}

TEST_CASE("05 splitting a leaf keeps its other pages") {
    Pool p;
    REQUIRE(p.table.set({uint64_t{1} << 34, uint64_t{1} << 34}, Perm::kRw, false));
    REQUIRE(p.table.set({(uint64_t{1} << 34) + 0x5000, 0x1000}, Perm::kR, false));
    CHECK(both(p, (uint64_t{1} << 34) + 0x4fff) == 3);
    CHECK(both(p, (uint64_t{1} << 34) + 0x5000) == 1);
    CHECK(both(p, (uint64_t{1} << 34) + 0x6000) == 3);
    CHECK(both(p, (uint64_t{1} << 35) - 1) == 3);
}

TEST_CASE("06 refused requests") {
    Pool p{3};
    CHECK_FALSE(p.table.set({0x8000'0000, 0}, Perm::kRwx, true));
    CHECK_FALSE(p.table.set({0x8000'0800, 0x1000}, Perm::kRwx, true));
    CHECK_FALSE(p.table.set({0x8000'0000, 0x1001}, Perm::kRwx, true));
    CHECK_FALSE(p.table.set({(uint64_t{1} << 43) - 0x1000, 0x2000}, Perm::kRwx, true));
    CHECK_FALSE(p.table.set({~uint64_t{0xfff}, 0x2000}, Perm::kRwx, true));
    CHECK_FALSE(p.table.set({0x8000'0000, 0x1000}, static_cast<Perm>(2), true));
    CHECK_FALSE(p.table.set({0x8000'0000, 0x1000}, static_cast<Perm>(6), true));
    CHECK(p.table.set({0x8000'0000, 0x1000}, Perm::kRwx, true));
    CHECK_FALSE(p.table.set({0xc000'0000, 0x1000}, Perm::kRwx, true));  // pool empty
}

TEST_CASE("07 run-time changes") {
    Pool p;
    REQUIRE(p.table.set({0x8000'0000, 0x400'0000}, Perm::kRwx, true));
    REQUIRE(p.table.set({0x8000'7000, 20 * 0x1000}, Perm::kNone, true));
    CHECK(both(p, 0x8000'6fff) == 7);
    for (uint64_t a = 0x8000'7000; a < 0x8001'b000; a += 0x1000) CHECK(both(p, a) == 0);
    CHECK(both(p, 0x8001'b000) == 7);
    // Across a level-0 table.
    REQUIRE(p.table.set({0x81ff'f000, 2 * 0x1000}, Perm::kRw, true));
    CHECK(both(p, 0x81ff'f000) == 3);
    CHECK(both(p, 0x8200'0000) == 3);
    CHECK(both(p, 0x8200'1000) == 7);
    CHECK(p.table.pages_used() == 4);  // nothing was added
}

TEST_CASE("08 a caller's range is allowed only if every byte is") {
    Pool p;
    REQUIRE(p.table.set({0x8000'0000, 0x400'0000}, Perm::kRw, true));
    REQUIRE(p.table.set({0x3000'0000, 0x1000'0000}, Perm::kRw, false));
    CHECK(p.table.allows(0x8000'0000, 0x400'0000, mpt::kRead | mpt::kWrite));
    CHECK_FALSE(p.table.allows(0x8000'0000, 0x400'0001, mpt::kRead));
    CHECK_FALSE(p.table.allows(0x8000'0000, 1, mpt::kExecute));
    CHECK_FALSE(p.table.allows(0x8000'0000, 0, mpt::kRead));
    CHECK_FALSE(p.table.allows(0x8000'0000, ~uint64_t{0}, mpt::kRead));
    CHECK_FALSE(p.table.allows(~uint64_t{0}, 8, mpt::kRead));
    REQUIRE(p.table.set({0x8020'0000, 0x1000}, Perm::kNone, true));
    CHECK_FALSE(p.table.allows(0x801f'ffff, 2, mpt::kRead));
    CHECK(p.table.allows(0x801f'ffff, 1, mpt::kRead));
    CHECK_FALSE(p.table.allows(0x8000'0000, 0x400'0000, mpt::kRead));
    CHECK(p.table.allows(0x3000'0000, 0x1000'0000, mpt::kRead));
}

TEST_CASE("09 the pool size covers what the table needs") {
    for (const mpt::Style& style : {mpt::Style{}, kSmmpt52, kSmmpt64})
        for (uint64_t mib : {64u, 256u, 1024u, 4096u, 20480u}) {
            const uint64_t pages = covesim::map::mpt_pages(mpt::levels(style.mode), mib << 20, 1, 0);
            Pool p{pages, style};
            CHECK(p.table.set({0x8000'0000, mib << 20}, Perm::kRwx, true));
            CHECK(p.table.pages_used() <= pages);
            // Level-0 tables take RAM / 8192 bytes.
            CHECK(pages * 4096 >= (mib << 20) / 8192);
        }
}

TEST_CASE("10 random histories agree with the naive lookup and with a page map") {
    constexpr mpt::Style kStyles[] = {
        {}, kSmmpt52, kSmmpt64, kNapot, kSuper, {Mode::Smmpt52, true, true}, {Mode::Smmpt64, true, true}};
    for (unsigned seed = 1; seed <= 42; ++seed) {
        std::mt19937_64 rng{seed};
        Pool p{256, kStyles[seed % std::size(kStyles)]};
        std::map<uint64_t, int> pages;  // page number to permission, of a few stretches
        constexpr uint64_t kBases[] = {0x0, 0x1000'0000, 0x8000'0000, 0x81f0'0000, 0x3'ffe0'0000};
        constexpr Perm kPerms[] = {Perm::kNone, Perm::kR, Perm::kRw, Perm::kX, Perm::kRx, Perm::kRwx};
        for (int step = 0; step < 60; ++step) {
            const uint64_t base = kBases[rng() % 5] + (rng() % 64) * (rng() % 2 ? 0x1000 : 0x20'0000);
            const uint64_t n = 1 + rng() % (rng() % 4 == 0 ? 2048 : 40);
            const Perm perm = kPerms[rng() % 6];
            const bool fine = rng() % 2;
            REQUIRE(p.table.set({base, n * 4096}, perm, fine));
            for (uint64_t i = 0; i < n; ++i) pages[base / 4096 + i] = perm;
        }
        for (const auto& [page, perm] : pages) REQUIRE(both(p, page * 4096 + rng() % 4096) == perm);
        for (int i = 0; i < 2000; ++i) {
            const uint64_t pa = kBases[rng() % 5] + rng() % 0x1000'0000;
            const auto it = pages.find(pa / 4096);
            REQUIRE(both(p, pa) == (it == pages.end() ? 0 : it->second));
        }
    }
}

TEST_CASE("11 Smmpt52 and Smmpt64 put one and two tables above Smmpt43's") {
    Pool four{64, kSmmpt52};
    REQUIRE(four.table.set({0x8000'0000, 0x200'0000}, Perm::kRwx, true));
    CHECK(four.table.pages_used() == 4);
    // pn[3] = pn[2] = 0, pn[1] = 64.
    CHECK(four.word(Pool::kPa) == ((0x8fc01ull << 10) | 1));
    CHECK(four.word(Pool::kPa + 0x1000) == ((0x8fc02ull << 10) | 1));
    CHECK(four.word(Pool::kPa + 0x2000 + 64 * 8) == ((0x8fc03ull << 10) | 1));
    CHECK(four.word(Pool::kPa + 0x3000) == 0x00ff'ffff'ffff'ff03);
    CHECK(both(four, 0x81ff'ffff) == 7);
    CHECK(four.table.set({(uint64_t{1} << 52) - 0x1000, 0x1000}, Perm::kR, true));
    CHECK(both(four, (uint64_t{1} << 52) - 1) == 1);
    CHECK(both(four, uint64_t{1} << 52) == 0);
    CHECK_FALSE(four.table.set({uint64_t{1} << 52, 0x1000}, Perm::kR, true));

    // The root has 4096 entries: the first eight pages.
    Pool five{64, kSmmpt64};
    REQUIRE(five.table.set({0x8000'0000, 0x200'0000}, Perm::kRwx, true));
    CHECK(five.table.pages_used() == 12);
    CHECK(five.word(Pool::kPa) == ((0x8fc08ull << 10) | 1));
    CHECK(both(five, 0x8000'0000) == 7);
    REQUIRE(five.table.set({~uint64_t{0xfff}, 0x1000}, Perm::kR, true));
    CHECK((five.word(Pool::kPa + 0xfff * 8) & 3) == 1);
    CHECK(both(five, ~uint64_t{0}) == 1);
    CHECK(both(five, ~uint64_t{0x1000}) == 0);
    CHECK(five.table.allows(~uint64_t{0xfff}, 0x1000, mpt::kRead));
}

TEST_CASE("12 NAPOT: 32 entries that agree, plain again before one differs") {
    Pool p{64, kNapot};
    REQUIRE(p.table.set({0x8000'0000, 0x200'0000}, Perm::kRwx, true));
    const uint64_t level0 = Pool::kPa + 0x2000;
    for (uint64_t i = 0; i < 512; ++i) REQUIRE(p.word(level0 + i * 8) == 0x4707);
    REQUIRE(p.table.set({0x8020'3000, 0x1000}, Perm::kNone, true));
    CHECK(p.word(level0 + 31 * 8) == 0x4707);
    CHECK(p.word(level0 + 32 * 8) == 0x00ff'ffff'fff1'ff03);
    for (uint64_t i = 33; i < 64; ++i) REQUIRE(p.word(level0 + i * 8) == 0x00ff'ffff'ffff'ff03);
    CHECK(p.word(level0 + 64 * 8) == 0x4707);
    CHECK(p.table.lookup(0x8000'0000).span.size == 0x20'0000);
    // A whole range, two pages of its neighbours too.
    REQUIRE(p.table.set({0x801f'f000, 0x20'2000}, Perm::kRw, true));
    CHECK(p.word(level0 + 31 * 8) == 0x007f'ffff'ffff'ff03);
    for (uint64_t i = 32; i < 64; ++i) REQUIRE(p.word(level0 + i * 8) == 0x4307);
    CHECK(p.word(level0 + 64 * 8) == 0x00ff'ffff'ffff'fb03);
}

TEST_CASE("13 superpages: 2 MiB tuples, split by the first page that differs") {
    Pool p{64, kSuper};
    REQUIRE(p.table.set({0x8000'0000, 0x400'0000}, Perm::kRwx, false));
    CHECK(p.table.pages_used() == 2);
    const uint64_t level1 = Pool::kPa + 0x1000;
    CHECK(p.word(level1 + 64 * 8) == 0x00ff'ffff'ffff'ff03);
    // 2 MiB: one tuple.
    REQUIRE(p.table.set({0x8020'0000, 0x20'0000}, Perm::kNone, false));
    CHECK(p.word(level1 + 64 * 8) == 0x00ff'ffff'ffff'c703);
    CHECK(p.table.pages_used() == 2);
    // 4 KiB: a table for the 32 MiB, and it stays when the range is whole again.
    REQUIRE(p.table.set({0x8040'1000, 0x1000}, Perm::kNone, false));
    CHECK(p.word(level1 + 64 * 8) == ((0x8fc02ull << 10) | 1));
    CHECK(p.word(Pool::kPa + 0x2000 + 64 * 8) == 0x00ff'ffff'ffff'c703);
    CHECK(both(p, 0x8020'0000) == 0);
    CHECK(both(p, 0x8040'0fff) == 7);
    REQUIRE(p.table.set({0x8040'1000, 0x1000}, Perm::kRwx, false));
    CHECK(p.word(level1 + 64 * 8) == ((0x8fc02ull << 10) | 1));
    CHECK(p.table.pages_used() == 3);
    // With NAPOT each former tuple is a range of its own.
    Pool n{64, {Mode::Smmpt43, true, true}};
    REQUIRE(n.table.set({0x8000'0000, 0x400'0000}, Perm::kRwx, false));
    REQUIRE(n.table.set({0x8040'1000, 0x1000}, Perm::kNone, false));
    CHECK(n.word(Pool::kPa + 0x2000) == 0x4707);
    CHECK(n.word(Pool::kPa + 0x2000 + 64 * 8) == 0x00ff'ffff'ffff'c703);
}
