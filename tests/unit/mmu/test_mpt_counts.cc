// What the MPT statistics count: every check, hit or walk, with its time; every refused access once, whoever answered.
#include <catch2/catch.hpp>

#include "tests/unit/mmu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {
constexpr uint64_t kVa = 0x40'0000, kPage = 0x8100'0000;

/// A 64 KiB leaf of Smmpt43 whose first page may be read.
Regime readable_page(Rig& r) {
    const uint64_t root = r.mpt_root(3);
    r.mpt(root, 3, kPage, kPage + 4096, 1);
    return s_mode(0, Rig::mmpt(3, 1, root));
}

MmuParams per_access() {
    MmuParams p;
    p.mpt.placement = MptPlacement::PerAccess;
    p.mpt.permission.latency = 2;
    p.mpt.step_latency = 1;
    return p;
}
}  // namespace

TEST_CASE("looked up per access: each access is a lookup, all but the first a hit, and each takes its time") {
    for (const Mode mode : {Mode::Warm, Mode::Timed}) {
        Rig r(per_access(), mode);
        r.port.latency_fs = 10'000;
        const Regime regime = readable_page(r);
        for (uint64_t i = 0; i < 10; ++i) REQUIRE(r.go(regime, kPage + 8 * i));
        const MptStats& s = r.mmu.stats().mpt;
        CHECK(s.load.lookups == 10);
        CHECK(s.permission_hits == 9);
        CHECK(s.walks == 1);
        CHECK(s.load.entries_read == 3);
        // Three references of 10 cycles and a step each, then nine hits of two cycles.
        if (mode == Mode::Timed) {
            CHECK(r.now.fs == 33'000 + 9 * 2'000);
            CHECK(s.load.time_fs == r.now.fs);
        }
        for (int i = 0; i < 5; ++i) CHECK(r.cause(regime, kPage, Acc::Store) == 7);
        CHECK(r.mmu.stats().mpt.store.lookups == 5);
        CHECK(r.mmu.stats().mpt.store.faults == 5);
        CHECK(r.mmu.stats().mpt.permission_hits == 14);
    }
}

TEST_CASE("a refusal by the permission in a TLB entry is counted, and makes no lookup") {
    for (const Mode mode : {Mode::Fast, Mode::Warm, Mode::Timed}) {
        Rig r({}, mode);
        const Regime regime = readable_page(r);
        REQUIRE(r.go(regime, kPage));
        for (int i = 0; i < 5; ++i) CHECK(r.cause(regime, kPage, Acc::Store) == 7);
        const MptStats& s = r.mmu.stats().mpt;
        CHECK(s.load.lookups == 1);
        CHECK(s.store.lookups == 0);
        CHECK(s.load.faults == 0);
        CHECK(s.store.faults == 5);
    }
}

TEST_CASE("an access that is refused when it fills the TLB is one refusal") {
    Rig r;
    const Regime regime = readable_page(r);
    CHECK(r.cause(regime, kPage, Acc::Amo) == 7);
    CHECK(r.mmu.stats().mpt.amo.lookups == 1);
    CHECK(r.mmu.stats().mpt.amo.faults == 1);
    // No leaf at all.
    CHECK(r.cause(regime, kPage + (1 << 20), Acc::Fetch, 2) == 1);
    CHECK(r.mmu.stats().mpt.fetch.faults == 1);
    // What PMP refuses is not the MPT's.
    r.pmp_page(kPage, 0);
    CHECK(r.cause(regime, kPage) == 5);
    CHECK(r.mmu.stats().mpt.load.faults == 0);
}

TEST_CASE("a refused page-table entry is counted for its stage, not again for the page behind it") {
    for (const MptOrder order : {MptOrder::CheckBeforeUse, MptOrder::AfterWalk}) {
        MmuParams p;
        p.mpt.order = order;
        Rig r(p);
        const uint64_t table = r.pages(1), root = r.mpt_root(3);
        r.map(table, 3, kVa, kPage, kRwx);
        const Regime regime = s_mode(Rig::satp(8, 1, table), Rig::mmpt(3, 1, root));
        CHECK(r.cause(regime, kVa) == 5);  // neither the tables nor the page have a leaf
        CHECK(r.mmu.stats().mpt.stage_pte.faults == 1);
        CHECK(r.mmu.stats().mpt.load.faults == 0);
    }
}

TEST_CASE("a prefetch that the MPT refuses is no refused load") {
    for (const MptPlacement placement : {MptPlacement::Inlined, MptPlacement::PerAccess}) {
        MmuParams p;
        p.mpt.placement = placement;
        Rig r(p);
        const uint64_t root = r.mpt_root(3);
        r.mpt(root, 3, kPage, kPage + 4096, 4);  // execute only
        const Regime regime = s_mode(0, Rig::mmpt(3, 1, root));
        CHECK(r.cause(regime, kPage) == 5);
        Access hint;
        hint.va = Va{kPage};
        hint.size = 64;
        hint.cmo = hint.hint = true;
        CHECK_FALSE(r.go(regime, hint));
        CHECK(r.mmu.stats().mpt.load.faults == 1);
        CHECK(r.mmu.stats().mpt.other.faults == 1);
    }
}
