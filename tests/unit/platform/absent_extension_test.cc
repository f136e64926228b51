// What --isa leaves out is not there: each extension's instructions are illegal, its CSRs do not exist and its fields
// are read-only zero, while with it they are there. Encodings and numbers are literals from the specifications.
#include <algorithm>

#include "sim/platform/isa_string.h"
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

struct CsrField {
    uint32_t csr;
    uint64_t write, shows;  ///< after the write some bit of `shows` reads one, or without the extension none
};
struct Row {
    std::vector<std::string> without;    ///< the extension, and those that need it
    std::vector<uint32_t> instructions;  ///< with a0, a1 = 0x80100000; 16-bit ones as they are
    std::vector<uint32_t> csrs;
    std::vector<CsrField> fields;  ///< written in order
};

constexpr uint64_t bit(int n) { return uint64_t{1} << n; }
constexpr uint64_t kAll = ~uint64_t{0};
constexpr uint32_t kMisa = 0x301, kMstatus = 0x300, kMenvcfg = 0x30a, kSenvcfg = 0x10a, kHenvcfg = 0x60a;
constexpr CsrField kMisaB{kMisa, 0, bit(1)};

const std::vector<Row> kRows = {
    // mul, divu, remw, c.mul
    {{"m"}, {0x02b50533, 0x02b55533, 0x02b5653b, 0x9d4d}, {}, {{kMisa, 0, bit(12)}}},
    // lr.w, sc.d, amoadd.w, amoswap.d
    {{"a", "zacas", "zabha", "zicfiss"}, {0x1005a52f, 0x18c5b52f, 0x00c5a52f, 0x08c5b52f}, {}, {{kMisa, 0, bit(0)}}},
    // flw, fadd.s, fmv.w.x, c.fld
    {{"f", "d", "zfa", "zfh", "zfhmin", "v", "zvbb", "zvkb", "zvfhmin"},
     {0x0005a507, 0x00b57553, 0xf0058553, 0x2188},
     {0x001, 0x002, 0x003},
     {{kMisa, 0, bit(5)}, {kMstatus, 0x6000, 0x6000}, {0x200, 0x6000, 0x6000}}},
    // fld, fadd.d, fcvt.d.s, fmv.d.x, c.fld, fcvt.d.h, fcvt.h.d, fli.d, fround.d
    {{"d", "v", "zvbb", "zvkb", "zvfhmin"},
     {0x0005b507, 0x02b57553, 0x42058553, 0xf2058553, 0x2188, 0x42258553, 0x44158553, 0xf2110553, 0x42450553},
     {},
     {{kMisa, 0, bit(3)}}},
    // vsetvli, vadd.vv, vle16.v, vl1re8.v, vs1r.v; misa.V and VS
    {{"v", "zvbb", "zvkb", "zvfhmin"},
     {0x0c0575d7, 0x02428457, 0x02055407, 0x02850407, 0x02850427},
     {0x008, 0x009, 0x00a, 0x00f, 0xc20, 0xc21, 0xc22},
     {{kMisa, 0, bit(21)}, {kMstatus, 0x600, 0x600}, {0x200, 0x600, 0x600}}},
    // vclz.v, vwsll.vv
    {{"zvbb"}, {0x4a462457, 0xd6428457}, {}, {}},
    // vandn.vv, vror.vi
    {{"zvkb", "zvbb"}, {0x06428457, 0x5242b457}, {}, {}},
    // vfwcvt.f.f.v from F16
    {{"zvfhmin"}, {0x4a461457}, {}, {}},
    // c.nop, c.li, c.ld
    {{"c", "zcb", "zcmop"},
     {0x0001, 0x4501, 0x6188},
     {},
     {{kMisa, 0, bit(2)}, {0x341, 2, 2}, {0x141, 2, 2}, {0x241, 2, 2}}},
    // hlv.d, hlvx.wu, hsv.w, hfence.vvma, hfence.gvma, hinval.vvma, hinval.gvma
    // mtval2 is Ssdbltrp's too
    {{"h", "ssdbltrp"},
     {0x6c05c573, 0x6835c573, 0x6aa5c073, 0x22000073, 0x62000073, 0x26000073, 0x66000073},
     {0x600, 0x602, 0x603, 0x604, 0x605, 0x606, 0x607, 0x60a, 0x60c, 0x643, 0x644, 0x645, 0x64a, 0x680,
      0xe12, 0x200, 0x204, 0x205, 0x240, 0x241, 0x242, 0x243, 0x244, 0x24d, 0x280, 0x34a, 0x34b},
     {{kMisa, 0, bit(7)},
      {kMstatus, bit(39) | bit(38), bit(39) | bit(38)},
      {0x302, kAll, bit(10) | bit(20) | bit(21) | bit(22) | bit(23)},
      {0x303, 0, 0x444},
      {0x304, kAll, 0x444}}},
    // cbo.inval, cbo.clean, cbo.flush
    {{"zicbom"},
     {0x0005a00f, 0x0015a00f, 0x0025a00f},
     {},
     {{kMenvcfg, 0x70, 0x70}, {kSenvcfg, 0x70, 0x70}, {kHenvcfg, 0x70, 0x70}}},
    // cbo.zero
    {{"zicboz"}, {0x0045a00f}, {}, {{kMenvcfg, 0x80, 0x80}, {kSenvcfg, 0x80, 0x80}, {kHenvcfg, 0x80, 0x80}}},
    {{"zicntr"}, {}, {0xc00, 0xc01, 0xc02}, {}},
    {{"zicfilp"},
     {},
     {},
     {{kMenvcfg, 4, 4},
      {kHenvcfg, 4, 4},
      {kSenvcfg, 4, 4},
      {0x747, bit(10), bit(10)},
      {kMstatus, kAll, bit(23) | bit(41)},
      {0x200, kAll, bit(23)}}},
    // ssamoswap.w, ssamoswap.d; the other shadow-stack instructions are may-be-operations
    {{"zicfiss"}, {0x4805a52f, 0x4805b52f}, {0x011}, {{kMenvcfg, 8, 8}, {kHenvcfg, 8, 8}, {kSenvcfg, 8, 8}}},
    // czero.eqz, czero.nez
    {{"zicond"}, {0x0eb55533, 0x0eb57533}, {}, {}},
    // fence.i
    {{"zifencei"}, {0x0000100f}, {}, {}},
    {{"zihpm", "sscofpmf"},
     {},
     {0xc03, 0xc1f},
     {{0xb03, kAll, kAll}, {0xb1f, kAll, kAll}, {0x323, 1, 1}, {0x306, kAll, 0xfffffff8}, {0x320, kAll, 0xfffffff8}}},
    // wrs.nto, wrs.sto
    {{"zawrs"}, {0x00d00073, 0x01d00073}, {}, {}},
    // mop.r.0, mop.rr.7
    {{"zimop", "zicfiss"}, {0x81c5c573, 0xcec5c573}, {}, {}},
    // amoadd.b, amomaxu.h, amocas.b
    {{"zabha"}, {0x00a5852f, 0xe0a5952f, 0x28a5852f}, {}, {}},
    // amocas.w, amocas.d, amocas.q, amocas.h
    {{"zacas"}, {0x28a5a52f, 0x28a5b52f, 0x28a5c52f, 0x28a5952f}, {}, {}},
    {{"zama16b"}, {}, {}, {}},  // below
    // fli.s, fminm.d, fround.s, fcvtmod.w.d, fleq.s, fli.h
    {{"zfa"}, {0xf0110553, 0x2ab52553, 0x40450553, 0xc2859553, 0xa0b54553, 0xf4110553}, {}, {}},
    // fadd.h, fclass.h, fcvt.h.w, fli.h
    {{"zfh"}, {0x04b57553, 0xe4059553, 0xd4057553, 0xf4110553}, {}, {}},
    // flh, fsh, fmv.x.h, fmv.h.x, fcvt.s.h, fcvt.h.s, fcvt.d.h, fcvt.h.d
    {{"zfhmin", "zfh"},
     {0x00059507, 0x00a59027, 0xe4058553, 0xf4058553, 0x40258553, 0x44058553, 0x42258553, 0x44158553},
     {},
     {}},
    // c.lbu, c.sh, c.not, c.zext.w, c.sext.b, c.mul
    {{"zcb"}, {0x810c, 0x8d0c, 0x9d75, 0x9d71, 0x9d65, 0x9d4d}, {}, {}},
    // c.mop.3, c.mop.15
    {{"zcmop"}, {0x6181, 0x6781}, {}, {}},
    // csrrw a0, seed, x0
    {{"zkr"}, {0x01501573}, {}, {{0x747, 0x300, 0x300}}},
    {{"zkr", "smepmp", "zicfilp", "smmpm"}, {}, {0x747}, {}},
    // sh1add, sh3add.uw, add.uw, slli.uw, c.zext.w
    {{"zba"}, {0x20b52533, 0x20b5653b, 0x08b5053b, 0x0815151b, 0x9d71}, {}, {kMisaB}},
    // clz, cpopw, max, sext.b, orc.b, c.sext.b
    {{"zbb"}, {0x60051513, 0x6025151b, 0x0ab56533, 0x60451513, 0x28755513, 0x9d65}, {}, {kMisaB}},
    // of Zbb or Zbkb: andn, rol, rori, rev8, zext.h (packw of x0)
    {{"zbb", "zbkb"}, {0x40b57533, 0x60b51533, 0x60155513, 0x6b855513, 0x0805453b}, {}, {}},
    // pack, packh, packw, brev8
    {{"zbkb"}, {0x08b54533, 0x08b57533, 0x08b5453b, 0x68755513}, {}, {}},
    // clmul, clmulh
    {{"zbkc"}, {0x0ab51533, 0x0ab53533}, {}, {}},
    // xperm4, xperm8
    {{"zbkx"}, {0x28b52533, 0x28b54533}, {}, {}},
    // bset, bext, binvi, bclr
    {{"zbs"}, {0x28b51533, 0x48b55533, 0x68151513, 0x48b51533}, {}, {kMisaB}},
    // aes64ds, aes64dsm, aes64im
    {{"zknd"}, {0x3ab50533, 0x3eb50533, 0x30051513}, {}, {}},
    // aes64es, aes64esm
    {{"zkne"}, {0x32b50533, 0x36b50533}, {}, {}},
    // of either: aes64ks1i, aes64ks2
    {{"zknd", "zkne"}, {0x31051513, 0x7eb50533}, {}, {}},
    // sha256sig0, sha512sum1
    {{"zknh"}, {0x10251513, 0x10551513}, {}, {}},
    {{"sscofpmf"}, {}, {0xda0}, {{0x323, kAll, 0xfc00000000000000}, {0x304, kAll, 0x2000}, {0x303, kAll, 0x2000}}},
    {{"sstc"}, {}, {0x14d, 0x24d}, {{kMenvcfg, bit(63), bit(63)}, {kHenvcfg, bit(63), bit(63)}}},
    {{"sv48", "sv57"},
     {},
     {},
     {{0x180, 9ull << 60, 9ull << 60}, {0x280, 9ull << 60, 9ull << 60}, {0x680, 9ull << 60, 9ull << 60}}},
    {{"sv57"},
     {},
     {},
     {{0x180, 10ull << 60, 10ull << 60}, {0x280, 10ull << 60, 10ull << 60}, {0x680, 10ull << 60, 10ull << 60}}},
    {{"svadu"}, {}, {}, {{kMenvcfg, bit(61), bit(61)}, {kHenvcfg, bit(61), bit(61)}}},
    // sinval.vma, hinval.vvma, hinval.gvma
    {{"svinval"}, {0x16000073, 0x26000073, 0x66000073}, {}, {}},
    // sfence.w.inval, sfence.inval.ir: MINVAL.PA needs them too
    {{"svinval", "smsd", "smmpt43", "smmpt52", "smmpt64"}, {0x18000073, 0x18100073}, {}, {}},
    {{"svpbmt"}, {}, {}, {{kMenvcfg, bit(62), bit(62)}, {kHenvcfg, bit(62), bit(62)}}},
    {{"smcntrpmf"}, {}, {0x321, 0x322}, {}},
    {{"ssdbltrp"}, {}, {}, {{kMenvcfg, bit(59), bit(59)}, {kHenvcfg, bit(59), bit(59)}, {kMstatus, bit(24), bit(24)}}},
    {{"smepmp"}, {}, {}, {{0x747, 7, 7}}},
    {{"smmpm"}, {}, {}, {{0x747, 3ull << 32, 3ull << 32}}},
    {{"smnpm"}, {}, {}, {{kMenvcfg, 3ull << 32, 3ull << 32}}},
    {{"ssnpm"},
     {},
     {},
     {{kHenvcfg, 3ull << 32, 3ull << 32}, {kSenvcfg, 3ull << 32, 3ull << 32}, {0x600, 3ull << 48, 3ull << 48}}},
    // mfence.pa, minval.pa
    {{"smsd", "smmpt43", "smmpt52", "smmpt64"}, {0x32000073, 0x36000073}, {0x382, 0x74e}, {}},
    {{"smmpt43", "smmpt52", "smmpt64"}, {}, {}, {{0x382, 1ull << 60, 15ull << 60}}},
    {{"smmpt52", "smmpt64"}, {}, {}, {{0x382, 2ull << 60, 15ull << 60}}},
    {{"smmpt64"}, {}, {}, {{0x382, 3ull << 60, 15ull << 60}}},
    {{"smstateen"}, {}, {0x30c, 0x30f, 0x60c, 0x60f, 0x10c, 0x10f}, {}},
    {{"svnapot"}, {}, {}, {}},  // below
};
/// Always there (the machine has M, S and U with Sv39 and A/D exceptions), or hints and promises that nothing shows.
const std::vector<std::string> kNothingToSee = {"i",         "zicsr",       "sv39", "svade", "zicbop",
                                                "zihintntl", "zihintpause", "zkt",  "zvkt"};

Isa without(const std::vector<std::string>& names) {
    std::string text = "rv64";
    for (const std::string_view name : Isa::full().extensions())
        if (std::find(names.begin(), names.end(), name) == names.end())
            text += (name.size() > 1 ? "_" : "") + std::string(name);
    return *Isa::parse(text);
}
Setup setup_of(const Isa& isa) {
    Setup s;
    s.isa = isa.set();
    s.features = isa.features();
    return s;
}
/// Runs one instruction in M-mode, with FP and vectors (of 16-bit elements) on.
bool illegal(const Isa& isa, uint32_t instruction) {
    System s(setup_of(isa));
    s.open_pmp();
    s.set_csr(kMstatus, 0x6600);
    s.state().vector.vtype = 1 << 3;
    s.state().x[a0] = s.state().x[a1] = kData;
    if ((instruction & 3) == 3) s.put(kCode, {instruction, kWfi});
    else s.put16(kCode, {static_cast<uint16_t>(instruction), 0x0073, 0x1050});  // then WFI
    CHECK(s.run() == RunEnd::Wait);
    return !s.traps().empty() && s.trap().cause == 2;
}

}  // namespace

TEST_CASE("platform/absent 1: without the extension nothing of it is there") {
    for (const Row& row : kRows) {
        const Isa isa = without(row.without), full = Isa::full();
        const auto left = isa.extensions();
        for (const auto& name : row.without) {
            INFO(name);
            CHECK(std::find(left.begin(), left.end(), name) == left.end());
        }
        CHECK(left.size() + row.without.size() == full.extensions().size());
        for (const uint32_t word : row.instructions) {
            INFO(row.without[0] << std::hex << " instruction " << word);
            CHECK(illegal(isa, word));
            CHECK_FALSE(illegal(full, word));
        }
        for (const uint32_t csr_number : row.csrs) {
            INFO(row.without[0] << std::hex << " CSR " << csr_number);
            CHECK(illegal(isa, csrr(a0, csr_number)));
            CHECK_FALSE(illegal(full, csrr(a0, csr_number)));
        }
        System has_not(setup_of(isa)), has(setup_of(full));
        for (const CsrField& f : row.fields) {
            INFO(row.without[0] << std::hex << " field " << f.shows << " of " << f.csr);
            has.set_csr(f.csr, f.write);
            CHECK((has.csr(f.csr) & f.shows) != 0);
            has_not.set_csr(f.csr, f.write);
            if (const auto value = has_not.hart().privileged().peek(f.csr)) CHECK((*value & f.shows) == 0);
        }
    }
}

TEST_CASE("platform/absent 2: every extension of a machine has a row above, or nothing to see") {
    for (const std::string_view name : Isa::full().extensions()) {
        const bool row = std::any_of(kRows.begin(), kRows.end(), [&](const Row& r) { return r.without[0] == name; });
        const bool none = std::find(kNothingToSee.begin(), kNothingToSee.end(), name) != kNothingToSee.end();
        INFO(name);
        CHECK(row != none);
    }
}

TEST_CASE("platform/absent 3: page-table bits of Svnapot and Svpbmt are reserved") {
    struct {
        const char* name;
        uint64_t bits, pa;
    } const kBits[] = {{"svnapot", bit(63), kData + 0x8000}, {"svpbmt", bit(61), kData}, {"svpbmt", bit(62), kData}};
    for (const auto& c : kBits) {
        for (const bool exists : {true, false}) {
            INFO(c.name << (exists ? " exists" : " left out"));
            System s(setup_of(exists ? Isa::full() : without({c.name})));
            const uint64_t root = s.pages(1);
            s.map(root, 0x40'0000, c.pa, kPteRwx | c.bits);
            s.open_pmp();
            s.set_csr(kMenvcfg, bit(62));
            s.set_csr(0x180, uint64_t{8} << 60 | root >> 12);
            s.put(kCode, {csrrs(zero, kMstatus, a1), ld(a2, 0, a0), kWfi});
            s.state().x[a0] = 0x40'0000;
            s.state().x[a1] = bit(17) | bit(11);  // MPRV with MPP = S
            CHECK(s.run() == RunEnd::Wait);
            if (exists) {
                CHECK(s.traps().empty());
            } else {
                REQUIRE(s.traps().size() == 1);
                CHECK(s.trap().cause == 13);
            }
        }
    }
}

TEST_CASE("platform/absent 4: without Zama16b a misaligned AMO traps") {
    for (const bool exists : {true, false}) {
        INFO(exists);
        System s(setup_of(exists ? Isa::full() : without({"zama16b"})));
        s.put(kCode, {amoadd_w(t0, t1, a0), kWfi});
        s.state().x[a0] = kData + 1;
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.traps().size() == (exists ? 0 : 1));
        if (!exists) CHECK(s.trap().cause == 6);
    }
}
