// Table V1: memory references per TLB miss with every cache off, exactly R(1 + L).
#include <catch2/catch.hpp>

#include "tests/unit/mmu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

/// References of one load through an n-level first stage (0: Bare), m-level G stage (0: none) and an L-level MPT whose
/// leaves are `leaf` levels up.
uint64_t references(int n, int m, int mpt_levels, int leaf = 0, Mode mode = Mode::Timed) {
    Rig r(no_caches(), mode);
    const uint64_t va = 0x40'0000, data = 0x8100'0000;
    uint64_t vroot = 0, groot = 0, vsatp = 0, hgatp = 0, mmpt = 0;
    if (n) {
        vroot = r.pages(1);
        r.map(vroot, n, va, data, kRwx);
        vsatp = Rig::satp(static_cast<uint64_t>(n + 5), 1, vroot);
    }
    if (m) {
        const uint64_t end = r.next;
        groot = r.pages(4, 4);
        r.map_g(groot, m, kTablesAt, end);
        r.map_g(groot, m, data, data + 4096);
        hgatp = Rig::satp(static_cast<uint64_t>(m + 5), 1, groot);
    }
    if (mpt_levels) {
        const uint64_t root = r.mpt_root(mpt_levels);
        if (leaf == 0) r.mpt(root, mpt_levels, kRam, kRam + kRamSize, 7);
        if (leaf > 0) {
            for (uint64_t a = kRam; a < kRam + kRamSize; a += leaf == 1 ? 2 << 20 : 1 << 30) {
                const uint64_t at = r.mpte(root, mpt_levels, a, leaf);
                const uint64_t page = a >> (leaf == 1 ? 21 : 30) & 15;
                r.w64(at, r.r64(at) | 3 | 7ull << (8 + 3 * page));
            }
        }
        mmpt = Rig::mmpt(mpt_levels, 0, root);
    }
    const uint64_t address = n ? va : data;
    const Regime regime = m ? vs_mode(vsatp, hgatp, mmpt) : s_mode(vsatp, mmpt);
    r.port.log.clear();
    REQUIRE(r.go(regime, address));
    CHECK(r.t.spa.v == data);
    CHECK(r.mmu.stats().pte_reads == static_cast<uint64_t>(m ? n : n));
    CHECK(r.mmu.stats().g_pte_reads == static_cast<uint64_t>(m * (n + 1)));
    return r.port.log.size() + 1;  // and the access itself
}

}  // namespace

TEST_CASE("V1 no table: 1, 4, 5, 16, 25") {
    CHECK(references(0, 0, 0) == 1);
    CHECK(references(3, 0, 0) == 4);
    CHECK(references(4, 0, 0) == 5);
    CHECK(references(3, 3, 0) == 16);
    CHECK(references(4, 4, 0) == 25);
}
TEST_CASE("V1 Smmpt43: 4, 16, 20, 64, 100") {
    CHECK(references(0, 0, 3) == 4);
    CHECK(references(3, 0, 3) == 16);
    CHECK(references(4, 0, 3) == 20);
    CHECK(references(3, 3, 3) == 64);
    CHECK(references(4, 4, 3) == 100);
}
TEST_CASE("V1 Smmpt52: 5, 20, 25, 80, 125") {
    CHECK(references(0, 0, 4) == 5);
    CHECK(references(3, 0, 4) == 20);
    CHECK(references(4, 0, 4) == 25);
    CHECK(references(3, 3, 4) == 80);
    CHECK(references(4, 4, 4) == 125);
}
TEST_CASE("V1 Smmpt64: 6, 24, 30, 96, 150") {
    CHECK(references(0, 0, 5) == 6);
    CHECK(references(3, 0, 5) == 24);
    CHECK(references(4, 0, 5) == 30);
    CHECK(references(3, 3, 5) == 96);
    CHECK(references(4, 4, 5) == 150);
}
TEST_CASE("V1 L=2, as a 2 MiB leaf of Smmpt43: 3, 12, 15, 48, 75; a 1 GiB leaf: one less level again") {
    CHECK(references(0, 0, 3, 1) == 3);
    CHECK(references(3, 0, 3, 1) == 12);
    CHECK(references(4, 0, 3, 1) == 15);
    CHECK(references(3, 3, 3, 1) == 48);
    CHECK(references(4, 4, 3, 1) == 75);
    CHECK(references(3, 0, 3, 2) == 8);
    CHECK(references(3, 3, 3, 2) == 32);
}
TEST_CASE("V1 Sv57 follows the same rule: 6, 36, and with Smmpt43 24, 144") {
    CHECK(references(5, 0, 0) == 6);
    CHECK(references(5, 5, 0) == 36);
    CHECK(references(5, 0, 3) == 24);
    CHECK(references(5, 5, 3) == 144);
}

TEST_CASE("requests carry why they exist") {
    Guest g(no_caches());
    g.port.log.clear();
    REQUIRE(g.go(g.regime, Guest::kVa));
    CHECK(g.port.count(Why::StagePte) == 3);
    CHECK(g.port.count(Why::GStagePte) == 12);
    CHECK(g.port.count(Why::MptEntry) == 48);
    const MptStats& s = g.mmu.stats().mpt;
    CHECK(s.load.entries_read == 3);
    CHECK(s.stage_pte.entries_read == 9);
    CHECK(s.g_stage_pte.entries_read == 36);
}

TEST_CASE("timed: the references are serial; fast: they take no time and reach no port") {
    Guest g(no_caches());
    g.port.latency_fs = 10'000;
    g.now = {};
    REQUIRE(g.go(g.regime, Guest::kVa));
    // 63 references of 10 cycles, 15 PTE steps and 48 MPT steps of one cycle each
    CHECK(g.now.fs == 63 * 10'000 + 15 * 1000 + 48 * 1000);
    Guest h(no_caches(), Mode::Fast);
    REQUIRE(h.go(h.regime, Guest::kVa));
    CHECK(h.now.fs == 0);
    CHECK(h.port.log.empty());
}
