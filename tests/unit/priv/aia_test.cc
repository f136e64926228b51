// AIA at the hart: literals from the AIA specification for each CSR, for delegation, filtering and virtual interrupts,
// and for what software finds behind the windows. Priorities: also tests/property/top_interrupt.cc.
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t bit(int n) { return uint64_t{1} << n; }

PrivParams guests(uint32_t geilen, uint32_t identities = 255) {
    PrivParams p;
    p.geilen = geilen;
    p.imsic_identities = identities;
    return p;
}

struct Aia : Hart {
    explicit Aia(uint32_t geilen = 2, uint32_t identities = 255, HartFeatures f = {.imsic = true})
        : Hart(guests(geilen, identities), f) {}

    /// Through the window whose select register is `select_csr`.
    uint64_t get(unsigned select_csr, unsigned select) {
        w(select_csr, select);
        return r(select_csr + 1);
    }
    void set(unsigned select_csr, unsigned select, uint64_t v) {
        w(select_csr, select);
        w(select_csr + 1, v);
    }
    /// The interrupt file delivers, everything is enabled.
    void deliver(unsigned select_csr) {
        set(select_csr, 0x70, 1);
        set(select_csr, 0x72, 0);
        for (unsigned word = 0; word < 4; ++word) set(select_csr, 0xc0 + 2 * word, ~uint64_t{0});
    }
    std::string letters(unsigned csr, bool write = false) {
        std::string all;
        for (const In mode : kModes) {
            enter(mode);
            all += letter(p.check(csr, write));
        }
        enter(In::M);
        return all;
    }
    /// The same for sireg (vsireg) while siselect and vsiselect hold `select`.
    std::string window(unsigned select, unsigned csr) {
        enter(In::M);
        w(0x350, select);
        w(0x150, select);
        w(0x250, select);
        return letters(csr);
    }
};

constexpr unsigned kMiselect = 0x350, kSiselect = 0x150, kVsiselect = 0x250;

}  // namespace

// --- The interrupt file

TEST_CASE(
    "priv/aia 1: an MSI sets a pending bit; *topei shows the lowest enabled identity twice and a write claims it") {
    Aia h;
    h.p.msi(0, 70);
    h.p.msi(0, 5);
    CHECK(h.get(kMiselect, 0x80) == 0x20);
    CHECK(h.get(kMiselect, 0x82) == 0x40);
    CHECK(h.r(0x35c) == 0);  // nothing enabled
    h.set(kMiselect, 0xc2, 0x40);
    CHECK(h.r(0x35c) == (70 << 16 | 70));
    h.set(kMiselect, 0xc0, 0x20);
    CHECK(h.r(0x35c) == (5 << 16 | 5));
    // Not affected by eidelivery; mip.MEIP is.
    CHECK((h.r(0x344) & bit(11)) == 0);
    h.set(kMiselect, 0x70, 1);
    CHECK((h.r(0x344) & bit(11)) != 0);
    // The value read is the one claimed; the value written is ignored.
    CHECK(h.write(0x35c, 0xdead).old == (5 << 16 | 5));
    CHECK(h.get(kMiselect, 0x80) == 0);
    CHECK(h.p.access(0x35c, CsrOp::Set, 0, true, false).old == (70 << 16 | 70));  // csrr claims nothing
    CHECK(h.get(kMiselect, 0x82) == 0x40);
    CHECK(h.p.access(0x35c, CsrOp::Clear, 0, true, true).old == (70 << 16 | 70));
    CHECK(h.r(0x35c) == 0);
    CHECK((h.r(0x344) & bit(11)) == 0);
    h.w(0x35c, 0);  // no effect
}

TEST_CASE("priv/aia 2: eithreshold P lets only identities below P through, zero all of them") {
    Aia h;
    h.deliver(kSiselect);
    h.p.msi(1, 8);
    h.set(kSiselect, 0x72, 8);
    CHECK(h.r(0x15c) == 0);
    CHECK((h.r(0x344) & bit(9)) == 0);
    h.set(kSiselect, 0x72, 9);
    CHECK(h.r(0x15c) == (8 << 16 | 8));
    CHECK((h.r(0x344) & bit(9)) != 0);
    CHECK(h.get(kSiselect, 0x72) == 9);
    h.set(kSiselect, 0x72, 255);
    CHECK(h.get(kSiselect, 0x72) == 255);
}

TEST_CASE("priv/aia 3: identity 0 and those above the implemented ones do not exist") {
    for (const uint32_t identities : {63u, 255u, 2047u}) {
        Aia h(2, identities);
        for (const uint32_t identity : {0u, identities + 1, 2048u, 0x80000001u}) h.p.msi(0, identity);
        for (unsigned word = 0; word < 32; ++word) CHECK(h.get(kMiselect, 0x80 + 2 * word) == 0);
        h.p.msi(0, identities);
        CHECK(h.get(kMiselect, 0x80 + 2 * (identities / 64)) == bit(63));
        for (unsigned word = 0; word < 32; ++word) {
            const uint64_t all = word > identities / 64 ? 0 : word == 0 ? ~uint64_t{1} : ~uint64_t{0};
            h.set(kMiselect, 0x80 + 2 * word, ~uint64_t{0});
            h.set(kMiselect, 0xc0 + 2 * word, ~uint64_t{0});
            CHECK(h.get(kMiselect, 0x80 + 2 * word) == all);
            CHECK(h.get(kMiselect, 0xc0 + 2 * word) == all);
        }
        h.set(kMiselect, 0x72, identities);
        CHECK(h.get(kMiselect, 0x72) == identities);
    }
}

TEST_CASE("priv/aia 4: eidelivery holds 0 and 1; reserved numbers read zero; odd eip and eie do not exist") {
    Aia h;
    h.open();
    h.set(kMiselect, 0x70, 0x40000000);
    CHECK(h.get(kMiselect, 0x70) == 0);
    h.set(kMiselect, 0x70, 1);
    CHECK(h.get(kMiselect, 0x70) == 1);
    for (const unsigned reserved : {0x71u, 0x73u, 0x78u, 0x7fu}) {
        h.set(kMiselect, reserved, ~uint64_t{0});
        CHECK(h.get(kMiselect, reserved) == 0);
    }
    h.w(0x600, 1 << 12);
    for (const unsigned odd : {0x81u, 0xbfu, 0xc1u, 0xffu, 0x31u, 0x3fu}) {
        CHECK(h.window(odd, 0x351) == "iiiii");
        CHECK(h.window(odd, 0x151) == "iiivv");  // VS-mode: virtual instruction
    }
    for (const unsigned none : {0x2fu, 0x40u, 0x6fu, 0x100u}) CHECK(h.window(none, 0x351) == "iiiii");
}

TEST_CASE("priv/aia 5: guest files: hgeip, VGEIN, vstopei, SGEI and VSEI") {
    Aia h(3);
    h.open();
    h.w(0x600, 2 << 12);
    h.deliver(kVsiselect);
    h.p.msi(3, 7);  // guest 2
    CHECK(h.r(0xe12) == 4);
    CHECK(h.r(0x25c) == (7 << 16 | 7));
    CHECK((h.r(0x344) & bit(10)) != 0);  // the file that VGEIN names
    CHECK((h.r(0x344) & bit(12)) == 0);
    h.w(0x607, 0xf);
    CHECK(h.r(0x607) == 0xe);
    CHECK((h.r(0x344) & bit(12)) != 0);
    h.w(0x600, 1 << 12);
    CHECK((h.r(0x344) & bit(10)) == 0);
    CHECK((h.r(0x344) & bit(12)) != 0);
    CHECK(h.r(0x25c) == 0);
    h.w(0x600, 2 << 12);
    h.enter(In::VS);
    CHECK(h.write(0x15c, 0).old == (7 << 16 | 7));  // stopei is vstopei
    h.enter(In::M);
    CHECK(h.r(0xe12) == 0);
    h.p.msi(4, 1);           // guest 3
    h.p.msi(5, 1);           // there is no guest 4
    CHECK(h.r(0xe12) == 0);  // not enabled
    h.w(0x600, 3 << 12);
    CHECK(h.get(kVsiselect, 0x80) == 2);
}

// --- Who may access what

TEST_CASE("priv/aia 6: access with everything open, with VGEIN naming a file and without") {
    Aia h;
    h.open();
    h.w(0x600, 1 << 12);
    for (const unsigned m : {0x308u, 0x309u, 0x35cu, 0xfb0u}) CHECK(h.letters(m) == "oiiii");
    for (const unsigned s : {0x15cu, 0xdb0u}) CHECK(h.letters(s) == "ooiov");
    for (const unsigned vs : {0x608u, 0x609u, 0x646u, 0x647u, 0x25cu, 0xeb0u}) CHECK(h.letters(vs) == "ooivv");
    for (const unsigned ro : {0xfb0u, 0xdb0u, 0xeb0u}) CHECK(h.letters(ro, true) == "iiiii");
    CHECK(h.window(0x70, 0x151) == "ooiov");
    CHECK(h.window(0x70, 0x251) == "ooivv");
    CHECK(h.window(0x30, 0x151) == "ooivv");  // no iprio array at VS level
    CHECK(h.window(0x30, 0x251) == "iiivv");
    h.w(0x600, 0);
    CHECK(h.letters(0x15c) == "ooivv");
    CHECK(h.letters(0x25c) == "iiivv");
    CHECK(h.window(0x70, 0x151) == "ooivv");
    CHECK(h.window(0x70, 0x251) == "iiivv");
}

TEST_CASE("priv/aia 7: without an IMSIC there are no interrupt files, and no IMSIC bit in mstateen0") {
    Aia h(2, 255, {.aia = true});
    h.open();
    h.w(0x600, 1 << 12);
    CHECK(h.letters(0x35c) == "iiiii");
    CHECK(h.letters(0x15c) == "iiivv");
    CHECK(h.letters(0x25c) == "iiivv");
    CHECK(h.window(0x70, 0x351) == "iiiii");
    CHECK(h.window(0x70, 0x151) == "iiivv");
    CHECK(h.window(0x70, 0x251) == "iiivv");
    CHECK(h.window(0x32, 0x351) == "oiiii");
    CHECK((h.r(0x30c) >> 58 & 7) == 6);  // CSRIND, AIA
    CHECK(h.letters(0xdb0) == "ooiov");
    // iprio arrays are read-only zero, and then IPRIO is 1.
    h.set(kSiselect, 0x30, ~uint64_t{0});
    CHECK(h.get(kSiselect, 0x30) == 0);
    h.w(0x303, 0x222);
    h.w(0x304, 0x222);
    h.w(0x344, 0x22);
    CHECK(h.r(0xdb0) == (1 << 16 | 1));
}

TEST_CASE("priv/aia 8: AIA does not exist unless it is there") {
    Hart h;
    h.open();
    for (const unsigned csr :
         {0x308u, 0x309u, 0x35cu, 0xfb0u, 0x15cu, 0xdb0u, 0x608u, 0x609u, 0x646u, 0x647u, 0x25cu, 0xeb0u})
        CHECK_FALSE(h.p.peek(csr));
    CHECK((h.r(0x30c) >> 58 & 7) == 0);
}

TEST_CASE("priv/aia 9: mstateen0 and hstateen0 bits CSRIND, AIA and IMSIC") {
    Aia h;
    h.open();
    h.w(0x600, 1 << 12);
    const auto only = [&](uint64_t m, uint64_t hs) {
        h.enter(In::M);
        h.w(0x30c, bit(63) | m);
        h.w(0x60c, bit(63) | hs);
    };
    const uint64_t csrind = bit(60), aia = bit(59), imsic = bit(58);
    only(csrind | aia, csrind | aia);  // IMSIC off in mstateen0
    CHECK(h.letters(0x15c) == "oiiii");
    CHECK(h.letters(0x25c) == "oiiii");
    CHECK(h.window(0x70, 0x151) == "oiiiv");  // "regardless of any other mstateen bits"
    CHECK(h.window(0x70, 0x251) == "oiivv");
    CHECK(h.letters(0xe12) == "ooivv");  // hgeip stays
    CHECK(h.letters(0xdb0) == "ooiov");
    only(csrind | aia | imsic, csrind | aia);  // … in hstateen0: as if VGEIN were 0
    CHECK(h.letters(0x15c) == "ooivv");
    CHECK(h.letters(0x25c) == "ooivv");
    CHECK(h.window(0x70, 0x151) == "ooivv");
    CHECK(h.window(0x70, 0x251) == "ooivv");
    only(csrind | imsic, csrind | imsic);  // AIA off
    for (const unsigned csr : {0xdb0u, 0x608u, 0x609u, 0x646u, 0x647u, 0xeb0u}) CHECK(h.letters(csr) == "oiiii");
    CHECK(h.window(0x30, 0x151) == "oiivv");
    CHECK(h.window(0x70, 0x151) == "ooiov");
    only(csrind | aia | imsic, csrind | imsic);
    CHECK(h.letters(0xdb0) == "ooivv");
    CHECK(h.letters(0xeb0) == "ooivv");
    only(aia | imsic, aia | imsic);  // CSRIND off
    CHECK(h.window(0x70, 0x151) == "oiiii");
    CHECK(h.window(0x70, 0x251) == "oiiii");
    CHECK(h.letters(0x15c) == "ooiov");
    only(csrind | aia | imsic, aia | imsic);
    CHECK(h.window(0x70, 0x151) == "ooivv");
    CHECK(h.window(0x70, 0x251) == "ooivv");
}

TEST_CASE("priv/aia 10: with mvien[9] S-mode does not reach its interrupt file; guests reach theirs") {
    Aia h;
    h.open();
    h.w(0x600, 1 << 12);
    h.w(0x308, bit(9));
    CHECK(h.letters(0x15c) == "oiiov");
    CHECK(h.window(0x70, 0x151) == "oiiov");
    CHECK(h.letters(0x25c) == "ooivv");
    CHECK(h.window(0x70, 0x251) == "ooivv");
    CHECK(h.window(0x30, 0x151) == "ooivv");
}

TEST_CASE("priv/aia 11: sireg2 to sireg6 of Smcsrind are illegal for AIA's numbers, virtual in VS-mode") {
    Aia h(2, 255, {.csrind = true, .imsic = true});
    h.open();
    h.w(0x600, 1 << 12);
    for (const unsigned select : {0x30u, 0x70u, 0x80u}) {
        for (const unsigned alias : {2u, 3u, 5u, 6u, 7u}) {
            CHECK(h.window(select, 0x350 + alias) == "iiiii");
            CHECK(h.window(select, 0x150 + alias) == "iiivv");
            CHECK(h.window(select, 0x250 + alias) == "iiivv");
        }
    }
}

// --- Delegation and virtual interrupts

TEST_CASE("priv/aia 12: which bits of mvien, mvip, hvien, hvip and hideleg are writable") {
    Aia h;
    const uint64_t local = ~uint64_t{0x1fff};
    CHECK(h.wr(0x308, ~uint64_t{0}) == (local | 0x202));
    CHECK(h.wr(0x309, ~uint64_t{0}) == (local | 0x222));  // STIP while it is writable in mip
    h.w(0x30a, bit(63));                                  // menvcfg.STCE
    CHECK(h.wr(0x309, ~uint64_t{0}) == (local | 0x202));
    CHECK(h.wr(0x608, ~uint64_t{0}) == local);
    CHECK(h.wr(0x645, ~uint64_t{0}) == (local | 0x444));
    CHECK(h.r(0x344) >> 13 == 0);  // hvip's and mvip's local bits are not mip's
    CHECK(h.wr(0x603, ~uint64_t{0}) == ((local & ~uint64_t{0x2000}) | 0x444));
    h.w(0x308, 0);
    CHECK(h.r(0x603) == 0x444);  // neither in mideleg nor in mvien: zero in hideleg
    CHECK(h.wr(0x609, ~uint64_t{0}) == 0x403f03ff);
    CHECK(h.wr(0x646, ~uint64_t{0}) == 0xffffff00ff00ff00);
    CHECK(h.wr(0x647, ~uint64_t{0}) == ~uint64_t{0});
}

TEST_CASE("priv/aia 13: sip and sie by mideleg and mvien, for SSI, LCOFI and a virtual local interrupt") {
    for (const int n : {1, 13, 20}) {
        CAPTURE(n);
        Aia h;
        const auto both = [&] { return std::pair{h.r(0x144) >> n & 1, h.r(0x104) >> n & 1}; };
        h.w(0x344, bit(n));
        h.w(0x304, bit(n));
        h.w(0x309, h.r(0x309) & ~bit(n));
        const bool real = n != 20;  // only these have a bit in mip
        if (real) h.w(0x344, bit(n));
        CHECK(both() == std::pair<uint64_t, uint64_t>{0, 0});
        h.w(0x104, bit(n));
        CHECK(h.r(0x104) == 0);
        h.w(0x308, bit(n));  // alias of mvip, an enable of its own
        h.w(0x309, 0);
        h.w(0x104, 0);
        CHECK(both() == std::pair<uint64_t, uint64_t>{0, 0});
        h.w(0x309, bit(n));
        h.w(0x104, bit(n));
        CHECK(both() == std::pair<uint64_t, uint64_t>{1, 1});
        CHECK((h.r(0x344) >> n & 1) == (real ? 1u : 0u));
        CHECK(h.r(0xdb0) >> 16 == uint64_t(n));
        h.w(0x144, 0);  // sticky: cleared by software through sip
        CHECK((h.r(0x309) >> n & 1) == 0);
        CHECK((h.r(0x344) >> n & 1) == (real ? 1u : 0u));
        if (!real) continue;
        h.w(0x303, bit(n));  // delegated: alias of mip and mie, whatever mvien says
        CHECK(both() == std::pair<uint64_t, uint64_t>{1, 1});
        h.w(0x104, 0);
        CHECK((h.r(0x304) >> n & 1) == 0);
        h.w(0x144, 0);
        CHECK((h.r(0x344) >> n & 1) == 0);
    }
}

TEST_CASE("priv/aia 14: bit 9: mvip is the software-writable SEIP, which mvien[9] separates from mip") {
    Aia h;
    h.w(0x309, bit(9));
    CHECK((h.r(0x344) & bit(9)) != 0);
    CHECK((h.r(0x309) & bit(9)) != 0);
    h.w(0x308, bit(9));
    CHECK((h.r(0x309) & bit(9)) != 0);  // changing mvien[9] does not affect mvip[9]
    CHECK((h.r(0x344) & bit(9)) == 0);  // the controller's signal alone
    h.w(0x344, bit(9));
    CHECK((h.r(0x344) & bit(9)) == 0);  // and read-only
    h.w(0x304, ~uint64_t{0});
    h.w(0x104, bit(9));
    CHECK((h.r(0x144) & bit(9)) != 0);
    CHECK(h.r(0xdb0) == (9 << 16 | 255));  // no file vouches for it: 256
    h.deliver(kSiselect);
    h.p.msi(1, 3);
    CHECK((h.r(0x344) & bit(9)) != 0);
    CHECK(h.r(0xfb0) >> 16 == 9);  // the real one is M-mode's
    h.w(0x309, 0);
    CHECK((h.r(0x144) & bit(9)) == 0);
}

TEST_CASE("priv/aia 15: bit 1: alias of mip.SSIP until mvien[1]") {
    Aia h;
    h.w(0x309, bit(1));
    CHECK((h.r(0x344) & bit(1)) != 0);
    h.w(0x308, bit(1));
    h.w(0x309, 0);
    CHECK((h.r(0x344) & bit(1)) != 0);
    h.w(0x344, 0);
    h.w(0x309, bit(1));
    CHECK((h.r(0x344) & bit(1)) == 0);
    CHECK((h.r(0x144) & bit(1)) != 0);
}

TEST_CASE("priv/aia 16: vsip and vsie of local interrupts by hideleg and hvien") {
    Aia h;
    h.w(0x308, bit(20));
    h.w(0x309, bit(20));
    h.w(0x104, bit(20));
    CHECK(h.r(0x244) == 0);
    h.w(0x204, bit(20));
    CHECK(h.r(0x204) == 0);
    h.w(0x608, bit(20));  // alias of hvip, an enable of its own
    CHECK(h.r(0x244) == 0);
    h.w(0x645, bit(20));
    CHECK(h.r(0x244) == bit(20));
    CHECK(h.r(0x204) == 0);
    h.w(0x204, bit(20));
    CHECK(h.r(0xeb0) == (20 << 16 | 1));  // IPRIOM = 0
    CHECK(h.r(0xdb0) >> 16 == 20);        // supervisor level has its own
    h.w(0x603, bit(20));                  // alias of sip and sie
    h.w(0x645, 0);
    CHECK(h.r(0x244) == bit(20));
    CHECK(h.r(0xdb0) == 0);
    h.w(0x204, 0);
    CHECK(h.r(0x104) == 0);
    h.w(0x244, 0);
    CHECK((h.r(0x309) & bit(20)) == 0);
}

TEST_CASE("priv/aia 17: a virtual interrupt traps to its level with its own number, not to M-mode") {
    Aia h;
    h.w(0x308, bit(45));
    h.w(0x309, bit(45));
    h.w(0x104, bit(45));
    h.w(0x300, 0xa);
    CHECK_FALSE(h.p.pending_interrupt());
    CHECK(h.p.wfi_wakes());  // stopi is not zero
    h.enter(In::U);
    const auto i = h.p.pending_interrupt();
    REQUIRE(i);
    h.p.take_trap({.cause = i->cause, .to = i->to, .guest_number = i->guest_number});
    CHECK(h.s.priv == Priv::S);
    CHECK(h.s.scause == (bit(63) | 45));
    CHECK(h.s.mcause == 0);
}

// --- hvictl

TEST_CASE("priv/aia 18: hvictl injects an interrupt into VS level, and VS-mode sees it as hvictl numbers it") {
    Aia h;
    h.w(0x200, 2);  // vsstatus.SIE
    h.w(0x609, 0x40000000 | 5 << 16 | 0x100 | 77);
    CHECK(h.r(0xeb0) == (5 << 16 | 77));
    CHECK(h.r(0x244) == 0);  // hvictl affects no vsip
    CHECK(h.p.wfi_wakes());
    h.enter(In::VS);
    const auto i = h.p.pending_interrupt();
    REQUIRE(i);
    h.p.take_trap({.cause = i->cause, .to = i->to, .guest_number = i->guest_number});
    CHECK(h.s.v);
    CHECK(h.s.vscause == (bit(63) | 5));
    h.enter(In::M);
    for (const int iid : {2, 6, 10, 31, 63}) {  // no translation of VS-level numbers
        h.w(0x609, 0x40000000 | uint64_t(iid) << 16 | 1);
        h.w(0x200, 2);
        h.enter(In::VS);
        const auto next = h.p.pending_interrupt();
        REQUIRE(next);
        h.p.take_trap({.cause = next->cause, .to = next->to, .guest_number = next->guest_number});
        CHECK(h.s.vscause == (bit(63) | uint64_t(iid)));
        h.enter(In::M);
    }
}

TEST_CASE("priv/aia 19: hvictl with IID = 9 and no file: the priority of hvip.VSEIP; VTI = 1 then hides the others") {
    Aia h;
    h.w(0x603, 0x444);
    h.w(0x604, 0x444);
    h.w(0x645, 0x444);
    CHECK(h.r(0xeb0) == (9 << 16 | 1));
    h.w(0x609, 0x100);  // IPRIOM
    CHECK(h.r(0xeb0) == (9 << 16 | 255));
    h.w(0x609, 9 << 16 | 0x100 | 30);
    CHECK(h.r(0xeb0) == (9 << 16 | 30));
    h.w(0x646, 0x1e00);  // SSI 30 too: the default order decides
    CHECK(h.r(0xeb0) == (9 << 16 | 30));
    h.w(0x646, 0x1d00);
    CHECK(h.r(0xeb0) == (1 << 16 | 29));
    h.w(0x609, 0x40000000 | 9 << 16 | 0x100 | 30);
    CHECK(h.r(0xeb0) == (9 << 16 | 30));
    h.w(0x645, 0x44);
    CHECK(h.r(0xeb0) == 0);
    // With a guest file the identity counts, not hvictl.
    h.w(0x600, 1 << 12);
    h.deliver(kVsiselect);
    h.p.msi(2, 200);
    CHECK(h.r(0xeb0) == (9 << 16 | 200));
}

TEST_CASE("priv/aia 20: DPR decides between hvictl's interrupt and an external one of the same priority") {
    Aia h;
    h.w(0x603, 0x400);
    h.w(0x604, 0x400);
    h.w(0x600, 1 << 12);
    h.deliver(kVsiselect);
    h.p.msi(2, 40);
    h.w(0x609, 0x40000000 | 1 << 16 | 0x100 | 40);
    CHECK(h.r(0xeb0) == (1 << 16 | 40));
    h.w(0x609, 0x40000000 | 1 << 16 | 0x300 | 40);
    CHECK(h.r(0xeb0) == (9 << 16 | 40));
    h.w(0x609, 0x40000000 | 1 << 16 | 0x300 | 39);
    CHECK(h.r(0xeb0) == (1 << 16 | 39));
    h.w(0x609, 0x40000000 | 1 << 16 | 0x100);  // priority number 0, above an SEI
    CHECK(h.r(0xeb0) == 1 << 16);
    h.w(0x609, 0x40000000 | 1 << 16 | 0x300);  // … below
    CHECK(h.r(0xeb0) == (9 << 16 | 40));
    // IID = 0 with priority 0: vstopi is zero, so nothing is pending.
    h.w(0x604, 0);
    h.w(0x609, 0x40000100);
    CHECK(h.r(0xeb0) == 0);
    CHECK_FALSE(h.p.wfi_wakes());
}

TEST_CASE("priv/aia 21: VTI = 1 makes sip, sie and writes of stimecmp virtual instructions in VS-mode") {
    Aia h;
    h.open();
    h.w(0x609, 0x40000000 | 9 << 16);
    for (const unsigned csr : {0x144u, 0x104u}) {
        CHECK(h.letters(csr) == "ooivv");
        CHECK(h.letters(csr, true) == "ooivv");
    }
    CHECK(h.letters(0x14d) == "ooiov");
    CHECK(h.letters(0x14d, true) == "ooivv");
    CHECK(h.letters(0x100, true) == "ooiov");
    CHECK(h.letters(0x244) == "ooivv");
}

// --- Priorities of major interrupts

TEST_CASE("priv/aia 22: iprio arrays: which bytes can be set") {
    Aia h;
    const auto settable = [&](unsigned select_csr) {
        std::vector<int> numbers;
        for (unsigned select = 0x30; select < 0x40; select += 2) {
            h.set(select_csr, select, ~uint64_t{0});
            const uint64_t v = h.get(select_csr, select);
            for (int i = 0; i < 8; ++i) {
                const uint64_t byte = v >> 8 * i & 0xff;
                CHECK((byte == 0 || byte == 0xff));
                if (byte) numbers.push_back(int(select - 0x30) * 4 + i);
            }
        }
        return numbers;
    };
    CHECK(settable(kMiselect) == std::vector<int>{1, 3, 5, 7, 9, 13});
    const auto s = settable(kSiselect);
    REQUIRE(s.size() == 6 + 51);
    CHECK(std::vector<int>(s.begin(), s.begin() + 7) == std::vector<int>{1, 2, 5, 6, 10, 12, 13});
    CHECK(s.back() == 63);
}

TEST_CASE("priv/aia 23: mtopi: rows of the table of machine-level priorities") {
    Aia h;
    h.deliver(kMiselect);
    h.w(0x304, ~uint64_t{0});
    h.p.set_line(3, true);
    CHECK(h.r(0xfb0) == (3 << 16 | 255));  // MSI: below MEI by default
    h.p.msi(0, 100);
    CHECK(h.r(0xfb0) == (11 << 16 | 100));
    h.set(kMiselect, 0x30, uint64_t{100} << 24);
    CHECK(h.r(0xfb0) == (11 << 16 | 100));  // a tie: the default order
    h.set(kMiselect, 0x30, uint64_t{99} << 24);
    CHECK(h.r(0xfb0) == (3 << 16 | 99));
    CHECK(h.p.pending_interrupt() == std::nullopt);
    h.w(0x300, 8);
    CHECK(h.p.pending_interrupt()->cause == (bit(63) | 3));
}

TEST_CASE("priv/aia 24: an identity above 255 is below every priority number but above unnumbered lower interrupts") {
    Aia h(0, 511);
    h.w(0x303, 0x222);
    h.w(0x304, 0x222);
    h.set(kSiselect, 0x70, 1);
    for (unsigned word = 0; word < 8; ++word) h.set(kSiselect, 0xc0 + 2 * word, ~uint64_t{0});
    h.p.msi(1, 300);
    h.w(0x344, 2);
    CHECK(h.r(0xdb0) == (9 << 16 | 255));
    h.set(kSiselect, 0x30, 0xff00);
    CHECK(h.r(0xdb0) == (1 << 16 | 255));
}

TEST_CASE("priv/aia 25: reset clears the interrupt files") {
    Aia h;
    h.deliver(kMiselect);
    h.p.msi(0, 4);
    CHECK((h.r(0x344) & bit(11)) != 0);
    h.p.reset(0);
    CHECK((h.r(0x344) & bit(11)) == 0);
    CHECK(h.get(kMiselect, 0x80) == 0);
    CHECK(h.get(kMiselect, 0x70) == 0);
}
