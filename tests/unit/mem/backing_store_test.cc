#include <catch2/catch.hpp>
#include <vector>

#include "mem/backing_store.h"

using namespace covesim;

TEST_CASE("MEM-01 a fresh region reads zero and keeps what is written") {
    BackingStore s;
    REQUIRE(s.add_region("ram", Spa{0x80000000}, 1ull << 40));
    uint64_t v = 1;
    REQUIRE(s.load(Spa{0x80000000 + (1ull << 39)}, v));
    CHECK(v == 0);
    REQUIRE(s.store<uint32_t>(Spa{0x80000004}, 0xdeadbeef));
    REQUIRE(s.load(Spa{0x80000000}, v));
    CHECK(v == 0xdeadbeef00000000);
}

TEST_CASE("MEM-02 host() is null unless the whole range lies in one region") {
    BackingStore s;
    REQUIRE(s.add_region("rom", Spa{0x1000}, 0x1000, false));
    REQUIRE(s.add_region("ram", Spa{0x2000}, 0x2000));
    CHECK(s.host(Spa{0x1ff8}, 8) != nullptr);
    CHECK(s.host(Spa{0x1ff9}, 8) == nullptr);
    CHECK(s.host(Spa{0xfff}, 1) == nullptr);
    CHECK(s.host(Spa{0x3fff}, 1) != nullptr);
    CHECK(s.host(Spa{0x4000}, 1) == nullptr);
    CHECK(s.host(Spa{UINT64_MAX}, 8) == nullptr);
    CHECK(s.host(Spa{0x2000}, UINT64_MAX) == nullptr);
    CHECK_FALSE(s.region(Spa{0x1000})->writable);
}

TEST_CASE("MEM-03 overlapping, unaligned, empty and wrapping regions are refused") {
    BackingStore s;
    REQUIRE(s.add_region("a", Spa{0x4000}, 0x2000));
    CHECK_FALSE(s.add_region("b", Spa{0x5000}, 0x1000));
    CHECK_FALSE(s.add_region("c", Spa{0x3000}, 0x2000));
    CHECK_FALSE(s.add_region("d", Spa{0x1000}, 0x8000));
    CHECK_FALSE(s.add_region("e", Spa{0x10001}, 0x1000));
    CHECK_FALSE(s.add_region("f", Spa{0x10000}, 0));
    CHECK_FALSE(s.add_region("g", Spa{0xfffffffffffff000}, 0x2000));
    CHECK(s.regions().size() == 1);
}

TEST_CASE("MEM-04 zero clears exactly its range, and writers other than harts are observed") {
    struct Log final : WriteObserver {
        std::vector<std::pair<uint64_t, uint64_t>> seen;
        void written(Spa a, uint64_t n) override { seen.emplace_back(a.v, n); }
    } log;
    BackingStore s;
    REQUIRE(s.add_region("ram", Spa{0x10000}, 0x10000));
    s.observe(log);
    std::vector<uint8_t> ones(0x10000, 0xff);
    REQUIRE(s.write(Spa{0x10000}, ones.data(), ones.size()));
    REQUIRE(s.zero(Spa{0x10801}, 0x4001));
    std::vector<uint8_t> got(0x10000);
    REQUIRE(s.read(Spa{0x10000}, got.data(), got.size()));
    for (uint32_t i = 0; i < got.size(); ++i) {
        if (got[i] != (i >= 0x801 && i < 0x4802 ? 0 : 0xff)) FAIL("byte " << i);
    }
    CHECK(log.seen == std::vector<std::pair<uint64_t, uint64_t>>{{0x10000, 0x10000}, {0x10801, 0x4001}});
}

TEST_CASE("MEM-05 lazy pages are asked for when a host pointer touches them, others are not") {
    struct Lazy final : LazyPages {
        std::vector<uint64_t> asked;
        void touch(Spa a, uint64_t) override { asked.push_back(a.v); }
    } lazy;
    BackingStore s;
    REQUIRE(s.add_region("ram", Spa{0x80000000}, 0x100000));
    s.set_lazy(&lazy);
    s.mark_lazy(0x80002, 0x80004, true);
    s.host(Spa{0x80001ff8}, 8);
    s.host(Spa{0x80004000}, 8);
    CHECK(lazy.asked.empty());
    s.host(Spa{0x80002000}, 8);
    s.host(Spa{0x80003fff}, 1);
    s.host(Spa{0x80001ffc}, 8);
    CHECK(lazy.asked == std::vector<uint64_t>{0x80002000, 0x80003fff, 0x80001ffc});
    s.mark_lazy(0x80002, 0x80003, false);
    s.host(Spa{0x80002000}, 8);
    s.set_lazy(nullptr);
    s.host(Spa{0x80003000}, 8);
    CHECK(lazy.asked.size() == 3);
}
