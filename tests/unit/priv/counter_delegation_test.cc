// Mode filters of mcycle and minstret (Smcntrpmf), and counters that M-mode delegates to S-mode (Smcdeleg, Ssccfg).
// Privileged specification, the chapters of these names.
// Extensions: smcdeleg, smcntrpmf, ssccfg
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kM = uint64_t{1} << 62, kS = uint64_t{1} << 61, kU = uint64_t{1} << 60, kVs = uint64_t{1} << 59,
                   kVu = uint64_t{1} << 58, kCde = uint64_t{1} << 60;

HartFeatures features(bool filters, bool delegation) {
    HartFeatures f;
    f.smcntrpmf = filters;
    f.smcdeleg = delegation;
    return f;
}

std::string letters(Hart& h, unsigned csr) {
    std::string s;
    for (const In mode : kModes) {
        h.enter(mode);
        s += letter(h.read(csr).status);
    }
    h.enter(In::M);
    return s;
}

}  // namespace

TEST_CASE("priv/cntrpmf 1: five bits in each register") {
    Hart h({}, features(true, false));
    for (const unsigned csr : {0x321u, 0x322u}) {
        CHECK(h.wr(csr, ~uint64_t{0}) == (kM | kS | kU | kVs | kVu));
        CHECK(h.wr(csr, 0) == 0);
    }
    HartFeatures f = features(true, false);
    f.h = false;
    Hart no_h({}, f);
    CHECK(no_h.wr(0x321, ~uint64_t{0}) == (kM | kS | kU));
    Hart none;
    CHECK(none.read(0x321).status == Legal::Illegal);
}

TEST_CASE("priv/cntrpmf 2: cycle and instret stand still in the modes that are left out") {
    const std::pair<In, uint64_t> kBits[] = {{In::M, kM}, {In::HS, kS}, {In::U, kU}, {In::VS, kVs}, {In::VU, kVu}};
    for (const auto& [mode, bit] : kBits) {
        for (const bool inhibited : {true, false}) {
            Hart h({}, features(true, false));
            const uint64_t config = inhibited ? bit : ~bit & (kM | kS | kU | kVs | kVu);
            h.w(0x321, config);
            h.w(0x322, config);
            h.w(0xb00, 1000);
            h.w(0xb02, 1000);
            ++h.env.retired;  // the instruction that wrote minstret
            const uint64_t cycle = h.r(0xb00), instret = h.r(0xb02);
            h.enter(mode);
            h.env.cycles += 70;
            h.env.retired += 50;
            h.enter(In::M);
            INFO(name(mode) << " inhibited " << inhibited);
            CHECK(h.r(0xb00) - cycle == (inhibited ? 0 : 70));
            CHECK(h.r(0xb02) - instret == (inhibited ? 0 : 50));
        }
    }
}

TEST_CASE("priv/cntrpmf 3: an xRET counts in the mode that it leaves, an instruction that traps not at all") {
    for (const uint64_t config : {kM, kU}) {
        Hart h({}, features(true, false));
        h.w(0x322, config);
        h.w(0xb02, 1000);
        ++h.env.retired;
        const uint64_t before = h.r(0xb02);
        h.w(0x300, 0);
        h.p.mret();
        ++h.env.retired;  // MRET
        h.env.retired += 10;
        h.p.take_trap({.cause = 8});
        h.env.retired += 5;
        CHECK(h.r(0xb02) - before == (config == kM ? 10 : 1 + 5));
    }
}

TEST_CASE("priv/cntrpmf 4: mcountinhibit and the filters together") {
    Hart h({}, features(true, false));
    h.w(0x321, kU);
    h.w(0xb00, 0);
    h.enter(In::U);
    h.env.cycles += 10;
    h.enter(In::M);
    h.w(0x320, 1);
    h.env.cycles += 10;
    CHECK(h.r(0xb00) == 0);
    h.w(0x320, 0);
    h.env.cycles += 10;
    CHECK(h.r(0xb00) == 10);
    h.w(0x321, kM);
    h.env.cycles += 10;
    CHECK(h.r(0xb00) == 10);
    h.w(0xb00, 77);
    CHECK(h.r(0xb00) == 77);
    h.w(0x321, 0);
    h.env.cycles += 10;
    CHECK(h.r(0xb00) == 87);
}

TEST_CASE("priv/cdeleg 1: sireg is the counter and sireg2 its event, for counters in mcounteren, with CDE") {
    Hart h({}, features(true, true));
    h.open();
    h.w(0x30a, h.r(0x30a) | kCde);
    h.w(0x306, 0xd);  // cycle, instret, hpmcounter3
    h.enter(In::HS);
    struct {
        uint64_t select;
        unsigned counter, config;
    } const kCounters[] = {{0x40, 0xb00, 0x321}, {0x42, 0xb02, 0x322}, {0x43, 0xb03, 0x323}};
    for (const auto& c : kCounters) {
        h.w(0x150, c.select);
        h.w(0x151, 4711);
        ++h.env.retired;
        CHECK(h.r(0x151) == 4711);
        CHECK(h.p.peek(c.counter) == 4711);
        h.w(0x152, kM | kS | kU);
        CHECK((h.r(0x152) & (kM | kS | kU)) == (kS | kU));  // MINH is read-only zero here
        CHECK((*h.p.peek(c.config) & (kM | kS | kU)) == (kS | kU));
        h.p.poke(c.config, kM);
        h.w(0x152, kU);
        CHECK((*h.p.peek(c.config) & (kM | kS | kU)) == (kM | kU));  // and M-mode keeps it
        h.p.poke(c.config, 0);
        for (const unsigned alias : {0x153u, 0x155u, 0x156u, 0x157u}) CHECK(h.read(alias).status == Legal::Illegal);
    }
    for (const uint64_t select : {0x41u, 0x44u, 0x5fu}) {  // time; not delegated
        h.w(0x150, select);
        for (const unsigned alias : {0x151u, 0x152u}) CHECK(h.read(alias).status == Legal::Illegal);
    }
}

TEST_CASE("priv/cdeleg 2: who may, by CDE") {
    Hart h({}, features(true, true));
    h.open();
    h.w(0x150, 0x40);
    h.w(0x250, 0x40);
    CHECK(letters(h, 0x151) == "iiiiv");
    CHECK(letters(h, 0x120) == "iiiii");
    CHECK(letters(h, 0xda0) == "ooiov");
    h.w(0x30a, h.r(0x30a) | kCde);
    CHECK(letters(h, 0x151) == "ooivv");
    CHECK(letters(h, 0x251) == "iiivv");
    CHECK(letters(h, 0x120) == "ooivv");
    CHECK(letters(h, 0xda0) == "ooivv");  // scountovf
    h.w(0x350, 0x40);
    CHECK(letters(h, 0x351) == "iiiii");
    Hart none({}, features(true, false));
    CHECK((none.wr(0x30a, kCde) & kCde) == 0);
    CHECK(none.read(0x120).status == Legal::Illegal);
}

TEST_CASE("priv/cdeleg 3: what a state depends on must be there") {
    HartFeatures f = features(false, true);
    Hart h({}, f);
    h.open();
    h.w(0x30a, h.r(0x30a) | kCde);
    h.w(0x150, 0x40);
    CHECK(h.read(0x151).status == Legal::Ok);
    CHECK(h.read(0x152).status == Legal::Illegal);  // cyclecfg needs Smcntrpmf
    f.zicntr = false;
    Hart no_cntr({}, f);
    no_cntr.open();
    no_cntr.w(0x30a, no_cntr.r(0x30a) | kCde);
    no_cntr.w(0x150, 0x40);
    CHECK(no_cntr.read(0x151).status == Legal::Illegal);
}

TEST_CASE("priv/cdeleg 4: scountinhibit is mcountinhibit where counters are delegated") {
    Hart h({}, features(true, true));
    h.open();
    h.w(0x30a, h.r(0x30a) | kCde);
    h.w(0x306, 0x9);
    h.w(0x320, 0x14);
    CHECK(h.wr(0x120, ~uint64_t{0}) == 0x9);
    CHECK(h.r(0x320) == 0x1d);
    h.w(0x120, 0);
    CHECK(h.r(0x320) == 0x14);
}
