// pmpcfg, pmpaddr and mseccfg as registers. Privileged specification 1.13, "Physical Memory Protection", and Smepmp.
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

constexpr uint64_t kOnes = ~uint64_t{0};

TEST_CASE("PMP01 pmpaddr holds 54 bits; pmpcfg bits 6:5 read zero; pmpcfg0 and pmpcfg2 hold eight entries each") {
    Hart h;
    CHECK(h.wr(0x3b0, kOnes) == 0x3fffffffffffff);
    CHECK(h.wr(0x3bf, kOnes) == 0x3fffffffffffff);
    CHECK(h.wr(0x3a0, 0x7f7f7f7f7f7f7f7f) == 0x1f1f1f1f1f1f1f1f);
    CHECK(h.wr(0x3a2, 0x0903010f0b090807) == 0x0903010f0b090807);
    CHECK(h.s.pmpcfg[0] == 0x1f);
}

TEST_CASE("PMP02 without MML the reserved combination R=0 W=1 reads back without W") {
    Hart h;
    CHECK(h.wr(0x3a0, 0x1a) == 0x18);
    CHECK(h.wr(0x3a0, 0x1e) == 0x1c);
    CHECK(h.wr(0x3a0, 0x1b) == 0x1b);
}

TEST_CASE("PMP03 a locked entry ignores writes to its cfg and addr, also from M-mode; the others go on") {
    Hart h;
    h.w(0x3b1, 0x1000);
    h.w(0x3a0, 0x9900);  // entry 1: L, NAPOT, R
    CHECK(h.wr(0x3a0, 0x1f1f) == 0x991f);
    CHECK(h.wr(0x3b1, 0x2000) == 0x1000);
    CHECK(h.wr(0x3b0, 0x2000) == 0x2000);  // entry 1 is not TOR: its predecessor's address is free
}

TEST_CASE("PMP04 a locked TOR entry locks the address below it, but not that entry's cfg") {
    Hart h;
    h.w(0x3b0, 0x1000);
    h.w(0x3a0, 0x8900);  // entry 1: L, TOR, R
    CHECK(h.wr(0x3b0, 0x5000) == 0x1000);
    CHECK(h.wr(0x3a0, 0x8901) == 0x8901);
    h.p.reset(0);
    h.w(0x3a2, 0x88);  // entry 8: L, TOR: locks pmpaddr7 across the register border
    CHECK(h.wr(0x3b7, 0x5000) == 0);
    CHECK(h.wr(0x3b6, 0x5000) == 0x5000);
}

TEST_CASE("PMP05 a locked entry that is OFF is locked all the same") {
    Hart h;
    h.w(0x3a0, 0x80);
    CHECK(h.wr(0x3a0, 0x1f) == 0x80);
    CHECK(h.wr(0x3b0, 1) == 0);
}

TEST_CASE("PMP06 mseccfg: MML and MMWP are sticky, RLB is not") {
    HartFeatures without_zkr;
    without_zkr.zkr = false;
    Hart h({}, without_zkr);
    CHECK(h.wr(0x747, kOnes) == 7);
    CHECK(h.wr(0x747, 0) == 3);
    CHECK(h.wr(0x747, 4) == 7);
}

TEST_CASE("PMP07 RLB stays 0 once it is 0 while any entry, even a disabled one, is locked") {
    Hart h;
    h.w(0x3a2, uint64_t{0x80} << 56);  // entry 15
    CHECK(h.wr(0x747, 4) == 0);
    Hart g;
    g.w(0x747, 4);
    g.w(0x3a0, 0x80);
    CHECK(g.wr(0x747, 4) == 4);  // RLB=1: still writable
    CHECK(g.wr(0x747, 0) == 0);
    CHECK(g.wr(0x747, 4) == 0);
}

TEST_CASE("PMP08 RLB lets locked rules be changed and removed") {
    Hart h;
    h.w(0x747, 4);
    h.w(0x3a0, 0x9f);
    h.w(0x3b0, 0x111);
    CHECK(h.wr(0x3b0, 0x222) == 0x222);
    CHECK(h.wr(0x3a0, 0) == 0);
}

TEST_CASE("PMP09 with MML, M-mode-only or locked shared rules with X cannot be added unless RLB is set") {
    // LRWX: the figure's rows 1001, 1101 (M-mode only, executable) and 1010, 1011 (locked shared code). cfg bits: X=4
    // W=2 R=1.
    for (uint64_t rwx : {4, 5, 2, 6}) {
        Hart h;
        h.w(0x747, 1);
        CHECK(h.wr(0x3a0, 0x98 | rwx) == 0);
        Hart g;
        g.w(0x747, 5);
        CHECK(g.wr(0x3a0, 0x98 | rwx) == (0x98 | rwx));
    }
    // 1000, 1100, 1110, 1111 (shared data read-only) are allowed, and every rule without L.
    for (uint64_t rwx : {0, 1, 3, 7}) {
        Hart h;
        h.w(0x747, 1);
        CHECK(h.wr(0x3a0, 0x98 | rwx) == (0x98 | rwx));
    }
    for (uint64_t rwx = 0; rwx < 8; ++rwx) {
        Hart h;
        h.w(0x747, 1);
        CHECK(h.wr(0x3a0, 0x18 | rwx) == (0x18 | rwx));  // RW=01 is a shared region now
    }
}

TEST_CASE("PMP10 grain: NA4 cannot be chosen; pmpaddr reads zeros for OFF and TOR, ones for NAPOT; the bits stay") {
    PrivParams params;
    params.pmp_grain = 3;  // 32-byte regions
    Hart h(params);
    CHECK(h.wr(0x3b0, 0x1000'0005) == 0x1000'0000);  // OFF: bits 2:0
    CHECK(h.wr(0x3a0, 0x10) == 0x00);                // NA4 keeps OFF
    CHECK(h.wr(0x3a0, 0x18) == 0x18);                // NAPOT
    CHECK(h.r(0x3b0) == 0x1000'0007);                // bits 1:0 read one, bit 2 as stored
    CHECK(h.wr(0x3a0, 0x10) == 0x18);                // NA4 keeps NAPOT
    CHECK(h.wr(0x3a0, 0x08) == 0x08);                // TOR
    CHECK(h.r(0x3b0) == 0x1000'0000);
    CHECK(h.s.pmpaddr[0] == 0x1000'0005);
}

TEST_CASE("PMP11 without entries pmpcfg and pmpaddr read zero") {
    PrivParams params;
    params.pmp_entries = 0;
    Hart h(params);
    CHECK(h.wr(0x3a0, kOnes) == 0);
    CHECK(h.wr(0x3b0, kOnes) == 0);
}
