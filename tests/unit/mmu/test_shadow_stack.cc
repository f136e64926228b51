// Shadow-stack pages (Zicfiss): which access may reach which page, in each stage, in PMP, PMA and MPT. Privileged
// specification, "Shadow Stack Memory Protection".
#include <catch2/catch.hpp>

#include "tests/unit/mmu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kStack = V | W | A | D;  // XWR = 010

/// SSPUSH, SSPOPCHK, SSAMOSWAP.
constexpr Acc kShadow[] = {Acc::Store, Acc::Load, Acc::Amo};

Access shadow(uint64_t va, Acc acc) {
    Access a{Va{va}, 8, acc, false, false, false};
    a.shadow = true;
    return a;
}

/// An S-mode Sv39 space with one page of the given flags.
struct Space : Rig {
    explicit Space(uint64_t flags, Mode mode = Mode::Timed) : Rig({}, mode) {
        root = pages(1);
        leaf = map(root, 3, kVa, kData, flags);
        regime = s_mode(satp(8, 1, root));
        regime.sse = true;
    }
    uint64_t shadow_cause(Acc acc) { return go(regime, shadow(kVa, acc)) ? 0 : f.cause; }
    uint64_t cmo_cause(Acc acc, bool cmo) { return go(regime, {Va{kVa}, 64, acc, false, cmo, false}) ? 0 : f.cause; }
    static constexpr uint64_t kVa = 0x1234'7000, kData = 0x8100'3000;
    uint64_t root, leaf;
    Regime regime;
};

}  // namespace

TEST_CASE("mmu.shadow.1 a shadow-stack page: read by loads, written by shadow-stack instructions alone") {
    for (const Mode mode : {Mode::Fast, Mode::Timed}) {
        for (const bool cached : {false, true}) {
            INFO("cached " << cached);
            const auto space = [&] {
                auto s = std::make_unique<Space>(kStack, mode);
                if (cached) CHECK(s->cause(s->regime, Space::kVa, Acc::Load) == 0);
                return s;
            };
            for (const Acc acc : kShadow) CHECK(space()->shadow_cause(acc) == 0);
            CHECK(space()->cause(space()->regime, 0) == 13);
            const auto cause = [&](Acc acc) {
                auto s = space();
                return s->cause(s->regime, Space::kVa, acc);
            };
            CHECK(cause(Acc::Load) == 0);
            CHECK(cause(Acc::Store) == 7);
            CHECK(cause(Acc::Amo) == 7);
            CHECK(cause(Acc::Fetch) == 1);
            CHECK(space()->cmo_cause(Acc::Store, true) == 7);   // cbo.inval, clean, flush
            CHECK(space()->cmo_cause(Acc::Store, false) == 7);  // cbo.zero
            auto s = space();
            CHECK_FALSE(s->go(s->regime, {Va{Space::kVa}, 4, Acc::Load, true, false, false}));  // HLVX needs X
            CHECK(s->f.cause == 13);
        }
    }
}

TEST_CASE("mmu.shadow.2 a shadow-stack instruction on another page: page fault if it is read-only, else access fault") {
    struct {
        uint64_t flags, cause;
    } const kPages[] = {{V | R | A | D, 15},        {V | R | W | A | D, 7},     {V | R | X | A | D, 7},
                        {V | R | W | X | A | D, 7}, {V | X | A | D, 7},         {0, 15},
                        {V | W | X | A | D, 15},                                   // reserved
                        {V | R | U | A | D, 15},    {V | R | W | U | A | D, 15}};  // a user page, SUM = 0
    for (const auto& p : kPages) {
        for (const Acc acc : kShadow) {
            INFO("flags " << p.flags);
            Space s(p.flags);
            CHECK(s.shadow_cause(acc) == p.cause);
            CHECK(s.f.tval == Space::kVa);
            // The same from a cached translation.
            Space c(p.flags);
            (void)c.cause(c.regime, Space::kVa, Acc::Load);
            CHECK(c.shadow_cause(acc) == p.cause);
        }
    }
}

TEST_CASE("mmu.shadow.3 SSE: the encoding is reserved without it, at once, without a fence") {
    Space s(kStack);
    CHECK(s.cause(s.regime, Space::kVa, Acc::Load) == 0);
    s.regime.sse = false;
    CHECK(s.cause(s.regime, Space::kVa, Acc::Load) == 13);
    CHECK(s.cause(s.regime, Space::kVa, Acc::Store) == 15);
    CHECK(s.cause(s.regime, Space::kVa, Acc::Fetch) == 12);
    s.regime.sse = true;
    CHECK(s.shadow_cause(Acc::Store) == 0);
}

TEST_CASE("mmu.shadow.4 U and SUM hold as for any access; MXR does not matter") {
    for (const Acc acc : kShadow) {
        Space s(kStack | U);
        s.regime.mxr = true;
        CHECK(s.shadow_cause(acc) == 15);
        s.regime.sum = true;
        CHECK(s.shadow_cause(acc) == 0);
        s.regime.sum = false;
        s.regime.priv = Priv::U;
        CHECK(s.shadow_cause(acc) == 0);
        Space k(kStack);
        k.regime.priv = Priv::U;
        CHECK(k.shadow_cause(acc) == 15);
    }
}

TEST_CASE("mmu.shadow.5 A and D: SSPOPCHK only reads, the others are stores") {
    Space s(V | W | A);
    CHECK(s.shadow_cause(Acc::Load) == 0);
    CHECK(s.shadow_cause(Acc::Store) == 15);
    CHECK(s.shadow_cause(Acc::Amo) == 15);
    s.regime.adue = true;
    CHECK(s.shadow_cause(Acc::Load) == 0);
    CHECK((s.r64(s.leaf) & 0xff) == (V | W | A));
    CHECK(s.shadow_cause(Acc::Store) == 0);
    CHECK((s.r64(s.leaf) & 0xff) == (V | W | A | D));
}

TEST_CASE("mmu.shadow.6 without translation, and in M-mode, every shadow-stack access is an access fault") {
    for (const Acc acc : kShadow) {
        Rig h;
        Regime bare = s_mode(0);
        bare.sse = true;
        CHECK_FALSE(h.go(bare, shadow(kRam, acc)));
        CHECK(h.f.cause == 7);
        CHECK_FALSE(h.go(Regime{}, shadow(kRam, acc)));
        CHECK(h.f.cause == 7);
        Spa unused;
        CHECK_FALSE(h.mmu.probe(Regime{}, shadow(kRam, acc), unused, h.f));
        CHECK_FALSE(h.mmu.probe(bare, shadow(kRam, acc), unused, h.f));
        Guest g;  // vsatp = Bare under an active G stage
        Regime r = vs_mode(0, g.regime.hgatp);
        r.sse = true;
        CHECK_FALSE(g.go(r, shadow(Guest::kData, acc)));
        CHECK(g.f.cause == 7);
    }
}

TEST_CASE("mmu.shadow.7 the G stage must let read and write; 010 stays reserved in it") {
    struct {
        uint64_t flags, cause;
    } const kLeaves[] = {{V | R | W | U | A | D, 0}, {V | R | U | A | D, 23},     {V | X | U | A | D, 23},
                         {V | W | U | A | D, 23},    {V | R | X | U | A | D, 23}, {0, 23}};
    for (const auto& l : kLeaves) {
        for (const Acc acc : kShadow) {
            Guest g;
            g.regime.sse = true;
            g.w64(g.vleaf[0], Guest::kData >> 12 << 10 | kStack);
            g.w64(g.g_leaf(Guest::kData), Guest::kData >> 12 << 10 | l.flags);
            INFO("flags " << l.flags);
            CHECK((g.go(g.regime, shadow(Guest::kVa + 8, acc)) ? 0 : g.f.cause) == l.cause);
            if (l.cause == 0) continue;
            CHECK(g.f.tval2 == (Guest::kData + 8) >> 2);
            CHECK(g.f.gva);
        }
    }
}

TEST_CASE("mmu.shadow.8 PMP must grant read and write, and the memory must be idempotent") {
    for (const Acc acc : kShadow) {
        for (const uint8_t granted : {0, 1, 4, 5}) {
            Space s(kStack);
            s.pmp_page(Space::kData, granted);
            CHECK(s.shadow_cause(acc) == 7);
        }
        Space s(kStack);
        s.pmp_page(Space::kData, 3);
        CHECK(s.shadow_cause(acc) == 0);
        Space device(kStack);
        device.w64(device.leaf, kUart >> 12 << 10 | kStack);
        CHECK(device.shadow_cause(acc) == 7);
        CHECK_FALSE(device.f.mpt);
    }
}

TEST_CASE("mmu.shadow.9 C10 shadow-stack instructions need read and write in the MPT; with R alone: access fault") {
    for (const auto placement : {MptPlacement::Inlined, MptPlacement::PerAccess}) {
        for (const uint64_t xwr : {0u, 1u, 3u, 4u, 5u, 7u}) {
            for (const Acc acc : kShadow) {
                MmuParams p;
                p.mpt.placement = placement;
                Guest g(p);
                g.regime.sse = true;
                g.w64(g.vleaf[0], Guest::kData >> 12 << 10 | kStack);
                g.mpt(g.mroot, 3, Guest::kData, Guest::kData + 4096, xwr);
                const bool allowed = (xwr & 3) == 3;
                INFO("XWR " << xwr);
                if ((xwr & 1) != 0) CHECK(g.cause(g.regime, Guest::kVa, Acc::Load) == 0);  // cached, or not
                for (int again = 0; again < 2; ++again) {
                    CHECK((g.go(g.regime, shadow(Guest::kVa, acc)) ? 0 : g.f.cause) == (allowed ? 0 : 7));
                    CHECK(g.f.mpt == !allowed);
                }
                Spa spa;
                CHECK(g.mmu.probe(g.regime, shadow(Guest::kVa, acc), spa, g.f) == allowed);
            }
        }
    }
}

TEST_CASE("mmu.shadow.10 an L0 may hold a shadow-stack page for reading only; Svnapot and superpages work") {
    Space s(kStack);
    REQUIRE(s.go(s.regime, shadow(Space::kVa, Acc::Store)));
    CHECK(s.t.readable);
    CHECK_FALSE(s.t.writable);
    CHECK_FALSE(s.t.executable);
    Space large(0);
    large.map(large.root, 3, 0x4000'0000, 0x8000'0000, kStack, 2);
    CHECK(large.go(large.regime, shadow(0x4123'4568, Acc::Store)));
    CHECK(large.t.spa.v == 0x8123'4568);
    Space napot(0);
    napot.w64(napot.leaf, uint64_t{1} << 63 | (0x8101'0000 >> 12 | 8) << 10 | kStack);
    CHECK(napot.go(napot.regime, shadow(Space::kVa, Acc::Store)));
    CHECK(napot.t.spa.v == 0x8101'7000);
}
