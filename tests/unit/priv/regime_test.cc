// Translation regimes: mode, MPRV, HLV/HSV, SUM and MXR of the level that applies, ADUE and PBMTE, mmpt. Privileged
// specification 1.13, mstatus.MPRV; H extension, "Effect of MPRV on the translation and protection of explicit
// accesses".
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kSatp = uint64_t{8} << 60 | 0x111, kVsatp = uint64_t{9} << 60 | 0x222,
                   kHgatp = uint64_t{8} << 60 | uint64_t{3} << 44 | 0x400,
                   kMmpt = uint64_t{1} << 60 | uint64_t{5} << 52 | 0x99;

void set_up(Hart& h) {
    h.w(0x180, kSatp);
    h.w(0x280, kVsatp);
    h.w(0x680, kHgatp);
    h.w(0x382, kMmpt);
}

}  // namespace

TEST_CASE("R01 the regime of each mode") {
    Hart h;
    set_up(h);
    h.enter(In::M);
    CHECK(h.p.fetch_regime() == Regime{});
    CHECK(h.p.data_regime() == Regime{});
    for (In mode : {In::HS, In::U, In::VS, In::VU}) {
        h.enter(mode);
        const bool v = mode == In::VS || mode == In::VU;
        for (const Regime& r : {h.p.fetch_regime(), h.p.data_regime()}) {
            CHECK(r.priv == (mode == In::HS || mode == In::VS ? Priv::S : Priv::U));
            CHECK(r.v == v);
            CHECK(r.atp == (v ? kVsatp : kSatp));
            CHECK(r.hgatp == (v ? kHgatp : 0));
            CHECK(r.mmpt == kMmpt);
            CHECK(r.sdid() == 5);
        }
    }
}

TEST_CASE("R02 C13 MPRV: the eight rows of the table; fetches ignore it") {
    struct {
        uint64_t mpv, mpp;
        Priv priv;
        bool v;
    } rows[] = {{0, 0, Priv::U, false}, {0, 1, Priv::S, false}, {0, 3, Priv::M, false},
                {1, 3, Priv::M, false}, {1, 0, Priv::U, true},  {1, 1, Priv::S, true}};
    for (const auto& x : rows) {
        Hart h;
        set_up(h);
        h.w(0x300, x.mpv << 39 | x.mpp << 11);
        CHECK(h.p.data_regime() == Regime{});  // MPRV = 0
        h.w(0x300, x.mpv << 39 | x.mpp << 11 | 1 << 17);
        INFO("MPV " << x.mpv << " MPP " << x.mpp);
        CHECK(h.p.data_regime().priv == x.priv);
        CHECK(h.p.data_regime().v == x.v);
        CHECK(h.p.data_regime().mmpt == (x.priv == Priv::M ? 0 : kMmpt));
        CHECK(h.p.fetch_regime() == Regime{});
    }
}

TEST_CASE("R03 SUM and MXR come from the level that applies") {
    constexpr uint64_t kSum = 1 << 18, kMxr = 1 << 19;
    Hart h;
    h.w(0x300, kSum);
    h.enter(In::HS);
    CHECK(h.p.data_regime().sum);
    CHECK_FALSE(h.p.fetch_regime().sum);
    h.enter(In::U);
    CHECK_FALSE(h.p.data_regime().sum);
    h.enter(In::VS);
    CHECK_FALSE(h.p.data_regime().sum);
    h.enter(In::M);
    h.w(0x300, 0);
    h.w(0x200, kSum | kMxr);
    h.enter(In::VS);
    CHECK(h.p.data_regime().sum);
    CHECK_FALSE(h.p.data_regime().mxr);
    CHECK(h.p.data_regime().vs_mxr);
    h.enter(In::HS);
    CHECK_FALSE(h.p.data_regime().sum);
    CHECK_FALSE(h.p.data_regime().vs_mxr);
    h.enter(In::M);
    h.w(0x300, kMxr);
    h.w(0x200, 0);
    h.enter(In::VS);
    CHECK(h.p.data_regime().mxr);  // HS-level MXR reaches both stages
    CHECK_FALSE(h.p.data_regime().vs_mxr);
}

TEST_CASE("R04 HLV and HSV: V=1, privilege from SPVP, whatever the mode and MPRV") {
    for (uint64_t spvp : {0, 1}) {
        for (In mode : {In::M, In::HS, In::U}) {
            Hart h;
            set_up(h);
            h.w(0x600, spvp << 8);
            h.w(0x300, 1 << 18 | 1 << 17 | 3 << 11);  // HS-level SUM is ignored; MPRV with MPP=M does not matter
            h.enter(mode);
            const Regime r = h.p.hv_regime();
            CHECK(r.v);
            CHECK(r.priv == (spvp ? Priv::S : Priv::U));
            CHECK_FALSE(r.sum);
            CHECK(r.atp == kVsatp);
            CHECK(r.hgatp == kHgatp);
            CHECK(r.mmpt == kMmpt);
        }
    }
}

TEST_CASE("R05 ADUE and PBMTE: menvcfg for S and G stages, henvcfg (under menvcfg) for the VS stage") {
    constexpr uint64_t kAdue = uint64_t{1} << 61, kPbmte = uint64_t{1} << 62;
    Hart h;
    h.w(0x30a, kAdue | kPbmte);
    h.enter(In::HS);
    CHECK(h.p.data_regime().adue);
    CHECK(h.p.data_regime().pbmte);
    h.enter(In::VS);
    CHECK(h.p.data_regime().g_adue);
    CHECK(h.p.data_regime().g_pbmte);
    CHECK_FALSE(h.p.data_regime().adue);
    CHECK_FALSE(h.p.data_regime().pbmte);
    h.enter(In::M);
    h.w(0x60a, kAdue);
    h.enter(In::VU);
    CHECK(h.p.fetch_regime().adue);
    CHECK_FALSE(h.p.fetch_regime().pbmte);
    h.enter(In::M);
    h.w(0x30a, kPbmte);
    h.enter(In::VU);
    CHECK_FALSE(h.p.fetch_regime().adue);
    CHECK_FALSE(h.p.fetch_regime().g_adue);
}
