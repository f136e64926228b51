// Control-flow integrity: ssp, and the enables of Zicfiss at each level. Unprivileged specification, "ssp"; privileged
// specification, "Shadow Stack Pointer (ssp) CSR access control", "Shadow-Stack-Enabled (SSE) State".
#include "cpu/priv/csr_row.h"
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kSse = 1 << 3;
constexpr HartFeatures kZicfiss{.zicfiss = true};

/// In M, HS, U, VS, VU.
template <class F>
std::string in_each_mode(Hart& h, F letter_of) {
    std::string s;
    for (const In mode : kModes) {
        h.enter(mode);
        s += letter_of();
    }
    h.enter(In::M);
    return s;
}

void enable(Hart& h, bool m, bool hs, bool s) {
    h.w(0x30a, m ? kSse : 0);
    h.s.henvcfg = hs ? kSse : 0;  // behind the masks: what a mode sees of it is the test
    h.s.senvcfg = s ? kSse : 0;
}

struct Enables {
    bool m, h, s;
    const char* ssp;
    const char* active;
};
/// Who may access ssp and execute SSAMOSWAP; where SSPUSH, SSPOPCHK and SSRDP act.
constexpr Enables kEnables[] = {
    {false, false, false, "oiiii", "-----"}, {false, true, true, "oiiii", "-----"},
    {true, false, false, "ooivv", "-a---"},  {true, false, true, "ooovv", "-aa--"},
    {true, true, false, "ooiov", "-a-a-"},   {true, true, true, "ooooo", "-aaaa"},
};

}  // namespace

TEST_CASE("priv/cfi 1: ssp holds an address of eight bytes' alignment; without Zicfiss it does not exist") {
    Hart h({}, kZicfiss);
    CHECK(h.wr(0x011, ~uint64_t{0}) == 0xfffffffffffffff8);
    CHECK(h.wr(0x011, 0x1004) == 0x1000);
    CHECK(csr_name(0x011) == "ssp");
    Hart none;
    CHECK(none.read(0x011).status == Legal::Illegal);
    CHECK(none.wr(0x30a, ~uint64_t{0}) == 0xe0000000000000f1);
}

TEST_CASE("priv/cfi 2: SSE is read-only zero in henvcfg and senvcfg while it is zero above them") {
    Hart h({}, kZicfiss);
    h.w(0x30c, ~uint64_t{0});
    h.w(0x60c, ~uint64_t{0});
    CHECK(h.wr(0x60a, kSse) == 0);
    CHECK(h.wr(0x10a, kSse) == 0);
    CHECK(h.wr(0x30a, kSse) == kSse);
    CHECK(h.r(0x60a) == 0);
    CHECK(h.r(0x10a) == 0);
    CHECK(h.wr(0x10a, kSse) == kSse);
    h.enter(In::VS);
    CHECK(h.r(0x10a) == 0);  // henvcfg.SSE is zero
    h.w(0x10a, kSse);
    CHECK(h.r(0x10a) == 0);
    h.enter(In::HS);
    CHECK(h.wr(0x60a, kSse) == kSse);
    h.enter(In::VS);
    CHECK(h.wr(0x10a, kSse) == kSse);
    h.enter(In::M);
    h.w(0x30a, 0);
    CHECK(h.r(0x60a) == 0);
    CHECK(h.r(0x10a) == 0);
}

TEST_CASE("priv/cfi 3: access to ssp and SSAMOSWAP, by mode and enables") {
    for (const Enables& e : kEnables) {
        Hart h({}, kZicfiss);
        enable(h, e.m, e.h, e.s);
        INFO("menvcfg " << e.m << " henvcfg " << e.h << " senvcfg " << e.s);
        CHECK(in_each_mode(h, [&] { return letter(h.read(0x011).status); }) == e.ssp);
        CHECK(in_each_mode(h, [&] { return letter(h.write(0x011, 0).status); }) == e.ssp);
        CHECK(in_each_mode(h, [&] { return letter(h.p.check_ssamoswap()); }) == e.ssp);
    }
}

TEST_CASE("priv/cfi 4: where shadow-stack instructions act, and where shadow-stack pages exist") {
    for (const Enables& e : kEnables) {
        Hart h({}, kZicfiss);
        enable(h, e.m, e.h, e.s);
        INFO("menvcfg " << e.m << " henvcfg " << e.h << " senvcfg " << e.s);
        CHECK(in_each_mode(h, [&] { return h.p.shadow_stack_active() ? 'a' : '-'; }) == e.active);
        const std::string pages = e.m ? e.h ? "-aaaa" : "-aa--" : "-----";
        CHECK(in_each_mode(h, [&] { return h.p.data_regime().sse ? 'a' : '-'; }) == pages);
        CHECK(in_each_mode(h, [&] { return h.p.fetch_regime().sse ? 'a' : '-'; }) == pages);
    }
}

TEST_CASE("priv/cfi 5: a change of SSE tells the engine that translation may differ") {
    Hart h({}, kZicfiss);
    CHECK(h.write(0x30a, kSse).effects & Effect::Regime);
    CHECK(h.write(0x60a, kSse).effects & Effect::Regime);
    CHECK_FALSE(h.write(0x60a, kSse | 1).effects & Effect::Regime);
}

namespace {

constexpr HartFeatures kZicfilp{.zicfilp = true};
constexpr uint64_t kLpe = 1 << 2, kMlpe = 1 << 10, kSpelp = 1 << 23, kMpelp = uint64_t{1} << 41;

}  // namespace

TEST_CASE("priv/cfi 6: LPE of each mode has a register of its own") {
    Hart h({}, kZicfilp);
    const auto pads = [&] { return in_each_mode(h, [&] { return h.p.landing_pads() ? 'l' : '-'; }); };
    CHECK(pads() == "-----");
    h.w(0x747, kMlpe);
    CHECK(pads() == "l----");
    h.w(0x747, 0);
    h.w(0x30a, kLpe);
    CHECK(pads() == "-l---");
    h.w(0x30a, 0);
    h.w(0x60a, kLpe);
    CHECK(pads() == "---l-");
    h.w(0x60a, 0);
    h.w(0x10a, kLpe);
    CHECK(pads() == "--l-l");
    for (const unsigned csr : {0x747u, 0x30au, 0x60au, 0x10au}) {
        h.w(csr, 0);
        CHECK(h.write(csr, kLpe | kMlpe).effects & Effect::Regime);
        CHECK_FALSE(h.write(csr, kLpe | kMlpe).effects & Effect::Regime);
    }
    Hart none;
    for (const unsigned csr : {0x30au, 0x60au, 0x10au}) CHECK((none.wr(csr, kLpe) & kLpe) == 0);
    CHECK(none.wr(0x747, kMlpe) == 0);
    // mseccfg exists for MLPE alone.
    HartFeatures f = kZicfilp;
    f.smepmp = f.zkr = false;
    Hart alone({}, f);
    CHECK(alone.wr(0x747, ~uint64_t{0}) == kMlpe);
}

TEST_CASE("priv/cfi 7: SPELP and MPELP can be written, and only with Zicfilp") {
    Hart h({}, kZicfilp);
    CHECK((h.wr(0x300, ~uint64_t{0}) & (kSpelp | kMpelp)) == (kSpelp | kMpelp));
    CHECK((h.r(0x100) & (kSpelp | kMpelp)) == kSpelp);
    h.w(0x100, 0);
    CHECK((h.r(0x300) & (kSpelp | kMpelp)) == kMpelp);
    CHECK((h.wr(0x200, kSpelp) & kSpelp) == kSpelp);
    h.enter(In::VS);
    CHECK((h.r(0x100) & kSpelp) == kSpelp);
    Hart none;
    CHECK((none.wr(0x300, ~uint64_t{0}) & (kSpelp | kMpelp)) == 0);
    CHECK((none.wr(0x200, ~uint64_t{0}) & kSpelp) == 0);
}

TEST_CASE("priv/cfi 8: a trap keeps ELP in the status register of its level and clears it") {
    struct {
        In from;
        uint64_t medeleg, hedeleg;
        unsigned status;
        uint64_t field;
    } const kTraps[] = {{In::U, 0, 0, 0x300, kMpelp},
                        {In::U, 4, 0, 0x100, kSpelp},
                        {In::VS, 4, 0, 0x100, kSpelp},
                        {In::VU, 4, 4, 0x200, kSpelp}};
    for (const auto& t : kTraps) {
        for (const bool expected : {true, false}) {
            Hart h({}, kZicfilp);
            h.w(0x302, t.medeleg);
            h.w(0x602, t.hedeleg);
            h.w(t.status, h.r(t.status) | (expected ? 0 : t.field));
            h.enter(t.from);
            h.s.elp = expected;
            h.p.take_trap({.cause = 2});
            CHECK_FALSE(h.s.elp);
            h.enter(In::M);
            CHECK(((h.r(t.status) & t.field) != 0) == expected);
            CHECK((h.r(0x300) & (t.status == 0x300 ? kSpelp : kMpelp)) == 0);
        }
    }
}

TEST_CASE("priv/cfi 9: xRET restores ELP where the new mode has LPE, and clears xPELP") {
    for (const bool lpe : {true, false}) {
        for (const bool pelp : {true, false}) {
            Hart h({}, kZicfilp);
            h.w(0x10a, lpe ? kLpe : 0);  // the new modes are U and VU
            h.w(0x300, pelp ? kMpelp : 0);
            h.p.mret();
            CHECK(h.s.elp == (lpe && pelp));
            h.enter(In::M);
            CHECK((h.r(0x300) & kMpelp) == 0);
            for (const In from : {In::HS, In::VS}) {
                h.s.elp = false;
                h.w(from == In::HS ? 0x100 : 0x200, pelp ? kSpelp : 0);
                h.enter(from);
                h.p.sret();
                CHECK(h.s.elp == (lpe && pelp));
                h.enter(In::M);
                CHECK((h.r(from == In::HS ? 0x100 : 0x200) & kSpelp) == 0);
            }
        }
    }
}
