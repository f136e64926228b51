// Which interrupt is taken when and where. Privileged specification 1.13, mip/mie; H extension, interrupt priorities,
// hideleg, hvip, guest external interrupts; Sstc.
#include <memory>

#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kInt = uint64_t{1} << 63;
constexpr uint64_t kNone = 0;

uint64_t taken(const Hart& h) {
    const auto i = h.p.pending_interrupt();
    return i ? i->cause : kNone;
}

/// Makes interrupt i pending by its own source.
void raise(Hart& h, int i) {
    switch (i) {
        case 3:
        case 7:
        case 9:
        case 11: h.p.set_line(i, true); break;
        case 12:
            h.w(0x607, 2);
            h.p.set_guest_line(1, true);
            break;
        case 2:
        case 6:
        case 10: h.w(0x645, h.r(0x645) | uint64_t{1} << i); break;
        default: h.p.access(0x344, CsrOp::Set, uint64_t{1} << i, true, true); break;
    }
}

Hart* with_guest_lines() {
    PrivParams params;
    params.geilen = 3;
    return new Hart(params);
}

}  // namespace

TEST_CASE("I01 priority towards M: MEI, MSI, MTI, SEI, SSI, STI, then LCOFI, all pairs") {
    const int order[] = {11, 3, 7, 9, 1, 5, 13};
    for (size_t a = 0; a < std::size(order); ++a) {
        for (size_t b = a + 1; b < std::size(order); ++b) {
            Hart h;
            h.w(0x304, ~uint64_t{0});
            h.w(0x300, 8);
            raise(h, order[a]);
            raise(h, order[b]);
            INFO(order[a] << " before " << order[b]);
            CHECK(taken(h) == (kInt | uint64_t(order[a])));
        }
    }
}

TEST_CASE("I02 priority towards HS: SEI, SSI, STI, SGEI, VSEI, VSSI, VSTI, LCOFI, all pairs") {
    const int order[] = {9, 1, 5, 12, 10, 2, 6, 13};
    for (size_t a = 0; a < std::size(order); ++a) {
        for (size_t b = a + 1; b < std::size(order); ++b) {
            std::unique_ptr<Hart> owner(with_guest_lines());
            Hart& h = *owner;
            h.w(0x304, ~uint64_t{0});
            h.w(0x303, ~uint64_t{0});
            raise(h, order[a]);
            raise(h, order[b]);
            h.enter(In::U);
            INFO(order[a] << " before " << order[b]);
            CHECK(taken(h) == (kInt | uint64_t(order[a])));
        }
    }
}

TEST_CASE("I03 priority towards VS: VSEI, VSSI, VSTI, all pairs") {
    const int order[] = {10, 2, 6};
    for (size_t a = 0; a < std::size(order); ++a) {
        for (size_t b = a + 1; b < std::size(order); ++b) {
            Hart h;
            h.w(0x304, ~uint64_t{0});
            h.w(0x603, 0x444);
            raise(h, order[a]);
            raise(h, order[b]);
            h.enter(In::VU);
            CHECK(taken(h) == (kInt | uint64_t(order[a])));
        }
    }
}

TEST_CASE("I04 an interrupt for M beats any for HS, one for HS beats any for VS") {
    Hart h;
    h.w(0x304, ~uint64_t{0});
    h.w(0x303, 0x2222);
    h.w(0x603, 0x444);
    raise(h, 10);
    h.enter(In::VU);
    CHECK(taken(h) == (kInt | 10));
    h.enter(In::M);
    raise(h, 13);
    h.enter(In::VU);
    CHECK(taken(h) == (kInt | 13));
    h.p.set_line(7, true);
    CHECK(taken(h) == (kInt | 7));
}

TEST_CASE("I05 global enables: MIE, SIE, vsstatus.SIE count only in their own mode") {
    // target, MIE/SIE/vsSIE value -> taken in M, HS, U, VS, VU (x = taken)
    struct {
        int source;
        uint64_t mideleg, hideleg;
        bool enable;
        const char* want;
    } cases[] = {
        {7, 0, 0, false, ".xxxx"},      {7, 0, 0, true, "xxxxx"},      {9, 0x200, 0, false, "..xxx"},
        {9, 0x200, 0, true, ".xxxx"},   {10, 0, 0, false, "..xxx"},    {10, 0, 0, true, ".xxxx"},
        {10, 0, 0x400, false, "....x"}, {10, 0, 0x400, true, "...xx"},
    };
    for (const auto& c : cases) {
        for (In mode : kModes) {
            Hart h;
            h.w(0x304, ~uint64_t{0});
            h.w(0x303, c.mideleg);
            h.w(0x603, c.hideleg);
            h.w(0x300, c.enable ? 0xa : 0);  // MIE and SIE
            h.w(0x200, c.enable ? 0x2 : 0);
            raise(h, c.source);
            h.enter(mode);
            INFO("interrupt " << c.source << " enable " << c.enable << " hideleg " << c.hideleg << " in "
                              << name(mode));
            CHECK((taken(h) != kNone) == (c.want[int(mode)] == 'x'));
        }
    }
}

TEST_CASE("I06 mie masks; WFI wakes on pending and enabled whatever the global enables are") {
    Hart h;
    h.p.set_line(7, true);
    CHECK(taken(h) == kNone);
    CHECK_FALSE(h.p.wfi_wakes());
    h.w(0x304, 0x80);
    CHECK(h.p.wfi_wakes());
    CHECK(taken(h) == kNone);  // MIE = 0 in M-mode
}

TEST_CASE("I07 VSEIP is hvip.VSEIP or the guest line that VGEIN selects; SGEIP is any line enabled in hgeie") {
    std::unique_ptr<Hart> owner(with_guest_lines());
    Hart& h = *owner;
    h.p.set_guest_line(2, true);
    CHECK(h.r(0xe12) == 4);
    CHECK(h.r(0x644) == 0);
    h.w(0x600, 1 << 12);
    CHECK(h.r(0x644) == 0);
    h.w(0x600, 2 << 12);
    CHECK(h.r(0x644) == 0x400);  // hgeie does not matter for VSEIP
    h.w(0x607, 4);
    CHECK(h.r(0x644) == 0x1400);
    h.p.set_guest_line(2, false);
    CHECK(h.r(0x644) == 0);
    h.p.set_guest_line(4, true);  // beyond GEILEN
    CHECK(h.r(0xe12) == 0);
}

TEST_CASE("I08 STIP follows stimecmp while menvcfg.STCE is one") {
    Hart h;
    h.w(0x30a, uint64_t{1} << 63);
    h.env.now = 100;
    h.w(0x14d, 101);
    CHECK(h.r(0x344) == 0);
    CHECK(h.p.next_timer(100) == 101);
    CHECK(h.p.update_timers(101));
    CHECK_FALSE(h.p.update_timers(102));
    h.env.now = 102;
    CHECK(h.r(0x344) == 0x20);
    CHECK(h.p.next_timer(102) == UINT64_MAX);
    h.w(0x14d, 103);  // a greater value clears it at once
    CHECK(h.r(0x344) == 0);
    h.w(0x14d, 102);  // equal counts
    CHECK(h.r(0x344) == 0x20);
    h.w(0x30a, 0);  // STCE = 0: STIP is software's again
    CHECK(h.r(0x344) == 0);
    CHECK(h.p.next_timer(0) == UINT64_MAX);
}

TEST_CASE("I09 VSTIP is hvip.VSTIP or time + htimedelta >= vstimecmp, truncated to 64 bits") {
    Hart h;
    h.w(0x30a, uint64_t{1} << 63);
    h.w(0x60a, uint64_t{1} << 63);
    h.w(0x605, ~uint64_t{0} - 9);  // -10
    h.env.now = 5;
    h.w(0x24d, 100);  // guest time is huge now: -5
    CHECK(h.r(0x644) == 0x40);
    h.env.now = 10;
    CHECK(h.r(0x644) == 0);
    CHECK(h.p.next_timer(10) == 110);
    h.env.now = 110;
    CHECK(h.r(0x644) == 0x40);
    h.w(0x60a, 0);
    CHECK(h.r(0x644) == 0);
    h.w(0x645, 0x40);
    CHECK(h.r(0x644) == 0x40);
}

TEST_CASE("I10 next_timer takes the nearer of the two") {
    Hart h;
    h.w(0x30a, uint64_t{1} << 63);
    h.w(0x60a, uint64_t{1} << 63);
    h.w(0x14d, 500);
    h.w(0x24d, 400);
    CHECK(h.p.next_timer(0) == 400);
    h.w(0x24d, 600);
    CHECK(h.p.next_timer(0) == 500);
    CHECK(h.p.next_timer(550) == 600);
}

TEST_CASE("I11 a VS-level interrupt that hideleg delegates is not taken while V=0") {
    Hart h;
    h.w(0x304, 0x444);
    h.w(0x603, 0x444);
    h.w(0x645, 0x444);
    h.w(0x300, 0xa);
    for (In mode : {In::M, In::HS, In::U}) {
        h.enter(mode);
        CHECK(taken(h) == kNone);
    }
}
