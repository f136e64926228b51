// MPT caches and fences: rows B and D of the requirements checklist as far as the checker alone shows them.
#include <catch2/catch.hpp>

#include "memory.h"
#include "smmtt/checker.h"

using namespace covesim;

namespace {

constexpr uint64_t kRoot = 0x80100;

struct Rig {
    explicit Rig(MptParams p = {}) : checker(p, Clock{1000}) {}
    Memory memory;
    MptChecker checker;
    uint64_t sequence = 0;
    Tick now{};
    bool timed = false;

    MptVerdict check(uint64_t pa, Acc acc = Acc::Load, uint8_t sdid = 1, uint64_t root = kRoot) {
        memory.reads.clear();
        return checker.check(Mmpt{MptMode::Smmpt43, sdid, root}, Spa{pa}, need_of(acc), MptFor::Load, memory,
                             {sequence, now, timed});
    }
    /// Allows `xwr` for page 0 of the 64 KiB at `pa`, with tables at root + 1, root + 2.
    void map(uint64_t pa, uint64_t xwr, uint64_t root = kRoot) {
        memory.word[(root << 12) + (pa >> 34) * 8] = (root + 1) << 10 | 1;
        memory.word[((root + 1) << 12) + (pa >> 25 & 511) * 8] = (root + 2) << 10 | 1;
        uint64_t& leaf = memory.word[((root + 2) << 12) + (pa >> 16 & 511) * 8];
        leaf |= 3 | xwr << (8 + 3 * (pa >> 12 & 15));
    }
    void remap(uint64_t pa, uint64_t xwr, uint64_t root = kRoot) {
        uint64_t& leaf = memory.word[((root + 2) << 12) + (pa >> 16 & 511) * 8];
        leaf &= ~(uint64_t{7} << (8 + 3 * (pa >> 12 & 15)));
        leaf |= xwr << (8 + 3 * (pa >> 12 & 15));
    }
};

MptParams no_caches() {
    MptParams p;
    p.permission.ways = p.superpage.ways = 0;
    for (auto& c : p.pointer) c.ways = 0;
    return p;
}

}  // namespace

TEST_CASE("V1 without caches every check reads one entry per level") {
    Rig r{no_caches()};
    r.map(0x8000'0000, 1);
    for (int i = 0; i < 3; ++i) {
        CHECK(r.check(0x8000'0000).allowed);
        CHECK(r.memory.reads.size() == 3);
    }
    CHECK(r.checker.stats().load.entries_read == 9);
    CHECK(r.checker.stats().entries_by_level == std::array<uint64_t, 5>{3, 3, 3, 0, 0});
    CHECK(r.checker.stats().walks == 3);
}

TEST_CASE("the permission cache holds the 16 pages of a leaf") {
    Rig r;
    for (uint64_t p = 0; p < 16; ++p) r.map(0x8000'0000 + p * 4096, p % 2 ? 1 : 3);
    CHECK(r.check(0x8000'0000).allowed);
    CHECK(r.memory.reads.size() == 3);
    for (uint64_t p = 0; p < 16; ++p) {
        CHECK(r.check(0x8000'0000 + p * 4096, Acc::Store).allowed == (p % 2 == 0));
        CHECK(r.memory.reads.empty());
    }
    CHECK(r.checker.stats().permission_hits == 16);
}

TEST_CASE("a walk starts at the deepest cached pointer") {
    Rig r;
    r.map(0x8000'0000, 1);
    r.map(0x8001'0000, 1);
    r.map(0xc000'0000, 1);
    r.check(0x8000'0000);
    r.check(0x8001'0000);
    CHECK(r.memory.reads.size() == 1);  // pointer to the level-0 table
    r.check(0xc000'0000);
    CHECK(r.memory.reads.size() == 2);  // pointer to the level-1 table
    CHECK(r.checker.stats().pointer_hits == std::array<uint64_t, 4>{1, 1, 0, 0});
}

TEST_CASE("B27 a NAPOT group is one superpage-cache entry, or one entry per MPTE when napot is off") {
    for (const bool napot : {true, false}) {
        MptParams p;
        p.napot = napot;
        Rig r{p};
        r.map(0x8000'0000, 0);
        for (uint64_t i = 0; i < 32; ++i) r.memory.word[((kRoot + 2) << 12) + i * 8] = 7 | 1 << 8 | 4 << 12;
        CHECK(r.check(0x8000'0000).allowed);
        CHECK(r.check(0x8010'0000).allowed);
        CHECK(r.memory.reads.size() == (napot ? 0 : 1));
        // Caching one copy does not disturb the group's neighbours.
        CHECK_FALSE(r.check(0x8020'0000).allowed);
    }
}

TEST_CASE("B28 an inconsistent NAPOT group gives the permission of one of its copies, never a mixture") {
    for (const bool napot : {true, false}) {
        for (const bool caches : {true, false}) {
            MptParams p = caches ? MptParams{} : no_caches();
            p.napot = napot;
            Rig r{p};
            r.map(0x8000'0000, 0);
            // Copies alternate between read-only (001) and execute-only (100): 101, 111 and 000 are in none of them.
            const uint64_t table = (kRoot + 2) << 12;
            for (uint64_t i = 0; i < 32; ++i) r.memory.word[table + i * 8] = 7 | (i & 1 ? 4 : 1) << 8 | 4 << 12;
            for (const uint64_t first : {0, 1, 30, 31}) {
                r.checker.fence(false, {}, false, 0);
                for (uint64_t n = 0; n < 32; ++n) {
                    const uint64_t i = (first + n) % 32;
                    const MptVerdict v = r.check(0x8000'0000 + i * 0x1'0000);
                    INFO("copy " << i << " first " << first << " napot " << napot << " caches " << caches);
                    CHECK((v.perm == Perm{true, false, false} || v.perm == Perm{false, false, true}));
                    CHECK(v.allowed == v.perm.r);
                    // Nothing remembered, or every copy remembered for itself: the copy that was addressed.
                    if (!caches || !napot) CHECK(v.perm.r == (i % 2 == 0));
                }
            }
        }
    }
}

TEST_CASE("B33 invalid entries are never cached: V 0 -> 1 needs no fence") {
    Rig r;
    CHECK_FALSE(r.check(0x8000'0000).allowed);
    r.map(0x8000'0000, 1);
    CHECK(r.check(0x8000'0000).allowed);
}

TEST_CASE("B34 a valid entry stays until it is fenced") {
    Rig r;
    r.map(0x8000'0000, 1);
    CHECK(r.check(0x8000'0000).allowed);
    r.remap(0x8000'0000, 0);
    CHECK(r.check(0x8000'0000).allowed);
    r.checker.fence(false, {}, false, 0);
    CHECK_FALSE(r.check(0x8000'0000).allowed);
}

TEST_CASE("D02 rs1=x0 rs2=x0 orders all levels of all domains") {
    Rig r;
    r.map(0x8000'0000, 1);
    r.check(0x8000'0000, Acc::Load, 1);
    r.check(0x8000'0000, Acc::Load, 2);
    r.checker.fence(false, {}, false, 0);
    r.check(0x8000'0000, Acc::Load, 1);
    CHECK(r.memory.reads.size() == 3);
    r.check(0x8000'0000, Acc::Load, 2);
    CHECK(r.memory.reads.size() == 3);
}

TEST_CASE("D03 D06 D08 rs2 names one domain, including SDID 0; upper bits are ignored") {
    Rig r;
    r.map(0x8000'0000, 1);
    for (const uint8_t sdid : {0, 1}) r.check(0x8000'0000, Acc::Load, sdid);
    r.checker.fence(false, {}, true, 0xffff'ffff'ffff'ffc0);  // bits 5:0 are 0
    r.check(0x8000'0000, Acc::Load, 1);
    CHECK(r.memory.reads.empty());
    r.check(0x8000'0000, Acc::Load, 0);
    CHECK(r.memory.reads.size() == 3);
}

TEST_CASE("D04 an address orders leaf entries only: pointers stay") {
    Rig r;
    r.map(0x8000'0000, 1);
    r.check(0x8000'0000);
    r.checker.fence(true, Spa{0x8000'0000}, false, 0);
    CHECK(r.check(0x8000'0000).allowed);
    CHECK(r.memory.reads.size() == 1);
}

TEST_CASE("D04 the address names the leaf entry, so all 16 pages of it are fenced, and no others") {
    Rig r;
    r.map(0x8000'0000, 1);
    r.map(0x8001'0000, 1);
    r.check(0x8000'0000);
    r.check(0x8001'0000);
    r.checker.fence(true, Spa{0x8000'f000}, false, 0);
    r.check(0x8001'0000);
    CHECK(r.memory.reads.empty());
    r.check(0x8000'0000);
    CHECK(r.memory.reads.size() == 1);
}

TEST_CASE("D05 address and domain") {
    Rig r;
    r.map(0x8000'0000, 1);
    r.check(0x8000'0000, Acc::Load, 1);
    r.check(0x8000'0000, Acc::Load, 2);
    r.checker.fence(true, Spa{0x8000'0000}, true, 2);
    r.check(0x8000'0000, Acc::Load, 1);
    CHECK(r.memory.reads.empty());
    r.check(0x8000'0000, Acc::Load, 2);
    CHECK(r.memory.reads.size() == 1);
}

TEST_CASE("D08 with SDIDLEN = 2 operand bits 5:2 are ignored") {
    MptParams p;
    p.sdidlen = 2;
    Rig r{p};
    r.map(0x8000'0000, 1);
    r.check(0x8000'0000, Acc::Load, 1);
    r.checker.fence(false, {}, true, 0x3d);
    r.check(0x8000'0000, Acc::Load, 1);
    CHECK(r.memory.reads.size() == 3);
}

TEST_CASE("D16 two domains with different tables do not see each other's permissions") {
    Rig r;
    r.map(0x8000'0000, 3, kRoot);
    r.map(0x8000'0000, 0, kRoot + 16);
    CHECK(r.check(0x8000'0000, Acc::Store, 1, kRoot).allowed);
    CHECK_FALSE(r.check(0x8000'0000, Acc::Store, 2, kRoot + 16).allowed);
    CHECK(r.check(0x8000'0000, Acc::Store, 1, kRoot).allowed);
}

TEST_CASE("A14 a new root under the same SDID is not noticed before a fence (law 4)") {
    Rig r;
    r.map(0x8000'0000, 3, kRoot);
    r.map(0x8000'0000, 0, kRoot + 16);
    CHECK(r.check(0x8000'0000, Acc::Load, 1, kRoot).allowed);
    CHECK(r.check(0x8000'0000, Acc::Load, 1, kRoot + 16).allowed);
    r.checker.fence(false, {}, true, 1);
    CHECK_FALSE(r.check(0x8000'0000, Acc::Load, 1, kRoot + 16).allowed);
}

TEST_CASE("latencies: a permission hit costs its own, a walk one step per entry") {
    MptParams p;
    p.permission.latency = 3;
    p.step_latency = 2;
    Rig r{p};
    r.timed = true;
    r.map(0x8000'0000, 1);
    r.check(0x8000'0000);
    CHECK(r.now.fs == 3 * 2 * 1000);
    r.check(0x8000'0000);
    CHECK(r.now.fs == 6000 + 3000);
    CHECK(r.checker.stats().load.time_fs == 9000);
}

TEST_CASE("displaced leaves are told to the observer, and replacement follows recency") {
    MptParams p;
    p.permission = {1, 2, 0, Replacement::Lru};
    Rig r{p};
    struct Seen final : MptCacheObserver {
        std::vector<uint32_t> gone;
        void mpt_entry_gone(uint32_t e) override { gone.push_back(e); }
    } seen;
    r.checker.set_observer(&seen);
    for (uint64_t i = 0; i < 3; ++i) r.map(0x8000'0000 + i * 0x1'0000, 1);
    const MptVerdict a = r.check(0x8000'0000), b = r.check(0x8001'0000);
    CHECK(a.entry != b.entry);
    *a.stamp = ++r.sequence;  // a hit that an accelerator served
    r.check(0x8002'0000);
    CHECK(seen.gone == std::vector<uint32_t>{b.entry});
    CHECK(r.checker.stats().evictions == 1);
}
