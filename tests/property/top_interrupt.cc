// mtopi, stopi and vstopi against the AIA specification's tables written out as lists: every place in the priority
// order is visited from the highest down until something pending stands there. Random interrupts, delegation,
// priorities, interrupt files and hvictl. Also: which trap follows, and when WFI ends.
#include <optional>
#include <set>

#include "tests/property/random.h"
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

namespace {

/// The standard interrupts' default priority order ("Defined major interrupts and default priorities"), with the places
/// planned for standard local interrupts. Custom numbers are the implementation's choice and are not tried here.
const std::vector<int> kOrder{47, 23, 46, 45, 22, 44, 43, 21, 42, 41, 20, 40, 11, 3,  7,  9,  1, 5,
                              12, 10, 2,  6,  13, 39, 19, 38, 37, 18, 36, 35, 17, 34, 33, 16, 32};
constexpr uint64_t kStandard = 0x0000ffff00ff3fff;

constexpr unsigned kM = 11, kS = 9;

struct Top {
    int iid;
    uint64_t iprio;
};

/// A pending interrupt: its number and the priority number that some array, file or field gives it.
struct Pending {
    int number;
    unsigned priority;
};

/// "Effect of the iprio array": the rows of the table from the highest to the lowest, the default order within a row.
std::optional<Top> walk_table(const std::vector<Pending>& pending, int external) {
    std::vector<std::vector<int>> halves(2);  // above and below the external interrupt, in default order
    bool below = false;
    for (const int n : kOrder) {
        if (n == external) below = true;
        else halves[below].push_back(n);
    }
    const auto priority = [&](int n) -> std::optional<unsigned> {
        for (const Pending& p : pending)
            if (p.number == n) return p.priority;
        return std::nullopt;
    };
    for (const int n : halves[0])
        if (priority(n) == 0u) return Top{n, 0};
    for (unsigned row = 1; row <= 255; ++row)
        for (const int n : kOrder)
            if (priority(n) == row) return Top{n, row};
    if (priority(external) && *priority(external) >= 256) return Top{external, 255};
    for (const int n : halves[1])
        if (priority(n) == 0u) return Top{n, 255};
    return std::nullopt;
}

struct Machine {
    Hart h;
    explicit Machine(uint32_t geilen)
        : h(PrivParams{.geilen = geilen, .imsic_identities = 575}, HartFeatures{.shlcofideleg = true, .imsic = true}) {}

    uint64_t indirect(unsigned select_csr, unsigned select) {
        h.w(select_csr, select);
        return h.r(select_csr + 1);
    }
    void set_indirect(unsigned select_csr, unsigned select, uint64_t v) {
        h.w(select_csr, select);
        h.w(select_csr + 1, v);
    }
    unsigned iprio(unsigned select_csr, int n) {
        return indirect(select_csr, 0x30 + unsigned(n) / 8 * 2) >> 8 * (n % 8) & 0xff;
    }
    std::vector<Pending> list(uint64_t pending, unsigned select_csr) {
        std::vector<Pending> out;
        for (int n = 0; n < 64; ++n)
            if (pending >> n & 1) out.push_back({n, select_csr ? iprio(select_csr, n) : 0});
        return out;
    }
};

uint64_t sparse(Random& r) { return r.next() & r.next(); }

void randomise(Machine& m, Random& r, uint32_t geilen) {
    Hart& h = m.h;
    h.enter(In::M);
    h.w(0x30a, r.chance(50) ? uint64_t{1} << 63 : 0);  // menvcfg.STCE: STIP is stimecmp's or software's
    h.w(0x14d, r.chance(50) ? 0 : ~uint64_t{0});
    h.w(0x60a, h.r(0x30a));
    h.w(0x24d, r.chance(50) ? 0 : ~uint64_t{0});
    h.w(0x308, r.chance(60) ? sparse(r) & kStandard : 0);                            // mvien
    h.w(0x303, r.chance(50) ? ~uint64_t{0} : r.next());                              // mideleg
    h.w(0x603, r.chance(50) ? ~uint64_t{0} : r.next());                              // hideleg
    h.w(0x608, r.chance(60) ? sparse(r) & kStandard : 0);                            // hvien
    for (const unsigned csr : {0x304u, 0x104u, 0x604u, 0x204u}) h.w(csr, r.next());  // mie, sie, hie, vsie
    h.w(0x344, sparse(r));                                                           // mip
    h.w(0x309, sparse(r) & kStandard);                                               // mvip
    h.w(0x645, sparse(r) & kStandard);                                               // hvip
    for (const int line : {3, 7}) h.p.set_line(line, r.chance(20));
    for (const unsigned window : {0x350u, 0x150u}) {
        for (unsigned select = 0x30; select < 0x40; select += 2) {
            uint64_t bytes = r.chance(50) ? r.next() : 0;
            if (r.chance(50)) bytes &= 0x0101010101010101;  // collisions
            m.set_indirect(window, select, bytes);
        }
    }
    h.w(0x646, r.chance(50) ? r.next() & r.next() : 0);  // hviprio1, hviprio2
    h.w(0x647, r.chance(50) ? r.next() & 0x0303030303030303 : 0);
    h.w(0x600, r.below(geilen + 1) << 12);  // hstatus.VGEIN
    h.w(0x607, r.next());                   // hgeie
    uint64_t hvictl = r.next() & 0x403f03ff;
    if (r.chance(30)) hvictl = (hvictl & ~uint64_t{0x3f0000}) | 9 << 16;
    if (r.chance(50)) hvictl &= ~uint64_t{0xf8};
    h.w(0x609, hvictl);
    const auto file = [&](unsigned window) {
        m.set_indirect(window, 0x70, r.chance(80));
        m.set_indirect(window, 0x72, r.chance(30) ? 1 + r.below(575) : 0);
        for (unsigned w = 0; w < 9; ++w) {
            m.set_indirect(window, 0x80 + 2 * w, r.chance(25) ? sparse(r) & sparse(r) : 0);
            m.set_indirect(window, 0xc0 + 2 * w, r.next());
        }
    };
    file(0x350);
    file(0x150);
    if (h.r(0x600) >> 12 & 0x3f) {
        file(0x250);
        if (r.chance(30)) h.w(0x609, (h.r(0x609) & ~uint64_t{0xff}) | (h.r(0x25c) & 0xff));
    }
}

uint64_t csr(const std::optional<Top>& top, bool iprio_counts = true) {
    return top ? uint64_t(top->iid) << 16 | (iprio_counts ? top->iprio : 1) : 0;
}

uint64_t naive_mtopi(Machine& m) {
    Hart& h = m.h;
    auto pending = m.list(h.r(0x344) & h.r(0x304) & ~h.r(0x303), 0x350);
    for (Pending& p : pending)
        if (p.number == int(kM)) p.priority = h.r(0x35c) & 0x7ff;
    return csr(walk_table(pending, kM));
}

/// "pending in sip and enabled in sie, or pending in hip and enabled in hie … not delegated by hideleg".
uint64_t naive_stopi(Machine& m) {
    Hart& h = m.h;
    auto pending = m.list(((h.r(0x144) & h.r(0x104)) | (h.r(0x644) & h.r(0x604))) & ~h.r(0x603), 0x150);
    const bool signal = m.indirect(0x150, 0x70) == 1 && h.r(0x15c) != 0;
    for (Pending& p : pending)
        if (p.number == int(kS)) p.priority = signal ? h.r(0x15c) & 0x7ff : 256;
    return csr(walk_table(pending, kS));
}

uint64_t naive_vstopi(Machine& m, bool& tie) {
    Hart& h = m.h;
    const uint64_t hvictl = h.r(0x609), vgein = h.r(0x600) >> 12 & 0x3f;
    const bool vti = hvictl >> 30 & 1, dpr = hvictl >> 9 & 1, ipriom = hvictl >> 8 & 1;
    const unsigned iid = hvictl >> 16 & 0xfff, iprio = hvictl & 0xff;
    const uint64_t ready = h.r(0x244) & h.r(0x204);
    std::vector<Pending> pending;
    if (ready >> 9 & 1) {
        unsigned priority = 256;
        if (vgein != 0 && h.r(0x25c) != 0) priority = h.r(0x25c) & 0x7ff;
        else if (vgein == 0 && iid == 9 && iprio != 0) priority = iprio;
        pending.push_back({9, priority});
    }
    if (!vti) {
        const uint64_t one = h.r(0x646), two = h.r(0x647);
        for (int n = 0; n < 64; ++n) {
            if (n == 9 || !(ready >> n & 1)) continue;
            unsigned priority = 0;
            if (n == 1) priority = one >> 8 & 0xff;
            if (n == 5) priority = one >> 24 & 0xff;
            if (n == 13) priority = one >> 40 & 0xff;
            if (n >= 16 && n <= 23) priority = two >> 8 * (n - 16) & 0xff;
            pending.push_back({n, priority});
        }
        return csr(walk_table(pending, kS), ipriom);
    }
    if (iid == 9) return csr(walk_table(pending, kS), ipriom);
    // The interrupt that hvictl specifies stands directly above or below the external one of the same priority.
    const Top made_up{int(iid), iprio != 0 ? iprio : dpr ? 255u : 0u};
    if (pending.empty()) return csr(made_up, ipriom);
    const unsigned external = pending[0].priority;
    const Top sei{9, std::min(external, 255u)};
    if (iprio == 0) return csr(dpr ? sei : made_up, ipriom);
    tie = tie || iprio == external;
    if (iprio == external) return csr(dpr ? sei : made_up, ipriom);
    return csr(iprio < external ? made_up : sei, ipriom);
}

}  // namespace

TEST_CASE("top interrupts are those of the specification's tables; traps and WFI follow them") {
    constexpr uint32_t kGeilen = 3;
    Random r{20};
    std::set<uint64_t> seen[3];
    unsigned ties = 0, traps[3] = {}, woken = 0;
    for (int i = 0; i < 6000; ++i) {
        Machine m(kGeilen);
        Hart& h = m.h;
        randomise(m, r, kGeilen);
        INFO("case " << i);
        bool tie = false;
        const uint64_t expected[] = {naive_mtopi(m), naive_stopi(m), naive_vstopi(m, tie)};
        ties += tie;
        constexpr unsigned kCsr[] = {0xfb0, 0xdb0, 0xeb0};
        for (int level = 0; level < 3; ++level) {
            CAPTURE(level);
            REQUIRE(h.r(kCsr[level]) == expected[level]);
            seen[level].insert(expected[level] >> 16);
        }
        REQUIRE(h.p.wfi_wakes() == (expected[0] || expected[1] || expected[2]));
        woken += h.p.wfi_wakes();

        const bool mie = r.chance(50), sie = r.chance(50), vsie = r.chance(50);
        const In mode = kModes[r.below(5)];
        h.w(0x300, (h.r(0x300) & ~uint64_t{0xa}) | (mie ? 8 : 0) | (sie ? 2 : 0));
        h.w(0x200, vsie ? 2 : 0);
        h.enter(mode);
        const bool to_m = expected[0] && (mode != In::M || mie);
        const bool to_hs = expected[1] && mode != In::M && (mode != In::HS || sie);
        const bool to_vs = expected[2] && (mode == In::VU || (mode == In::VS && vsie));
        const auto pending = h.p.pending_interrupt();
        REQUIRE(pending.has_value() == (to_m || to_hs || to_vs));
        if (!pending) continue;
        const int level = to_m ? 0 : to_hs ? 1 : 2;
        h.p.take_trap({.cause = pending->cause, .to = pending->to, .guest_number = pending->guest_number});
        REQUIRE(h.s.priv == (level == 0 ? Priv::M : Priv::S));
        REQUIRE(h.s.v == (level == 2));
        const uint64_t causes[] = {h.s.mcause, h.s.scause, h.s.vscause};
        REQUIRE(causes[level] == (uint64_t{1} << 63 | expected[level] >> 16));
        ++traps[level];
    }
    for (int level = 0; level < 3; ++level) {
        CHECK(seen[level].size() >= (level == 0 ? 8u : 20u));  // none, and most numbers that can come first
        CHECK(traps[level] > 200);
    }
    CHECK(ties > 5);
    CHECK(woken > 1000);
    CHECK(woken < 6000);
}
