// APLIC: literals from the AIA specification, "Advanced Platform-Level Interrupt Controller (APLIC)".
#include "dev/aplic.h"

#include "tests/unit/core/copy_state.h"
#include "tests/unit/dev/dev_test.h"

using namespace covesim;
using namespace covesim::devtest;
using namespace covesim::test;

namespace {

struct Msis final : MsiBus {
    std::vector<std::pair<uint64_t, uint32_t>> sent;
    Tick arrival;
    Tick write_msi(Spa a, uint32_t data) override {
        sent.emplace_back(a.v, data);
        return arrival;
    }
    std::vector<std::pair<uint64_t, uint32_t>> take() { return std::exchange(sent, {}); }
};
using Sent = std::vector<std::pair<uint64_t, uint32_t>>;

constexpr uint64_t kMei = 1 << 11, kSei = 1 << 9;
// Offsets.
constexpr uint64_t kDomaincfg = 0, kSetip = 0x1c00, kSetipnum = 0x1cdc, kInClrip = 0x1d00, kClripnum = 0x1ddc,
                   kSetie = 0x1e00, kSetienum = 0x1edc, kClrie = 0x1f00, kClrienum = 0x1fdc, kGenmsi = 0x3000;
constexpr uint64_t sourcecfg(uint64_t i) { return 4 * i; }
constexpr uint64_t target(uint64_t i) { return 0x3000 + 4 * i; }
constexpr uint64_t idc(uint64_t hart, uint64_t reg) { return 0x4000 + 32 * hart + reg; }
constexpr uint64_t kIdelivery = 0, kIforce = 4, kIthreshold = 8, kTopi = 0x18, kClaimi = 0x1c;
enum { Detached = 1, Edge1 = 4, Edge0 = 5, Level1 = 6, Level0 = 7 };

struct Direct {
    Harts harts;
    Aplic a{2, harts};
    AplicDomain &m = a.machine(), &s = a.supervisor();
    Direct() {
        for (AplicDomain* d : {&m, &s}) {
            d->reset();
            wr(*d, kDomaincfg, 0x100);
            for (uint64_t h = 0; h < 2; ++h) wr(*d, idc(h, kIdelivery), 1);
        }
    }
    void open(uint64_t i, uint64_t mode, uint64_t t) {
        wr(m, sourcecfg(i), mode);
        wr(m, target(i), t);
        wr(m, kSetienum, i);
    }
};

struct Msi {
    Msis bus;
    Aplic a{4, bus, ImsicGeometry{0x24000000, 0x28000000, 2, 3, 5}};
    AplicDomain &m = a.machine(), &s = a.supervisor();
    Msi() {
        m.reset();
        s.reset();
        wr(m, kDomaincfg, 0x100);
        wr(s, kDomaincfg, 0x100);
    }
    void open(AplicDomain& d, uint64_t i, uint64_t mode, uint64_t t) {
        wr(d, sourcecfg(i), mode);
        wr(d, target(i), t);
        wr(d, kSetienum, i);
    }
};

}  // namespace

TEST_CASE("dev/aplic 1: domaincfg: 0x80 on top, IE, DM fixed, BE") {
    Direct d;
    d.m.reset();
    CHECK(rd(d.m, kDomaincfg) == 0x80000000);
    wr(d.m, kDomaincfg, 0xfffffffe);
    CHECK(rd(d.m, kDomaincfg) == 0x80000100);
    Msi i;
    i.m.reset();
    CHECK(rd(i.m, kDomaincfg) == 0x80000004);
}

TEST_CASE(
    "dev/aplic 2: big-endian: the trick of writing x on both ends, then swapped registers, not setipnum_le and _be") {
    Direct d;
    wr(d.m, sourcecfg(3), Detached);
    wr(d.m, sourcecfg(4), Detached);
    wr(d.m, kDomaincfg, 0x01000001);
    CHECK(rd(d.m, kDomaincfg) == 0x01000080);
    CHECK(rd(d.m, sourcecfg(3)) == 0x01000000);
    wr(d.m, kSetipnum, 0x03000000);
    CHECK(rd(d.m, kSetip) == 0x08000000);
    wr(d.m, 0x2000, 4);
    CHECK(rd(d.m, kSetip) == 0x18000000);
    wr(d.m, kClripnum, 0x04000000);
    wr(d.m, 0x2004, 0x04000000);
    CHECK(rd(d.m, kSetip) == 0x18000000);
    uint64_t byte = 0;
    REQUIRE(d.m.peek(kSetip, 1, byte, {}));
    CHECK(byte == 0);
    REQUIRE(d.m.peek(kSetip + 3, 1, byte, {}));
    CHECK(byte == 0x18);
    wr(d.m, kDomaincfg, 0);
    CHECK(rd(d.m, kSetip) == 0x18);
    wr(d.m, 0x2004, 0x04000000);
    CHECK(rd(d.m, kSetip) == 0x18);
}

TEST_CASE("dev/aplic 3: only aligned 32-bit accesses; reserved bytes read zero") {
    Direct d;
    uint64_t v = 0;
    CHECK_FALSE(d.m.read(0, 8, v, {}));
    CHECK_FALSE(d.m.read(0, 1, v, {}));
    CHECK_FALSE(d.m.write(2, 2, 0, {}));
    CHECK_FALSE(d.m.write(2, 4, 0, {}));
    for (const uint64_t reserved : {0x1000u, 0x1b00u, 0x1c80u, 0x2008u, 0x400cu, 0x7ffcu}) {
        wr(d.m, reserved, 0xffffffff);
        CHECK(rd(d.m, reserved) == 0);
    }
}

TEST_CASE("dev/aplic 4: sources 1 to 96 exist; reserved source modes are inactive") {
    Direct d;
    for (const uint64_t i : {1u, 95u, 96u}) {
        wr(d.m, sourcecfg(i), 0xfffffbff);
        CHECK(rd(d.m, sourcecfg(i)) == 7);
    }
    wr(d.m, sourcecfg(97), 1);
    CHECK(rd(d.m, sourcecfg(97)) == 0);
    for (const uint64_t mode : {2u, 3u}) {
        wr(d.m, sourcecfg(1), mode);
        CHECK(rd(d.m, sourcecfg(1)) == 0);
    }
    // Inactive: pending, enable and target are read-only zero.
    wr(d.m, kSetienum, 1);
    wr(d.m, kSetipnum, 1);
    wr(d.m, target(1), 5);
    CHECK((rd(d.m, kSetie) | rd(d.m, kSetip) | rd(d.m, target(1))) == 0);
}

TEST_CASE("dev/aplic 5: target in direct delivery: hart and a priority that is never zero") {
    Direct d;
    wr(d.m, sourcecfg(5), Detached);
    CHECK(rd(d.m, target(5)) == 1);
    wr(d.m, target(5), 1u << 18 | 0x300);
    CHECK(rd(d.m, target(5)) == (1u << 18 | 1));
    wr(d.m, target(5), 1u << 18 | 0x2ff);
    CHECK(rd(d.m, target(5)) == (1u << 18 | 0xff));
    wr(d.m, target(5), 2u << 18 | 7);  // there is no hart 2: the field keeps its value
    CHECK(rd(d.m, target(5)) == (1u << 18 | 7));
}

TEST_CASE("dev/aplic 6: Detached: pending by setip and setipnum only, cleared by claim or clrip") {
    Direct d;
    d.open(5, Detached, 7);
    d.a.set_irq(5, true);
    CHECK(d.harts.mip[0] == 0);
    CHECK(rd(d.m, kInClrip) == 0);
    wr(d.m, kSetip, 0x20);
    CHECK(d.harts.mip[0] == kMei);
    CHECK(rd(d.m, idc(0, kTopi)) == (5 << 16 | 7));
    CHECK(rd(d.m, idc(0, kClaimi)) == (5 << 16 | 7));
    CHECK(d.harts.mip[0] == 0);
    wr(d.m, kSetipnum, 5);
    wr(d.m, kClripnum, 5);
    CHECK(rd(d.m, kSetip) == 0);
    wr(d.m, kSetipnum, 5);
    wr(d.m, kInClrip, 0x20);
    CHECK(rd(d.m, kSetip) == 0);
}

TEST_CASE("dev/aplic 7: Edge1 and Edge0 latch the asserting edge") {
    for (const bool inverted : {false, true}) {
        Direct d;
        d.a.set_irq(40, inverted);
        d.open(40, inverted ? Edge0 : Edge1, 1);
        CHECK(rd(d.m, kSetip + 4) == 0);
        d.a.set_irq(40, !inverted);
        CHECK(rd(d.m, kInClrip + 4) == 0x100);
        CHECK(rd(d.m, kSetip + 4) == 0x100);
        CHECK(rd(d.m, idc(0, kClaimi)) == (40 << 16 | 1));
        CHECK(rd(d.m, kSetip + 4) == 0);
        d.a.set_irq(40, inverted);
        CHECK(rd(d.m, kSetip + 4) == 0);
        CHECK(rd(d.m, kInClrip + 4) == 0);
        d.a.set_irq(40, !inverted);
        d.a.set_irq(40, inverted);
        CHECK(d.harts.mip[0] == kMei);  // latched
    }
}

TEST_CASE("dev/aplic 8: Level1 and Level0 in direct delivery: pending is the rectified input, nothing else") {
    for (const bool inverted : {false, true}) {
        Direct d;
        d.a.set_irq(10, inverted);
        d.open(10, inverted ? Level0 : Level1, 3);
        wr(d.m, kSetipnum, 10);
        CHECK(d.harts.mip[0] == 0);
        d.a.set_irq(10, !inverted);
        CHECK(d.harts.mip[0] == kMei);
        CHECK(rd(d.m, idc(0, kClaimi)) == (10 << 16 | 3));
        wr(d.m, kClripnum, 10);
        CHECK(d.harts.mip[0] == kMei);
        d.a.set_irq(10, inverted);
        CHECK(d.harts.mip[0] == 0);
    }
    Direct d;
    d.a.set_irq(10, true);
    wr(d.m, sourcecfg(10), Level1);  // the input is high already
    CHECK(rd(d.m, kSetip) == 0x400);
    wr(d.m, sourcecfg(10), 0);
    CHECK(rd(d.m, kSetip) == 0);
}

TEST_CASE("dev/aplic 9: priorities, ties to the lower number, and thresholds; each hart has its own") {
    Direct d;
    d.open(3, Detached, 9);
    d.open(7, Detached, 4);
    d.open(8, Detached, 4);
    d.open(9, Detached, 1u << 18 | 1);
    wr(d.m, kSetip, 0x388);
    CHECK(rd(d.m, idc(0, kTopi)) == (7 << 16 | 4));
    CHECK(rd(d.m, idc(1, kTopi)) == (9 << 16 | 1));
    wr(d.m, idc(0, kIthreshold), 4);  // priority numbers 4 and higher do not contribute
    CHECK(rd(d.m, idc(0, kTopi)) == 0);
    CHECK(d.harts.mip[0] == 0);
    wr(d.m, idc(0, kIthreshold), 5);
    CHECK(d.harts.mip[0] == kMei);
    rd(d.m, idc(0, kClaimi));
    CHECK(rd(d.m, idc(0, kClaimi)) == (8 << 16 | 4));
    CHECK(rd(d.m, idc(0, kClaimi)) == 0);
    wr(d.m, idc(0, kIthreshold), 0x100);
    CHECK(rd(d.m, idc(0, kIthreshold)) == 0);
    CHECK(rd(d.m, idc(0, kTopi)) == (3 << 16 | 9));
}

TEST_CASE("dev/aplic 10: IE and idelivery hold the signal, not topi; iforce makes a spurious interrupt") {
    Direct d;
    d.open(3, Detached, 9);
    wr(d.m, kSetipnum, 3);
    wr(d.m, kDomaincfg, 0);
    CHECK(d.harts.mip[0] == 0);
    CHECK(rd(d.m, idc(0, kTopi)) == (3 << 16 | 9));
    wr(d.m, kDomaincfg, 0x100);
    wr(d.m, idc(0, kIdelivery), 0);
    CHECK(d.harts.mip[0] == 0);
    wr(d.m, idc(0, kIdelivery), 3);
    CHECK(rd(d.m, idc(0, kIdelivery)) == 1);
    CHECK(d.harts.mip[0] == kMei);
    wr(d.m, kClrienum, 3);
    CHECK(d.harts.mip[0] == 0);
    wr(d.m, idc(0, kIforce), 1);
    CHECK(d.harts.mip[0] == kMei);
    CHECK(rd(d.m, idc(0, kTopi)) == 0);
    CHECK(rd(d.m, idc(0, kClaimi)) == 0);
    CHECK(rd(d.m, idc(0, kIforce)) == 0);
    CHECK(d.harts.mip[0] == 0);
}

TEST_CASE("dev/aplic 11: delegation: the source belongs to the child; a leaf domain cannot delegate") {
    Direct d;
    wr(d.s, sourcecfg(10), Level1);
    CHECK(rd(d.s, sourcecfg(10)) == 0);  // not delegated: appears not to be implemented
    d.open(10, Level1, 3);
    wr(d.m, sourcecfg(10), 0x407);
    CHECK(rd(d.m, sourcecfg(10)) == 0x400);
    CHECK((rd(d.m, kSetie) | rd(d.m, target(10))) == 0);
    CHECK(rd(d.s, sourcecfg(10)) == 0);
    wr(d.s, sourcecfg(10), Level1);
    wr(d.s, target(10), 1u << 18 | 2);
    wr(d.s, kSetie, 0x400);
    d.a.set_irq(10, true);
    CHECK(d.harts.mip[0] == 0);
    CHECK(d.harts.mip[1] == kSei);
    wr(d.s, sourcecfg(10), 0x400);
    CHECK(rd(d.s, sourcecfg(10)) == 0);
    CHECK(d.harts.mip[1] == 0);
    wr(d.s, sourcecfg(10), Level1);
    wr(d.s, kSetie, 0x400);
    wr(d.m, sourcecfg(10), Detached);  // taken back
    CHECK(rd(d.s, sourcecfg(10)) == 0);
    CHECK((rd(d.s, kSetie) | rd(d.s, kSetip) | rd(d.s, target(10))) == 0);
    wr(d.m, sourcecfg(10), 0x400);
    CHECK(rd(d.s, sourcecfg(10)) == 0);  // remains zero until written
}

TEST_CASE("dev/aplic 12: MSI delivery: sent when pending, enabled and IE; the pending bit is cleared by it") {
    Msi i;
    i.open(i.m, 33, Edge1, 3u << 18 | 1u << 12 | 0x7ff);
    CHECK(rd(i.m, target(33)) == (3u << 18 | 0x7ff));  // machine level: no guest index
    i.a.set_irq(33, true);
    CHECK(i.bus.take() == Sent{{0x24003000, 0x7ff}});
    CHECK(rd(i.m, kSetip + 4) == 0);
    wr(i.m, kClrie + 4, 2);
    wr(i.m, kSetipnum, 33);
    CHECK(i.bus.take().empty());
    CHECK(rd(i.m, kSetip + 4) == 2);
    wr(i.m, kDomaincfg, 0);
    wr(i.m, kSetienum, 33);
    CHECK(i.bus.take().empty());
    wr(i.m, kDomaincfg, 0x100);
    CHECK(i.bus.take() == Sent{{0x24003000, 0x7ff}});
}

TEST_CASE("dev/aplic 13: level-sensitive sources in MSI delivery") {
    Msi i;
    i.open(i.m, 10, Level1, 5);
    wr(i.m, kSetipnum, 10);  // the input is low
    CHECK(i.bus.take().empty());
    i.a.set_irq(10, true);
    CHECK(i.bus.take() == Sent{{0x24000000, 5}});
    CHECK(rd(i.m, kSetip) == 0);
    CHECK(rd(i.m, kInClrip) == 0x400);
    wr(i.m, kSetipnum, 10);  // still asserted: sent again, the second option of the handler
    CHECK(i.bus.take() == Sent{{0x24000000, 5}});
    wr(i.m, kClrienum, 10);
    wr(i.m, kSetipnum, 10);
    CHECK(rd(i.m, kSetip) == 0x400);
    i.a.set_irq(10, false);
    CHECK(rd(i.m, kSetip) == 0);
    i.a.set_irq(10, true);
    wr(i.m, kClripnum, 10);
    CHECK(rd(i.m, kSetip) == 0);
}

TEST_CASE("dev/aplic 14: supervisor domain: pages of 2^3 a hart, guests behind the supervisor's file") {
    Msi i;
    wr(i.m, sourcecfg(1), 0x400);
    i.open(i.s, 1, Edge1, 2u << 18 | 5u << 12 | 9);
    CHECK(rd(i.s, target(1)) == (2u << 18 | 5u << 12 | 9));
    wr(i.s, target(1), 2u << 18 | 6u << 12 | 9);  // GEILEN is 5
    CHECK(rd(i.s, target(1)) == (2u << 18 | 5u << 12 | 9));
    i.a.set_irq(1, true);
    CHECK(i.bus.take() == Sent{{0x28000000 + 2 * 0x8000 + 5 * 0x1000, 9}});
}

TEST_CASE("dev/aplic 15: addresses by mmsiaddrcfg and smsiaddrcfg, and their lock") {
    Msi i;
    CHECK(rd(i.m, 0x1bc0) == 0x24000);
    CHECK(rd(i.m, 0x1bc4) == 2 << 12);
    CHECK(rd(i.m, 0x1bc8) == 0x28000);
    CHECK(rd(i.m, 0x1bcc) == 3 << 20);
    for (uint64_t at = 0x1bc0; at < 0x1bd0; at += 4) CHECK(rd(i.s, at) == 0);
    // LHXW = 1, HHXW = 1, HHXS = 4, LHXS = 1: hart 3 is hart 1 of group 1.
    wr(i.m, 0x1bc0, 0x80000000);
    wr(i.m, 0x1bc4, 4u << 24 | 1u << 20 | 1u << 16 | 1u << 12 | 0xabc);
    wr(i.m, 0x1bc8, 0x100);
    wr(i.m, 0x1bcc, 2u << 20 | 0x001);
    i.open(i.m, 2, Detached, 3u << 18 | 1);
    wr(i.m, kSetipnum, 2);
    CHECK(i.bus.take() == Sent{{0xabc80000000ull << 12 | 1ull << 28 | 2ull << 12, 1}});
    wr(i.m, sourcecfg(3), 0x400);
    i.open(i.s, 3, Detached, 3u << 18 | 3u << 12 | 1);
    wr(i.s, kSetipnum, 3);
    CHECK(i.bus.take() == Sent{{0x00100000100ull << 12 | 1ull << 28 | 7ull << 12, 1}});
    wr(i.m, 0x1bc4, 0xffffffff);
    CHECK(rd(i.m, 0x1bc4) == 0x9f77ffff);
    for (uint64_t at = 0x1bc0; at < 0x1bd0; at += 4) {
        const uint64_t before = rd(i.m, at);
        wr(i.m, at, 0x55);
        CHECK(rd(i.m, at) == before);
    }
    Direct d;
    wr(d.m, 0x1bc0, 1);
    CHECK(rd(d.m, 0x1bc0) == 0);
}

TEST_CASE("dev/aplic 16: genmsi: sent whatever IE says, to the domain's level; busy until it has arrived") {
    Msi i;
    wr(i.m, kDomaincfg, 0);
    i.bus.arrival = Tick{500};
    wr(i.m, kGenmsi, 1u << 18 | 0x123, 4, Tick{100});
    CHECK(i.bus.take() == Sent{{0x24001000, 0x123}});
    CHECK(rd(i.m, kGenmsi, 4, Tick{499}) == (1u << 18 | 1u << 12 | 0x123));
    wr(i.m, kGenmsi, 0x321, 4, Tick{499});
    CHECK(i.bus.take().empty());
    CHECK(rd(i.m, kGenmsi, 4, Tick{500}) == (1u << 18 | 0x123));
    wr(i.s, kGenmsi, 1u << 18 | 7, 4, Tick{600});
    CHECK(i.bus.take() == Sent{{0x28008000, 7}});
    Direct d;
    wr(d.m, kGenmsi, 1);
    CHECK(rd(d.m, kGenmsi) == 0);
}

TEST_CASE("dev/aplic 17: no IDC structures with MSI delivery; those of absent harts read zero") {
    Msi i;
    Direct d;
    for (const uint64_t reg : {kIdelivery, kIforce, kIthreshold, kTopi, kClaimi}) {
        wr(i.m, idc(0, reg), 1);
        CHECK(rd(i.m, idc(0, reg)) == 0);
        wr(d.m, idc(2, reg), 1);
        CHECK(rd(d.m, idc(2, reg)) == 0);
    }
}

TEST_CASE("dev/aplic 18: reset lowers the signals; a restored domain knows what it has told the harts") {
    Direct d, restored;
    d.open(3, Detached, 9);
    wr(d.m, kSetipnum, 3);
    copy_state(d.m, restored.m);
    d.m.reset();
    CHECK(d.harts.mip[0] == 0);
    CHECK(restored.harts.mip[0] == 0);  // the harts' own state is restored with them
    restored.harts.mip[0] = kMei;
    CHECK(rd(restored.m, idc(0, kClaimi)) == (3 << 16 | 9));
    CHECK(restored.harts.mip[0] == 0);
}
