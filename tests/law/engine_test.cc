// Laws 2 and 3 on whole harts: with any accelerator off every statistic, register and byte of memory is equal, in every
// mode; two runs are equal; the modes agree on what they all define.
#include <string>

#include "tests/law/random_program.h"

using namespace covesim;
using namespace covesim::test;

namespace {

template <class T>
void dump(std::string& out, std::string_view name, const T& v) {
    if constexpr (Described<T>) {
        visit(v, [&](const auto& field, const auto& value) {
            dump(out, std::string(name) + "." + std::string(field.name), value);
        });
    } else if constexpr (std::is_integral_v<T>) {
        out += std::string(name) + " = " + std::to_string(v) + "\n";
    } else {
        int i = 0;
        for (const auto& e : v) dump(out, std::string(name) + "[" + std::to_string(i++) + "]", e);
    }
}

/// Everything a simulation can be asked for.
std::string outcome(System& s) {
    std::string out;
    for (uint32_t h = 0; h < s.setup.harts; ++h) {
        const std::string p = "hart" + std::to_string(h);
        Hart& hart = s.hart(h);
        const HartState& st = s.state(h);
        dump(out, p + ".retired", hart.retired());
        dump(out, p + ".cycles", hart.cycles());
        dump(out, p + ".pc", st.pc);
        for (int r = 0; r < 32; ++r) dump(out, p + ".x" + std::to_string(r), st.x[r]);
        for (int r = 0; r < 32; ++r) dump(out, p + ".f" + std::to_string(r), st.f[r]);
        for (uint32_t n :
             {0x300u, 0x341u, 0x342u, 0x343u, 0x34au, 0x34bu, 0x003u, 0x180u, 0xb00u, 0xb02u, 0xb03u, 0x144u})
            dump(out, p + ".csr" + std::to_string(n), s.csr(n, h));
        dump(out, p + ".engine", hart.stats());
        dump(out, p + ".predictor", hart.predictor_stats());
        dump(out, p + ".mmu", hart.mmu().stats());
        dump(out, p + ".l1i", s.tiles[h].tile->l1i().stats());
        dump(out, p + ".l1d", s.tiles[h].tile->l1d().stats());
        if (s.tiles[h].tile->l2()) dump(out, p + ".l2", s.tiles[h].tile->l2()->stats());
        for (const Account& a : hart.accounts()) {
            const std::string who =
                p + ".account " + std::to_string(a.sdid) + (a.v ? " V" : " ") + std::to_string(int(a.priv));
            dump(out, who + ".instructions", a.instructions);
            dump(out, who + ".cycles", a.cycles);
        }
        dump(out, p + ".traps", uint64_t(s.traps(h).size()));
        uint64_t hash = 0;
        for (const TakenTrap& t : s.traps(h))
            for (uint64_t v : {t.cause, t.tval, t.tval2, t.tinst, t.pc, t.retired, t.cycles, uint64_t(t.gva)})
                hash = mix(hash ^ v);
        dump(out, p + ".trap_hash", hash);
    }
    uint64_t memory = 0;
    const std::byte* bytes = s.store.host(Spa{kRam}, kRamSize);
    const std::pair<uint64_t, uint64_t> kUsed[] = {{kCode, Program::kCodePages * 4096},
                                                   {kHandler, 0x4000},
                                                   {kData, Program::kDataPages * 4096},
                                                   {kTables, 0x20000}};
    for (const auto& [base, size] : kUsed)
        for (uint64_t a = base - kRam; a < base - kRam + size; a += 8) {
            uint64_t v;
            std::memcpy(&v, bytes + a, 8);
            memory = (memory ^ v) * 0x9e3779b97f4a7c15 + (memory >> 29);
        }
    dump(out, "memory", memory);
    return out;
}

constexpr uint64_t kQuanta = 200;

/// Quanta in turn; a sleeping hart moves to the end of its quantum.
void execute(System& s, uint64_t quanta) {
    for (uint64_t q = 1; q <= quanta; ++q) {
        const Tick limit{q * 300 * s.setup.params.clock_period_fs};
        for (uint32_t h = 0; h < s.setup.harts; ++h) {
            if (q % 4 == 0) s.hart(h).set_line(7, true);
            if (s.hart(h).run(limit) == RunEnd::Wait) s.hart(h).advance_to(limit);
        }
    }
}

std::string simulate(const Setup& setup, uint64_t seed) {
    System s(setup);
    Program(seed).load(s);
    execute(s, kQuanta);
    return outcome(s);
}

/// The first line in which they differ.
std::string difference(const std::string& a, const std::string& b) {
    size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        const size_t ie = a.find('\n', i), je = b.find('\n', j);
        const std::string la = a.substr(i, ie - i), lb = b.substr(j, je - j);
        if (la != lb) return la + " | " + lb;
        i = ie + 1, j = je + 1;
    }
    return a.size() == b.size() ? "" : "one has more lines";
}

void law(uint32_t harts, uint64_t first, uint64_t count) {
    for (uint64_t seed = first; seed < first + count; ++seed) {
        for (const Mode mode : {Mode::Fast, Mode::Warm, Mode::Timed}) {
            Setup setup;
            setup.mode = mode;
            setup.harts = harts;
            Program::shrink(setup, seed);
            const std::string reference = simulate(setup, seed);
            for (int i = 1; i < 5; ++i) {
                Setup other = setup;
                other.accelerators.l0 = i != 1 && i != 4;
                other.accelerators.decoded_code = i != 2 && i != 4;
                other.accelerators.host_fp = i != 3 && i != 4;
                INFO("seed " << seed << ", " << harts << " harts, " << name_of(other));
                CHECK(difference(reference, simulate(other, seed)) == "");
            }
            INFO("seed " << seed << " again");
            CHECK(difference(reference, simulate(setup, seed)) == "");
        }
    }
}

}  // namespace

TEST_CASE("law.engine.1 accelerators change no statistic: one hart") { law(1, 1, 12); }
TEST_CASE("law.engine.2 accelerators change no statistic: two harts in the same code and data") { law(2, 1000, 6); }

TEST_CASE("law.engine.3 the random programs do reach everything") {
    Setup setup;
    setup.mode = Mode::Timed;
    setup.harts = 1;
    uint64_t retired = 0, walks = 0, interrupts = 0, causes = 0, mpt = 0, v = 0;
    for (uint64_t seed = 1; seed <= 40; ++seed) {
        Program::shrink(setup, seed);
        System s(setup);
        Program(seed).load(s);
        execute(s, kQuanta);
        retired += s.hart().retired();
        walks += s.hart().mmu().stats().walks;
        interrupts += s.hart().stats().interrupts;
        mpt += s.hart().mmu().stats().mpt.walks;
        for (const Account& a : s.hart().accounts()) v += a.v ? a.instructions : 0;
        for (const TakenTrap& t : s.traps()) causes |= t.cause < 32 ? uint64_t{1} << t.cause : 0;
    }
    CHECK(retired > 200'000);
    CHECK(walks > 1000);
    CHECK(mpt > 200);
    CHECK(v > 10'000);
    CHECK(interrupts > 20);
    for (int c : {1, 2, 3, 5, 6, 7, 12, 13, 15, 21, 22, 23}) {
        INFO("cause " << c);
        CHECK((causes >> c & 1) == 1);
    }
}
