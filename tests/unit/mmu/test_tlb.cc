// TLBs, walk caches, nested TLB: spans, levels, replacement from stamps, time, and the contract with an L0.
#include <catch2/catch.hpp>

#include "sim/core/replacement.h"
#include "tests/unit/mmu/rig.h"

using namespace covesim;
using namespace covesim::test;

TEST_CASE("an entry spans the smallest of VS leaf, G leaf and inlined MPT span") {
    struct Row {
        int vs, g, mpt;  // leaf levels; MPT 0: 4 KiB, 1: 2 MiB, 2: 1 GiB
        uint64_t span;
    };
    for (const Row t : {Row{1, 1, 1, 2 << 20}, Row{1, 1, 2, 2 << 20}, Row{1, 2, 0, 4096}, Row{0, 1, 1, 4096},
                        Row{1, 0, 1, 4096}, Row{2, 1, 2, 2 << 20}}) {
        Rig r(MmuParams{}, Mode::Fast);
        const uint64_t vroot = r.pages(1), groot = r.pages(4, 4), mroot = r.mpt_root(3);
        const uint64_t va = 0x4000'0000, pa = 0x8000'0000;
        for (uint64_t i = 0; i < (t.vs ? 1 : 512); ++i) r.map(vroot, 3, va + i * 4096, pa + i * 4096, kRwx, t.vs);
        for (uint64_t i = 0; i < (t.g ? 1 : 512); ++i)
            r.map(groot, 3, pa + i * 4096, pa + i * 4096, kRwx | U, t.g, true);
        if (t.g != 2) {
            const uint64_t end = r.next + (8 << 12);  // the G tables for these need none themselves
            r.map_g(groot, 3, vroot, end);
        }
        if (t.mpt == 0) r.mpt(mroot, 3, kRam, kRam + kRamSize, 7);
        if (t.mpt == 1)
            for (uint64_t a = kRam; a < kRam + kRamSize; a += 2 << 20) {
                const uint64_t at = r.mpte(mroot, 3, a, 1);
                r.w64(at, r.r64(at) | 3 | 7ull << (8 + 3 * (a >> 21 & 15)));
            }
        if (t.mpt == 2) r.w64(r.mpte(mroot, 3, kRam, 2), 3 | 7ull << (8 + 3 * 2));
        const Regime g = vs_mode(Rig::satp(8, 1, vroot), Rig::satp(8, 1, groot), Rig::mmpt(3, 1, mroot));
        REQUIRE(r.go(g, va));
        INFO(t.vs << t.g << t.mpt);
        const uint64_t walks = r.mmu.stats().walks;
        r.go(g, va + t.span - 8);
        CHECK(r.mmu.stats().walks == walks);
        if (t.span == 4096) {
            r.go(g, va + t.span);
            CHECK(r.mmu.stats().walks == walks + 1);
        }
    }
}

TEST_CASE("level 2 catches what level 1 lost, and costs its latency") {
    MmuParams p;
    p.l1d = TlbParams{1, 1, 0, Replacement::Lru, true};
    p.l2.latency = 6;
    Guest g(p);
    REQUIRE(g.go(g.regime, Guest::kVa));
    REQUIRE(g.go(g.regime, Guest::kVa + 4096));
    const MmuStats before = g.mmu.stats();
    g.now = {};
    REQUIRE(g.go(g.regime, Guest::kVa));
    CHECK(g.mmu.stats().walks == before.walks);
    CHECK(g.mmu.stats().l2.hits == before.l2.hits + 1);
    CHECK(g.mmu.stats().l1d.misses == before.l1d.misses + 1);
    CHECK(g.mmu.stats().l1d.evictions == before.l1d.evictions + 1);
    CHECK(g.now.fs == 6000);
    g.now = {};
    REQUIRE(g.go(g.regime, Guest::kVa));
    CHECK(g.now.fs == 0);
}

TEST_CASE("page-walk caches and nested TLB shorten a two-stage walk to its last entries") {
    Guest g;
    REQUIRE(g.go(g.regime, Guest::kVa));
    g.port.log.clear();
    REQUIRE(g.go(g.regime, Guest::kVa + 4096));
    CHECK(g.port.count(Why::StagePte) == 1);
    CHECK(g.port.count(Why::GStagePte) == 1);  // the new data page; the VS table page is in the nested TLB
    CHECK(g.port.count(Why::MptEntry) == 0);
    CHECK(g.mmu.stats().pwc_hits == 1);
}

TEST_CASE("L1 I and D are separate; both fill the same level 2") {
    Guest g;
    REQUIRE(g.go(g.regime, Guest::kVa));
    const uint32_t data = g.t.tlb_entry;
    REQUIRE(g.go(g.regime, Guest::kVa, Acc::Fetch));
    CHECK(g.t.tlb_entry != data);
    CHECK(g.mmu.stats().walks == 1);
    CHECK(g.mmu.stats().l2.hits == 1);
}

TEST_CASE("recency that an L0 recorded decides the victim, as if each hit had come here") {
    for (const Replacement policy : {Replacement::Lru, Replacement::TreePlru}) {
        MmuParams p;
        p.l1d = TlbParams{1, 4, 0, policy, true};
        Guest a(p), b(p);
        uint64_t state = 5;
        uint64_t* stamp[8] = {};
        uint64_t misses_a = 0, misses_b = 0;
        for (int i = 0; i < 4000; ++i) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            const uint64_t page = state >> 60 & 7 & (state >> 40 | 3);
            const uint64_t va = Guest::kVa + page * 4096;
            REQUIRE(a.go(a.regime, va));
            // b: an L0 that holds every translation until told to drop it
            if (stamp[page] && b.seen.dropped.empty()) {
                *stamp[page] = ++b.mmu.sequence();
            } else {
                REQUIRE(b.go(b.regime, va));
                if (!b.seen.dropped.empty())
                    for (auto& s : stamp) s = nullptr;
                b.seen.clear();
                stamp[page] = b.t.tlb_stamp;
                CHECK(b.t.tlb_stamp == b.mmu.stamp(b.t.tlb_entry));
            }
            misses_a = a.mmu.stats().l1d.misses;
            misses_b = b.mmu.stats().l1d.misses;
            REQUIRE(misses_a == misses_b);
        }
        CHECK(misses_a > 100);
        CHECK(a.mmu.stats().l1d.evictions == b.mmu.stats().l1d.evictions);
    }
}

TEST_CASE("tree-PLRU from stamps equals tree bits") {
    for (const uint32_t ways : {2u, 4u, 8u}) {
        std::vector<uint64_t> used(ways);
        std::vector<bool> bit(ways);  // heap order; true: the victim is on the right
        uint64_t sequence = 0, state = 9;
        Xorshift rng;
        auto touch = [&](uint32_t w) {
            used[w] = ++sequence;
            uint32_t node = 1, lo = 0, span = ways;
            while (span > 1) {
                span /= 2;
                const bool right = w >= lo + span;
                bit[node] = !right;
                if (right) lo += span;
                node = node * 2 + right;
            }
        };
        for (uint32_t w = 0; w < ways; ++w) touch(w);
        for (int i = 0; i < 5000; ++i) {
            state = state * 6364136223846793005u + 1;
            touch(static_cast<uint32_t>(state >> 40) % ways);
            uint32_t node = 1, lo = 0, span = ways;
            while (span > 1) {
                span /= 2;
                const bool right = bit[node];
                if (right) lo += span;
                node = node * 2 + right;
            }
            REQUIRE(victim_way(
                        Replacement::TreePlru, ways, [&](uint32_t w) { return used[w]; },
                        [](uint32_t) { return uint64_t{0}; }, rng) == lo);
        }
    }
}

TEST_CASE("FIFO ignores use, random is deterministic") {
    MmuParams p;
    p.fast = {1, 2, true};
    Guest g(p, Mode::Fast);
    REQUIRE(g.go(g.regime, Guest::kVa));
    const uint32_t first = g.t.tlb_entry;
    REQUIRE(g.go(g.regime, Guest::kVa + 4096));
    REQUIRE(g.go(g.regime, Guest::kVa));
    REQUIRE(g.go(g.regime, Guest::kVa + 8192));
    CHECK(g.t.tlb_entry == first);
    p.l1d = TlbParams{1, 4, 0, Replacement::Random, true};
    std::vector<uint64_t> evictions;
    for (int run = 0; run < 2; ++run) {
        Guest r(p);
        for (uint64_t i = 0; i < 200; ++i) REQUIRE(r.go(r.regime, Guest::kVa + i * 5 % 8 * 4096));
        evictions.push_back(r.mmu.stats().l1d.evictions);
    }
    CHECK(evictions[0] == evictions[1]);
    CHECK(evictions[0] > 10);
}

TEST_CASE("warm changes state as timed does, and takes no time") {
    Guest a({}, Mode::Timed), b({}, Mode::Warm);
    a.port.latency_fs = b.port.latency_fs = 777;
    for (uint64_t i = 0; i < 40; ++i) {
        const uint64_t va = Guest::kVa + i * 3 % 8 * 4096;
        REQUIRE(a.go(a.regime, va));
        REQUIRE(b.go(b.regime, va));
    }
    CHECK(a.port.log.size() == b.port.log.size());
    CHECK(a.mmu.stats().walks == b.mmu.stats().walks);
    CHECK(a.now.fs > 0);
    CHECK(b.now.fs == 0);
    for (const MemReq& q : b.port.log) CHECK_FALSE(q.timed);
}

TEST_CASE("M-mode and a machine without any protection below M need no TLB entry") {
    Rig r;
    REQUIRE(r.go(Regime{}, kRam));
    CHECK(r.t.tlb_entry == kNoEntry);
    CHECK(r.t.tlb_stamp == nullptr);
    CHECK((r.t.uniform && r.t.readable && r.t.writable && r.t.executable && r.t.ram));
    REQUIRE(r.go(s_mode(0), kRam));
    CHECK(r.t.tlb_entry == kNoEntry);
    CHECK(r.mmu.stats().l1d.misses == 0);
}
