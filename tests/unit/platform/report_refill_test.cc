// Refill: which misses count, and for whom.
#include <catch2/catch.hpp>

#include "sim/platform/report/refill.h"

using namespace covesim;
using K = World::Kind;

namespace {
constexpr World kMonitor{K::Monitor, 0, 0}, kHost{K::Host, 0, 0}, kTsm{K::Tsm, 1, 0}, kTvm7{K::Tvm, 1, 7};
constexpr CachedIn kL1 = CachedIn::L1dTlb, kLeaf = CachedIn::MptPermission;

CachedKey host_page(uint64_t va, uint8_t shift = 12) { return {va, shift, 0, false, false, 0, 5}; }
CachedKey host_miss(uint64_t va) { return {va, 0, 0, false, false, 0, 5}; }
CachedKey mpt(uint8_t sdid, uint64_t pa, uint8_t shift) { return {pa, shift, sdid, false, false, 0, 0}; }
uint64_t of(const RefillCounts& c, CachedIn w) { return c[static_cast<size_t>(w)]; }
}  // namespace

TEST_CASE("refill 1: displaced by another world and missed again", "[report]") {
    RefillTracker t;
    t.running(kHost);
    t.running(kMonitor);
    t.running(kTsm);
    t.lost(kL1, host_page(0x1000));
    t.lost(kL1, host_page(0x20'0000, 21));
    t.running(kMonitor);
    t.running(kHost);
    t.missed(kL1, host_miss(0x1fff));
    t.missed(kL1, host_miss(0x1000));              // once only
    t.missed(kL1, host_miss(0x3f'f000));           // inside the 2 MiB page
    t.missed(kL1, host_miss(0x40'0000));           // never held
    t.missed(CachedIn::L2Tlb, host_miss(0x1000));  // another structure
    const RefillCounts c = t.take(kHost);
    CHECK(of(c, kL1) == 2);
    CHECK(of(c, CachedIn::L2Tlb) == 0);
    CHECK(of(t.take(kHost), kL1) == 0);
}

TEST_CASE("refill 2: a world's own displacements do not count", "[report]") {
    RefillTracker t;
    t.running(kHost);
    t.lost(kL1, host_page(0x1000));
    t.missed(kL1, host_miss(0x1000));
    CHECK(of(t.take(kHost), kL1) == 0);
}

TEST_CASE("refill 3: lost in M-mode counts only when another world ran next", "[report]") {
    RefillTracker t;
    t.running(kHost);
    t.running(kMonitor);
    t.lost(kL1, host_page(0x1000));
    SECTION("M-mode served its caller") {
        t.running(kHost);
        t.missed(kL1, host_miss(0x1000));
        CHECK(of(t.take(kHost), kL1) == 0);
    }
    SECTION("M-mode was on the way to another") {
        t.running(kTsm);
        t.running(kMonitor);
        t.running(kHost);
        t.missed(kL1, host_miss(0x1000));
        CHECK(of(t.take(kHost), kL1) == 1);
    }
    SECTION("M-mode looked for it itself") {
        t.missed(kL1, host_miss(0x1000));
        t.running(kTsm);
        t.running(kHost);
        t.missed(kL1, host_miss(0x1000));
        CHECK(of(t.take(kHost), kL1) == 0);
    }
}

TEST_CASE("refill 4: what was not asked for during a whole stay is forgotten", "[report]") {
    RefillTracker t;
    t.running(kTsm);
    t.lost(kL1, host_page(0x1000));
    t.running(kHost);
    t.running(kTsm);
    t.running(kHost);
    t.missed(kL1, host_miss(0x1000));
    CHECK(of(t.take(kHost), kL1) == 0);
}

TEST_CASE("refill 5: what the TSM loads for its TVM is no refill of either", "[report]") {
    RefillTracker t;
    t.running(kTvm7);
    t.running(kTsm);
    t.lost(kL1, {0x8000'0000, 12, 1, true, false, 7, 0});
    t.missed(kL1, {0x8000'0000, 0, 1, true, false, 7, 0});  // HLV
    t.running(kTvm7);
    t.missed(kL1, {0x8000'0000, 0, 1, true, false, 7, 0});
    CHECK(of(t.take(kTvm7), kL1) == 0);
    CHECK(of(t.take(kTsm), kL1) == 0);
}

TEST_CASE("refill 6: ASIDs are kept apart, but a global entry serves all", "[report]") {
    RefillTracker t;
    t.running(kTsm);
    t.lost(kL1, host_page(0x1000));
    t.lost(kL1, {0x2000, 12, 0, false, true, 0, 5});
    t.running(kHost);
    t.missed(kL1, {0x1000, 0, 0, false, false, 0, 6});
    CHECK(of(t.take(kHost), kL1) == 0);
    t.missed(kL1, {0x2000, 0, 0, false, false, 0, 6});
    CHECK(of(t.take(kHost), kL1) == 1);
}

TEST_CASE("refill 7: MPT caches belong to domains: a TSM and its TVMs are one", "[report]") {
    RefillTracker t;
    t.running(kTsm);
    t.running(kTvm7);
    t.lost(kLeaf, mpt(1, 0x8000'0000, 16));  // the domain's own
    t.lost(kLeaf, mpt(0, 0x9000'0000, 16));
    t.running(kTsm);
    t.missed(kLeaf, mpt(1, 0x8000'0000, 0));
    CHECK(of(t.take(kTsm), kLeaf) == 0);
    t.running(kHost);
    t.missed(kLeaf, mpt(0, 0x9000'f000, 0));
    CHECK(of(t.take(kHost), kLeaf) == 1);
    // Pointers of two levels that begin at one address are two entries.
    t.running(kTsm);
    t.lost(CachedIn::MptPointer, mpt(0, 0x8000'0000, 25));
    t.running(kHost);
    t.missed(CachedIn::MptPointer, mpt(0, 0x8000'0000, 34));
    CHECK(of(t.take(kHost), CachedIn::MptPointer) == 0);
    t.missed(CachedIn::MptPointer, mpt(0, 0x8100'0000, 25));
    CHECK(of(t.take(kHost), CachedIn::MptPointer) == 1);
}
