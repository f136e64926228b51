// Pointer masking: the PMM fields, and what is masked in which mode. Privileged specification, "Pointer Masking
// Extensions"; H extension, hstatus.HUPMM, HLVX.
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr HartFeatures kAll{.ssnpm = true, .smnpm = true, .smmpm = true};
constexpr uint64_t kPmm = uint64_t{3} << 32, kSv39 = uint64_t{8} << 60;

uint64_t pmm(uint64_t v) { return v << 32; }

/// PMLEN of explicit accesses in M, HS, U, VS, VU.
std::vector<int> lengths(Hart& h) {
    std::vector<int> out;
    for (const In mode : kModes) {
        h.enter(mode);
        out.push_back(h.p.data_regime().pmlen);
        CHECK(h.p.fetch_regime().pmlen == 0);
    }
    h.enter(In::M);
    return out;
}
using Lengths = std::vector<int>;

}  // namespace

TEST_CASE("priv/pm 1: PMM holds 0, 2 and 3; 1 is reserved; each extension has its registers") {
    for (const unsigned csr : {0x747u, 0x30au, 0x60au, 0x10au}) {
        Hart h({}, kAll);
        INFO("CSR " << csr);
        CHECK((h.wr(csr, pmm(2)) & kPmm) == pmm(2));
        CHECK((h.wr(csr, pmm(1)) & kPmm) == pmm(2));
        CHECK((h.wr(csr, pmm(3)) & kPmm) == pmm(3));
        CHECK((h.wr(csr, pmm(0)) & kPmm) == 0);
        CHECK(h.write(csr, pmm(2)).effects & Effect::Regime);
        Hart none;
        CHECK((none.wr(csr, pmm(3)) & kPmm) == 0);
    }
    Hart h({}, kAll);
    constexpr uint64_t kHupmm = uint64_t{3} << 48;
    CHECK((h.wr(0x600, uint64_t{2} << 48) & kHupmm) == uint64_t{2} << 48);
    CHECK((h.wr(0x600, uint64_t{1} << 48) & kHupmm) == uint64_t{2} << 48);
    CHECK((h.wr(0x600, kHupmm) & kHupmm) == kHupmm);
    struct {
        HartFeatures f;
        bool m, hs, s;
    } const kParts[] = {{{.ssnpm = true}, false, false, true},
                        {{.smnpm = true}, false, true, false},
                        {{.smmpm = true}, true, false, false}};
    for (const auto& p : kParts) {
        Hart part({}, p.f);
        CHECK(((part.wr(0x747, pmm(3)) & kPmm) != 0) == p.m);
        CHECK(((part.wr(0x30a, pmm(3)) & kPmm) != 0) == p.hs);
        for (const unsigned csr : {0x60au, 0x10au}) CHECK(((part.wr(csr, pmm(3)) & kPmm) != 0) == p.s);
        CHECK(((part.wr(0x600, kHupmm) & kHupmm) != 0) == p.s);
    }
}

TEST_CASE("priv/pm 2: a mode's setting is in a register of the next-higher one; 2 masks 7 bits, 3 masks 16") {
    for (const auto& [value, n] : {std::pair{2, 7}, std::pair{3, 16}}) {
        Hart h({}, kAll);
        CHECK(lengths(h) == Lengths{0, 0, 0, 0, 0});
        h.w(0x747, pmm(value));
        CHECK(lengths(h) == Lengths{n, 0, 0, 0, 0});
        h.w(0x747, 0);
        h.w(0x30a, pmm(value));
        CHECK(lengths(h) == Lengths{0, n, 0, 0, 0});
        h.w(0x30a, 0);
        h.w(0x60a, pmm(value));
        CHECK(lengths(h) == Lengths{0, 0, 0, n, 0});
        h.w(0x60a, 0);
        h.w(0x10a, pmm(value));
        CHECK(lengths(h) == Lengths{0, 0, n, 0, n});
    }
}

TEST_CASE("priv/pm 3: MPRV applies the setting of the effective mode; MXR there switches masking off") {
    Hart h({}, kAll);
    h.w(0x747, pmm(2));
    h.w(0x30a, pmm(3));
    constexpr uint64_t kMprv = 1 << 17, kMppS = 1 << 11, kMxr = 1 << 19, kMpv = uint64_t{1} << 39;
    h.w(0x300, kMprv | kMppS);
    CHECK(h.p.data_regime().pmlen == 16);
    h.w(0x300, kMprv);
    CHECK(h.p.data_regime().pmlen == 0);
    h.w(0x300, kMprv | kMppS | kMxr);
    CHECK(h.p.data_regime().pmlen == 0);
    h.w(0x300, kMxr);
    CHECK(h.p.data_regime().pmlen == 7);  // M-mode itself: MXR has no effect there
    h.w(0x60a, pmm(3));
    h.w(0x300, kMprv | kMppS | kMpv);
    CHECK(h.p.data_regime().pmlen == 16);
    h.w(0x200, kMxr);  // vsstatus.MXR
    CHECK(h.p.data_regime().pmlen == 0);
}

TEST_CASE("priv/pm 4: HLV and HSV: henvcfg as VS; as VU senvcfg from HS and M, HUPMM from U") {
    Hart h({}, kAll);
    h.w(0x60a, pmm(3));
    h.w(0x10a, pmm(2));
    for (const In from : {In::M, In::HS, In::U}) {
        for (const uint64_t hupmm : {0, 3}) {
            h.enter(In::M);
            h.w(0x600, hupmm << 48 | 1 << 8 | 1 << 9);
            h.enter(from);
            CHECK(h.p.hv_regime().pmlen == 16);
            h.enter(In::M);
            h.w(0x600, hupmm << 48 | 1 << 9);  // SPVP = 0
            h.enter(from);
            CHECK(h.p.hv_regime().pmlen == (from != In::U ? 7 : hupmm == 3 ? 16 : 0));
        }
    }
    h.enter(In::M);
    h.w(0x300, 1 << 19);  // MXR
    h.enter(In::U);
    CHECK(h.p.hv_regime().pmlen == 0);
}

TEST_CASE("priv/pm 5: the ignore transformation") {
    Regime r;
    r.priv = Priv::U;
    r.pmlen = 7;
    r.atp = uint64_t{10} << 60;
    CHECK(r.masked(0xABFF'FFFF'1234'5678) == 0xFFFF'FFFF'1234'5678);  // the manual's example
    CHECK(r.masked(0xAB00'0000'1234'5678) == 0xFF00'0000'1234'5678);
    CHECK(r.masked(0xAA00'0000'1234'5678) == 0x0000'0000'1234'5678);
    r.atp = 0;
    CHECK(r.masked(0xABFF'FFFF'1234'5678) == 0x1FF'FFFF'1234'5678);
    r.pmlen = 16;
    CHECK(r.masked(0xFFFF'8000'0000'0000) == 0x8000'0000'0000);
    r.atp = kSv39;
    CHECK(r.masked(0x1234'8000'0000'0000) == 0xFFFF'8000'0000'0000);
    CHECK(r.masked(0xFFFF'7FFF'FFFF'FFFF) == 0x0000'7FFF'FFFF'FFFF);
    r.pmlen = 0;
    CHECK(r.masked(0x1234'8000'0000'0000) == 0x1234'8000'0000'0000);
}
