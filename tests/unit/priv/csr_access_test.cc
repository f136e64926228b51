// Access to every CSR in every mode, first with everything enabled, then each restriction on its own. Privileged
// specification 1.13, "CSR Address Mapping Conventions"; H extension, list of virtual-instruction exceptions.
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;

namespace {

// Columns: M, HS, U, VS, VU. o = permitted, i = illegal instruction (2), v = virtual instruction (22).
struct Row {
    unsigned first, last;
    const char* name;
    const char* read;
    const char* write;
};

constexpr Row kTable[] = {
    // Unprivileged floating point: any mode while FS is on.
    {0x001, 0x003, "fflags, frm, fcsr", "ooooo", "ooooo"},
    // The entropy source: only by instructions that write; guests trap to the hypervisor.
    {0x015, 0x015, "seed", "iiiii", "ooovv"},
    // Unprivileged counters: read-only (bits 11:10 = 11).
    {0xc00, 0xc1f, "cycle, time, instret, hpmcounterN", "ooooo", "iiiii"},
    // Supervisor: virtual-instruction in VU because HS-mode may.
    {0x100, 0x100, "sstatus", "ooiov", "ooiov"},
    {0x104, 0x106, "sie, stvec, scounteren", "ooiov", "ooiov"},
    {0x10a, 0x10a, "senvcfg", "ooiov", "ooiov"},
    {0x10c, 0x10f, "sstateen0-3", "ooiov", "ooiov"},
    {0x140, 0x144, "sscratch, sepc, scause, stval, sip", "ooiov", "ooiov"},
    {0x14d, 0x14d, "stimecmp", "ooiov", "ooiov"},
    {0x180, 0x180, "satp", "ooiov", "ooiov"},
    {0xda0, 0xda0, "scountovf", "ooiov", "iiiii"},
    // Hypervisor: virtual-instruction with V=1; a write to a read-only one would not be allowed in HS either.
    {0x600, 0x600, "hstatus", "ooivv", "ooivv"},
    {0x602, 0x607, "hedeleg, hideleg, hie, htimedelta, hcounteren, hgeie", "ooivv", "ooivv"},
    {0x60a, 0x60a, "henvcfg", "ooivv", "ooivv"},
    {0x60c, 0x60f, "hstateen0-3", "ooivv", "ooivv"},
    {0x643, 0x645, "htval, hip, hvip", "ooivv", "ooivv"},
    {0x64a, 0x64a, "htinst", "ooivv", "ooivv"},
    {0x680, 0x680, "hgatp", "ooivv", "ooivv"},
    {0xe12, 0xe12, "hgeip", "ooivv", "iiiii"},
    // VS CSRs by their own numbers.
    {0x200, 0x200, "vsstatus", "ooivv", "ooivv"},
    {0x204, 0x205, "vsie, vstvec", "ooivv", "ooivv"},
    {0x240, 0x244, "vsscratch, vsepc, vscause, vstval, vsip", "ooivv", "ooivv"},
    {0x24d, 0x24d, "vstimecmp", "ooivv", "ooivv"},
    {0x280, 0x280, "vsatp", "ooivv", "ooivv"},
    // Machine: illegal anywhere below M.
    {0xf11, 0xf15, "mvendorid, marchid, mimpid, mhartid, mconfigptr", "oiiii", "iiiii"},
    {0x300, 0x306, "mstatus, misa, medeleg, mideleg, mie, mtvec, mcounteren", "oiiii", "oiiii"},
    {0x30a, 0x30a, "menvcfg", "oiiii", "oiiii"},
    {0x30c, 0x30f, "mstateen0-3", "oiiii", "oiiii"},
    {0x320, 0x320, "mcountinhibit", "oiiii", "oiiii"},
    {0x323, 0x33f, "mhpmevent3-31", "oiiii", "oiiii"},
    {0x340, 0x344, "mscratch, mepc, mcause, mtval, mip", "oiiii", "oiiii"},
    {0x34a, 0x34b, "mtinst, mtval2", "oiiii", "oiiii"},
    {0x382, 0x382, "mmpt", "oiiii", "oiiii"},
    {0x3a0, 0x3a0, "pmpcfg0", "oiiii", "oiiii"},
    {0x3a2, 0x3a2, "pmpcfg2", "oiiii", "oiiii"},
    {0x3b0, 0x3bf, "pmpaddr0-15", "oiiii", "oiiii"},
    {0x747, 0x747, "mseccfg", "oiiii", "oiiii"},
    {0x74e, 0x74e, "msdcfg", "oiiii", "oiiii"},
    {0x7a0, 0x7a4, "tselect, tdata1-3, tinfo", "oiiii", "oiiii"},
    {0xb00, 0xb00, "mcycle", "oiiii", "oiiii"},
    {0xb02, 0xb1f, "minstret, mhpmcounter3-31", "oiiii", "oiiii"},
};

}  // namespace

TEST_CASE("P01 every CSR in every mode, everything enabled; all other numbers do not exist") {
    const Row* rows[4096] = {};
    for (const Row& row : kTable) {
        for (unsigned n = row.first; n <= row.last; ++n) rows[n] = &row;
    }
    Hart h;
    h.open();
    for (In mode : kModes) {
        h.enter(mode);
        for (unsigned n = 0; n < 4096; ++n) {
            const char want_read = rows[n] ? rows[n]->read[int(mode)] : 'i';
            const char want_write = rows[n] ? rows[n]->write[int(mode)] : 'i';
            INFO("CSR 0x" << std::hex << n << " in " << name(mode));
            CHECK(letter(h.p.check(n, false)) == want_read);
            CHECK(letter(h.p.check(n, true)) == want_write);
        }
    }
}

TEST_CASE("P02 high-half CSRs do not exist on RV64: always illegal") {
    Hart h;
    h.open();
    for (unsigned n : {0x310u, 0x312u, 0x31au, 0x31cu, 0x615u, 0x61au, 0x612u, 0x15du, 0x25du, 0x757u, 0xb80u, 0xc80u,
                       0xc81u, 0xc82u, 0x723u, 0x3a1u}) {
        for (In mode : kModes) {
            h.enter(mode);
            INFO("CSR 0x" << std::hex << n << " in " << name(mode));
            CHECK(letter(h.p.check(n, false)) == 'i');
        }
    }
}

TEST_CASE("P03 debug CSRs and pmpaddr16 and above are illegal in M-mode") {
    Hart h;
    for (unsigned n : {0x7b0u, 0x7b1u, 0x7b2u, 0x7b3u, 0x3c0u, 0x3efu, 0x3a4u}) {
        CHECK(letter(h.p.check(n, false)) == 'i');
    }
}

TEST_CASE("P04 what an extension adds disappears with it") {
    auto illegal_without = [](unsigned n, auto change) {
        HartFeatures f;
        change(f);
        Hart h({}, f);
        INFO("CSR 0x" << std::hex << n);
        CHECK(letter(h.p.check(n, false)) == 'i');
        CHECK_FALSE(h.p.peek(n).has_value());
    };
    for (unsigned n : {0x600u, 0x200u, 0x24du, 0x34au, 0x34bu, 0xe12u, 0x60cu})
        illegal_without(n, [](auto& f) { f.h = false; });
    for (unsigned n : {0x14du, 0x24du}) illegal_without(n, [](auto& f) { f.sstc = false; });
    for (unsigned n : {0x30cu, 0x60cu, 0x10cu}) illegal_without(n, [](auto& f) { f.smstateen = false; });
    for (unsigned n : {0x382u, 0x74eu}) illegal_without(n, [](auto& f) { f.smsd = false; });
    illegal_without(0x747, [](auto& f) { f.smepmp = f.zkr = false; });
    illegal_without(0x015, [](auto& f) { f.zkr = false; });
    illegal_without(0xda0, [](auto& f) { f.sscofpmf = false; });
    illegal_without(0x003, [](auto& f) { f.f = false; });
    illegal_without(0xc01, [](auto& f) { f.zicntr = false; });
}

TEST_CASE("P05 counter enables: cycle, time, instret, hpmcounter3, one at a time") {
    // mcounteren, hcounteren, scounteren -> HS, U, VS, VU
    struct {
        bool m, h, s;
        const char* want;
    } cases[] = {
        {false, false, false, "iiii"}, {false, true, true, "iiii"}, {true, false, false, "oivv"},
        {true, false, true, "oovv"},   {true, true, false, "oiov"}, {true, true, true, "oooo"},
    };
    for (unsigned counter : {0u, 1u, 2u, 3u, 31u}) {
        for (const auto& c : cases) {
            Hart h;
            h.open();
            const uint64_t others = ~(uint64_t{1} << counter);
            h.w(0x306, c.m ? ~uint64_t{0} : others);
            h.w(0x606, c.h ? ~uint64_t{0} : others);
            h.w(0x106, c.s ? ~uint64_t{0} : others);
            std::string got;
            for (In mode : {In::HS, In::U, In::VS, In::VU}) {
                h.enter(mode);
                got += letter(h.p.check(0xc00 + counter, false));
            }
            INFO("counter " << counter << " m" << c.m << " h" << c.h << " s" << c.s);
            CHECK(got == c.want);
            h.enter(In::M);
            CHECK(letter(h.p.check(0xc00 + counter, false)) == 'o');
        }
    }
}

TEST_CASE("P06 satp and hgatp under TVM and VTVM") {
    Hart h;
    h.open();
    h.w(0x300, h.r(0x300) | 1 << 20);  // mstatus.TVM
    h.enter(In::HS);
    CHECK(letter(h.p.check(0x180, false)) == 'i');
    CHECK(letter(h.p.check(0x680, true)) == 'i');
    CHECK(letter(h.p.check(0x280, true)) == 'o');  // vsatp: TVM has no effect
    h.enter(In::VS);
    CHECK(letter(h.p.check(0x180, true)) == 'o');   // TVM is for HS-mode only
    CHECK(letter(h.p.check(0x680, false)) == 'v');  // "assuming mstatus.TVM=0"
    h.enter(In::VU);
    CHECK(letter(h.p.check(0x180, false)) == 'v');
    h.enter(In::M);
    CHECK(letter(h.p.check(0x180, true)) == 'o');
    h.w(0x600, 1 << 20);  // hstatus.VTVM
    h.enter(In::VS);
    CHECK(letter(h.p.check(0x180, false)) == 'v');
    CHECK(letter(h.p.check(0x180, true)) == 'v');
    h.enter(In::M);
    h.w(0x300, 0);  // TVM clear
    h.enter(In::HS);
    CHECK(letter(h.p.check(0x180, true)) == 'o');  // VTVM is for VS-mode only
}

TEST_CASE("P07 stimecmp and vstimecmp: STCE and TM of each level") {
    constexpr uint64_t kStce = uint64_t{1} << 63;
    // menvcfg.STCE, mcounteren.TM, henvcfg.STCE, hcounteren.TM -> stimecmp in HS, U, VS, VU; vstimecmp in HS, VS
    struct {
        bool mst, mtm, hst, htm;
        const char* want;
    } cases[] = {
        {true, true, true, true, "oiovov"},  {false, true, true, true, "iiiiii"}, {true, false, true, true, "iiiiii"},
        {true, true, false, true, "oivvov"}, {true, true, true, false, "oivvov"},
    };
    for (const auto& c : cases) {
        Hart h;
        h.open();
        h.w(0x60a, c.hst ? kStce : 0);
        h.w(0x30a, c.mst ? kStce : 0);
        h.w(0x306, c.mtm ? 2 : 0);
        h.w(0x606, c.htm ? 2 : 0);
        std::string got;
        for (In mode : {In::HS, In::U, In::VS, In::VU}) {
            h.enter(mode);
            got += letter(h.p.check(0x14d, true));
        }
        h.enter(In::HS);
        got += letter(h.p.check(0x24d, false));
        h.enter(In::VS);
        got += letter(h.p.check(0x24d, false));
        INFO(c.mst << c.mtm << c.hst << c.htm);
        CHECK(got == c.want);
        h.enter(In::M);
        CHECK(letter(h.p.check(0x14d, false)) == 'o');
        CHECK(letter(h.p.check(0x24d, false)) == 'o');
    }
}

TEST_CASE("P08 state enables: SE guards sstateen and hstateen, ENVCFG guards senvcfg and henvcfg") {
    constexpr uint64_t kSe = uint64_t{1} << 63, kEnvcfg = uint64_t{1} << 62;
    Hart h;
    h.open();
    auto all = [&](unsigned n) {
        std::string got;
        for (In mode : kModes) {
            h.enter(mode);
            got += letter(h.p.check(n, false));
        }
        h.enter(In::M);
        return got;
    };
    h.w(0x60c, kEnvcfg);  // hstateen0.SE0 = 0
    CHECK(all(0x10c) == "ooivv");
    CHECK(all(0x10a) == "ooiov");
    h.w(0x60c, kSe);  // hstateen0.ENVCFG = 0
    CHECK(all(0x10a) == "ooivv");
    CHECK(all(0x60a) == "ooivv");
    h.w(0x60c, ~uint64_t{0});
    h.w(0x30c, kEnvcfg);  // mstateen0.SE0 = 0
    CHECK(all(0x10c) == "oiiii");
    CHECK(all(0x60c) == "oiiii");
    CHECK(all(0x10d) == "ooiov");  // each register has its own bit
    h.w(0x30c, kSe);               // mstateen0.ENVCFG = 0
    CHECK(all(0x10a) == "oiiii");
    CHECK(all(0x60a) == "oiiii");
    CHECK(all(0x60c) == "ooivv");
}

TEST_CASE("P09 FS=Off makes fcsr illegal everywhere, never virtual") {
    for (In mode : kModes) {
        Hart h;
        h.open();
        h.w(0x300, 0);  // mstatus.FS = Off
        h.enter(mode);
        CHECK(letter(h.p.check(0x003, false)) == 'i');
    }
    for (In mode : kModes) {
        Hart h;
        h.open();
        h.w(0x200, 0);  // vsstatus.FS = Off
        h.enter(mode);
        const bool v = mode == In::VS || mode == In::VU;
        CHECK(letter(h.p.check(0x003, true)) == (v ? 'i' : 'o'));
    }
}

TEST_CASE("P10 with V=1 the supervisor numbers reach the VS CSRs, and only those that have one") {
    struct {
        unsigned s, vs;
        uint64_t value;
    } pairs[] = {
        {0x100, 0x200, 0x40000}, {0x105, 0x205, 0x1000}, {0x140, 0x240, 0x1234}, {0x141, 0x241, 0x2000},
        {0x142, 0x242, 13},      {0x143, 0x243, 0x77},   {0x14d, 0x24d, 0x5555}, {0x180, 0x280, uint64_t{8} << 60}};
    for (const auto& x : pairs) {
        Hart h;
        h.open();
        const uint64_t before = h.r(x.s);
        h.enter(In::VS);
        h.w(x.s, x.value);
        h.enter(In::M);
        INFO("CSR 0x" << std::hex << x.s);
        CHECK(h.r(x.s) == before);
        CHECK((h.r(x.vs) & x.value) == x.value);
    }
    Hart h;
    h.open();
    h.enter(In::VS);
    h.w(0x106, 5);  // scounteren and senvcfg have no VS counterpart
    h.w(0x10a, 1);
    h.enter(In::M);
    CHECK(h.r(0x106) == 5);
    CHECK(h.r(0x10a) == 1);
}

TEST_CASE("P11 the CSR instruction that fails changes nothing and reports no effect") {
    Hart h;
    h.open();
    h.enter(In::U);
    const CsrResult x = h.write(0x340, 99);
    CHECK(x.status == Legal::Illegal);
    CHECK(x.effects == Effect::None);
    h.enter(In::M);
    CHECK(h.r(0x340) == 0);
}

TEST_CASE("P12 write, set and clear; set and clear with x0 do not write read-only CSRs") {
    Hart h;
    h.w(0x340, 0xff00);
    CHECK(h.p.access(0x340, CsrOp::Set, 0x0f, true, true).old == 0xff00);
    CHECK(h.p.access(0x340, CsrOp::Clear, 0xf000, true, true).old == 0xff0f);
    CHECK(h.r(0x340) == 0x0f0f);
    CHECK(h.p.access(0xf14, CsrOp::Set, 0, true, false).status == Legal::Ok);
    CHECK(h.p.access(0xf14, CsrOp::Set, 0, true, true).status == Legal::Illegal);
}
