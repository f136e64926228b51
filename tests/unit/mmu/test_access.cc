// Access checks: page faults and guest-page faults with their details, PMP and PMA, rows A, B and C of the checklist
// that concern translation and the walk.
#include <catch2/catch.hpp>

#include "tests/unit/mmu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

/// An S-mode Sv39 space with a three-level MPT that allows everything; one data page.
struct Host : Rig {
    explicit Host(const MmuParams& p = {}, Mode mode = Mode::Timed) : Rig(p, mode) {
        root = pages(1);
        leaf = map(root, 3, kVa, kData, kRwx);
        mroot = mpt_root(3);
        mpt(mroot, 3, kRam, kRam + kRamSize, 7);
        regime = s_mode(satp(8, 1, root), mmpt(3, 0, mroot));
    }
    static constexpr uint64_t kVa = 0x12'3456'7000 & 0x1f'ffff'f000, kData = 0x8100'3000;
    uint64_t root, leaf, mroot;
    Regime regime;
    uint64_t table(int level) { return entry(root, 3, kVa, level, false) & ~0xfffull; }
};

}  // namespace

TEST_CASE("page faults report the original access type and the address") {
    Host h;
    h.w64(h.leaf, 0);
    CHECK(h.cause(h.regime, Host::kVa + 8, Acc::Load) == 13);
    CHECK(h.f.tval == Host::kVa + 8);
    CHECK(h.f.tval2 == 0);
    CHECK_FALSE(h.f.gva);
    CHECK(h.cause(h.regime, Host::kVa, Acc::Store) == 15);
    CHECK(h.cause(h.regime, Host::kVa, Acc::Amo) == 15);
    CHECK(h.cause(h.regime, Host::kVa, Acc::Fetch) == 12);
    CHECK(h.cause(h.regime, 0x4000'0000'0000) == 13);  // not canonical in Sv39
}

TEST_CASE("guest-page faults carry the guest physical address, and pseudoinstructions for VS-stage tables") {
    Guest g;
    SECTION("explicit access") {
        g.w64(g.g_leaf(Guest::kData), 0);
        CHECK(g.cause(g.regime, Guest::kVa + 0x18, Acc::Store) == 23);
        CHECK(g.f.tval == Guest::kVa + 0x18);
        CHECK(g.f.tval2 == (Guest::kData + 0x18) >> 2);
        CHECK(g.f.tinst == 0);
        CHECK(g.f.gva);
        CHECK(g.cause(g.regime, Guest::kVa, Acc::Load) == 21);
        CHECK(g.cause(g.regime, Guest::kVa, Acc::Fetch) == 20);
    }
    SECTION("implicit read of a VS-stage entry") {
        g.w64(g.g_leaf(g.vroot), 0);
        CHECK(g.cause(g.regime, Guest::kVa, Acc::Fetch) == 20);
        CHECK(g.f.tval2 == g.vroot >> 2);  // index 0 of the root
        CHECK(g.f.tinst == 0x3000);
    }
    SECTION("implicit write for an A/D update") {
        g.w64(g.vleaf[0], g.r64(g.vleaf[0]) & ~(A | D));
        g.regime.adue = true;
        g.w64(g.g_leaf(g.vleaf[0]), (g.vleaf[0] >> 12 << 10) | V | R | U | A | D);
        CHECK(g.cause(g.regime, Guest::kVa, Acc::Load) == 21);
        CHECK(g.f.tval2 == g.vleaf[0] >> 2);
        CHECK(g.f.tinst == 0x3020);
    }
    SECTION("a VS page fault stays a page fault with GVA set") {
        g.w64(g.vleaf[0], 0);
        CHECK(g.cause(g.regime, Guest::kVa) == 13);
        CHECK(g.f.gva);
        CHECK(g.f.tval2 == 0);
    }
    SECTION("guest physical addresses beyond 41 bits") {
        g.regime.atp = 0;
        CHECK(g.cause(g.regime, uint64_t{1} << 41) == 21);
        CHECK(g.f.tval2 == uint64_t{1} << 39);
    }
}

TEST_CASE("the same faults come from a cached translation") {
    Guest g;
    g.w64(g.g_leaf(Guest::kData), Guest::kData >> 12 << 10 | V | R | U | A | D);
    REQUIRE(g.go(g.regime, Guest::kVa));
    g.port.log.clear();
    CHECK(g.cause(g.regime, Guest::kVa + 8, Acc::Store) == 23);
    CHECK(g.f.tval2 == (Guest::kData + 8) >> 2);
    CHECK(g.port.log.empty());
}

TEST_CASE("V=1 with vsatp Bare, hgatp Bare, or both") {
    Guest g;
    Regime r = g.regime;
    r.atp = 0;
    REQUIRE(g.go(r, Guest::kData + 8));
    CHECK(g.t.spa.v == Guest::kData + 8);
    r = g.regime;
    r.hgatp = 0;
    REQUIRE(g.go(r, Guest::kVa + 8));
    CHECK(g.t.spa.v == Guest::kData + 8);
    r.atp = 0;
    REQUIRE(g.go(r, Guest::kData + 16));
    CHECK(g.t.spa.v == Guest::kData + 16);
}

TEST_CASE("SUM, MXR and HLVX") {
    Host h;
    h.w64(h.leaf, Host::kData >> 12 << 10 | V | X | A | D);
    CHECK(h.cause(h.regime, Host::kVa) == 13);
    h.regime.mxr = true;
    CHECK(h.go(h.regime, Host::kVa));
    h.w64(h.leaf, Host::kData >> 12 << 10 | kRwx | U);
    h.full_fence();
    CHECK(h.cause(h.regime, Host::kVa) == 13);
    CHECK(h.cause(h.regime, Host::kVa, Acc::Fetch) == 12);
    h.regime.sum = true;
    CHECK(h.go(h.regime, Host::kVa));
    CHECK(h.cause(h.regime, Host::kVa, Acc::Fetch) == 12);
    h.regime.priv = Priv::U;
    CHECK(h.go(h.regime, Host::kVa, Acc::Fetch));

    Guest g;
    g.w64(g.vleaf[0], Guest::kData >> 12 << 10 | V | R | W | A | D);
    const Access hlvx{Va{Guest::kVa}, 4, Acc::Load, true, false, false};
    CHECK_FALSE(g.go(g.regime, hlvx));
    CHECK(g.f.cause == 13);
    g.w64(g.vleaf[0], Guest::kData >> 12 << 10 | V | X | A | D);
    g.full_fence(g.regime.mmpt);
    g.mmu.hfence_vvma(g.regime.mmpt, 7, false, {}, false, 0);
    CHECK(g.go(g.regime, hlvx));
    CHECK(g.cause(g.regime, Guest::kVa) == 13);
    g.regime.vs_mxr = true;  // VS stage only
    CHECK(g.go(g.regime, Guest::kVa));
    g.w64(g.g_leaf(Guest::kData), Guest::kData >> 12 << 10 | V | X | U | A | D);
    g.full_fence(g.regime.mmpt);
    CHECK(g.cause(g.regime, Guest::kVa) == 21);
    g.regime.mxr = true;  // sstatus.MXR: both stages
    CHECK(g.go(g.regime, Guest::kVa));
}

TEST_CASE("Svade faults on A=0 and on a store with D=0; Svadu sets them by compare and swap") {
    Host h;
    h.w64(h.leaf, Host::kData >> 12 << 10 | V | R | W);
    CHECK(h.cause(h.regime, Host::kVa) == 13);
    h.regime.adue = true;
    CHECK(h.go(h.regime, Host::kVa));
    CHECK((h.r64(h.leaf) & (A | D)) == A);
    CHECK(h.seen.written == std::vector<uint64_t>{h.leaf});
    h.regime.adue = false;
    CHECK(h.cause(h.regime, Host::kVa, Acc::Store) == 15);
    h.regime.adue = true;
    CHECK(h.go(h.regime, Host::kVa, Acc::Store));
    CHECK((h.r64(h.leaf) & (A | D)) == (A | D));
    CHECK(h.mmu.stats().ad_updates == 2);
}

TEST_CASE("two-stage A/D updates, D in both stages before a store goes fast") {
    Guest g;
    g.w64(g.vleaf[0], g.r64(g.vleaf[0]) & ~(A | D));
    g.w64(g.g_leaf(Guest::kData), g.r64(g.g_leaf(Guest::kData)) & ~(A | D));
    g.regime.adue = g.regime.g_adue = true;
    REQUIRE(g.go(g.regime, Guest::kVa));
    CHECK(g.t.readable);
    CHECK_FALSE(g.t.writable);
    REQUIRE(g.go(g.regime, Guest::kVa, Acc::Store));
    CHECK(g.t.writable);
    CHECK((g.r64(g.vleaf[0]) & D));
    CHECK((g.r64(g.g_leaf(Guest::kData)) & D));
    CHECK(g.mmu.stats().dirty_walks == 1);
}

TEST_CASE("Svpbmt: reserved without PBMTE, applied by both stages") {
    Guest g;
    g.w64(g.vleaf[0], g.r64(g.vleaf[0]) | 1ull << 61);
    CHECK(g.cause(g.regime, Guest::kVa) == 13);
    g.regime.pbmte = true;
    REQUIRE(g.go(g.regime, Guest::kVa));
    CHECK(g.t.pbmt == 1);
    CHECK_FALSE(g.t.cacheable);
    g.w64(g.vleaf[1], g.r64(g.vleaf[1]) | 3ull << 61);
    CHECK(g.cause(g.regime, Guest::kVa + 4096) == 13);
    g.regime.g_pbmte = true;
    g.w64(g.g_leaf(Guest::kData + 0x2000), g.r64(g.g_leaf(Guest::kData + 0x2000)) | 2ull << 61);
    REQUIRE(g.go(g.regime, Guest::kVa + 0x2000));
    CHECK(g.t.pbmt == 2);
}

TEST_CASE("Svnapot: 64 KiB, other encodings fault") {
    Rig r;
    const uint64_t root = r.pages(1);
    for (uint64_t i = 0; i < 16; ++i) r.map(root, 3, 0x40'0000 + i * 4096, 0x8101'8000, kRwx | 1ull << 63);
    const Regime s = s_mode(Rig::satp(8, 0, root));
    REQUIRE(r.go(s, 0x40'5678));
    CHECK(r.t.spa.v == 0x8101'5678);
    const uint64_t walks = r.mmu.stats().walks;
    REQUIRE(r.go(s, 0x40'f008));
    CHECK(r.t.spa.v == 0x8101'f008);
    CHECK(r.mmu.stats().walks == walks);  // one entry for the range
    r.map(root, 3, 0x60'0000, 0x8101'4000, kRwx | 1ull << 63);
    CHECK(r.cause(s, 0x60'0000) == 13);
}

TEST_CASE("PMP is checked live, on the final address and on every table entry") {
    Host h;
    REQUIRE(h.go(h.regime, Host::kVa));
    h.pmp_page(Host::kData, 1);  // read only: the cached translation does not matter
    CHECK(h.cause(h.regime, Host::kVa, Acc::Store) == 7);
    CHECK(h.cause(h.regime, Host::kVa, Acc::Fetch) == 1);
    REQUIRE(h.go(h.regime, Host::kVa));
    CHECK(h.t.uniform);
    CHECK((h.t.readable && !h.t.writable && !h.t.executable));
    h.full_fence();
    for (int level = 0; level < 3; ++level) {
        h.pmp_page(h.table(level), 0);
        h.full_fence();
        CHECK(h.cause(h.regime, Host::kVa, Acc::Fetch) == 1);
        CHECK(h.cause(h.regime, Host::kVa, Acc::Store) == 7);
    }
    h.open_pmp();
    CHECK(h.go(h.regime, Host::kVa));
}

TEST_CASE("a PMP boundary inside a page allows the access and withholds the L0 grant") {
    Host h;
    h.cfg[0] = 0x18;
    h.addr[0] = (Host::kData + 0x800) >> 2 | 0;  // 8 bytes
    h.mmu.pmp().set(h.cfg, h.addr, 0);
    REQUIRE(h.go(h.regime, Host::kVa));
    CHECK_FALSE(h.t.uniform);
    CHECK_FALSE(h.t.readable);
    CHECK(h.cause(h.regime, Host::kVa + 0x800) == 5);
    CHECK(h.cause(h.regime, Host::kVa + 0x7fc, Acc::Load, 8) == 5);  // partial match
}

TEST_CASE("PMA: vacant addresses, I/O, AMO and misaligned access") {
    Rig r;
    Regime m;
    CHECK(r.cause(m, 0x4000'0000) == 5);
    CHECK(r.cause(m, kUart, Acc::Fetch, 4) == 1);
    REQUIRE(r.go(m, kUart, Acc::Load, 4));
    CHECK_FALSE(r.t.ram);
    CHECK_FALSE(r.t.cacheable);
    CHECK(r.cause(m, kUart + 1, Acc::Load, 4) == 5);
    CHECK(r.cause(m, kUart, Acc::Amo, 4) == 7);
    CHECK_FALSE(r.go(m, Access{Va{kUart}, 4, Acc::Load, false, false, true}));
    CHECK(r.cause(m, kRam + kRamSize - 4, Acc::Load, 8) == 5);
    CHECK(r.go(m, kRam + 1, Acc::Load, 8));
}

TEST_CASE("A13 C01 M-mode accesses are not checked by the MPT, S and U and VS accesses are") {
    Host h;
    h.mpt(h.mroot, 3, Host::kData, Host::kData + 4096, 0);
    Regime m;
    m.mmpt = h.regime.mmpt;
    CHECK(h.go(m, Host::kData));
    CHECK(h.cause(h.regime, Host::kVa) == 5);
    Regime u = h.regime;
    u.priv = Priv::U;
    u.atp = 0;
    CHECK(h.cause(u, Host::kData) == 5);
    CHECK(h.go(u, Host::kData + 4096));
}

TEST_CASE("A08 Bare mmpt: no table is needed") {
    Rig r;
    CHECK(r.go(s_mode(0), kRam));
    CHECK(r.port.log.empty());
}

TEST_CASE("A17 C12 C20 PMP, MPT and page table must all allow") {
    for (int pmp = 0; pmp < 2; ++pmp)
        for (int mpt = 0; mpt < 2; ++mpt)
            for (int pte = 0; pte < 2; ++pte) {
                Host h;
                if (!pmp) h.pmp_page(Host::kData, 0);
                if (!mpt) h.mpt(h.mroot, 3, Host::kData, Host::kData + 4096, 0);
                if (!pte) h.w64(h.leaf, 0);
                // C12: page faults outrank the MPT's access fault, which needs the translated address.
                const uint64_t want = !pte ? 13 : !pmp || !mpt ? 5 : 0;
                CHECK(h.cause(h.regime, Host::kVa) == want);
            }
}

TEST_CASE("B05 B06 a page-table entry that names an SPA beyond the MPT mode's width faults") {
    Host h;
    h.w64(h.leaf, (uint64_t{1} << 43 >> 12 << 10) | kRwx);
    CHECK(h.cause(h.regime, Host::kVa) == 5);
}

TEST_CASE("B29 B30 MPT entries are read as implicit M-mode accesses") {
    Host h(no_caches());
    const uint64_t leaf_table = h.mpte(h.mroot, 3, Host::kData, 0) & ~0xfffull;
    h.pmp_page(leaf_table, 0);
    CHECK(h.go(h.regime, Host::kVa));  // unlocked: does not bind M
    h.pmp_page(leaf_table, 0x80);
    h.full_fence();
    CHECK(h.cause(h.regime, Host::kVa, Acc::Load) == 5);
    CHECK(h.cause(h.regime, Host::kVa, Acc::Store) == 7);
    CHECK(h.cause(h.regime, Host::kVa, Acc::Fetch) == 1);
    h.open_pmp();
    h.cfg[15] = 0;  // nothing matches: with MMWP even M-mode is denied
    h.cfg[0] = 0x1f;
    h.addr[0] = Host::kData >> 2 | 0x1ff;
    h.mmu.pmp().set(h.cfg, h.addr, 2);
    Regime bare = h.regime;
    bare.atp = 0;
    CHECK(h.cause(bare, Host::kData) == 5);
    h.mmu.pmp().set(h.cfg, h.addr, 0);
    CHECK(h.go(bare, Host::kData));
}

TEST_CASE("B31 MBE is zero: MPT entries are little-endian, the same entries byte-swapped fault") {
    Host h(no_caches());
    const uint64_t leaf = h.mpte(h.mroot, 3, Host::kData, 0);
    const uint64_t value = 3 | uint64_t{1} << (8 + 3 * (Host::kData >> 12 & 15));
    std::byte* at = h.store.host(Spa{leaf}, 8);
    for (unsigned i = 0; i < 8; ++i) at[i] = static_cast<std::byte>(value >> (8 * i));
    CHECK(h.go(h.regime, Host::kVa));
    CHECK(h.cause(h.regime, Host::kVa, Acc::Store) == 7);
    for (unsigned i = 0; i < 8; ++i) at[i] = static_cast<std::byte>(value >> (8 * (7 - i)));
    h.full_fence(h.regime.mmpt);
    CHECK(h.cause(h.regime, Host::kVa) == 5);
}

TEST_CASE("B35 nothing ever writes MPT entries") {
    Guest g(no_caches());
    std::vector<uint64_t> before;
    for (uint64_t a = g.mroot; a < g.mroot + 4096; a += 8) before.push_back(g.r64(a));
    g.regime.adue = g.regime.g_adue = true;
    for (const Acc acc : {Acc::Load, Acc::Store, Acc::Amo, Acc::Fetch}) g.go(g.regime, Guest::kVa, acc);
    for (const MemReq& q : g.port.log)
        if (q.why == Why::MptEntry) CHECK(q.acc == Acc::Load);
    for (uint64_t i = 0; i < 512; ++i) CHECK(g.r64(g.mroot + i * 8) == before[i]);
}

TEST_CASE("B36 an MPT pointer outside memory faults") {
    Host h;
    h.w64(h.mpte(h.mroot, 3, Host::kData, 1), 0xfff'ffff'ffff << 10 | 1);
    CHECK(h.cause(h.regime, Host::kVa) == 5);
}

TEST_CASE("C02 C03 load, store, fetch and AMO against every XWR") {
    struct Row {
        uint64_t xwr, load, store, fetch, amo;
    };
    for (const Row t : {Row{0, 5, 7, 1, 7}, Row{1, 0, 7, 1, 7}, Row{3, 0, 0, 1, 0}, Row{4, 5, 7, 0, 7},
                        Row{5, 0, 7, 0, 7}, Row{7, 0, 0, 0, 0}}) {
        Host h;
        h.mpt(h.mroot, 3, Host::kData, Host::kData + 4096, t.xwr);
        INFO("xwr " << t.xwr);
        for (int again = 0; again < 2; ++again) {  // from a walk, then from the TLB
            CHECK(h.cause(h.regime, Host::kVa, Acc::Load) == t.load);
            CHECK(h.cause(h.regime, Host::kVa, Acc::Store) == t.store);
            CHECK(h.cause(h.regime, Host::kVa, Acc::Fetch) == t.fetch);
            CHECK(h.cause(h.regime, Host::kVa, Acc::Amo) == t.amo);
        }
    }
}

TEST_CASE("C04 C05 page-table pages are checked as implicit loads, reported as the original access") {
    for (int level = 0; level < 3; ++level) {
        Host h;
        h.mpt(h.mroot, 3, h.table(level), h.table(level) + 4096, 1);
        CHECK(h.go(h.regime, Host::kVa, Acc::Fetch));
        Host x;
        x.mpt(x.mroot, 3, x.table(level), x.table(level) + 4096, 4);
        CHECK(x.cause(x.regime, Host::kVa, Acc::Fetch) == 1);
        CHECK(x.cause(x.regime, Host::kVa, Acc::Load) == 5);
        CHECK(x.cause(x.regime, Host::kVa, Acc::Store) == 7);
    }
}

TEST_CASE("C06 hardware A/D updates need write permission in the MPT for the table page") {
    Host h;
    h.regime.adue = true;
    h.mpt(h.mroot, 3, h.table(0), h.table(0) + 4096, 1);
    h.w64(h.leaf, Host::kData >> 12 << 10 | V | R | W | A);
    CHECK(h.cause(h.regime, Host::kVa, Acc::Store) == 7);
    h.w64(h.leaf, Host::kData >> 12 << 10 | V | R | W);
    CHECK(h.cause(h.regime, Host::kVa, Acc::Load) == 5);
    CHECK(h.r64(h.leaf) == (Host::kData >> 12 << 10 | V | R | W));
}

TEST_CASE("C07 two-stage: VS tables are checked after the G stage, G tables at their own address") {
    for (int which = 0; which < 3; ++which) {
        Guest g;
        const uint64_t page = g.vs_tables()[static_cast<size_t>(which)];
        g.mpt(g.mroot, 3, page, page + 4096, 0);
        CHECK(g.cause(g.regime, Guest::kVa, Acc::Store) == 7);
        CHECK(g.f.gva);
        CHECK(g.f.tval2 == 0);
        CHECK(g.f.tinst == 0);
    }
    Guest g;
    const uint64_t g_table = g.g_leaf(Guest::kData) & ~0xfffull;
    g.mpt(g.mroot, 3, g_table, g_table + 4096, 0);
    CHECK(g.cause(g.regime, Guest::kVa, Acc::Fetch) == 1);
}

TEST_CASE("C08 C09 MXR and HLVX do not relax the MPT") {
    Guest g;
    g.w64(g.vleaf[0], Guest::kData >> 12 << 10 | V | X | A | D);
    g.mpt(g.mroot, 3, Guest::kData, Guest::kData + 4096, 4);
    g.regime.mxr = g.regime.vs_mxr = true;
    const Access hlvx{Va{Guest::kVa}, 4, Acc::Load, true, false, false};
    CHECK(g.cause(g.regime, Guest::kVa) == 5);
    CHECK_FALSE(g.go(g.regime, hlvx));
    CHECK(g.f.cause == 5);
    g.mpt(g.mroot, 3, Guest::kData, Guest::kData + 4096, 1);
    g.mmu.mfence_pa(false, {}, false, 0);
    CHECK(g.go(g.regime, Guest::kVa));
    CHECK(g.go(g.regime, hlvx));
}

TEST_CASE("HLVX needs read and execute of PMP, and of PMA") {
    for (const Mode mode : {Mode::Fast, Mode::Warm, Mode::Timed}) {
        Guest g(MmuParams{}, mode);
        const Access hlvx{Va{Guest::kVa}, 4, Acc::Load, true, false, false};
        Spa where;
        for (const uint8_t rwx : {0, 1, 3, 4, 5, 7}) {
            g.pmp_page(Guest::kData, rwx);
            const bool ok = (rwx & 5) == 5;
            CHECK(g.go(g.regime, hlvx) == ok);
            if (!ok) CHECK(g.f.cause == 5);
            CHECK(g.mmu.probe(g.regime, hlvx, where, g.f) == ok);
        }
        // Device registers cannot be executed.
        g.open_pmp();
        const Regime bare = vs_mode(0, 0);
        CHECK(g.go(bare, kUart, Acc::Load, 4));
        CHECK_FALSE(g.go(bare, Access{Va{kUart}, 4, Acc::Load, true, false, false}));
        CHECK(g.f.cause == 5);
    }
}

TEST_CASE("without Svnapot bit 63 of an entry is reserved, in both stages") {
    constexpr uint64_t kN = uint64_t{1} << 63;
    for (const bool exists : {true, false}) {
        Guest g;
        g.regime.svnapot = exists;
        const uint64_t gpa = Guest::kData + 0x8000;  // the page number of a 64 KiB range ends in 1000
        g.w64(g.vleaf[0], gpa >> 12 << 10 | kRwx | kN);
        CHECK(g.cause(g.regime, Guest::kVa) == (exists ? 0 : 13));
        g.w64(g.vleaf[1], Guest::kData + 4096 >> 12 << 10 | kRwx);
        g.w64(g.g_leaf(Guest::kData + 4096), gpa >> 12 << 10 | kRwx | U | kN);
        CHECK(g.cause(g.regime, Guest::kVa + 4096) == (exists ? 0 : 21));
    }
}

TEST_CASE("C11 untranslated accesses below M are checked") {
    Host h;
    h.mpt(h.mroot, 3, Host::kData, Host::kData + 4096, 1);
    Regime bare = h.regime;
    bare.atp = 0;
    CHECK(h.go(bare, Host::kData));
    CHECK(h.cause(bare, Host::kData, Acc::Store) == 7);
    Regime vs = vs_mode(0, 0, h.regime.mmpt);
    CHECK(h.cause(vs, Host::kData, Acc::Fetch) == 1);
    CHECK(h.f.gva);
}

TEST_CASE("C17 cache-block management needs read or write, and faults as a store") {
    Host h;
    const Access cbo{Va{Host::kVa}, 64, Acc::Store, false, true, false};
    h.w64(h.leaf, Host::kData >> 12 << 10 | V | R | A);
    h.mpt(h.mroot, 3, Host::kData, Host::kData + 4096, 1);
    CHECK(h.go(h.regime, cbo));
    h.mpt(h.mroot, 3, Host::kData, Host::kData + 4096, 4);
    h.mmu.mfence_pa(false, {}, false, 0);
    CHECK_FALSE(h.go(h.regime, cbo));
    CHECK(h.f.cause == 7);
    h.w64(h.leaf, Host::kData >> 12 << 10 | V | X | A);
    h.full_fence();
    CHECK_FALSE(h.go(h.regime, cbo));
    CHECK(h.f.cause == 15);
}

TEST_CASE("C19 device registers are protected too") {
    Host h;
    h.map(h.root, 3, 0x50'0000, kUart, kRwx);
    CHECK(h.cause(h.regime, 0x50'0000, Acc::Load, 4) == 5);
    h.mpt(h.mroot, 3, kUart, kUart + 4096, 3);
    CHECK(h.go(h.regime, 0x50'0000, Acc::Load, 4));
    CHECK_FALSE(h.t.ram);
}

TEST_CASE("probe sees what an access would, without side effects") {
    Guest g;
    g.w64(g.vleaf[0], g.r64(g.vleaf[0]) & ~(A | D));
    g.regime.adue = true;
    Spa spa;
    Fault f;
    CHECK(g.mmu.probe(g.regime, Access{Va{Guest::kVa + 4}, 4, Acc::Store, false, false, false}, spa, f));
    CHECK(spa.v == Guest::kData + 4);
    CHECK(g.mmu.stats().walks == 0);
    CHECK((g.r64(g.vleaf[0]) & A) == 0);
    g.mpt(g.mroot, 3, Guest::kData, Guest::kData + 4096, 1);
    CHECK_FALSE(g.mmu.probe(g.regime, Access{Va{Guest::kVa}, 4, Acc::Store, false, false, false}, spa, f));
    CHECK(f.cause == 7);
}

TEST_CASE("after-walk order gives the same faults as check-before-use") {
    for (const MptOrder order : {MptOrder::CheckBeforeUse, MptOrder::AfterWalk}) {
        MmuParams p;
        p.mpt.order = order;
        Host h(p);
        CHECK(h.go(h.regime, Host::kVa));
        Host denied(p);
        denied.mpt(denied.mroot, 3, denied.table(1), denied.table(1) + 4096, 4);
        CHECK(denied.cause(denied.regime, Host::kVa, Acc::Fetch) == 1);
        // Nothing read through a denied page may show: an invalid entry behind it is not a page fault.
        denied.w64(denied.leaf, 0);
        CHECK(denied.cause(denied.regime, Host::kVa, Acc::Fetch) == 1);
    }
}

TEST_CASE("per-access placement: the TLB holds no permission, the MPT caches do") {
    MmuParams p;
    p.mpt.placement = MptPlacement::PerAccess;
    p.mpt.permission.latency = 2;
    Host h(p);
    REQUIRE(h.go(h.regime, Host::kVa));
    CHECK(h.t.mpt_entry != kNoEntry);
    CHECK(h.t.mpt_stamp != nullptr);
    CHECK(h.t.uniform);
    CHECK(h.t.hit_latency.fs == 2000);
    const Tick before = h.now;
    REQUIRE(h.go(h.regime, Host::kVa));
    CHECK((h.now - before).fs == 2000);
    CHECK(h.mmu.stats().walks == 1);
    // Revoked: the TLB entry stays, the MPT cache entry goes.
    h.mpt(h.mroot, 3, Host::kData, Host::kData + 4096, 1);
    const uint32_t entry = h.t.mpt_entry;
    h.mmu.mfence_pa(true, Spa{Host::kData}, false, 0);
    CHECK(h.seen.dropped.empty());
    CHECK(h.seen.dropped_mpt.count(entry) == 1);
    CHECK(h.cause(h.regime, Host::kVa, Acc::Store) == 7);
    CHECK(h.mmu.stats().walks == 1);
    MmuParams none = no_caches();
    none.mpt.placement = MptPlacement::PerAccess;
    Host n(none);
    REQUIRE(n.go(n.regime, Host::kVa));
    CHECK_FALSE(n.t.uniform);  // nothing an L0 could stand for
}
