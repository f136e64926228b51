// Counters: offsets, inhibits, mode filters, overflow. Privileged specification 1.13, "Hardware Performance Monitor",
// mcountinhibit; Zicsr (the written value is what the next instruction reads); Sscofpmf.
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kOf = uint64_t{1} << 63, kMinh = uint64_t{1} << 62, kSinh = uint64_t{1} << 61,
                   kUinh = uint64_t{1} << 60, kVsinh = uint64_t{1} << 59, kVuinh = uint64_t{1} << 58;
constexpr uint64_t kBranches = 5;  // an event that the environment counts

}  // namespace

TEST_CASE("N01 minstret: a read sees the instructions before it; a written value is what the next instruction reads") {
    Hart h;
    h.env.retired = 10;
    CHECK(h.r(0xb02) == 10);
    h.w(0xb02, 1000);
    h.env.retired = 11;  // the write has retired
    CHECK(h.r(0xb02) == 1000);
    CHECK(h.r(0xc02) == 1000);
    h.env.retired = 15;
    CHECK(h.r(0xb02) == 1004);
}

TEST_CASE("N02 mcycle and cycle") {
    Hart h;
    h.env.cycles = 50;
    CHECK(h.r(0xb00) == 50);
    h.w(0xb00, 0);
    h.env.cycles = 60;
    CHECK(h.r(0xc00) == 10);
}

TEST_CASE("N03 mcountinhibit stops and restarts without a jump") {
    Hart h;
    h.env.cycles = 100;
    h.env.retired = 10;
    h.w(0x320, 5);
    CHECK(h.r(0xb00) == 100);
    CHECK(h.r(0xb02) == 11);  // the writing instruction still counts
    h.env.cycles = 200;
    h.env.retired = 20;
    CHECK(h.r(0xb00) == 100);
    CHECK(h.r(0xb02) == 11);
    h.w(0xb02, 7);
    CHECK(h.r(0xb02) == 7);
    h.w(0x320, 0);
    h.env.cycles = 205;
    h.env.retired = 23;
    CHECK(h.r(0xb00) == 105);
    CHECK(h.r(0xb02) == 9);  // 20 is the write itself, not counted
}

TEST_CASE("N04 time is not inhibited; htimedelta is added when V=1") {
    Hart h;
    h.open();
    h.env.now = 77;
    h.w(0x605, 1000);
    CHECK(h.r(0xc01) == 77);
    for (In m : {In::HS, In::U}) {
        h.enter(m);
        CHECK(h.r(0xc01) == 77);
    }
    for (In m : {In::VS, In::VU}) {
        h.enter(m);
        CHECK(h.r(0xc01) == 1077);
    }
}

TEST_CASE(
    "N11 an instruction that shows time, or compares it, waits for its turn; other counters and debuggers do not") {
    Hart h;
    h.open();
    const auto waits = [&](unsigned csr) {
        const unsigned before = h.env.turns;
        h.r(csr);
        return h.env.turns - before;
    };
    for (unsigned csr : {0xc01u, 0x344u, 0x144u}) CHECK(waits(csr) == 1);                  // time, mip, sip
    for (unsigned csr : {0xc00u, 0xc02u, 0xb00u, 0xb02u, 0x14du}) CHECK(waits(csr) == 0);  // the hart's own
    h.enter(In::VS);
    CHECK(waits(0xc01) == 1);
    CHECK(waits(0x144) == 1);
    CHECK(waits(0xc02) == 0);
    const unsigned before = h.env.turns;
    CHECK(h.p.peek(0xc01).has_value());
    CHECK(h.env.turns == before);
}

TEST_CASE("N05 mhpmcounter counts its event from where it was written; inhibit and event changes keep the value") {
    Hart h;
    h.env.events[kBranches] = 500;
    h.w(0x323, kBranches);
    h.w(0xb03, 10);
    h.env.events[kBranches] = 505;
    CHECK(h.r(0xb03) == 15);
    CHECK(h.r(0xc03) == 15);
    h.w(0x320, 8);
    h.env.events[kBranches] = 600;
    CHECK(h.r(0xb03) == 15);
    h.w(0x320, 0);
    h.env.events[kBranches] = 601;
    CHECK(h.r(0xb03) == 16);
    h.w(0x323, 0);
    h.env.events[kBranches] = 700;
    CHECK(h.r(0xb03) == 16);
    h.w(0x323, 17);  // page walks
    h.env.events[17] += 3;
    CHECK(h.r(0xb03) == 19);
}

TEST_CASE("N06 event numbers that do not exist are not stored; unimplemented counters read zero") {
    Hart h;
    h.w(0x323, kBranches);
    CHECK(h.wr(0x323, 0xffff) == kBranches);
    PrivParams four;
    four.hpm_counters = 4;
    Hart g(four);
    CHECK(g.wr(0xb06, 5) == 5);
    CHECK(g.wr(0xb07, 5) == 0);
    CHECK(g.wr(0x327, kBranches) == 0);
    CHECK(g.wr(0x306, ~uint64_t{0}) == 0x7f);
}

TEST_CASE("N07 mode filters: each inhibit bit stops counting in its mode only") {
    struct {
        In mode;
        uint64_t inhibit;
    } rows[] = {{In::M, kMinh}, {In::HS, kSinh}, {In::U, kUinh}, {In::VS, kVsinh}, {In::VU, kVuinh}};
    for (const auto& x : rows) {
        for (In mode : kModes) {
            Hart h;
            h.w(0x323, kBranches | x.inhibit);
            h.w(0xb03, 0);
            h.enter(mode);
            h.env.events[kBranches] += 7;
            h.enter(In::M);
            INFO("inhibit for " << name(x.mode) << ", counting in " << name(mode));
            CHECK(h.r(0xb03) == (mode == x.mode ? 0 : 7));
        }
    }
}

TEST_CASE("N11 MRET retires in the mode that it leaves") {
    struct {
        uint64_t inhibit, expected;
    } rows[] = {{kMinh, 4}, {kSinh, 1}, {kUinh, 5}};  // MRET in M-mode, four instructions in S-mode
    for (const auto& x : rows) {
        Hart h;
        h.w(0x300, 1 << 11);  // MPP = S
        h.w(0x323, 2 | x.inhibit);
        ++h.env.retired;
        h.w(0xb03, 0);
        ++h.env.retired;
        h.p.mret();
        h.env.retired += 5;
        h.enter(In::M);
        CHECK(h.r(0xb03) == x.expected);
    }
}

TEST_CASE("N08 overflow sets OF and LCOFIP once; OF disables; writes never overflow") {
    Hart h;
    h.w(0x323, kBranches);
    CHECK(h.p.overflow_armed());
    h.w(0xb03, ~uint64_t{0} - 1);
    h.env.events[kBranches] += 1;
    CHECK_FALSE(h.p.poll_overflow());
    h.env.events[kBranches] += 1;
    CHECK(h.p.poll_overflow());
    CHECK((h.r(0x323) & kOf) == kOf);
    CHECK(h.r(0x344) == 0x2000);
    CHECK(h.r(0xda0) == 8);
    CHECK(h.r(0xb03) == 0);  // no loss of information
    CHECK_FALSE(h.p.overflow_armed());
    h.w(0x344, 0);
    h.w(0xb03, ~uint64_t{0});
    h.env.events[kBranches] += 5;
    CHECK_FALSE(h.p.poll_overflow());
    CHECK(h.r(0x344) == 0);
    h.w(0x323, kBranches);
    h.w(0xb03, ~uint64_t{0});
    h.w(0xb03, 0);
    CHECK_FALSE(h.p.poll_overflow());
}

TEST_CASE("N09 an instruction counter written just before does not overflow from its own write") {
    Hart h;
    h.env.retired = 100;
    h.w(0x323, 2);
    h.env.retired = 101;
    h.w(0xb03, 5);
    CHECK_FALSE(h.p.poll_overflow());
    h.env.retired = 102;
    CHECK(h.r(0xb03) == 5);
    h.env.retired = 104;
    CHECK(h.r(0xb03) == 7);
}

TEST_CASE("N10 scountovf shows S what mcounteren allows and VS what hcounteren allows too") {
    Hart h;
    h.w(0x323, kBranches | kOf);
    h.w(0x324, kBranches | kOf);
    h.w(0x325, kBranches | kOf);
    h.w(0x306, 0x18);
    h.w(0x606, 0x28);
    CHECK(h.r(0xda0) == 0x38);
    h.enter(In::HS);
    CHECK(h.r(0xda0) == 0x18);
    h.enter(In::VS);
    CHECK(h.r(0xda0) == 0x08);
}
