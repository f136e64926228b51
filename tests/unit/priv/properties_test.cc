// Properties that profiles name and every hart has: Sscounterenw, Ssu64xl, Shcounterenw, Shgatpa, Shtvala, Shvsatpa,
// Shvstvala, Shvstvecd. Privileged specification, the chapters of these names.
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kOnes = ~uint64_t{0};

/// Bit i of `enable` is writable for each counter i that is not read-only zero.
void every_counter_can_be_enabled(unsigned enable, uint32_t hpm_counters) {
    PrivParams params;
    params.hpm_counters = hpm_counters;
    Hart h(params);
    const uint64_t bits = h.wr(enable, kOnes);
    for (unsigned i = 0; i < 32; ++i) {
        const bool counter = i == 1 || h.wr(0xb00 + i, kOnes) != 0;
        INFO("counter " << i << " of " << hpm_counters);
        CHECK((!counter || (bits >> i & 1)));
    }
}

}  // namespace

TEST_CASE("priv/property 1: Sscounterenw: scounteren is writable for every counter there is") {
    for (const uint32_t n : {0u, 7u, 29u}) every_counter_can_be_enabled(0x106, n);
}

TEST_CASE("priv/property 2: Shcounterenw: hcounteren is writable for every counter there is") {
    for (const uint32_t n : {0u, 7u, 29u}) every_counter_can_be_enabled(0x606, n);
}

TEST_CASE("priv/property 3: Ssu64xl: sstatus.UXL can be 2, that is UXLEN = 64") {
    Hart h;
    CHECK((h.wr(0x100, uint64_t{2} << 32) >> 32 & 3) == 2);
    h.enter(In::VS);
    h.w(0x100, uint64_t{2} << 32);
    CHECK((h.r(0x100) >> 32 & 3) == 2);
}

TEST_CASE("priv/property 4: Shvsatpa and Shgatpa: every mode of satp is one of vsatp, and its x4 mode one of hgatp") {
    for (const bool sv48 : {false, true}) {
        for (const bool sv57 : {false, true}) {
            HartFeatures f;
            f.sv48 = sv48;
            f.sv57 = sv57;
            unsigned supported = 0;
            for (uint64_t mode = 0; mode < 16; ++mode) {
                Hart h({}, f);
                const bool in_satp = h.wr(0x180, mode << 60) >> 60 == mode;
                supported += in_satp;
                INFO("mode " << mode);
                CHECK((!in_satp || h.wr(0x280, mode << 60) >> 60 == mode));
                h.w(0x680, uint64_t{8} << 60);
                CHECK((!in_satp || h.wr(0x680, mode << 60) >> 60 == mode));
            }
            CHECK(supported == 2u + sv48 + sv57);  // Bare, Sv39 and these
        }
    }
}

TEST_CASE("priv/property 5: Shtvala: htval has the guest physical address of every guest-page fault") {
    for (const uint64_t cause : {20, 21, 23}) {
        for (const In from : {In::VS, In::VU, In::HS}) {  // HS: by HLV or HSV
            Hart h;
            h.w(0x302, kOnes);
            h.enter(from);
            h.p.take_trap({.cause = cause, .tval = 0x1234, .tval2 = 0x8000'1234 >> 2, .gva = true});
            INFO("cause " << cause << " from " << name(from));
            CHECK(h.s.priv == Priv::S);
            CHECK(h.r(0x643) == 0x8000'1234 >> 2);
        }
    }
}

TEST_CASE("priv/property 6: Shvstvala: vstval has the address or the instruction in every case") {
    for (const uint64_t cause : {0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 15, 18}) {
        for (const In from : {In::VS, In::VU}) {
            Hart h;
            h.w(0x302, kOnes);
            h.w(0x602, kOnes);
            h.enter(from);
            h.p.take_trap({.cause = cause, .tval = 0xfedc'ba98'7654'3210});
            INFO("cause " << cause << " from " << name(from));
            CHECK(h.s.v);
            CHECK(h.s.vscause == cause);
            CHECK(h.s.vstval == 0xfedc'ba98'7654'3210);
        }
    }
}

TEST_CASE("priv/property 7: Shvstvecd: vstvec.MODE can be Direct, with any address on four bytes as BASE") {
    for (int i = 2; i < 64; ++i) {
        Hart h;
        const uint64_t base = uint64_t{1} << i;
        CHECK(h.wr(0x205, base) == base);
        h.w(0x302, 4);
        h.w(0x602, 4);
        h.enter(In::VS);
        h.p.take_trap({.cause = 2});
        CHECK(h.s.pc == base);
    }
}
