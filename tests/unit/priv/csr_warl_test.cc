// What each CSR can hold: write, read back. Literal masks from the register figures of the privileged
// specification 1.13 and the H extension.
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

constexpr uint64_t kOnes = ~uint64_t{0};

TEST_CASE("W01 all ones and all zeros of every simple register") {
    struct {
        unsigned csr;
        uint64_t ones, zeros;
    } table[] = {
        // mstatus: SD, MPV, GVA, SXL=2, UXL=2, TSR, TW, TVM, MXR, SUM, MPRV, FS, MPP, SPP, MPIE, SPIE, MIE, SIE; no VS,
        // no MBE.
        {0x300, 0x800000ca007e7faa, 0xa00000000},
        {0x301, 0x80000000003411af, 0x80000000003411af},  // misa: read-only, MXL=2, ABCDFHIMSUV
        {0x302, 0xfcb7ff, 0},
        {0x303, 0x2666, 0x444},
        {0x304, 0x2eee, 0},
        {0x305, 0xfffffffffffffffd, 0},
        {0x30a, 0xe0000000000000f1, 0},
        {0x340, kOnes, 0},
        {0x341, kOnes - 1, 0},
        {0x342, 0x800000000000003f, 0},
        {0x343, kOnes, 0},
        {0x34a, kOnes, 0},
        {0x34b, kOnes, 0},
        {0x306, 0xffffffff, 0},
        {0x320, 0xfffffffd, 0},  // mcountinhibit bit 1 is read-only zero
        {0x106, 0xffffffff, 0},
        {0x606, 0xffffffff, 0},
        {0x323, 0xfc00000000000000, 0},  // event number all ones is not an event: keeps 0
        // sstatus: SD, UXL=2, MXR, SUM, FS, SPP, SPIE, SIE
        {0x100, 0x80000002000c6722, 0x200000000},
        {0x200, 0x80000002000c6722, 0x200000000},
        {0x105, 0xfffffffffffffffd, 0},
        {0x10a, 0xf1, 0},
        {0x140, kOnes, 0},
        {0x141, kOnes - 1, 0},
        {0x142, 0x800000000000003f, 0},
        {0x143, kOnes, 0},
        {0x14d, kOnes, 0},
        // hstatus: VSXL=2, VTSR, VTW, VTVM, HU, SPVP, SPV, GVA; VGEIN stays 0 with GEILEN=0, VSBE and HUPMM read-only 0
        {0x600, 0x2007003c0, 0x200000000},
        {0x602, 0xcb1ff, 0},
        {0x603, 0x444, 0},
        {0x604, 0x444, 0},
        {0x605, kOnes, 0},
        {0x607, 0, 0},
        {0x643, kOnes, 0},
        {0x645, 0x444, 0},
        {0x64a, kOnes, 0},
        {0x205, 0xfffffffffffffffd, 0},
        {0x240, kOnes, 0},
        {0x241, kOnes - 1, 0},
        {0x242, 0x800000000000003f, 0},
        {0x243, kOnes, 0},
        {0x24d, kOnes, 0},
        {0x30c, 0xc000000000000000, 0},
        {0x30d, 0x8000000000000000, 0},
        {0x30e, 0x8000000000000000, 0},
        {0x30f, 0x8000000000000000, 0},
        {0x10c, 0, 0},
        {0x7a0, 0, 0},
        {0x7a1, 0, 0},
        {0x7a4, 1, 1},
        {0xb00, kOnes, 0},
        {0xb03, kOnes, 0},
        {0x002, 7, 0},
        {0x001, 0x1f, 0},
        {0x003, 0xff, 0},
    };
    for (const auto& x : table) {
        Hart h;
        h.w(0x300, 0x6000);
        INFO("CSR 0x" << std::hex << x.csr);
        CHECK(h.wr(x.csr, kOnes) == x.ones);
        CHECK(h.wr(x.csr, 0) == x.zeros);
    }
}

TEST_CASE("W02 mstatus.MPP never becomes 2; the rest of the write happens") {
    Hart h;
    h.w(0x300, 1 << 11);
    CHECK(h.wr(0x300, 2 << 11 | 2) == (0xa00000000 | 1 << 11 | 2));
    CHECK(h.wr(0x300, 3 << 11) == (0xa00000000 | 3 << 11));
    CHECK(h.wr(0x300, 0) == 0xa00000000);
}

TEST_CASE("W03 SD reads one only while FS is Dirty; sstatus is a view of mstatus") {
    Hart h;
    CHECK(h.wr(0x300, 2 << 13) >> 63 == 0);
    CHECK(h.wr(0x300, 3 << 13) >> 63 == 1);
    CHECK(h.r(0x100) >> 63 == 1);
    h.w(0x100, 0);
    CHECK(h.r(0x300) == 0xa00000000);
    h.w(0x300, 0x8 | 0x80 | 0x1800);
    CHECK(h.r(0x100) == 0x200000000);  // MIE, MPIE and MPP are not visible in sstatus
    h.w(0x100, 0x2);
    CHECK(h.r(0x300) == (0xa00000000 | 0x188a));
}

TEST_CASE("W04 FS becomes Dirty by a write to fcsr, in vsstatus too when V=1") {
    Hart h;
    h.w(0x300, 1 << 13);
    h.w(0x001, 0);
    CHECK((h.r(0x300) >> 13 & 3) == 3);
    h.open();
    h.w(0x300, 1 << 13);
    h.w(0x200, 1 << 13);
    h.enter(In::VU);
    h.w(0x002, 1);
    h.enter(In::M);
    CHECK((h.r(0x300) >> 13 & 3) == 3);
    CHECK((h.r(0x200) >> 13 & 3) == 3);
    CHECK(h.r(0x003) == 0x20);
}

TEST_CASE("W05 satp: an unsupported MODE cancels the whole write; ASIDLEN low bits are implemented") {
    constexpr uint64_t kOld = uint64_t{8} << 60 | uint64_t{7} << 44 | 0x80000;
    for (unsigned csr : {0x180u, 0x280u}) {
        Hart h;
        CHECK(h.wr(csr, kOld) == kOld);
        for (uint64_t mode : {1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            CHECK(h.wr(csr, mode << 60 | 0x1234) == kOld);
        }
        for (uint64_t mode : {0, 8, 9, 10}) {
            CHECK(h.wr(csr, mode << 60 | (kOnes >> 4)) == (mode << 60 | (kOnes >> 4)));
        }
    }
    PrivParams narrow;
    narrow.asidlen = 9;
    HartFeatures f;
    f.sv57 = false;
    Hart h(narrow, f);
    CHECK(h.wr(0x180, uint64_t{9} << 60 | kOnes >> 4) == (uint64_t{9} << 60 | uint64_t{0x1ff} << 44 | kOnes >> 20));
    h.w(0x180, uint64_t{10} << 60);
    CHECK(h.r(0x180) >> 60 == 9);
}

TEST_CASE(
    "W06 hgatp: an unsupported MODE keeps MODE but the other fields are written; PPN[1:0] and bits 59:58 read zero") {
    Hart h;
    CHECK(h.wr(0x680, uint64_t{8} << 60 | kOnes >> 4) == (uint64_t{8} << 60 | uint64_t{0x3fff} << 44 | 0xffffffffffc));
    CHECK(h.wr(0x680, uint64_t{1} << 60 | uint64_t{5} << 44 | 0x40) == (uint64_t{8} << 60 | uint64_t{5} << 44 | 0x40));
    for (uint64_t mode : {0, 8, 9, 10}) CHECK(h.wr(0x680, mode << 60) == mode << 60);
    PrivParams narrow;
    narrow.vmidlen = 7;
    Hart n(narrow);
    CHECK(n.wr(0x680, uint64_t{8} << 60 | kOnes >> 4) == (uint64_t{8} << 60 | uint64_t{0x7f} << 44 | 0xffffffffffc));
}

TEST_CASE("W07 CBIE: the reserved encoding 10 leaves CBIE unchanged") {
    for (unsigned csr : {0x30au, 0x10au, 0x60au}) {
        Hart h;
        h.w(csr, 0x10);
        CHECK(h.wr(csr, 0x20 | 0x80) == 0x90);
        CHECK(h.wr(csr, 0x30) == 0x30);
        CHECK(h.wr(csr, 0x00) == 0x00);
    }
}

TEST_CASE("W08 henvcfg.STCE, PBMTE and ADUE are read-only zero while the menvcfg bit is zero") {
    constexpr uint64_t kTop = uint64_t{7} << 61;
    Hart h;
    CHECK(h.wr(0x60a, kOnes) == 0xf1);
    h.w(0x30a, kTop);
    CHECK(h.wr(0x60a, kOnes) == (kTop | 0xf1));
    for (int b : {61, 62, 63}) {
        h.w(0x30a, kTop & ~(uint64_t{1} << b));
        CHECK(h.r(0x60a) == ((kTop & ~(uint64_t{1} << b)) | 0xf1));
        h.w(0x30a, kTop);
    }
}

TEST_CASE("W09 hstateen shows only bits that are one in mstateen") {
    Hart h;
    CHECK(h.wr(0x60c, kOnes) == 0);
    h.w(0x30c, uint64_t{1} << 62);
    CHECK(h.wr(0x60c, kOnes) == uint64_t{1} << 62);
    h.w(0x30c, kOnes);
    CHECK(h.wr(0x60c, kOnes) == uint64_t{3} << 62);
    h.w(0x30c, uint64_t{1} << 63);
    CHECK(h.r(0x60c) == uint64_t{1} << 63);
    h.w(0x30d, kOnes);
    CHECK(h.wr(0x60d, kOnes) == uint64_t{1} << 63);
}

TEST_CASE("W10 hstatus.VGEIN, hgeie and hgeip follow GEILEN; mideleg bit 12 is then read-only one") {
    PrivParams five;
    five.geilen = 5;
    Hart h(five);
    CHECK(h.wr(0x607, kOnes) == 0x3e);
    CHECK((h.wr(0x600, uint64_t{5} << 12) >> 12 & 0x3f) == 5);
    CHECK((h.wr(0x600, uint64_t{6} << 12) >> 12 & 0x3f) == 5);  // WLRL: keeps its value
    CHECK(h.wr(0x303, 0) == 0x1444);
    CHECK(h.wr(0x604, kOnes) == 0x1444);
    CHECK(h.wr(0x304, kOnes) == 0x3eee);
    PrivParams all;
    all.geilen = 63;
    Hart a(all);
    CHECK(a.wr(0x607, kOnes) == kOnes - 1);
}

TEST_CASE("W11 hedeleg: required-writable and required-zero bits one by one") {
    Hart h;
    // Bit 0 "must be writable if IALIGN=32", and may be otherwise.
    for (int b : {0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 15, 18, 19})
        CHECK(h.wr(0x602, uint64_t{1} << b) == uint64_t{1} << b);
    for (int b : {9, 10, 11, 16, 20, 21, 22, 23}) CHECK(h.wr(0x602, uint64_t{1} << b) == 0);
}

TEST_CASE("W12 medeleg: ECALL from M, double trap, reserved and custom causes are read-only zero") {
    Hart h;
    for (int b : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 15, 20, 21, 22, 23}) {
        CHECK(h.wr(0x302, uint64_t{1} << b) == uint64_t{1} << b);
    }
    for (int b : {11, 14, 16, 17, 24, 31, 32, 48, 63}) CHECK(h.wr(0x302, uint64_t{1} << b) == 0);
}

TEST_CASE("W13 sie and sip show what mideleg delegates; hie and hip show the VS level") {
    Hart h;
    h.w(0x303, 0);
    CHECK(h.wr(0x104, kOnes) == 0);
    CHECK(h.r(0x304) == 0);
    h.w(0x303, 0x202);  // SEI and SSI
    CHECK(h.wr(0x104, kOnes) == 0x202);
    CHECK(h.r(0x304) == 0x202);
    CHECK(h.wr(0x604, kOnes) == 0x444);
    CHECK(h.r(0x304) == 0x646);
    CHECK(h.wr(0x144, kOnes) == 0x002);  // only SSIP can be written (LCOFIP is not delegated)
    h.w(0x303, 0x2222);
    CHECK(h.wr(0x144, kOnes) == 0x2002);
    CHECK(h.wr(0x144, 0) == 0);
}

TEST_CASE("W14 mip: SEIP, STIP, SSIP, VSSIP and LCOFIP are writable; VSTIP, VSEIP, SGEIP and the M bits are not") {
    Hart h;
    CHECK(h.wr(0x344, kOnes) == 0x2226);
    CHECK(h.r(0x645) == 0x004);  // VSSIP is an alias of hvip.VSSIP
    CHECK(h.wr(0x344, 0) == 0);
    h.w(0x30a, uint64_t{1} << 63);  // STCE: STIP becomes read-only, from stimecmp
    h.w(0x14d, kOnes);
    CHECK(h.wr(0x344, kOnes) == 0x2206);
}

TEST_CASE("W15 SEIP: reads OR the controller's line, CSRRS and CSRRC see only the software bit") {
    Hart h;
    h.p.set_line(9, true);
    CHECK(h.p.access(0x344, CsrOp::Set, 2, true, true).old == 0x200);
    h.p.set_line(9, false);
    CHECK(h.r(0x344) == 0x002);  // the line was not copied into the software bit
    h.w(0x344, 0x200);
    h.p.set_line(9, true);
    CHECK(h.p.access(0x344, CsrOp::Clear, 0x200, true, true).old == 0x200);
    CHECK(h.r(0x344) == 0x200);
    h.p.set_line(9, false);
    CHECK(h.r(0x344) == 0);
}

TEST_CASE("W16 hvip, hip: VSSIP is an alias, VSTIP and VSEIP are read-only in hip") {
    Hart h;
    CHECK(h.wr(0x644, kOnes) == 0x004);
    CHECK(h.r(0x645) == 0x004);
    h.w(0x645, 0x440);
    CHECK(h.r(0x644) == 0x440);
    CHECK(h.r(0x344) == 0x440);
    CHECK(h.wr(0x644, 0) == 0x440);
}

TEST_CASE("W17 vsip and vsie: bits move down by one and exist only where hideleg is one") {
    Hart h;
    h.w(0x645, 0x444);
    h.w(0x604, 0x444);
    CHECK(h.r(0x244) == 0);
    CHECK(h.r(0x204) == 0);
    struct {
        uint64_t deleg, seen;
    } bits[] = {{0x4, 0x2}, {0x40, 0x20}, {0x400, 0x200}};
    for (const auto& b : bits) {
        h.w(0x603, b.deleg);
        CHECK(h.r(0x244) == b.seen);
        CHECK(h.r(0x204) == b.seen);
    }
    h.w(0x603, 0x444);
    h.w(0x204, 0x20);
    CHECK(h.r(0x604) == 0x40);
    h.w(0x244, 0);  // only SSIP is writable
    CHECK(h.r(0x645) == 0x440);
    h.w(0x603, 0);
    h.w(0x204, kOnes);
    CHECK(h.r(0x604) == 0x40);
}

TEST_CASE("W18 identification registers come from the parameters") {
    PrivParams params;
    params.mvendorid = 0x602;
    params.marchid = 0x8000000000000001;
    params.mimpid = 7;
    Hart h(params);
    h.p.reset(3);
    CHECK(h.r(0xf11) == 0x602);
    CHECK(h.r(0xf12) == 0x8000000000000001);
    CHECK(h.r(0xf13) == 7);
    CHECK(h.r(0xf14) == 3);
    CHECK(h.r(0xf15) == 0);
}

TEST_CASE("W19 reset: M-mode, MIE and MPRV clear, mcause zero, PMP off, state enables zero, pc as configured") {
    Hart h;
    h.open();
    h.enter(In::VU);
    h.p.set_line(7, true);
    h.p.reset(0);
    CHECK(h.s.priv == Priv::M);
    CHECK_FALSE(h.s.v);
    CHECK(h.r(0x300) == 0xa00000000);
    CHECK(h.r(0x342) == 0);
    CHECK(h.r(0x3a0) == 0);
    CHECK(h.r(0x30c) == 0);
    CHECK(h.r(0x747) == 0);
    CHECK(h.r(0x382) == 0);
    CHECK(h.r(0x344) == 0x80);  // a line from outside stays
}

TEST_CASE("W20 Shlcofideleg: hideleg bit 13, vsip.LCOFIP and vsie.LCOFIE") {
    HartFeatures f;
    f.shlcofideleg = true;
    Hart h({}, f);
    CHECK(h.wr(0x603, kOnes) == 0x444);  // read-only zero while mideleg bit 13 is zero
    h.w(0x303, 0x2000);
    CHECK(h.wr(0x603, kOnes) == 0x2444);
    h.w(0x204, 0x2000);
    CHECK(h.r(0x104) == 0x2000);
    h.w(0x344, 0x2000);
    CHECK(h.r(0x244) == 0x2000);
    h.w(0x244, 0);
    CHECK(h.r(0x144) == 0);
}

TEST_CASE("W21 effects: what a write reports to the engine") {
    Hart h;
    h.open();
    auto e = [&](unsigned csr, uint64_t v) { return h.write(csr, v).effects; };
    CHECK(e(0x340, 1) == Effect::None);
    CHECK((e(0x180, uint64_t{8} << 60) & Effect::Regime));
    CHECK_FALSE((e(0x180, uint64_t{8} << 60) & Effect::Regime));  // nothing changed
    CHECK_FALSE((e(0x100, 0x2) & Effect::Regime));                // SIE only
    CHECK((e(0x100, 0x2) & Effect::Interrupts));
    CHECK((e(0x100, 0x40000) & Effect::Regime));
    CHECK((e(0x304, 0x80) & Effect::Interrupts));
    CHECK((e(0x3a0, 0x1f) & Effect::Pmp));
    CHECK((e(0x14d, 5) & Effect::Timer));
    CHECK((e(0xb00, 5) & Effect::Counters));
    CHECK((e(0x382, uint64_t{1} << 60) & Effect::Regime));
    CHECK(h.read(0x100).effects == Effect::None);
}

TEST_CASE("W22 xepc: bit 0 reads zero, and bit 1 where only IALIGN=32 is supported") {
    for (const bool c : {true, false}) {
        HartFeatures f;
        f.c = c;
        Hart h({}, f);
        for (const unsigned epc : {0x341u, 0x141u, 0x241u}) CHECK(h.wr(epc, kOnes) == (c ? kOnes - 1 : kOnes - 3));
    }
}
