// mmpt and msdcfg, checklist groups A and E (test names carry the row numbers), and the operands of the fences of group
// D. Supervisor Domains Access Protection §3.1, §3.5.
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

constexpr uint64_t kOnes = ~uint64_t{0};
constexpr uint64_t mode(uint64_t m) { return m << 60; }
constexpr uint64_t sdid(uint64_t d) { return d << 52; }

TEST_CASE("A01 with Smsd both mmpt and msdcfg exist") {
    Hart h;
    CHECK(h.read(0x382).status == Legal::Ok);
    CHECK(h.read(0x74e).status == Legal::Ok);
}

TEST_CASE("A02 mmpt below M is an illegal instruction, also from VS and VU") {
    Hart h;
    h.open();
    for (In m : {In::HS, In::U, In::VS, In::VU}) {
        h.enter(m);
        CHECK(h.p.access(0x382, CsrOp::Set, 0, true, false).status == Legal::Illegal);
        CHECK(h.p.access(0x382, CsrOp::Write, 0, false, true).status == Legal::Illegal);
        CHECK(h.p.access(0x382, CsrOp::Write, 0, true, true).status == Legal::Illegal);
    }
}

TEST_CASE("A03 MODE 63:60, SDID 57:52, PPN 43:0") {
    Hart h;
    CHECK(h.wr(0x382, mode(1)) == 0x1000000000000000);
    CHECK(h.wr(0x382, sdid(0x3f)) == 0x03f0000000000000);
    CHECK(h.wr(0x382, 0xfffffffffff) == 0x00000fffffffffff);
    CHECK(h.wr(0x382, mode(2) | sdid(0x21) | 0x80000) == 0x2210000000080000);
}

TEST_CASE("A04 bits 59:58 and 51:44 read zero") {
    Hart h;
    CHECK((h.wr(0x382, kOnes) & 0x0c0ff00000000000) == 0);
    CHECK(h.wr(0x382, uint64_t{3} << 58 | uint64_t{0xff} << 44) == 0);
}

TEST_CASE("A05 SDIDLEN 0 to 6: low bits first, found by writing ones") {
    for (uint32_t len = 0; len <= 6; ++len) {
        PrivParams params;
        params.sdidlen = len;
        Hart h(params);
        CHECK(h.wr(0x382, sdid(0x3f)) == sdid((uint64_t{1} << len) - 1));
    }
}

TEST_CASE("A06 MODE 0 to 3 are Bare, Smmpt43, Smmpt52, Smmpt64; an implementation may have fewer") {
    Hart h;
    for (uint64_t m : {0, 1, 2, 3}) CHECK(h.wr(0x382, mode(m)) == mode(m));
    HartFeatures f;
    f.smmpt52 = f.smmpt64 = false;
    Hart g({}, f);
    CHECK(g.wr(0x382, mode(1)) == mode(1));
    for (uint64_t m : {2, 3}) CHECK(g.wr(0x382, mode(m)) == mode(1));
}

TEST_CASE("A07 an unsupported MODE does not cancel the write: SDID and PPN take their values, MODE stays legal") {
    Hart h;
    h.w(0x382, mode(2) | sdid(1) | 0x1000);
    for (uint64_t m = 4; m < 16; ++m) {
        CHECK(h.wr(0x382, mode(m) | sdid(m) | 0x2000 + m) == (mode(2) | sdid(m) | 0x2000 + m));
    }
}

TEST_CASE("A08 A09 Bare keeps SDID and PPN as written; the regime carries it") {
    Hart h;
    CHECK(h.wr(0x382, sdid(9) | 0x55) == (sdid(9) | 0x55));
    h.enter(In::HS);
    CHECK(h.p.data_regime().sdid() == 9);
    CHECK(h.p.data_regime().mmpt >> 60 == 0);
}

TEST_CASE("A10 Smmpt64: PPN[2:0] read zero") {
    Hart h;
    CHECK(h.wr(0x382, mode(3) | 0xf) == (mode(3) | 0x8));
    CHECK(h.wr(0x382, mode(3) | 0xfffffffffff) == (mode(3) | 0xffffffffff8));
    h.w(0x382, mode(3));
    CHECK(h.wr(0x382, mode(7) | 0x17) == (mode(3) | 0x10));  // MODE stays Smmpt64
    CHECK(h.wr(0x382, mode(1) | 0xf) == (mode(1) | 0xf));
}

TEST_CASE("A11 A13 mmpt is in the regime of every access below M, of none in M, and of MPRV accesses below M") {
    Hart h;
    const uint64_t v = mode(1) | sdid(2) | 0x80000;
    h.w(0x382, v);
    CHECK(h.p.fetch_regime().mmpt == 0);
    CHECK(h.p.data_regime().mmpt == 0);
    CHECK(h.p.hv_regime().mmpt == v);
    for (uint64_t mpp : {0, 1}) {
        h.w(0x300, mpp << 11 | 1 << 17);
        CHECK(h.p.data_regime().mmpt == v);
        CHECK(h.p.fetch_regime().mmpt == 0);
    }
    for (In m : {In::HS, In::U, In::VS, In::VU}) {
        h.enter(m);
        CHECK(h.p.fetch_regime().mmpt == v);
    }
}

TEST_CASE("A12 all 44 PPN bits are implemented") {
    Hart h;
    CHECK((h.wr(0x382, mode(1) | kOnes >> 20) & kOnes >> 20) == 0xfffffffffff);
}

TEST_CASE("A14 writing mmpt reports another regime and calls no fence") {
    Hart h;
    CHECK((h.write(0x382, mode(1)).effects & Effect::Regime));
    CHECK(h.env.fences.empty());
}

TEST_CASE("B31 mstatus.MBE, which gives the byte order of MPTs, is read-only zero, like SBE") {
    Hart h;
    CHECK((h.wr(0x300, kOnes) >> 36 & 3) == 0);
}

TEST_CASE("E01 E02 E03 msdcfg is read-write in M-mode; without Smsdia and Smsdqosid every field is read-only zero") {
    Hart h;
    CHECK(h.write(0x74e, kOnes).status == Legal::Ok);
    CHECK(h.r(0x74e) == 0);
}

TEST_CASE("E04 msdcfg below M is illegal") {
    Hart h;
    h.open();
    for (In m : {In::HS, In::U, In::VS, In::VU}) {
        h.enter(m);
        CHECK(letter(h.p.check(0x74e, false)) == 'i');
        CHECK(letter(h.p.check(0x74e, true)) == 'i');
    }
}

TEST_CASE("0.3 mmpt and msdcfg reset to zero") {
    Hart h;
    h.w(0x382, mode(1) | sdid(3) | 5);
    h.p.reset(0);
    CHECK(h.r(0x382) == 0);
    CHECK(h.r(0x74e) == 0);
}
