// Trap entry and return. Privileged specification 1.13: delegation, mstatus stacks, xtvec; H extension: "Trap Entry",
// "Trap Return", tables of MPV/MPP and SPV/SPP.
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kInt = uint64_t{1} << 63;

std::string where(const Hart& h) {
    if (h.s.priv == Priv::M) return "M";
    if (h.s.priv == Priv::S) return h.s.v ? "VS" : "HS";
    return h.s.v ? "VU" : "U";
}

}  // namespace

TEST_CASE("T01 who handles an exception: medeleg, hedeleg, from every mode") {
    struct {
        bool m, h;
        const char* want[5];  // from M, HS, U, VS, VU
    } cases[] = {
        {false, false, {"M", "M", "M", "M", "M"}},
        {false, true, {"M", "M", "M", "M", "M"}},
        {true, false, {"M", "HS", "HS", "HS", "HS"}},
        {true, true, {"M", "HS", "HS", "VS", "VS"}},
    };
    for (uint64_t cause : {1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 15}) {
        for (const auto& c : cases) {
            for (In from : kModes) {
                Hart h;
                h.w(0x305, 0x1000);
                h.w(0x105, 0x2000);
                h.w(0x205, 0x3000);
                h.w(0x302, uint64_t{c.m} << cause);
                h.w(0x602, uint64_t{c.h} << cause);
                h.enter(from);
                h.s.pc = 0x400;
                h.p.take_trap({.cause = cause, .tval = 0x99});
                INFO("cause " << cause << " from " << name(from) << " m" << c.m << " h" << c.h);
                REQUIRE(where(h) == c.want[int(from)]);
                const std::string to = where(h);
                h.enter(In::M);
                if (to == "M") {
                    CHECK(h.s.pc == 0x1000);
                    CHECK(h.r(0x341) == 0x400);
                    CHECK(h.r(0x342) == cause);
                    CHECK(h.r(0x343) == 0x99);
                    CHECK(h.r(0x142) == 0);
                } else if (to == "HS") {
                    CHECK(h.s.pc == 0x2000);
                    CHECK(h.r(0x141) == 0x400);
                    CHECK(h.r(0x142) == cause);
                    CHECK(h.r(0x143) == 0x99);
                    CHECK(h.r(0x342) == 0);
                    CHECK(h.r(0x242) == 0);
                } else {
                    CHECK(h.s.pc == 0x3000);
                    CHECK(h.r(0x241) == 0x400);
                    CHECK(h.r(0x242) == cause);
                    CHECK(h.r(0x243) == 0x99);
                    CHECK(h.r(0x142) == 0);
                    CHECK(h.r(0x342) == 0);
                }
            }
        }
    }
}

TEST_CASE("T02 guest-page faults, virtual-instruction and ECALL from VS stop at HS even with hedeleg all ones") {
    for (uint64_t cause : {9, 10, 20, 21, 22, 23}) {
        Hart h;
        h.w(0x302, ~uint64_t{0});
        h.w(0x602, ~uint64_t{0});
        h.enter(In::VS);
        h.p.take_trap({.cause = cause});
        INFO("cause " << cause);
        CHECK(where(h) == "HS");
    }
}

TEST_CASE("T03 trap to M: MPV, MPP, GVA, MPIE, MIE; mtval2 and mtinst") {
    struct {
        In from;
        uint64_t mpv, mpp;
    } cases[] = {{In::U, 0, 0}, {In::HS, 0, 1}, {In::M, 0, 3}, {In::VU, 1, 0}, {In::VS, 1, 1}};
    for (const auto& c : cases) {
        Hart h;
        h.w(0x300, 0x8);  // MIE
        h.enter(c.from);
        h.p.take_trap({.cause = 21, .tval = 0x5000, .tval2 = 0x1400, .tinst = 0x3000, .gva = true});
        const uint64_t m = h.r(0x300);
        INFO("from " << name(c.from));
        CHECK((m >> 39 & 1) == c.mpv);
        CHECK((m >> 11 & 3) == c.mpp);
        CHECK((m >> 38 & 1) == 1);
        CHECK((m & 0x88) == 0x80);  // MPIE = old MIE, MIE = 0
        CHECK(h.r(0x34b) == 0x1400);
        CHECK(h.r(0x34a) == 0x3000);
    }
}

TEST_CASE("T04 trap to HS: SPV, SPP, SPVP only from V=1, GVA, SPIE, SIE; htval and htinst") {
    struct {
        In from;
        uint64_t spv, spp, spvp;
    } cases[] = {{In::U, 0, 0, 1}, {In::HS, 0, 1, 1}, {In::VU, 1, 0, 0}, {In::VS, 1, 1, 1}};
    for (const auto& c : cases) {
        Hart h;
        h.w(0x302, ~uint64_t{0});
        h.w(0x300, 0x2);    // SIE
        h.w(0x600, 0x100);  // SPVP = 1 before
        h.enter(c.from);
        h.p.take_trap({.cause = 23, .tval = 0x5000, .tval2 = 0x1400, .tinst = 0x3020, .gva = true});
        INFO("from " << name(c.from));
        h.enter(In::M);
        const uint64_t hs = h.r(0x600), m = h.r(0x300);
        CHECK((hs >> 7 & 1) == c.spv);
        CHECK((m >> 8 & 1) == c.spp);
        CHECK((hs >> 8 & 1) == c.spvp);
        CHECK((hs >> 6 & 1) == 1);
        CHECK((m & 0x22) == 0x20);
        CHECK(h.r(0x643) == 0x1400);
        CHECK(h.r(0x64a) == 0x3020);
        CHECK(h.r(0x34b) == 0);  // nothing of M-mode is written
    }
}

TEST_CASE("T05 trap to VS: only vsstatus and vs* are written") {
    for (In from : {In::VU, In::VS}) {
        Hart h;
        h.w(0x302, ~uint64_t{0});
        h.w(0x602, ~uint64_t{0});
        h.w(0x200, 0x2);
        const uint64_t hstatus = h.r(0x600), mstatus = h.r(0x300);
        h.enter(from);
        h.p.take_trap({.cause = 13, .tval = 0x5000, .gva = true});
        CHECK(where(h) == "VS");
        h.enter(In::M);
        CHECK(h.r(0x200) == (0x200000020 | (from == In::VS ? 0x100 : 0)));
        CHECK(h.r(0x600) == hstatus);
        CHECK(h.r(0x300) == mstatus);
    }
}

TEST_CASE("T06 vectored mode: interrupts to BASE + 4*cause, exceptions to BASE; VS uses the translated cause") {
    Hart h;
    h.w(0x305, 0x1001);
    h.w(0x105, 0x2001);
    h.w(0x205, 0x3001);
    h.p.take_trap({.cause = kInt | 7});
    CHECK(h.s.pc == 0x101c);
    h.p.take_trap({.cause = 2});
    CHECK(h.s.pc == 0x1000);
    h.w(0x303, ~uint64_t{0});
    h.w(0x603, 0x444);
    h.enter(In::HS);
    h.p.take_trap({.cause = kInt | 9});
    CHECK(h.s.pc == 0x2024);
    struct {
        uint64_t code, seen;
    } vs[] = {{2, 1}, {6, 5}, {10, 9}};
    for (const auto& x : vs) {
        h.enter(In::VU);
        h.p.take_trap({.cause = kInt | x.code});
        CHECK(where(h) == "VS");
        CHECK(h.s.pc == 0x3000 + 4 * x.seen);
        h.enter(In::M);
        CHECK(h.r(0x242) == (kInt | x.seen));
    }
}

TEST_CASE("T07 an interrupt writes zero to tval, tval2 and tinst") {
    Hart h;
    h.w(0x34a, 1);
    h.w(0x34b, 1);
    h.w(0x343, 1);
    h.enter(In::VS);
    h.p.take_trap({.cause = kInt | 7, .tval = 5, .tval2 = 6, .tinst = 7, .gva = true});
    CHECK(h.r(0x34a) == 0);
    CHECK(h.r(0x34b) == 0);
    CHECK(h.r(0x343) == 0);
    CHECK((h.r(0x300) >> 38 & 1) == 0);
}

TEST_CASE("T08 mtval2 and htval are zero for anything but a guest-page fault") {
    for (uint64_t cause : {1, 5, 7, 12, 13, 15}) {
        Hart h;
        h.w(0x34b, 99);
        h.enter(In::VS);
        h.p.take_trap({.cause = cause, .tval = 1, .tval2 = 77});
        CHECK(h.r(0x34b) == 0);
    }
}

TEST_CASE("T10 MPT faults obey medeleg, unless the platform sends them all to M") {
    for (bool to_m : {false, true}) {
        PrivParams params;
        params.mpt_faults_to_m = to_m;
        Hart h(params);
        h.w(0x302, ~uint64_t{0});
        h.enter(In::VS);
        h.p.take_trap({.cause = 5, .mpt = true});
        CHECK(where(h) == (to_m ? "M" : "HS"));
        h.enter(In::VS);
        h.p.take_trap({.cause = 5});
        CHECK(where(h) == "HS");
    }
}

TEST_CASE("T11 MRET: mode from MPP and MPV; MPV ignored with MPP=3; MPRV cleared below M") {
    struct {
        uint64_t mpp, mpv;
        const char* to;
    } cases[] = {{0, 0, "U"}, {1, 0, "HS"}, {3, 0, "M"}, {0, 1, "VU"}, {1, 1, "VS"}, {3, 1, "M"}};
    for (const auto& c : cases) {
        Hart h;
        h.w(0x300, c.mpp << 11 | c.mpv << 39 | 0x80 | 0x20000);  // MPIE, MPRV
        h.w(0x341, 0x1234);
        h.p.mret();
        INFO(c.mpp << c.mpv);
        CHECK(where(h) == c.to);
        CHECK(h.s.pc == 0x1234);
        h.enter(In::M);
        const uint64_t m = h.r(0x300);
        CHECK((m & 0x88) == 0x88);  // MIE = MPIE, MPIE = 1
        CHECK((m >> 11 & 3) == 0);  // MPP = U
        CHECK((m >> 39 & 1) == 0);  // MPV = 0
        CHECK((m >> 17 & 1) == uint64_t(c.mpp == 3));
    }
}

TEST_CASE("T12 SRET from HS and M: mode from SPP and SPV; SPV, SPP, SIE, SPIE; MPRV cleared") {
    for (In from : {In::M, In::HS}) {
        for (uint64_t spv : {0, 1}) {
            for (uint64_t spp : {0, 1}) {
                Hart h;
                h.w(0x300, spp << 8 | 0x20 | 0x20000);
                h.w(0x600, spv << 7);
                h.w(0x141, 0x4320);
                h.enter(from);
                h.p.sret();
                CHECK(where(h) == (spv ? (spp ? "VS" : "VU") : (spp ? "HS" : "U")));
                CHECK(h.s.pc == 0x4320);
                h.enter(In::M);
                CHECK((h.r(0x300) & 0x20122) == 0x22);
                CHECK((h.r(0x600) & 0x80) == 0);
            }
        }
    }
}

TEST_CASE("T13 SRET from VS: vsstatus and vsepc; hstatus and sstatus untouched") {
    for (uint64_t spp : {0, 1}) {
        Hart h;
        h.w(0x200, spp << 8);
        h.w(0x600, 0x80);
        h.w(0x241, 0x8888);
        h.enter(In::VS);
        h.p.sret();
        CHECK(where(h) == (spp ? "VS" : "VU"));
        CHECK(h.s.pc == 0x8888);
        h.enter(In::M);
        CHECK(h.r(0x200) == 0x200000020);  // SIE = SPIE = 0, SPIE = 1, SPP = 0
        CHECK((h.r(0x600) & 0x80) == 0x80);
    }
}

TEST_CASE("T14 a trap there and back restores the mode, from every mode through M") {
    for (In from : kModes) {
        Hart h;
        h.w(0x305, 0x1000);
        h.enter(from);
        const std::string before = where(h);
        h.s.pc = 0x600;
        h.p.take_trap({.cause = 2});
        CHECK(where(h) == "M");
        h.p.mret();
        CHECK(where(h) == before);
        CHECK(h.s.pc == 0x600);
    }
}
