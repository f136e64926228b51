// The whole MMU against its own uncached reading of memory: random accesses over two domains, two virtual machines and
// several address spaces, random changes of page tables and protection tables, each followed by the narrowest fence
// that the specifications require. Any cache that keeps too much, under whatever geometry, gives a different answer.
#include <catch2/catch.hpp>
#include <sstream>

#include "random.h"
#include "tests/unit/mmu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kVa = 0x4000'0000, kPages = 1024, kFirst = 0x8000'0000;  // 4 MiB of data

struct Space {
    Regime regime;
    uint64_t vroot = 0, groot = 0, mroot = 0;
};

struct Fuzz : Rig {
    Random r;
    uint64_t mroot[2]{}, groot[2]{}, vroot[2]{}, sroot[2]{};
    std::vector<Space> spaces;

    Fuzz(const MmuParams& p, Mode mode, uint64_t seed) : Rig(p, mode), r{seed} {
        for (auto& m : mroot) {
            m = mpt_root(3);
            mpt(m, 3, kRam, kRam + kRamSize, 7);
        }
        for (auto& s : sroot) s = pages(1);
        for (auto& s : sroot) fill_first_stage(s);
        for (auto& v : vroot) v = pages(1);
        for (auto& v : vroot) fill_first_stage(v);
        const uint64_t vs_end = next;
        for (auto& g : groot) {
            g = pages(4, 4);
            map(g, 3, kFirst, kFirst, kRwx | U, 1, true);
            for (uint64_t i = 512; i < kPages; ++i) map(g, 3, kFirst + i * 4096, kFirst + i * 4096, kRwx | U, 0, true);
            map_g(g, 3, kTablesAt, vs_end);
        }
        for (uint64_t d = 0; d < 2; ++d)
            for (uint64_t asid = 0; asid < 2; ++asid) {
                spaces.push_back({s_mode(satp(8, asid, sroot[asid]), mmpt(3, d, mroot[d])), sroot[asid], 0, mroot[d]});
                for (uint64_t vmid = 0; vmid < 2; ++vmid)
                    spaces.push_back(
                        {vs_mode(satp(8, asid, vroot[asid]), satp(8, vmid, groot[vmid]), mmpt(3, d, mroot[d])),
                         vroot[asid], groot[vmid], mroot[d]});
            }
    }
    /// One 2 MiB leaf and 512 small ones.
    void fill_first_stage(uint64_t root) {
        map(root, 3, kVa, kFirst, kRwx, 1);
        for (uint64_t i = 512; i < kPages; ++i) map(root, 3, kVa + i * 4096, kFirst + i * 4096, kRwx);
    }

    uint64_t flags() {
        const uint64_t choice[] = {0,    V | R | A | D, V | R | W | A | D, V | X | A | D,
                                   kRwx, V | R | W | A, V | R | W | X};
        return choice[r.below(7)];
    }
    uint64_t page() { return r.chance(50) ? r.below(kPages) : 508 + r.below(12); }

    /// A first-stage leaf changes: one address and one ASID are fenced, in each domain (and machine) that uses the
    /// table.
    void change_first_stage() {
        const uint64_t asid = r.below(2), i = page(), va = kVa + i * 4096;
        const bool guest = r.chance(60);
        const uint64_t root = guest ? vroot[asid] : sroot[asid];
        const bool large = i < 512;
        map(root, 3, large ? kVa : va, large ? (r.chance(80) ? kFirst : kFirst + (2 << 20)) : kFirst + page() * 4096,
            flags(), large);
        for (uint64_t d = 0; d < 2; ++d) {
            const uint64_t m = mmpt(3, d, mroot[d]);
            if (!guest) mmu.sfence_vma(m, true, Va{va}, r.chance(50), asid);
            for (uint64_t vmid = 0; guest && vmid < 2; ++vmid)
                mmu.hfence_vvma(m, vmid, true, Va{va}, r.chance(50), asid);
        }
    }
    void change_g_stage() {
        const uint64_t vmid = r.below(2), i = page(), gpa = kFirst + i * 4096;
        const bool large = i < 512;
        const uint64_t rights = flags();
        map(groot[vmid], 3, large ? kFirst : gpa,
            large ? (r.chance(80) ? kFirst : kFirst + (2 << 20)) : kFirst + page() * 4096, rights ? rights | U : 0,
            large, true);
        for (uint64_t d = 0; d < 2; ++d) mmu.hfence_gvma(mmpt(3, d, mroot[d]), true, gpa >> 2, r.chance(50), vmid);
    }
    /// One leaf MPTE changes: its address and its domain are fenced.
    void change_mpt() {
        const uint64_t d = r.below(2), i = page(), pa = kFirst + i * 4096;
        const uint64_t xwr[] = {0, 1, 3, 4, 5, 7};
        if (r.chance(15)) {
            // 2 MiB as a NAPOT group: all 32 copies change, so each is fenced.
            const uint64_t base = pa & ~0x1f'ffffull, code = xwr[r.below(6)];
            for (uint64_t k = 0; k < 32; ++k) w64(mpte(mroot[d], 3, base + k * 0x1'0000, 0), 7 | code << 8 | 4 << 12);
            for (uint64_t k = 0; k < 32; ++k) mmu.mfence_pa(true, Spa{base + k * 0x1'0000}, r.chance(50), d);
            return;
        }
        const uint64_t at = mpte(mroot[d], 3, pa, 0);
        if (r64(at) & 4) {  // leave the group: every copy is rewritten
            const uint64_t base = pa & ~0x1f'ffffull;
            for (uint64_t k = 0; k < 32; ++k) w64(mpte(mroot[d], 3, base + k * 0x1'0000, 0), 0xff'ffff'ffff'ff03);
            for (uint64_t k = 0; k < 32; ++k) mmu.mfence_pa(true, Spa{base + k * 0x1'0000}, r.chance(50), d);
        }
        mpt(mroot[d], 3, pa, pa + 4096, xwr[r.below(6)]);
        mmu.mfence_pa(true, Spa{pa & ~0xffffull | r.below(0x1'0000)}, r.chance(50), d);
    }
    /// A table page (of either stage) loses or regains a permission.
    void change_mpt_of_tables() {
        const uint64_t d = r.below(2);
        const uint64_t targets[] = {sroot[0], vroot[1], groot[0], entry(vroot[0], 3, kVa + 0x20'0000, 0, false),
                                    entry(groot[1], 3, kFirst + 0x20'0000, 0, true)};
        const uint64_t pa = targets[r.below(5)] & ~0xfffull;
        mpt(mroot[d], 3, pa, pa + 4096, r.chance(40) ? 4 : 7);
        // Translations already cached stay legal; only a full fence of both kinds makes the walk happen again.
        mmu.mfence_pa(true, Spa{pa}, r.chance(50), d);
        const uint64_t m = mmpt(3, d, mroot[d]);
        mmu.sfence_vma(m, false, {}, false, 0);
        mmu.hfence_gvma(m, false, 0, false, 0);
        for (uint64_t vmid = 0; vmid < 2; ++vmid) mmu.hfence_vvma(m, vmid, false, {}, false, 0);
    }

    void access(int step) {
        Regime g = spaces[r.below(spaces.size())].regime;
        g.adue = g.g_adue = r.chance(30);
        g.mxr = r.chance(20);
        const Acc accs[] = {Acc::Load, Acc::Store, Acc::Amo, Acc::Fetch};
        const Access a{Va{kVa + page() * 4096 + r.below(500) * 8}, 8, accs[r.below(4)], false, false, false};
        Spa want;
        Fault want_fault;
        const bool ok = mmu.probe(g, a, want, want_fault);
        const bool got = go(g, a);
        std::ostringstream text;
        text << "step " << step << std::hex << " va " << a.va.v << " acc " << int(a.acc) << " v " << g.v << " sdid "
             << g.sdid() << " asid " << g.asid() << " vmid " << g.vmid() << " cause " << f.cause << " want "
             << want_fault.cause;
        INFO(text.str());
        REQUIRE(got == ok);
        if (!ok) {
            REQUIRE(f.cause == want_fault.cause);
            REQUIRE(f.tval == want_fault.tval);
            REQUIRE(f.tval2 == want_fault.tval2);
            REQUIRE(f.tinst == want_fault.tinst);
            REQUIRE(f.gva == want_fault.gva);
            return;
        }
        REQUIRE(t.spa.v == want.v);
        if (!t.uniform) return;
        // Everything granted for the page must be what the page really allows, now.
        for (const Acc acc : {Acc::Load, Acc::Store, Acc::Fetch}) {
            Regime plain = g;
            plain.adue = plain.g_adue = false;
            const bool allowed = mmu.probe(plain, Access{a.va, 8, acc, false, false, false}, want, want_fault);
            const bool granted = acc == Acc::Load ? t.readable : acc == Acc::Store ? t.writable : t.executable;
            if (granted) REQUIRE(allowed);
        }
    }
    void run(int steps) {
        for (int i = 0; i < steps; ++i) {
            const uint64_t what = r.below(100);
            if (what < 2) change_first_stage();
            else if (what < 4) change_g_stage();
            else if (what < 6) change_mpt();
            else if (what == 6 && r.chance(20)) change_mpt_of_tables();
            else access(i);
        }
    }
};

std::vector<MmuParams> geometries() {
    MmuParams plain, tiny, fragments, per_access, after, none = no_caches();
    tiny.l1d = tiny.l1i = TlbParams{1, 2, 0, Replacement::Lru, true};
    tiny.l2 = TlbParams{4, 2, 0, Replacement::TreePlru, true};
    tiny.nested = TlbParams{2, 1, 0, Replacement::Fifo, true};
    tiny.fast = {8, 2, true};
    tiny.pwc_entries = tiny.g_pwc_entries = 1;
    tiny.mpt.permission = {2, 1, 0, Replacement::Lru};
    tiny.mpt.superpage = {2, 1, 0, Replacement::Lru};
    fragments.l1d.superpages = fragments.l1i.superpages = fragments.l2.superpages = false;
    fragments.nested.superpages = fragments.fast.superpages = false;
    fragments.mpt.napot = false;
    per_access.mpt.placement = MptPlacement::PerAccess;
    after.mpt.order = MptOrder::AfterWalk;
    return {plain, tiny, fragments, per_access, after, none};
}

}  // namespace

TEST_CASE("after the narrowest required fences the caches agree with memory") {
    uint64_t seed = 1;
    for (const MmuParams& p : geometries())
        for (const Mode mode : {Mode::Fast, Mode::Warm, Mode::Timed})
            for (int round = 0; round < 3; ++round) {
                INFO("seed " << seed);
                Fuzz(p, mode, seed++).run(4000);
            }
}
