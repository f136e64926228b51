#include "dev/plic.h"

#include "tests/unit/dev/dev_test.h"

using namespace covesim;
using namespace covesim::devtest;

namespace {
constexpr uint64_t kMeip = 1 << 11, kSeip = 1 << 9;
constexpr uint64_t kEnableS0 = 0x2080, kEnableM0 = 0x2000, kThresholdS0 = 0x201000, kClaimS0 = 0x201004,
                   kClaimM0 = 0x200004;
}  // namespace

TEST_CASE("DEV-P1 a source interrupts the contexts that enable it, with a priority above the threshold") {
    Harts h;
    Plic p(2, h);
    p.reset();
    p.set_irq(10, true);
    CHECK(rd(p, 0x1000) == 0x400);
    CHECK(h.mip[0] == 0);
    wr(p, 4 * 10, 3);
    CHECK(h.mip[0] == 0);
    wr(p, kEnableS0, 0x400);
    CHECK(h.mip[0] == kSeip);
    wr(p, kThresholdS0, 3);
    CHECK(h.mip[0] == 0);
    wr(p, kThresholdS0, 2);
    CHECK(h.mip[0] == kSeip);
    wr(p, 0x2000 + 0x80 * 2, 0x400);  // hart 1, M
    CHECK(h.mip[1] == kMeip);
}

TEST_CASE("DEV-P2 claim gives the highest priority, the lowest number among equals, and closes the gateway") {
    Harts h;
    Plic p(1, h);
    p.reset();
    for (uint32_t i : {5u, 40u, 41u, 95u}) wr(p, 4 * i, i == 5 ? 1 : 7);
    wr(p, kEnableM0, 1 << 5);
    wr(p, kEnableM0 + 4, 0x300);
    wr(p, kEnableM0 + 8, 0x80000000);
    for (uint32_t i : {95u, 41u, 40u, 5u}) p.set_irq(i, true);
    CHECK(rd(p, kClaimM0) == 40);
    CHECK(rd(p, kClaimM0) == 41);
    CHECK(rd(p, kClaimM0) == 95);
    CHECK(h.mip[0] == kMeip);
    CHECK(rd(p, kClaimM0) == 5);
    CHECK(h.mip[0] == 0);
    CHECK(rd(p, kClaimM0) == 0);
}

TEST_CASE("DEV-P3 a level still high at completion requests again, a low one does not") {
    Harts h;
    Plic p(1, h);
    p.reset();
    wr(p, 4 * 10, 1);
    wr(p, kEnableS0, 0x400);
    p.set_irq(10, true);
    CHECK(rd(p, kClaimS0) == 10);
    p.set_irq(10, false);
    p.set_irq(10, true);
    CHECK(h.mip[0] == 0);
    wr(p, kClaimS0, 10);
    CHECK(h.mip[0] == kSeip);
    CHECK(rd(p, kClaimS0) == 10);
    p.set_irq(10, false);
    wr(p, kClaimS0, 10);
    CHECK(h.mip[0] == 0);
}

TEST_CASE("DEV-P4 a request stays latched until claimed; completing a source that is not enabled is ignored") {
    Harts h;
    Plic p(1, h);
    p.reset();
    wr(p, 4 * 7, 1);
    wr(p, kEnableS0, 0x80);
    p.set_irq(7, true);
    p.set_irq(7, false);
    CHECK(h.mip[0] == kSeip);
    p.set_irq(7, true);
    CHECK(rd(p, kClaimS0) == 7);
    wr(p, kClaimM0, 7);
    CHECK(h.mip[0] == 0);
    wr(p, kEnableS0, 0);
    wr(p, kClaimS0, 7);
    wr(p, kEnableS0, 0x80);
    CHECK(h.mip[0] == 0);
    wr(p, kClaimS0, 7);
    CHECK(h.mip[0] == kSeip);
}

TEST_CASE("DEV-P5 a claim ignores the threshold; source 0 and priority bits above 2 do not exist") {
    Harts h;
    Plic p(1, h);
    p.reset();
    wr(p, 4 * 3, 0xffffffff);
    CHECK(rd(p, 4 * 3) == 7);
    wr(p, 0, 5);
    CHECK(rd(p, 0) == 0);
    wr(p, kEnableS0, 0xf);
    CHECK(rd(p, kEnableS0) == 0xe);
    wr(p, kThresholdS0, 7);
    p.set_irq(3, true);
    p.set_irq(0, true);
    p.set_irq(96, true);
    CHECK(h.mip[0] == 0);
    CHECK(rd(p, kClaimS0) == 3);
}
