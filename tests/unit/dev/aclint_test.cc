#include "dev/aclint.h"

#include "tests/unit/dev/dev_test.h"

using namespace covesim;
using namespace covesim::devtest;

namespace {
constexpr uint64_t kTickFs = 100'000'000;  // 10 MHz
constexpr uint64_t kMtip = 1 << 7, kMsip = 1 << 3;
}  // namespace

TEST_CASE("DEV-A1 mtime is simulated time at the timebase, also in halves") {
    Harts h;
    Timeline t;
    Aclint a(2, 10'000'000, h, t);
    a.reset();
    CHECK(rd(a, 0xbff8, 8, Tick{0}) == 0);
    CHECK(rd(a, 0xbff8, 8, Tick{kTickFs - 1}) == 0);
    CHECK(rd(a, 0xbff8, 8, Tick{kTickFs}) == 1);
    CHECK(rd(a, 0xbff8, 8, Tick{10'000'000 * kTickFs}) == 10'000'000);
    wr(a, 0xbff8, 0x1'0000'0005, 8, Tick{kTickFs * 5});
    CHECK(rd(a, 0xbff8, 4, Tick{kTickFs * 7}) == 7);
    CHECK(rd(a, 0xbffc, 4, Tick{kTickFs * 7}) == 1);
}

TEST_CASE("DEV-A2 the timer interrupt is pending exactly while mtime >= mtimecmp") {
    Harts h;
    Timeline t;
    Aclint a(2, 10'000'000, h, t);
    a.reset();
    CHECK(h.mip[1] == 0);
    CHECK(t.next() == kNever);
    wr(a, 0x4008, 50, 8, Tick{});
    CHECK(t.next() == Tick{50 * kTickFs});
    t.run_until(Tick{50 * kTickFs - 1});
    CHECK(h.mip[1] == 0);
    t.run_until(Tick{50 * kTickFs});
    CHECK(h.mip[1] == kMtip);
    CHECK(h.mip[0] == 0);
    wr(a, 0x4008, 60, 8, Tick{55 * kTickFs});
    CHECK(h.mip[1] == 0);
    wr(a, 0x4008, 54, 8, Tick{55 * kTickFs});
    CHECK(h.mip[1] == kMtip);
    CHECK(t.next() == kNever);
}

TEST_CASE("DEV-A3 rewriting mtimecmp leaves one event; a comparator past the end of time has none") {
    Harts h;
    Timeline t;
    Aclint a(1, 10'000'000, h, t);
    a.reset();
    wr(a, 0x4000, 50, 8);
    wr(a, 0x4000, 70, 8);
    CHECK(t.next() == Tick{70 * kTickFs});
    wr(a, 0x4000, ~0ull, 8);
    CHECK(t.next() == kNever);
    wr(a, 0x4004, 0, 4);  // two 32-bit writes, as RV32 software does
    wr(a, 0x4000, 90, 4);
    CHECK(t.next() == Tick{90 * kTickFs});
}

TEST_CASE("DEV-A4 writing mtime moves the comparators and tells the observers") {
    struct Seen final : TimeObserver {
        uint64_t offset = 0;
        void mtime_moved(uint64_t o) override { offset = o; }
    } seen;
    Harts h;
    Timeline t;
    Aclint a(1, 10'000'000, h, t);
    a.reset();
    a.observe(seen);
    wr(a, 0x4000, 1000, 8);
    wr(a, 0xbff8, 990, 8, Tick{5 * kTickFs});
    CHECK(t.next() == Tick{15 * kTickFs});
    wr(a, 0xbff8, 1000, 8, Tick{6 * kTickFs});
    CHECK(h.mip[0] == kMtip);
    CHECK(seen.offset == 994);
}

TEST_CASE("DEV-A6 mtime set back: what is not yet reached again is not pending, and comes in its time") {
    Harts h;
    Timeline t;
    Aclint a(1, 10'000'000, h, t);
    a.reset();
    wr(a, 0xbff8, 0, 8, Tick{500 * kTickFs});
    wr(a, 0x4000, 100, 8, Tick{500 * kTickFs});
    CHECK(h.mip[0] == 0);
    CHECK(t.next() == Tick{600 * kTickFs});
    t.run_until(Tick{600 * kTickFs - 1});
    CHECK(h.mip[0] == 0);
    t.run_until(Tick{600 * kTickFs});
    CHECK(h.mip[0] == kMtip);
}

TEST_CASE("DEV-A5 msip raises the software interrupt of its hart only; reset lowers everything") {
    Harts h;
    Timeline t;
    Aclint a(2, 10'000'000, h, t);
    a.reset();
    wr(a, 0x4, 0xffffffff);
    CHECK(h.mip[0] == 0);
    CHECK(h.mip[1] == kMsip);
    CHECK(rd(a, 0x4) == 1);
    wr(a, 0x8, 1);  // no third hart
    CHECK(rd(a, 0x8) == 0);
    a.reset();
    CHECK(h.mip[1] == 0);
}
