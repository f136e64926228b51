// Everything that a simulation of whole harts can be asked for, as text, and where two of them differ.
#pragma once
#include <string>

#include "tests/law/random_program.h"

namespace covesim::test {

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
inline std::string outcome(System& s) {
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
        for (uint32_t r = 0; r < 32 * st.vector.vlenb; r += 8) {
            uint64_t e;
            std::memcpy(&e, st.vector.reg + r, 8);
            dump(out, p + ".v" + std::to_string(r / st.vector.vlenb), e);
        }
        for (uint32_t n : {0x008u, 0x00fu, 0xc20u, 0xc21u, 0x300u, 0x341u, 0x342u, 0x343u, 0x34au, 0x34bu, 0x003u,
                           0x180u, 0xb00u, 0xb02u, 0xb03u, 0x144u})
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

/// The first line in which they differ.
inline std::string difference(const std::string& a, const std::string& b) {
    size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        const size_t ie = a.find('\n', i), je = b.find('\n', j);
        const std::string la = a.substr(i, ie - i), lb = b.substr(j, je - j);
        if (la != lb) return la + " | " + lb;
        i = ie + 1, j = je + 1;
    }
    return a.size() == b.size() ? "" : "one has more lines";
}

}  // namespace covesim::test
