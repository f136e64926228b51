#include "dev/goldfish_rtc.h"
#include "tests/unit/dev/dev_test.h"

using namespace covesim;
using namespace covesim::devtest;

namespace {
constexpr uint64_t kNs = 1'000'000;
}

TEST_CASE("DEV-C1 the clock is the epoch plus simulated time; the low half latches the high one") {
    Wires w;
    Timeline t;
    GoldfishRtc r(1'700'000'000, w, 11, t);
    r.reset();
    // 1.7e18 = 0x17979cfe362a0000
    CHECK(rd(r, 0, 4, Tick{0}) == 0x362a0000);
    CHECK(rd(r, 4, 4, Tick{10'000'000'000 * kNs}) == 0x17979cfe);
    CHECK(rd(r, 0, 4, Tick{7 * kNs}) == 0x362a0007);
}

TEST_CASE("DEV-C2 the alarm fires at its time, interrupts when enabled, and is cleared by software") {
    Wires w;
    Timeline t;
    GoldfishRtc r(0, w, 11, t);
    r.reset();
    wr(r, 0x10, 1);
    wr(r, 0x0c, 1);
    wr(r, 0x08, 5);
    CHECK(rd(r, 0x18) == 1);
    CHECK(t.next() == Tick{0x1'0000'0005 * kNs});
    t.run_until(t.next());
    CHECK(w.level[11]);
    CHECK(rd(r, 0x18) == 0);
    wr(r, 0x1c, 1);
    CHECK_FALSE(w.level[11]);
}

TEST_CASE("DEV-C3 a past alarm fires at once; a cleared one never") {
    Wires w;
    Timeline t;
    GoldfishRtc r(100, w, 11, t);
    r.reset();
    wr(r, 0x0c, 0);
    wr(r, 0x08, 5);
    CHECK_FALSE(w.level[11]);
    wr(r, 0x10, 1);
    CHECK(w.level[11]);
    wr(r, 0x1c, 1);
    wr(r, 0x0c, 0xffff);
    wr(r, 0x08, 0);
    wr(r, 0x14, 1);
    CHECK(t.next() == kNever);
}

TEST_CASE("DEV-C4 software can set the clock") {
    Wires w;
    Timeline t;
    GoldfishRtc r(100, w, 11, t);
    r.reset();
    wr(r, 4, 2, 4, Tick{50 * kNs});
    wr(r, 0, 10, 4, Tick{50 * kNs});
    CHECK(rd(r, 0, 4, Tick{60 * kNs}) == 20);
    CHECK(rd(r, 4, 4, Tick{60 * kNs}) == 2);
}
