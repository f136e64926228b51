// PMP and Smepmp against a naive second implementation written from the privileged specification: byte by byte, with
// the Smepmp truth table as printed. Also what each kind of access asks of PMP and PMA.
#include <catch2/catch.hpp>
#include <string_view>

#include "random.h"
#include "tests/unit/mmu/rig.h"

using namespace covesim;

namespace {

struct Setup {
    std::array<uint8_t, 16> cfg{};
    std::array<uint64_t, 16> addr{};
    uint64_t mseccfg = 0;
};

/// Does entry i match the byte? Written from the pmpcfg.A table.
bool matches(const Setup& s, size_t i, uint64_t byte) {
    const uint64_t word = byte / 4;
    switch ((s.cfg[i] / 8) % 4) {
        case 0: return false;
        case 1: return (i == 0 || word >= s.addr[i - 1]) && word < s.addr[i];
        case 2: return word == s.addr[i];
        default: {
            uint64_t ones = 0;
            while (ones < 54 && (s.addr[i] >> ones) % 2) ++ones;
            if (ones + 1 >= 64) return true;
            return word >> (ones + 1) == s.addr[i] >> (ones + 1);
        }
    }
}

/// Rows "LRWX" of the Smepmp truth table: what M may do, what S/U may do.
struct Row {
    std::string_view bits, m, su;
};
constexpr Row kTable[] = {
    {"0000", "", ""},  {"0001", "", "x"},  {"0010", "rw", "r"}, {"0011", "rw", "rw"},
    {"0100", "", "r"}, {"0101", "", "rx"}, {"0110", "", "rw"},  {"0111", "", "rwx"},
    {"1000", "", ""},  {"1001", "x", ""},  {"1010", "x", "x"},  {"1011", "rx", "x"},
    {"1100", "r", ""}, {"1101", "rx", ""}, {"1110", "rw", ""},  {"1111", "r", "r"},
};

bool allowed(const Setup& s, uint64_t a, uint64_t size, char what, bool m_mode) {
    const bool mml = s.mseccfg & 1, mmwp = s.mseccfg & 2;
    for (size_t i = 0; i < 16; ++i) {
        uint64_t covered = 0;
        for (uint64_t b = 0; b < size; ++b) covered += matches(s, i, a + b);
        if (covered == 0) continue;
        if (covered != size) return false;
        const uint8_t c = s.cfg[i];
        const bool r = c & 1, w = c & 2, x = c & 4, l = c & 128;
        if (mml) {
            const char key[] = {l ? '1' : '0', r ? '1' : '0', w ? '1' : '0', x ? '1' : '0'};
            for (const Row& row : kTable)
                if (row.bits == std::string_view(key, 4))
                    return (m_mode ? row.m : row.su).find(what) != std::string_view::npos;
        }
        if (m_mode && !l) return true;
        return what == 'r' ? r : what == 'w' ? w : x;
    }
    if (!m_mode) return false;
    if (mmwp) return false;
    return !(mml && what == 'x');
}

Setup random_setup(Random& r) {
    Setup s;
    for (size_t i = 0; i < 16; ++i) {
        if (r.chance(40)) continue;
        s.cfg[i] = static_cast<uint8_t>(r.next() & 0x9f);
        if (!(s.mseccfg & 1) && (s.cfg[i] & 3) == 2) s.cfg[i] |= 1;
        s.addr[i] = 0x2000'0000 + r.below(0x1800);  // word addresses in 24 KiB
        if (r.chance(30)) s.addr[i] |= (uint64_t{1} << r.below(13)) - 1;
        if (r.chance(5)) s.addr[i] = (uint64_t{1} << 54) - 1;
    }
    s.mseccfg = r.below(4);
    return s;
}

}  // namespace

TEST_CASE("PMP equals the naive implementation") {
    Random r{4242};
    for (int i = 0; i < 4000; ++i) {
        const Setup s = random_setup(r);
        Pmp p;
        p.set(s.cfg, s.addr, s.mseccfg);
        for (int k = 0; k < 40; ++k) {
            const uint64_t size = uint64_t{1} << r.below(4);
            const uint64_t a = 0x8000'0000 - 64 + r.below(0x6080);
            for (const bool m : {false, true}) {
                const Priv priv = m ? Priv::M : r.chance(50) ? Priv::S : Priv::U;
                const Perm got = p.perm(Spa{a}, size, priv);
                INFO("case " << i << " address " << std::hex << a << " size " << size << " M " << m);
                REQUIRE(got.r == allowed(s, a, size, 'r', m));
                REQUIRE(got.w == allowed(s, a, size, 'w', m));
                REQUIRE(got.x == allowed(s, a, size, 'x', m));
            }
        }
    }
}

TEST_CASE("a page is uniform only if every access inside it gets the page's permissions") {
    Random r{99};
    int uniform = 0, cut = 0;
    for (int i = 0; i < 600; ++i) {
        const Setup s = random_setup(r);
        Pmp p;
        p.set(s.cfg, s.addr, s.mseccfg);
        for (uint64_t page = 0x8000'0000; page < 0x8000'6000; page += 0x1000) {
            const Pmp::Page u = p.page(Spa{page + r.below(4096)}, Priv::S);
            (u.uniform ? uniform : cut)++;
            if (!u.uniform) continue;
            for (int k = 0; k < 8; ++k) {
                const uint64_t size = uint64_t{1} << r.below(4);
                const uint64_t a = page + r.below(4096 / size) * size;
                REQUIRE(u.perm.r == allowed(s, a, size, 'r', false));
                REQUIRE(u.perm.w == allowed(s, a, size, 'w', false));
                REQUIRE(u.perm.x == allowed(s, a, size, 'x', false));
            }
        }
    }
    CHECK(uniform > 100);
    CHECK(cut > 100);
}

TEST_CASE("Smepmp truth table, all 16 rows, both privileges") {
    for (const Row& row : kTable) {
        Setup s;
        s.mseccfg = 1;
        uint8_t c = 3 << 3;
        if (row.bits[0] == '1') c |= 128;
        if (row.bits[1] == '1') c |= 1;
        if (row.bits[2] == '1') c |= 2;
        if (row.bits[3] == '1') c |= 4;
        s.cfg[0] = c;
        s.addr[0] = 0x2000'01ff;
        Pmp p;
        p.set(s.cfg, s.addr, s.mseccfg);
        auto text = [](Perm q) { return std::string(q.r ? "r" : "") + (q.w ? "w" : "") + (q.x ? "x" : ""); };
        CHECK(text(p.perm(Spa{0x8000'0000}, 8, Priv::M)) == row.m);
        CHECK(text(p.perm(Spa{0x8000'0000}, 8, Priv::S)) == row.su);
        CHECK(text(p.perm(Spa{0x8000'0000}, 8, Priv::U)) == row.su);
    }
}

TEST_CASE("each kind of access needs the permissions that the specification names, of PMP and PMA together") {
    struct {
        const char* needs;  // all of these; "r|w": one of them
        Acc acc;
        bool hlvx, cmo;
        uint64_t cause;
    } const kKinds[] = {
        {"r", Acc::Load, false, false, 5},  {"w", Acc::Store, false, false, 7}, {"rw", Acc::Amo, false, false, 7},
        {"x", Acc::Fetch, false, false, 1}, {"rx", Acc::Load, true, false, 5},  {"r|w", Acc::Store, false, true, 7},
    };
    test::Rig rig(MmuParams{}, Mode::Fast);
    rig.pma.add({Spa{0x9000'0000}, 0x1000, true, {true, true, false}, true, true, true});  // memory that is no code
    Random r{77};
    uint64_t granted[6]{}, refused[6]{};
    for (int i = 0; i < 4000; ++i) {
        const Setup s = random_setup(r);
        rig.mmu.pmp().set(s.cfg, s.addr, s.mseccfg);
        const Regime guest = test::vs_mode(0, 0);  // both stages Bare: the address is the supervisor physical address
        for (int k = 0; k < 20; ++k) {
            const size_t kind = r.below(6);
            const auto& want = kKinds[kind];
            const bool code = r.chance(80);
            const uint64_t a = code ? 0x8000'0000 + r.below(0xc00) * 8 : 0x9000'0000 + r.below(512) * 8;
            const std::string needs = want.needs;
            const auto has = [&](char c) { return allowed(s, a, 8, c, false) && (code || c != 'x'); };
            const bool ok = needs == "r|w" ? has('r') || has('w') : std::all_of(needs.begin(), needs.end(), has);
            INFO("case " << i << " needs " << needs << " at " << std::hex << a);
            const bool got = rig.go(guest, Access{Va{a}, 8, want.acc, want.hlvx, want.cmo, false});
            REQUIRE(got == ok);
            if (!got) REQUIRE(rig.f.cause == want.cause);
            ++(got ? granted : refused)[kind];
        }
    }
    for (size_t kind = 0; kind < 6; ++kind) {
        CHECK(granted[kind] > 100);
        CHECK(refused[kind] > 100);
    }
}
