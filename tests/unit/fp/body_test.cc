// The F and D instructions: encodings as the GNU assembler writes them, and what their bodies do besides arithmetic:
// FS and rounding-mode checks, NaN-boxing, sign extension, flags, dirty state, traps that change nothing.
#include <catch2/catch.hpp>
#include <set>
#include <string_view>
#include <vector>

#include "cpu/isa/d.h"
#include "cpu/isa/f.h"
#include "tests/unit/fp/context.h"

using namespace covesim;
using namespace covesim::isa;
using namespace covesim::fp_test;

namespace {

/// Assembled with destination a0/fa0, sources a1/fa1, fa2, fa3; the rounding mode is in some of them static.
constexpr struct {
    uint32_t word;
    std::string_view name;
} kAssembled[] = {
    {0xffc5a507, "flw"},      {0x00c5a427, "fsw"},       {0x68c58543, "fmadd.s"},  {0x68c59547, "fmsub.s"},
    {0x68c5a54b, "fnmsub.s"}, {0x68c5b54f, "fnmadd.s"},  {0x00c5c553, "fadd.s"},   {0x08c5f553, "fsub.s"},
    {0x10c5f553, "fmul.s"},   {0x18c5f553, "fdiv.s"},    {0x5805f553, "fsqrt.s"},  {0x20c58553, "fsgnj.s"},
    {0x20c59553, "fsgnjn.s"}, {0x20c5a553, "fsgnjx.s"},  {0x28c58553, "fmin.s"},   {0x28c59553, "fmax.s"},
    {0xa0c5a553, "feq.s"},    {0xa0c59553, "flt.s"},     {0xa0c58553, "fle.s"},    {0xe0059553, "fclass.s"},
    {0xc0059553, "fcvt.w.s"}, {0xc0159553, "fcvt.wu.s"}, {0xc0259553, "fcvt.l.s"}, {0xc0359553, "fcvt.lu.s"},
    {0xd005f553, "fcvt.s.w"}, {0xd015f553, "fcvt.s.wu"}, {0xd025f553, "fcvt.s.l"}, {0xd035f553, "fcvt.s.lu"},
    {0xe0058553, "fmv.x.w"},  {0xf0058553, "fmv.w.x"},   {0xff85b507, "fld"},      {0x00c5b427, "fsd"},
    {0x6ac58543, "fmadd.d"},  {0x6ac59547, "fmsub.d"},   {0x6ac5a54b, "fnmsub.d"}, {0x6ac5b54f, "fnmadd.d"},
    {0x02c5c553, "fadd.d"},   {0x0ac5f553, "fsub.d"},    {0x12c5f553, "fmul.d"},   {0x1ac5f553, "fdiv.d"},
    {0x5a05f553, "fsqrt.d"},  {0x22c58553, "fsgnj.d"},   {0x22c59553, "fsgnjn.d"}, {0x22c5a553, "fsgnjx.d"},
    {0x2ac58553, "fmin.d"},   {0x2ac59553, "fmax.d"},    {0x4015f553, "fcvt.s.d"}, {0x42058553, "fcvt.d.s"},
    {0xa2c5a553, "feq.d"},    {0xa2c59553, "flt.d"},     {0xa2c58553, "fle.d"},    {0xe2059553, "fclass.d"},
    {0xc2059553, "fcvt.w.d"}, {0xc2159553, "fcvt.wu.d"}, {0xc2259553, "fcvt.l.d"}, {0xc2359553, "fcvt.lu.d"},
    {0xd2058553, "fcvt.d.w"}, {0xd2158553, "fcvt.d.wu"}, {0xd225f553, "fcvt.d.l"}, {0xd235f553, "fcvt.d.lu"},
    {0xe2058553, "fmv.x.d"},  {0xf2058553, "fmv.d.x"},
};

constexpr Info kInfos[] = {
#define COVESIM_X(T) T::info,
    COVESIM_OPS_F(COVESIM_X) COVESIM_OPS_D(COVESIM_X)
#undef COVESIM_X
};

constexpr uint64_t kBox = 0xffffffff00000000;
constexpr uint64_t kOne = kBox | 0x3f800000, kTwo = kBox | 0x40000000, kThree = kBox | 0x40400000;
constexpr uint64_t kNanS = kBox | 0x7fc00000;

}  // namespace

TEST_CASE("FP-B1 each instruction is recognised by its own encoding and by no other") {
    std::set<std::string_view> seen;
    for (const auto& row : kAssembled) {
        int matches = 0;
        for (const Info& info : kInfos) {
            if ((row.word & info.mask) != info.match) continue;
            ++matches;
            CHECK(info.name == row.name);
            CHECK((info.ext == Ext::F || info.ext == Ext::D));
        }
        CHECK(matches == 1);
        seen.insert(row.name);
    }
    CHECK(seen.size() == std::size(kInfos));
    CHECK(std::size(kInfos) == 62);
}

TEST_CASE("FP-B2 FS off: every instruction is illegal and changes nothing") {
    Context e;
    e.on = false;
    e.x[11] = 8;
    const Slot o = slot(0);
    const Slot m = memory_slot(0);
#define COVESIM_X(T) CHECK_FALSE(T::exec(e, T::info.fmt == Fmt::FLoad || T::info.fmt == Fmt::FStore ? m : o));
    COVESIM_OPS_F(COVESIM_X)
    COVESIM_OPS_D(COVESIM_X)
#undef COVESIM_X
    CHECK(e.illegals == 62);
    CHECK(!e.dirty);
    CHECK(e.x[10] == 0);
    CHECK(e.f[10] == 0);
}

TEST_CASE("FP-B3 a reserved rounding mode, static or dynamic, is illegal wherever there is an rm field") {
    int with_rm = 0;
    for (const uint8_t field : {5, 6, 7}) {
        Context e;
        e.frm = 5;  // reserved when dynamic
        const auto check = [&](const Info& info, auto exec) {
            const bool rm = info.fmt == Fmt::F2Rm || info.fmt == Fmt::F1Rm || info.fmt == Fmt::F3Rm ||
                            info.fmt == Fmt::FToXRm || info.fmt == Fmt::XToFRm;
            if (info.fmt == Fmt::FLoad || info.fmt == Fmt::FStore) return;
            CAPTURE(info.name, int(field));
            CHECK(exec(e, slot(field)) == !rm);
            with_rm += rm;
        };
#define COVESIM_X(T) check(T::info, [](Context& c, const Slot& o) { return T::exec(c, o); });
        COVESIM_OPS_F(COVESIM_X)
        COVESIM_OPS_D(COVESIM_X)
#undef COVESIM_X
        CHECK(!(e.state_.fflags & ~16));
    }
    // F: 4 fused, 4 binary, sqrt, 8 conversions with integers. D: the same and two between formats.
    CHECK(with_rm == 3 * (17 + 19));
}

TEST_CASE("FP-B4 single-precision operands must be NaN-boxed, results are") {
    Context e;
    e.f[11] = kOne;
    e.f[12] = kTwo;
    REQUIRE(FaddS::exec(e, slot()));
    CHECK(e.f[10] == kThree);
    CHECK(e.dirty);
    e.f[12] = 0xfffffffe40000000;  // one bit of the box is missing
    REQUIRE(FaddS::exec(e, slot()));
    CHECK(e.f[10] == kNanS);
    CHECK(int(e.state_.fflags) == 0);  // it reads as a quiet NaN
    e.f[11] = 0x3f800000;
    REQUIRE(FsgnjnS::exec(e, slot()));
    CHECK(e.f[10] == (kNanS | 0x80000000));
    REQUIRE(FclassS::exec(e, slot()));
    CHECK(e.x[10] == 1 << 9);
    REQUIRE(FminS::exec(e, slot()));
    CHECK(e.f[10] == kNanS);
    REQUIRE(FcvtDS::exec(e, slot()));
    CHECK(e.f[10] == 0x7ff8000000000000);
}

TEST_CASE("FP-B5 moves, loads and stores carry bits and do not look at the box") {
    Context e;
    e.f[11] = 0x1234567880000001;
    REQUIRE(FmvXW::exec(e, slot()));
    CHECK(e.x[10] == 0xffffffff80000001);
    REQUIRE(FmvXD::exec(e, slot()));
    CHECK(e.x[10] == 0x1234567880000001);
    CHECK(!e.dirty);
    e.x[11] = 0x1234567880000001;
    REQUIRE(FmvWX::exec(e, slot()));
    CHECK(e.f[10] == 0xffffffff80000001);
    CHECK(e.dirty);
    REQUIRE(FmvDX::exec(e, slot()));
    CHECK(e.f[10] == 0x1234567880000001);

    e.dirty = false;
    e.x[11] = 16;
    e.f[12] = 0x0123456789abcdef;
    REQUIRE(Fsw::exec(e, memory_slot(-16)));
    REQUIRE(Fsd::exec(e, memory_slot(0)));
    CHECK(!e.dirty);
    REQUIRE(Flw::exec(e, memory_slot(-16)));
    CHECK(e.f[10] == 0xffffffff89abcdef);
    CHECK(e.dirty);
    REQUIRE(Fld::exec(e, memory_slot(0)));
    CHECK(e.f[10] == 0x0123456789abcdef);
}

TEST_CASE("FP-B6 a faulting load changes neither the register nor FS") {
    Context e;
    e.fault = true;
    e.f[10] = 5;
    CHECK_FALSE(Fld::exec(e, memory_slot(0)));
    CHECK_FALSE(Flw::exec(e, memory_slot(0)));
    CHECK_FALSE(Fsd::exec(e, memory_slot(0)));
    CHECK(e.f[10] == 5);
    CHECK(!e.dirty);
    CHECK(e.illegals == 0);
}

TEST_CASE("FP-B7 the four fused multiply-adds: 2 * 3 with 1") {
    for (const bool host : {false, true}) {
        Context e;
        e.host = host;
        e.f[11] = kTwo;
        e.f[12] = kThree;
        e.f[13] = kOne;
        REQUIRE(FmaddS::exec(e, slot()));
        CHECK(e.f[10] == (kBox | 0x40e00000));  // 7
        REQUIRE(FmsubS::exec(e, slot()));
        CHECK(e.f[10] == (kBox | 0x40a00000));  // 5
        REQUIRE(FnmsubS::exec(e, slot()));
        CHECK(e.f[10] == (kBox | 0xc0a00000));  // -5
        REQUIRE(FnmaddS::exec(e, slot()));
        CHECK(e.f[10] == (kBox | 0xc0e00000));  // -7
        e.f[11] = 0x4000000000000000;
        e.f[12] = 0x4008000000000000;
        e.f[13] = 0x3ff0000000000000;
        REQUIRE(FmaddD::exec(e, slot()));
        CHECK(e.f[10] == 0x401c000000000000);
        REQUIRE(FmsubD::exec(e, slot()));
        CHECK(e.f[10] == 0x4014000000000000);
        REQUIRE(FnmsubD::exec(e, slot()));
        CHECK(e.f[10] == 0xc014000000000000);
        REQUIRE(FnmaddD::exec(e, slot()));
        CHECK(e.f[10] == 0xc01c000000000000);
        CHECK(int(e.state_.fflags) == 0);
    }
}

TEST_CASE("FP-B8 arithmetic, conversions and comparisons put the right thing in the right register") {
    Context e;
    e.f[11] = 0x4008000000000000;  // 3
    e.f[12] = 0x4000000000000000;  // 2
    const auto f = [&](auto exec) {
        REQUIRE(exec());
        return e.f[10];
    };
    const auto x = [&](auto exec) {
        REQUIRE(exec());
        return e.x[10];
    };
    CHECK(f([&] { return FaddD::exec(e, slot()); }) == 0x4014000000000000);
    CHECK(f([&] { return FsubD::exec(e, slot()); }) == 0x3ff0000000000000);
    CHECK(f([&] { return FmulD::exec(e, slot()); }) == 0x4018000000000000);
    CHECK(f([&] { return FdivD::exec(e, slot()); }) == 0x3ff8000000000000);
    CHECK(f([&] { return FminD::exec(e, slot()); }) == 0x4000000000000000);
    CHECK(f([&] { return FmaxD::exec(e, slot()); }) == 0x4008000000000000);
    CHECK(f([&] { return FcvtSD::exec(e, slot()); }) == kThree);
    CHECK(x([&] { return FeqD::exec(e, slot()); }) == 0);
    CHECK(x([&] { return FltD::exec(e, slot()); }) == 0);
    e.f[12] = e.f[11];
    CHECK(x([&] { return FleD::exec(e, slot()); }) == 1);
    CHECK(x([&] { return FeqD::exec(e, slot()); }) == 1);
    CHECK(int(e.state_.fflags) == 0);

    e.f[11] = 0x41efffffffe00000;                                              // 2^32 - 1
    CHECK(x([&] { return FcvtWuD::exec(e, slot()); }) == 0xffffffffffffffff);  // sign-extended
    CHECK(x([&] { return FcvtLD::exec(e, slot()); }) == 0x00000000ffffffff);
    CHECK(int(e.state_.fflags) == 0);
    CHECK(x([&] { return FcvtWD::exec(e, slot()); }) == 0x000000007fffffff);
    CHECK(int(e.state_.fflags) == 16);

    e.x[11] = 0xffffffff80000000;
    CHECK(f([&] { return FcvtDW::exec(e, slot()); }) == 0xc1e0000000000000);   // -2^31
    CHECK(f([&] { return FcvtDWu::exec(e, slot()); }) == 0x41e0000000000000);  // 2^31
    CHECK(f([&] { return FcvtDLu::exec(e, slot()); }) == 0x43efffffffF00000);  // 2^64 - 2^31
    CHECK(f([&] { return FcvtSL::exec(e, slot()); }) == (kBox | 0xcf000000));
}

TEST_CASE("FP-B9 comparisons and conversions to integers make FS dirty only by raising a flag") {
    Context e;
    e.f[11] = 0x3ff0000000000000;
    e.f[12] = 0x7ff8000000000000;
    REQUIRE(FeqD::exec(e, slot()));
    CHECK(!e.dirty);
    REQUIRE(FltD::exec(e, slot()));
    CHECK(e.dirty);
    CHECK(int(e.state_.fflags) == 16);
}

TEST_CASE("FP-B10 the dynamic rounding mode rounds, a static one overrides it") {
    Context e;
    e.f[11] = kOne;
    e.f[12] = kThree;
    e.frm = 3;
    REQUIRE(FdivS::exec(e, slot(7)));
    CHECK(e.f[10] == (kBox | 0x3eaaaaab));
    REQUIRE(FdivS::exec(e, slot(1)));
    CHECK(e.f[10] == (kBox | 0x3eaaaaaa));
    CHECK(int(e.state_.fflags) == 1);
}
