// Indirect CSR access: who reaches the windows, and what is behind a select value that no extension owns. ISA manual,
// Smcsrind and Sscsrind.
// Extensions: smcsrind, sscsrind
#include "cpu/priv/csr_row.h"
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr HartFeatures kCsrind{.csrind = true};

std::string letters(Hart& h, unsigned csr) {
    std::string s;
    for (const In mode : kModes) {
        h.enter(mode);
        s += letter(h.read(csr).status);
    }
    h.enter(In::M);
    return s;
}

}  // namespace

TEST_CASE("priv/indirect 1: without an extension that needs them the windows do not exist") {
    Hart h;
    h.open();
    for (unsigned csr = 0x150; csr <= 0x157; ++csr) {
        for (const unsigned level : {0x000u, 0x100u, 0x200u}) CHECK(letters(h, csr + level) == "iiiii");
    }
    CHECK((h.r(0x30c) >> 60 & 1) == 0);  // mstateen0.CSRIND
}

TEST_CASE("priv/indirect 2: the select registers hold 12 bits, and VS-mode has its own") {
    Hart h({}, kCsrind);
    h.open();
    CHECK(h.wr(0x350, ~uint64_t{0}) == 0xfff);
    CHECK(h.wr(0x150, ~uint64_t{0}) == 0xfff);
    CHECK(h.wr(0x250, 0x123) == 0x123);
    CHECK(h.r(0x150) == 0xfff);
    h.enter(In::VS);
    CHECK(h.r(0x150) == 0x123);
    h.w(0x150, 0x8000'0000'0000'0456);
    h.enter(In::HS);
    CHECK(h.r(0x150) == 0xfff);
    CHECK(h.r(0x250) == 0x456);
}

TEST_CASE("priv/indirect 3: who reaches which window") {
    Hart h({}, kCsrind);
    h.open();
    CHECK(letters(h, 0x350) == "oiiii");
    CHECK(letters(h, 0x150) == "ooiov");
    CHECK(letters(h, 0x250) == "ooivv");
    // A select value of nobody: illegal, in VS-mode too; from VU-mode, and by vsireg's number, always virtual.
    for (const unsigned alias : {1u, 2u, 3u, 5u, 6u, 7u}) {
        CHECK(letters(h, 0x350 + alias) == "iiiii");
        CHECK(letters(h, 0x150 + alias) == "iiiiv");
        CHECK(letters(h, 0x250 + alias) == "iiivv");
    }
    // miph, siph and vsiph belong to RV32.
    for (const unsigned csr : {0x354u, 0x154u, 0x254u}) CHECK(letters(h, csr) == "iiiii");
}

TEST_CASE("priv/indirect 4: mstateen0.CSRIND makes it illegal below M, hstateen0.CSRIND virtual in the guest") {
    Hart h({}, kCsrind);
    h.open();
    CHECK((h.r(0x30c) >> 60 & 1) == 1);
    h.w(0x60c, h.r(0x60c) & ~(uint64_t{1} << 60));
    CHECK(letters(h, 0x150) == "ooivv");
    CHECK(letters(h, 0x151) == "iiivv");
    CHECK(letters(h, 0x250) == "ooivv");
    h.w(0x60c, ~uint64_t{0});
    h.w(0x30c, h.r(0x30c) & ~(uint64_t{1} << 60));
    for (const unsigned csr : {0x150u, 0x250u}) CHECK(letters(h, csr) == "oiiii");
    for (const unsigned csr : {0x151u, 0x157u, 0x251u, 0x257u}) CHECK(letters(h, csr) == "iiiii");
}

TEST_CASE("priv/indirect 5: names") {
    Hart h({}, kCsrind);
    CHECK(csr_name(0x350) == "miselect");
    CHECK(csr_name(0x351) == "mireg");
    CHECK(csr_name(0x153) == "sireg3");
    CHECK(csr_name(0x257) == "vsireg6");
    CHECK(h.p.peek(0x357) == 0);  // a debugger reads zero where nothing is
}
