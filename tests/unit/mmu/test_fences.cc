// What invalidates what: the invalidation table of docs/architecture.md as far as translation and protection caches are
// concerned, and rows A14-A15 and D of the checklist on the whole MMU. Each test shows both halves: what goes, what
// stays.
#include <catch2/catch.hpp>

#include "tests/unit/mmu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

const std::vector<MmuParams>& variants() {
    static const std::vector<MmuParams> all = [] {
        MmuParams small, serial;
        small.l2.ways = small.nested.ways = 0;
        small.pwc_entries = small.g_pwc_entries = 0;
        serial.mpt.order = MptOrder::AfterWalk;
        return std::vector<MmuParams>{MmuParams{}, small, serial};
    }();
    return all;
}
constexpr Mode kModes[] = {Mode::Fast, Mode::Warm, Mode::Timed};

uint64_t walks_for(Rig& r, const Regime& g, uint64_t va) {
    const uint64_t before = r.mmu.stats().walks;
    r.go(g, va);
    return r.mmu.stats().walks - before;
}

}  // namespace

TEST_CASE("row 1: privilege, V, SUM, MXR, satp, vsatp, hgatp, mmpt, *envcfg flush nothing") {
    MmuParams p;
    p.fast.ways = 8;  // so that nothing is displaced
    for (const Mode mode : kModes) {
        Guest g(p, mode);
        REQUIRE(g.go(g.regime, Guest::kVa));
        Regime other = g.regime;
        other.priv = Priv::U;
        other.sum = other.mxr = other.vs_mxr = other.adue = other.pbmte = other.g_adue = other.g_pbmte = true;
        g.go(other, Guest::kVa);
        g.go(s_mode(Rig::satp(8, 1, g.vroot), g.regime.mmpt), Guest::kVa);
        g.go(vs_mode(g.regime.atp, Rig::satp(8, 9, g.groot), g.regime.mmpt), Guest::kVa);
        g.go(vs_mode(Rig::satp(8, 6, g.vroot), g.regime.hgatp, g.regime.mmpt), Guest::kVa);
        g.go(vs_mode(g.regime.atp, g.regime.hgatp, Rig::mmpt(3, 2, g.mroot)), Guest::kVa);
        g.go(Regime{}, Guest::kData);
        CHECK(walks_for(g, g.regime, Guest::kVa) == 0);
        CHECK(g.seen.dropped.empty());
        CHECK(g.seen.dropped_mpt.empty());
    }
}

TEST_CASE("row 1: a root written without a fence is not noticed, PBMTE and ADUE are no tags (law 4)") {
    for (const Mode mode : kModes) {
        Guest g({}, mode);
        REQUIRE(g.go(g.regime, Guest::kVa));
        Regime changed = g.regime;
        changed.atp = Rig::satp(8, 5, g.pages(1));
        changed.hgatp = Rig::satp(8, 7, g.pages(4, 4));
        changed.mmpt = Rig::mmpt(3, 1, g.pages(1));
        changed.pbmte = changed.g_pbmte = changed.adue = changed.g_adue = true;
        CHECK(walks_for(g, changed, Guest::kVa) == 0);
        CHECK(g.t.spa.v == Guest::kData);
    }
}

TEST_CASE("row 2: SFENCE.VMA acts on the S stage by address and ASID") {
    for (size_t variant = 0; variant < variants().size(); ++variant)
        for (const Mode mode : kModes) DYNAMIC_SECTION("variant " << variant << " mode " << static_cast<int>(mode)) {
                const MmuParams& p = variants()[variant];
                Rig r(p, mode);
                const uint64_t root = r.pages(1);
                for (uint64_t i = 0; i < 4; ++i) r.map(root, 3, 0x40'0000 + i * 4096, 0x8100'0000 + i * 4096, kRwx);
                r.map(root, 3, 0x60'0000, 0x8110'0000, kRwx | G);
                const Regime a = s_mode(Rig::satp(8, 1, root)), b = s_mode(Rig::satp(8, 2, root));
                auto warm = [&] {
                    for (const Regime& s : {a, b})
                        for (const uint64_t va : {0x40'0000, 0x40'1000, 0x60'0000}) REQUIRE(r.go(s, va));
                };
                warm();
                SECTION("address") {
                    r.mmu.sfence_vma(0, true, Va{0x40'0000}, false, 0);
                    CHECK(walks_for(r, a, 0x40'1000) == 0);
                    CHECK(walks_for(r, b, 0x60'0000) == 0);
                    CHECK(walks_for(r, a, 0x40'0000) == 1);
                    CHECK(walks_for(r, b, 0x40'0000) == 1);
                }
                SECTION("ASID: global mappings stay") {
                    r.mmu.sfence_vma(0, false, {}, true, 1);
                    CHECK(walks_for(r, a, 0x60'0000) == 0);
                    CHECK(walks_for(r, b, 0x40'0000) == 0);
                    CHECK(walks_for(r, a, 0x40'0000) == 1);
                }
                SECTION("address and ASID") {
                    r.mmu.sfence_vma(0, true, Va{0x40'0000}, true, 1);
                    CHECK(walks_for(r, a, 0x40'1000) == 0);
                    CHECK(walks_for(r, b, 0x40'0000) == 0);
                    CHECK(walks_for(r, a, 0x40'0000) == 1);
                }
                SECTION("everything, and the L0 is told") {
                    REQUIRE(r.go(a, 0x40'0000));
                    const uint32_t entry = r.t.tlb_entry;
                    r.seen.clear();
                    r.mmu.sfence_vma(0, false, {}, false, 0);
                    CHECK(r.seen.dropped.count(entry) == 1);
                    CHECK(walks_for(r, b, 0x60'0000) == 1);
                }
                SECTION("the VS stage is not its business") {
                    Guest g(p, mode);
                    REQUIRE(g.go(g.regime, Guest::kVa));
                    g.mmu.sfence_vma(g.regime.mmpt, false, {}, false, 0);
                    CHECK(walks_for(g, g.regime, Guest::kVa) == 0);
                }
            }
}

TEST_CASE("row 2: SFENCE.VMA with an address leaves pointers, without one it takes them") {
    Rig r;
    const uint64_t root = r.pages(1);
    r.map(root, 3, 0x40'0000, 0x8100'0000, kRwx);
    const Regime s = s_mode(Rig::satp(8, 1, root));
    REQUIRE(r.go(s, 0x40'0000));
    r.mmu.sfence_vma(0, true, Va{0x40'0000}, false, 0);
    r.port.log.clear();
    REQUIRE(r.go(s, 0x40'0000));
    CHECK(r.port.log.size() == 1);
    r.mmu.sfence_vma(0, false, {}, false, 0);
    r.port.log.clear();
    REQUIRE(r.go(s, 0x40'0000));
    CHECK(r.port.log.size() == 3);
}

TEST_CASE("row 2: one address of a superpage takes every fragment of it away") {
    MmuParams p;
    p.l1d.superpages = p.l1i.superpages = p.l2.superpages = p.fast.superpages = false;
    for (const Mode mode : kModes) {
        Rig r(p, mode);
        const uint64_t root = r.pages(1);
        r.map(root, 3, 0x4000'0000, 0x8000'0000, kRwx, 1);
        const Regime s = s_mode(Rig::satp(8, 1, root));
        for (const uint64_t va : {0x4000'0000, 0x4000'5000, 0x401f'f000}) CHECK(walks_for(r, s, va) == 1);
        CHECK(walks_for(r, s, 0x4000'5008) == 0);
        r.mmu.sfence_vma(0, true, Va{0x4000'8000}, false, 0);
        for (const uint64_t va : {0x4000'0000, 0x4000'5000, 0x401f'f000}) CHECK(walks_for(r, s, va) == 1);
    }
}

TEST_CASE("row 2: HFENCE.VVMA acts on one VMID's VS stage, HFENCE.GVMA on the G stage by guest physical address >> 2") {
    for (size_t variant = 0; variant < variants().size(); ++variant)
        for (const Mode mode : kModes) DYNAMIC_SECTION("variant " << variant << " mode " << static_cast<int>(mode)) {
                const MmuParams& p = variants()[variant];
                Guest g(p, mode);
                Regime other = g.regime;
                other.hgatp = Rig::satp(8, 8, g.groot);
                auto warm = [&] {
                    for (const Regime& r : {g.regime, other})
                        for (uint64_t i = 0; i < 2; ++i) REQUIRE(g.go(r, Guest::kVa + i * 4096));
                };
                warm();
                SECTION("HFENCE.VVMA by address") {
                    g.mmu.hfence_vvma(g.regime.mmpt, 7, true, Va{Guest::kVa}, false, 0);
                    CHECK(walks_for(g, g.regime, Guest::kVa + 4096) == 0);
                    CHECK(walks_for(g, other, Guest::kVa) == 0);
                    CHECK(walks_for(g, g.regime, Guest::kVa) == 1);
                }
                SECTION("HFENCE.VVMA by ASID") {
                    g.mmu.hfence_vvma(g.regime.mmpt, 7, false, {}, true, 6);
                    CHECK(walks_for(g, g.regime, Guest::kVa) == 0);
                    g.mmu.hfence_vvma(g.regime.mmpt, 7, false, {}, true, 5);
                    CHECK(walks_for(g, g.regime, Guest::kVa) == 1);
                    CHECK(walks_for(g, other, Guest::kVa) == 0);
                }
                SECTION("HFENCE.GVMA by guest physical address") {
                    g.mmu.hfence_gvma(g.regime.mmpt, true, Guest::kData >> 2, false, 0);
                    CHECK(walks_for(g, g.regime, Guest::kVa + 4096) == 0);
                    CHECK(walks_for(g, g.regime, Guest::kVa) == 1);
                    CHECK(walks_for(g, other, Guest::kVa) == 1);
                }
                SECTION("HFENCE.GVMA by VMID") {
                    g.mmu.hfence_gvma(g.regime.mmpt, false, 0, true, 8);
                    CHECK(walks_for(g, g.regime, Guest::kVa) == 0);
                    CHECK(walks_for(g, other, Guest::kVa) == 1);
                }
                SECTION("a changed G-stage leaf is seen after the fence, also through the nested TLB") {
                    g.w64(g.g_leaf(g.vs_tables()[2]), 0);
                    g.mmu.hfence_gvma(g.regime.mmpt, false, 0, true, 7);
                    CHECK(g.cause(g.regime, Guest::kVa) == 21);
                    CHECK(g.f.tinst == 0x3000);
                }
            }
}

TEST_CASE("D15 D16 fences act within the current SDID, and equal ASIDs of two domains do not alias") {
    for (size_t variant = 0; variant < variants().size(); ++variant)
        for (const Mode mode : kModes) DYNAMIC_SECTION("variant " << variant << " mode " << static_cast<int>(mode)) {
                const MmuParams& p = variants()[variant];
                Rig r(p, mode);
                const uint64_t ra = r.pages(1), rb = r.pages(1), mroot = r.mpt_root(3);
                r.map(ra, 3, 0x40'0000, 0x8100'0000, kRwx);
                r.map(rb, 3, 0x40'0000, 0x8101'0000, kRwx);
                r.mpt(mroot, 3, kRam, kRam + kRamSize, 7);
                const Regime a = s_mode(Rig::satp(8, 5, ra), Rig::mmpt(3, 1, mroot));
                const Regime b = s_mode(Rig::satp(8, 5, rb), Rig::mmpt(3, 2, mroot));
                REQUIRE(r.go(a, 0x40'0000));
                CHECK(r.t.spa.v == 0x8100'0000);
                REQUIRE(r.go(b, 0x40'0000));
                CHECK(r.t.spa.v == 0x8101'0000);
                r.mmu.sfence_vma(a.mmpt, false, {}, true, 5);
                CHECK(walks_for(r, b, 0x40'0000) == 0);
                CHECK(walks_for(r, a, 0x40'0000) == 1);
                Guest g(p, mode);
                Regime second = g.regime;
                second.mmpt = Rig::mmpt(3, 2, g.mroot);
                REQUIRE(g.go(g.regime, Guest::kVa));
                REQUIRE(g.go(second, Guest::kVa));
                g.mmu.hfence_gvma(second.mmpt, false, 0, false, 0);
                CHECK(walks_for(g, g.regime, Guest::kVa) == 0);
                g.mmu.hfence_vvma(second.mmpt, 7, false, {}, false, 0);
                CHECK(walks_for(g, g.regime, Guest::kVa) == 0);
                CHECK(walks_for(g, second, Guest::kVa) == 1);
            }
}

TEST_CASE("row 3: MFENCE.PA takes MPT cache entries and the TLB entries that carry them, by SPA and SDID") {
    for (size_t variant = 0; variant < variants().size(); ++variant)
        for (const Mode mode : kModes) DYNAMIC_SECTION("variant " << variant << " mode " << static_cast<int>(mode)) {
                const MmuParams& p = variants()[variant];
                Guest g(p, mode);
                Regime second = g.regime;
                second.mmpt = Rig::mmpt(3, 2, g.mroot);
                for (const Regime& r : {g.regime, second}) REQUIRE(g.go(r, Guest::kVa));
                REQUIRE(g.go(g.regime, Guest::kVa));
                const uint32_t entry = g.t.tlb_entry;
                g.mpt(g.mroot, 3, Guest::kData, Guest::kData + 4096, 1);
                SECTION("before the fence the old permission holds (B34, law 4)") {
                    CHECK(g.go(g.regime, Guest::kVa, Acc::Store));
                }
                SECTION("D02 everything") {
                    g.mmu.mfence_pa(false, {}, false, 0);
                    CHECK(g.cause(g.regime, Guest::kVa, Acc::Store) == 7);
                    CHECK(g.cause(second, Guest::kVa, Acc::Store) == 7);
                    CHECK(g.seen.dropped.count(entry) == 1);
                }
                SECTION("D03 one domain") {
                    g.mmu.mfence_pa(false, {}, true, 1);
                    CHECK(g.cause(g.regime, Guest::kVa, Acc::Store) == 7);
                    CHECK(g.go(second, Guest::kVa, Acc::Store));
                }
                SECTION("D04 D17 one address") {
                    g.mmu.mfence_pa(true, Spa{Guest::kData}, false, 0);
                    CHECK(g.cause(g.regime, Guest::kVa, Acc::Store) == 7);
                    CHECK(g.cause(second, Guest::kVa, Acc::Store) == 7);
                }
                SECTION("D04 another address") {
                    g.mmu.mfence_pa(true, Spa{Guest::kData + 0x10'0000}, false, 0);
                    CHECK(g.go(g.regime, Guest::kVa, Acc::Store));
                }
                SECTION("D05 D06 one address of one domain") {
                    g.mmu.mfence_pa(true, Spa{Guest::kData}, true, 2);
                    CHECK(g.go(g.regime, Guest::kVa, Acc::Store));
                    CHECK(g.cause(second, Guest::kVa, Acc::Store) == 7);
                }
                SECTION("D17 SFENCE.VMA and HFENCE do not order MPT reads") {
                    g.mmu.sfence_vma(g.regime.mmpt, false, {}, false, 0);
                    g.mmu.hfence_vvma(g.regime.mmpt, 7, false, {}, false, 0);
                    g.mmu.hfence_gvma(g.regime.mmpt, false, 0, false, 0);
                    CHECK(g.go(g.regime, Guest::kVa, Acc::Store));  // the permission cache still holds the old leaf
                }
            }
}

TEST_CASE("D04 the pages that share the leaf MPTE go together") {
    Guest g;
    for (uint64_t i = 0; i < 8; ++i) REQUIRE(g.go(g.regime, Guest::kVa + i * 4096));
    g.mpt(g.mroot, 3, Guest::kData, Guest::kData + 8 * 4096, 1);
    g.mmu.mfence_pa(true, Spa{Guest::kData + 0x3000}, false, 0);
    for (uint64_t i = 0; i < 8; ++i) CHECK(g.cause(g.regime, Guest::kVa + i * 4096, Acc::Store) == 7);
}

TEST_CASE("row 3: a page-walk pointer carries the MPT check of the entry it was read from") {
    Guest g;
    REQUIRE(g.go(g.regime, Guest::kVa));
    auto reads = [&](uint64_t va) {
        g.mmu.hfence_vvma(g.regime.mmpt, 7, true, Va{va}, false, 0);  // leaf only: the walk starts at a pointer
        g.port.log.clear();
        REQUIRE(g.go(g.regime, va));
        return g.port.count(Why::StagePte);
    };
    CHECK(reads(Guest::kVa) == 1);
    g.mmu.mfence_pa(true, Spa{0x8180'0000}, false, 0);
    CHECK(reads(Guest::kVa) == 1);
    g.mmu.mfence_pa(true, Spa{g.vs_tables()[1]}, true, 2);
    CHECK(reads(Guest::kVa) == 1);
    g.mmu.mfence_pa(true, Spa{g.vs_tables()[1]}, true, 1);
    CHECK(reads(Guest::kVa) > 1);
}

TEST_CASE("row 3: a nested TLB entry goes with the SPA it leads to") {
    MmuParams p;
    p.g_pwc_entries = 0;
    Guest g(p);
    REQUIRE(g.go(g.regime, Guest::kVa));
    auto g_reads = [&] {
        g.mmu.hfence_vvma(g.regime.mmpt, 7, true, Va{Guest::kVa}, false, 0);
        g.port.log.clear();
        REQUIRE(g.go(g.regime, Guest::kVa));
        return g.port.count(Why::GStagePte);
    };
    CHECK(g_reads() == 0);
    g.mmu.mfence_pa(true, Spa{Guest::kData}, false, 0);
    CHECK(g_reads() == 3);
}

TEST_CASE("D18 a 1 GiB translation under a 1 GiB MPT leaf, then one 4 KiB page is revoked by address") {
    for (size_t variant = 0; variant < variants().size(); ++variant)
        for (const Mode mode : kModes) DYNAMIC_SECTION("variant " << variant << " mode " << static_cast<int>(mode)) {
                const MmuParams& p = variants()[variant];
                Rig r(p, mode);
                const uint64_t root = r.pages(1), mroot = r.mpt_root(3);
                r.map(root, 3, 0x4000'0000, 0x8000'0000, kRwx, 2);
                const uint64_t top = r.mpte(mroot, 3, kRam, 2);
                r.w64(top, 3 | 7ull << (8 + 3 * 2));  // 1 GiB page 2 of the root entry: 0x8000'0000
                const Regime s = s_mode(Rig::satp(8, 1, root), Rig::mmpt(3, 1, mroot));
                REQUIRE(r.go(s, 0x4123'4000, Acc::Store));
                CHECK(walks_for(r, s, 0x4100'0000) == 0);  // one entry spans it
                // Split down to 4 KiB and revoke one page.
                r.w64(top, 0);
                r.mpt(mroot, 3, kRam, kRam + kRamSize, 7);
                r.mpt(mroot, 3, 0x8123'4000, 0x8123'5000, 0);
                r.mmu.mfence_pa(true, Spa{0x8123'4000}, false, 0);
                CHECK(r.cause(s, 0x4123'4000, Acc::Store) == 7);
                CHECK(r.go(s, 0x4123'5000, Acc::Store));
            }
}

TEST_CASE("A14 A15 a new MPT root under a reused SDID is used after MFENCE.PA") {
    Guest g;
    REQUIRE(g.go(g.regime, Guest::kVa));
    const uint64_t other = g.mpt_root(3);
    g.mpt(other, 3, kRam, kRam + kRamSize, 1);
    g.regime.mmpt = Rig::mmpt(3, 1, other);
    g.mmu.mfence_pa(false, {}, true, 1);
    CHECK(g.cause(g.regime, Guest::kVa, Acc::Store) == 7);
    CHECK(g.go(g.regime, Guest::kVa));
}

TEST_CASE("D07 B33 stores before the fence are seen; V 0 -> 1 is seen without one") {
    Guest g;
    g.w64(g.mpte(g.mroot, 3, Guest::kData, 0), 0);
    CHECK(g.cause(g.regime, Guest::kVa) == 5);
    g.mpt(g.mroot, 3, Guest::kData, Guest::kData + 4096, 3);
    CHECK(g.go(g.regime, Guest::kVa));
}

TEST_CASE("D09 a fence that names something else may drop anything, and changes no verdict") {
    for (const Mode mode : kModes) {
        Guest g({}, mode);
        g.mpt(g.mroot, 3, Guest::kData + 4096, Guest::kData + 2 * 4096, 1);
        for (const bool has_spa : {false, true})
            for (const uint64_t spa : {uint64_t{0}, Guest::kData, Guest::kData + 4096, kRam + kRamSize, ~uint64_t{0}})
                for (const bool has_sdid : {false, true})
                    for (const uint64_t sdid : {0, 1, 2, 63}) {
                        g.mmu.mfence_pa(has_spa, Spa{spa}, has_sdid, sdid);
                        CHECK(g.go(g.regime, Guest::kVa, Acc::Store));
                        CHECK(g.go(g.regime, Guest::kVa + 4096));
                        CHECK(g.cause(g.regime, Guest::kVa + 4096, Acc::Store) == 7);
                    }
    }
}

TEST_CASE("D10 fences are local to the hart") {
    Guest g;
    Mmu second(MmuParams{}, g.pma, g.store, Clock{1000}, nullptr, nullptr, 1);
    second.pmp().set(g.cfg, g.addr, 0);
    Tick now{};
    Translation t;
    Fault f;
    REQUIRE(second.translate(g.regime, Access{Va{Guest::kVa}, 8, Acc::Store, false, false, false}, now, t, f));
    g.mpt(g.mroot, 3, Guest::kData, Guest::kData + 4096, 1);
    g.mmu.mfence_pa(false, {}, false, 0);
    CHECK(second.translate(g.regime, Access{Va{Guest::kVa}, 8, Acc::Store, false, false, false}, now, t, f));
    CHECK(g.cause(g.regime, Guest::kVa, Acc::Store) == 7);
}

TEST_CASE("D19 with SDIDLEN = 0 a domain switch needs both kinds of fence") {
    MmuParams p;
    p.mpt.sdidlen = 0;
    Guest g(p);
    g.regime.mmpt = Rig::mmpt(3, 0, g.mroot);
    REQUIRE(g.go(g.regime, Guest::kVa, Acc::Store));
    g.mpt(g.mroot, 3, Guest::kData, Guest::kData + 4096, 1);
    g.mmu.mfence_pa(false, {}, true, 0x3f);  // every operand bit is ignored
    CHECK(g.cause(g.regime, Guest::kVa, Acc::Store) == 7);
}

TEST_CASE("row 4: PMP changes touch no cache; they act at once") {
    for (const Mode mode : kModes) {
        Guest g({}, mode);
        REQUIRE(g.go(g.regime, Guest::kVa));
        g.pmp_page(Guest::kData, 0);
        CHECK(g.cause(g.regime, Guest::kVa) == 5);
        CHECK(g.seen.dropped.empty());
        g.open_pmp();
        CHECK(walks_for(g, g.regime, Guest::kVa) == 0);
    }
}

TEST_CASE("row 5: displacement of a TLB entry, and of an MPT cache entry when not inlined, is told") {
    MmuParams p;
    p.l1d = TlbParams{1, 2, 0, Replacement::Lru, true};
    p.fast = {1, 2, true};
    for (const Mode mode : kModes) {
        Guest g(p, mode);
        REQUIRE(g.go(g.regime, Guest::kVa));
        const uint32_t first = g.t.tlb_entry;
        REQUIRE(g.go(g.regime, Guest::kVa + 4096));
        CHECK(g.seen.dropped.empty());
        REQUIRE(g.go(g.regime, Guest::kVa + 8192));
        CHECK(g.seen.dropped == std::set<uint32_t>{first});
    }
    p.mpt.placement = MptPlacement::PerAccess;
    p.mpt.permission = {1, 1, 0, Replacement::Lru};
    Guest g(p);
    REQUIRE(g.go(g.regime, Guest::kVa));
    const uint32_t mpt = g.t.mpt_entry;
    g.seen.clear();
    g.mmu.mfence_pa(true, Spa{Guest::kData}, false, 0);
    CHECK(g.seen.dropped_mpt.count(mpt) == 1);
    CHECK(g.seen.dropped.empty());
}

TEST_CASE("a mode switch tells the L0; fences reach the structures of every mode") {
    Guest g({}, Mode::Timed);
    REQUIRE(g.go(g.regime, Guest::kVa, Acc::Store));
    g.mmu.set_mode(Mode::Fast);
    CHECK(g.seen.all == 1);
    REQUIRE(g.go(g.regime, Guest::kVa, Acc::Store));
    g.mpt(g.mroot, 3, Guest::kData, Guest::kData + 4096, 1);
    g.mmu.mfence_pa(false, {}, false, 0);
    g.mmu.set_mode(Mode::Timed);
    CHECK(g.cause(g.regime, Guest::kVa, Acc::Store) == 7);
    g.mmu.set_mode(Mode::Fast);
    CHECK(g.cause(g.regime, Guest::kVa, Acc::Store) == 7);
}
