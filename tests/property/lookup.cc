// The MPT lookup against a naive second implementation written from riscv-smmtt chapter 4 with literal constants only.
#include "smmtt/lookup.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "random.h"

using namespace covesim;

namespace {

/// The part of memory that a case uses. Absent words read as zero.
struct Sparse {
    const std::map<uint64_t, uint64_t>& words;
    uint64_t denied_page;
    uint64_t get(uint64_t a) const {
        const auto it = words.find(a);
        return it == words.end() ? 0 : it->second;
    }
    bool read_mpte(Spa a, unsigned, uint64_t& value) {
        value = get(a.v);
        return a.v >> 12 != denied_page;
    }
};

struct Answer {
    bool fault = true;
    int xwr = 0;
    bool operator==(const Answer&) const = default;
};

/// Smmpt34, bit by bit from §4.1.
Answer naive34(uint64_t root_ppn, uint64_t pa, const Sparse& m) {
    if (pa >= (1ull << 34)) return {};
    const uint64_t pn1 = (pa >> 25) % 512, pn0 = (pa >> 15) % 1024;
    for (int level = 1; level >= 0; --level) {
        const uint64_t at = root_ppn * 4096 + (level == 1 ? pn1 : pn0) * 4;
        if (at / 4096 == m.denied_page) return {};
        const uint32_t e = static_cast<uint32_t>(m.get(at));
        if (e % 2 == 0) return {};
        if (!(e & 2)) {
            if (e & 0x3fc) return {};
            if (level == 0) return {};
            root_ppn = e >> 10;
            continue;
        }
        if (e & 0xf8) return {};
        if (e & 4) {
            if (e >> 16 || e & 0x800) return {};
            if ((e >> 12) % 16 != 6) return {};
            const int t = e >> 8 & 7;
            if (t == 2 || t == 6) return {};
            return {false, t};
        }
        for (int k = 0; k < 8; ++k) {
            const int t = e >> (8 + 3 * k) & 7;
            if (t == 2 || t == 6) return {};
        }
        const uint64_t page = level == 1 ? pn0 / 128 : pa % 32768 / 4096;  // top 3 of 10, or of 15 bits
        return {false, static_cast<int>(e >> (8 + 3 * page) & 7)};
    }
    return {};
}

/// Smmpt43, 52 and 64 from §4.2 to §4.4.
Answer naive_rv64(int levels, uint64_t table, uint64_t pa, const Sparse& m) {
    if (levels == 3 && pa >> 43) return {};
    if (levels == 4 && pa >> 52) return {};
    const uint64_t pn[5] = {pa >> 16 & 511, pa >> 25 & 511, pa >> 34 & 511, pa >> 43 & 511, pa >> 52};
    const uint64_t page_of[5] = {pa >> 12 & 15, pn[0] >> 5, pn[1] >> 5, pn[2] >> 5, pn[3] >> 5};
    for (int i = levels - 1; i >= 0; --i) {
        const uint64_t at = table * 4096 + pn[i] * 8;
        if (at / 4096 == m.denied_page) return {};
        const uint64_t e = m.get(at);
        const bool v = e & 1, l = e & 2, n = e & 4;
        if (!v) return {};
        if (!l && n) return {};
        if (!l) {
            for (int bit = 2; bit <= 9; ++bit)
                if (e >> bit & 1) return {};
            for (int bit = 54; bit <= 63; ++bit)
                if (e >> bit & 1) return {};
            table = (e << 10) >> 20;
            continue;
        }
        for (int bit = 3; bit <= 7; ++bit)
            if (e >> bit & 1) return {};
        if (n) {
            if (e >> 16 || e >> 11 & 1) return {};
            if ((e >> 12 & 15) != 4) return {};
            const int t = e >> 8 & 7;
            if (t == 2 || t == 6) return {};
            return {false, t};
        }
        if (e >> 56) return {};
        for (int k = 0; k < 16; ++k) {
            const int t = e >> (8 + 3 * k) & 7;
            if (t == 2 || t == 6) return {};
        }
        return {false, static_cast<int>(e >> (8 + 3 * page_of[i]) & 7)};
    }
    return {};
}

struct Case {
    int mode;  // 0: Smmpt34, else levels
    uint64_t root, pa, denied;
    std::map<uint64_t, uint64_t> words;
};

/// A random entry: mostly well-formed, sometimes with a stray bit.
uint64_t random_entry(Random& r, uint64_t next, bool rv32) {
    uint64_t e = 0;
    const uint64_t kind = r.below(100);
    if (kind < 45) {
        e = next << 10 | 1;
    } else if (kind < 80) {
        e = 3;
        for (int k = 0; k < (rv32 ? 8 : 16); ++k) {
            const uint64_t codes[] = {0, 1, 3, 4, 5, 7};
            e |= codes[r.below(6)] << (8 + 3 * k);
        }
    } else if (kind < 95) {
        e = 7 | r.below(8) << 8 | uint64_t{rv32 ? 6u : 4u} << 12;
    } else {
        e = r.next();
    }
    if (r.chance(15)) e ^= uint64_t{1} << r.below(rv32 ? 32 : 64);
    return rv32 ? e & 0xffff'ffff : e;
}

Case random_case(Random& r) {
    Case c;
    const int modes[] = {0, 3, 4, 5};
    c.mode = modes[r.below(4)];
    c.root = 0x1000 + r.below(64) * 8;
    c.pa = r.next();
    if (c.mode == 0) c.pa >>= 30 - r.chance(3);
    if (c.mode == 3) c.pa >>= 21 - r.chance(3);
    if (c.mode == 4) c.pa >>= 12 - r.chance(3);
    uint64_t table = c.root;
    for (int i = (c.mode ? c.mode : 2) - 1; i >= 0; --i) {
        const uint64_t next = r.chance(95) ? 0x2000 + r.below(4096) : r.next() & (c.mode ? 0xfff'ffff'ffff : 0x3f'ffff);
        const uint64_t shift = c.mode ? 16 + 9 * i : 15 + 10 * i;
        uint64_t index = c.pa >> shift;
        index &= c.mode == 0 ? (i ? 511 : 1023) : (i == 4 ? 4095 : 511);
        const uint64_t e = random_entry(r, next, c.mode == 0);
        c.words[table * 4096 + index * (c.mode ? 8 : 4)] = e;
        table = next;
    }
    c.denied = r.chance(5) ? table : r.chance(3) ? c.root : ~0ull;
    return c;
}

bool differs(const Case& c, const std::map<uint64_t, uint64_t>& words) {
    Sparse m{words, c.denied};
    const Answer want = c.mode ? naive_rv64(c.mode, c.root, c.pa, m) : naive34(c.root, c.pa, m);
    const MptMode mode = c.mode == 0   ? MptMode::Smmpt34
                         : c.mode == 3 ? MptMode::Smmpt43
                         : c.mode == 4 ? MptMode::Smmpt52
                                       : MptMode::Smmpt64;
    const MptResult r = lookup(Mmpt{mode, 0, c.root}, Spa{c.pa}, m);
    const Answer got{r.fault, r.fault ? 0 : r.perm.r + 2 * r.perm.w + 4 * r.perm.x};
    return !(got == want);
}

}  // namespace

TEST_CASE("lookup equals the naive implementation on random tables") {
    Random r{20261121};
    int faults = 0, total = 300'000;
    for (int i = 0; i < total; ++i) {
        const Case c = random_case(r);
        Sparse m{c.words, c.denied};
        faults += (c.mode ? naive_rv64(c.mode, c.root, c.pa, m) : naive34(c.root, c.pa, m)).fault;
        if (!differs(c, c.words)) continue;
        std::ostringstream text;
        text << "mode " << c.mode << " root " << std::hex << c.root << " pa " << c.pa << " denied " << c.denied;
        for (const auto& [a, v] : shrink(c.words, [&](const auto& w) { return differs(c, w); }))
            text << "\n  [" << a << "] = " << v;
        FAIL(text.str());
    }
    CHECK(faults > total / 20);
    CHECK(faults < total * 19 / 20);
}

TEST_CASE("the span that lookup reports gives the same answer throughout") {
    Random r{77};
    for (int i = 0; i < 50'000; ++i) {
        const Case c = random_case(r);
        if (c.mode == 0) continue;
        Sparse m{c.words, c.denied};
        const MptMode mode = c.mode == 3 ? MptMode::Smmpt43 : c.mode == 4 ? MptMode::Smmpt52 : MptMode::Smmpt64;
        const MptResult a = lookup(Mmpt{mode, 0, c.root}, Spa{c.pa}, m);
        if (a.fault || a.napot) continue;  // the other copies of a NAPOT group are absent here
        const uint64_t inside = (c.pa & ~((uint64_t{1} << a.span) - 1)) | (r.next() & ((uint64_t{1} << a.span) - 1));
        const MptResult b = lookup(Mmpt{mode, 0, c.root}, Spa{inside}, m);
        REQUIRE_FALSE(b.fault);
        REQUIRE(a.perm == b.perm);
    }
}
