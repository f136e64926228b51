// The page walker against a naive second implementation written from the privileged specification with literal
// constants: random page tables (a pure function of the seed), both stages, shadow-stack pages, faults, A/D updates and
// the order of every access.
// Extensions: sv39, sv48, sv57, svade, svadu
#include "mmu/walk.h"

#include <catch2/catch.hpp>
#include <sstream>
#include <vector>

#include "random.h"

using namespace covesim;

namespace {

/// Every word of memory is a random, mostly well-formed PTE.
struct World {
    uint64_t seed;
    std::map<uint64_t, uint64_t> written;
    std::vector<std::pair<char, uint64_t>> log;  // 'r' read, 'c' check, 's' check for store, 'u' update

    uint64_t get(uint64_t a) const {
        if (const auto it = written.find(a); it != written.end()) return it->second;
        Random r{mix(seed ^ mix(a))};
        uint64_t p = 0x01;
        uint64_t ppn = r.below(1u << 20);
        if (r.chance(55)) {  // pointer
        } else {
            const uint64_t rwx[] = {2, 4, 6, 8, 10, 14, 14, 14};
            p |= rwx[r.below(8)];
            p |= r.chance(75) ? 0x10 : 0;  // U
            p |= r.chance(80) ? 0x40 : 0;  // A
            p |= r.chance(60) ? 0x80 : 0;  // D
            const uint64_t align[] = {0, 9, 18, 27};
            ppn = r.below(64) << align[r.below(4)];
            if (r.chance(10)) p |= r.below(4) << 61;
            if (r.chance(8)) {
                p |= 0x8000'0000'0000'0000;
                ppn = r.chance(80) ? (ppn & ~uint64_t{15}) | 8 : ppn;
            }
        }
        if (r.chance(10)) p |= 0x20;                       // G
        if (r.chance(3)) p ^= uint64_t{1} << r.below(64);  // anything
        if (r.chance(2)) ppn = r.next() & 0xfff'ffff'ffff;
        return p | ppn << 10;
    }
    bool denied(uint64_t a, bool store) const { return mix(seed ^ mix(a >> 12) ^ (store ? 5 : 3)) % 100 < 2; }
};

struct Env : NoWalkCaches {
    World& w;
    explicit Env(World& world) : w(world) {}
    bool check(Spa a, bool store, Why) {
        w.log.emplace_back(store ? 's' : 'c', a.v);
        return !w.denied(a.v, store);
    }
    uint64_t read64(Spa a, Why) {
        w.log.emplace_back('r', a.v);
        return w.get(a.v);
    }
    bool cas64(Spa a, uint64_t, uint64_t desired, Why) {
        w.log.emplace_back('u', a.v);
        w.written[a.v] = desired;
        return true;
    }
};

/// What the specification says, as one plain recursive-descent reading of the two algorithms.
struct Naive {
    World& w;
    const Regime& r;
    WalkFor f;

    char end = ' ';  // p page fault, g guest-page fault, a access fault, k ok
    uint64_t spa = 0, gpa = 0;
    bool implicit = false, write = false;

    static int levels(uint64_t atp) {
        switch (atp >> 60) {
            case 8: return 3;
            case 9: return 4;
            case 10: return 5;
            default: return 0;
        }
    }
    bool bad(uint64_t p, int level, bool g) const {
        const bool pbmte = g ? r.g_pbmte : r.pbmte;
        const bool v = p & 1, rr = p & 2, ww = p & 4, xx = p & 8;
        if (!v) return true;
        if (ww && !rr && (g || xx || !r.sse)) return true;  // else a shadow-stack page
        if (p & 0x1fc0'0000'0000'0000) return true;
        const int pbmt = (p >> 61) % 4;
        const bool n = p >> 63;
        if (!rr && !ww && !xx) {
            if (pbmt || n) return true;
            return p & 0xd0;  // U, A, D of a pointer
        }
        if (pbmt && !pbmte) return true;
        if (pbmt == 3) return true;
        if (n && (!r.svnapot || level > 0 || (p >> 10) % 16 != 8)) return true;
        return false;
    }
    /// One stage from `root`; gives the translated address or sets `end` ('F': the stage's own page fault).
    uint64_t stage(bool g, uint64_t root, int n, uint64_t addr, bool store, bool fetch, bool is_explicit) {
        uint64_t table = root;
        for (int i = n - 1; i >= 0;) {
            uint64_t index = addr >> (12 + 9 * i);
            index %= g && i == n - 1 ? 2048 : 512;
            const uint64_t at = table + 8 * index;
            uint64_t where = at;
            if (!g && r.v) {
                where = guest(at, false, false, false);
                if (end != ' ') {
                    if (end == 'g') implicit = true, write = false, gpa = at;
                    return 0;
                }
            }
            w.log.emplace_back('c', where);
            if (w.denied(where, false)) return end = 'a', 0;
            w.log.emplace_back('r', where);
            const uint64_t p = w.get(where);
            if (bad(p, i, g)) return end = 'F', 0;
            if (!(p & 0xe)) {
                table = ((p >> 10) & ((1ull << 44) - 1)) * 4096;
                --i;
                continue;
            }
            const uint64_t ppn = (p >> 10) & ((1ull << 44) - 1);
            if (ppn % (1ull << (9 * i))) return end = 'F', 0;
            const bool u = p & 16;
            if (g) {
                if (!u) return end = 'F', 0;
            } else {
                if (r.priv == Priv::U && !u) return end = 'F', 0;
                if (r.priv == Priv::S && u && (fetch || !r.sum)) return end = 'F', 0;
            }
            const bool stack = !g && (p & 0xe) == 4;
            if (!g && f.shadow && !stack) return end = (p & 0xe) == 2 ? 'F' : 'a', 0;
            if (stack && !f.shadow && (store || fetch)) return end = 'a', 0;
            bool readable = (p & 2) || stack;
            if (is_explicit && r.mxr && (p & 8)) readable = true;
            if (!g && r.v && r.vs_mxr && (p & 8)) readable = true;
            const bool ok = is_explicit && f.shadow   ? (p & 4) != 0
                            : fetch                   ? (p & 8) != 0
                            : store                   ? (p & 4) != 0
                            : (is_explicit && f.hlvx) ? (p & 8) != 0
                                                      : readable;
            if (!ok) return end = 'F', 0;
            if (!(p & 64) || (store && !(p & 128))) {
                if (!(g ? r.g_adue : r.adue)) return end = 'F', 0;
                if (!g && r.v) {
                    where = guest(at, true, false, false);
                    if (end != ' ') {
                        if (end == 'g') implicit = true, write = true, gpa = at;
                        return 0;
                    }
                }
                w.log.emplace_back('s', where);
                if (w.denied(where, true)) return end = 'a', 0;
                w.log.emplace_back('u', where);
                w.written[where] = p | 64 | (store ? 128 : 0);
            }
            const int bits = p >> 63 ? 16 : 12 + 9 * i;
            return ((ppn * 4096) >> bits << bits) + addr % (1ull << bits);
        }
        return end = 'F', 0;
    }
    uint64_t guest(uint64_t at, bool store, bool fetch, bool is_explicit) {
        const int n = levels(r.hgatp);
        if (n == 0) return at;
        const int width = n == 3 ? 41 : n == 4 ? 50 : 59;
        if (at >> width) return end = 'g', gpa = at, 0;
        const uint64_t out = stage(true, r.hgatp % (1ull << 44) * 4096, n, at, store, fetch, is_explicit);
        if (end == 'F') end = 'g', gpa = at;
        return out;
    }
    void run(uint64_t va) {
        const bool store = f.acc == Acc::Store || f.acc == Acc::Amo, fetch = f.acc == Acc::Fetch;
        const int n = levels(r.atp);
        uint64_t pa = va;
        if (!n && f.shadow) {
            end = 'a';
            return;
        }
        if (n) {
            const int top = n == 3 ? 38 : n == 4 ? 47 : 56;
            const uint64_t upper = va >> top;
            if (upper != 0 && upper != ~0ull >> top) {
                end = 'p';
                return;
            }
            pa = stage(false, r.atp % (1ull << 44) * 4096, n, va, store, fetch, true);
            if (end == 'F') end = 'p';
            if (end != ' ') return;
        }
        if (!r.v) {
            spa = pa;
            end = 'k';
            return;
        }
        spa = guest(pa, store, fetch, true);
        if (end != ' ') return;
        gpa = pa;
        end = 'k';
    }
};

Regime random_regime(Random& r) {
    const uint64_t modes[] = {0, 8, 9, 10};
    Regime g;
    g.priv = r.chance(50) ? Priv::S : Priv::U;
    g.v = r.chance(60);
    g.sum = r.chance(50);
    g.mxr = r.chance(30);
    g.vs_mxr = g.v && r.chance(30);
    g.adue = r.chance(50);
    g.g_adue = r.chance(50);
    g.pbmte = r.chance(70);
    g.g_pbmte = r.chance(70);
    g.svnapot = r.chance(95);
    g.sse = r.chance(50);
    g.atp = modes[r.below(4)] << 60 | r.below(1u << 20);
    if (g.v) g.hgatp = modes[r.below(4)] << 60 | (r.below(1u << 20) & ~3ull);
    return g;
}

}  // namespace

TEST_CASE("walk equals the naive implementation: result, fault details, memory, order of accesses") {
    Random r{31337};
    std::map<char, int> ends;
    int implicit_reads = 0, implicit_writes = 0, shadow = 0;
    for (int i = 0; i < 500'000; ++i) {
        const Regime regime = random_regime(r);
        const Acc accs[] = {Acc::Load, Acc::Store, Acc::Amo, Acc::Fetch};
        WalkFor f{accs[r.below(4)], false, false, false};
        if (f.acc == Acc::Load && r.chance(20)) f.hlvx = true;
        else if (f.acc != Acc::Fetch && r.chance(25)) f.shadow = true;
        uint64_t va = r.next();
        if (r.chance(95)) {
            const int top = (regime.atp >> 60) == 8 ? 39 : (regime.atp >> 60) == 9 ? 48 : 57;
            va = static_cast<uint64_t>(static_cast<int64_t>(va << (64 - top)) >> (64 - top));
        }
        if (!(regime.atp >> 60)) va >>= 25;

        World a{r.next(), {}, {}}, b = a;
        Env env(a);
        const Xlate x = walk(regime, Va{va}, f, env);
        Naive n{b, regime, f};
        n.run(va);
        ++ends[n.end];
        shadow += f.shadow && n.end == 'k';
        implicit_reads += n.implicit && !n.write;
        implicit_writes += n.write;

        const char got = x.end == Xlate::End::Ok               ? 'k'
                         : x.end == Xlate::End::PageFault      ? 'p'
                         : x.end == Xlate::End::GuestPageFault ? 'g'
                                                               : 'a';
        std::ostringstream text;
        text << "case " << i << std::hex << " va " << va << " atp " << regime.atp << " hgatp " << regime.hgatp << " v "
             << regime.v << " acc " << int(f.acc) << " want " << n.end << " got " << got;
        INFO(text.str());
        REQUIRE(got == n.end);
        if (got == 'k') REQUIRE(x.spa.v == n.spa);
        if (got == 'g' || (got == 'k' && regime.v)) REQUIRE(x.gpa.v == n.gpa);
        REQUIRE(x.implicit == n.implicit);
        REQUIRE(x.implicit_write == n.write);
        REQUIRE(a.written == b.written);
        REQUIRE(a.log == b.log);
    }
    // The generator reaches every kind of end often enough to mean something.
    for (const char e : {'k', 'p', 'g', 'a'}) {
        INFO("end " << e);
        CHECK(ends[e] > 2000);
    }
    CHECK(implicit_reads > 1000);
    CHECK(implicit_writes > 100);
    CHECK(shadow > 300);
}
