// The instructions of Zfhmin, Zfh and Zfa: what their bodies do besides arithmetic. FS and rounding-mode checks,
// NaN-boxing of half-precision values, sign extension, flags. Literals from the specifications and IEEE 754 binary16.
#include <catch2/catch.hpp>

#include "cpu/isa/zfa.h"
#include "cpu/isa/zfh.h"
#include "tests/unit/fp/context.h"

using namespace covesim;
using namespace covesim::isa;
using namespace covesim::fp_test;

namespace {

constexpr uint64_t kBoxH = 0xffffffffffff0000, kBoxS = 0xffffffff00000000;
constexpr uint64_t kOne = kBoxH | 0x3c00, kTwo = kBoxH | 0x4000, kThree = kBoxH | 0x4200, kNan = kBoxH | 0x7e00;

bool has_rm(Fmt fmt) {
    return fmt == Fmt::F2Rm || fmt == Fmt::F1Rm || fmt == Fmt::F3Rm || fmt == Fmt::FToXRm || fmt == Fmt::XToFRm;
}

/// The instruction's f result with operands a and b.
template <class T>
uint64_t f_of(uint64_t a, uint64_t b = 0, uint8_t* flags = nullptr, uint8_t rm = 0) {
    Context e;
    e.f[11] = a;
    e.f[12] = b;
    REQUIRE(T::exec(e, slot(rm)));
    CHECK(e.dirty);
    if (flags != nullptr) *flags = e.state_.fflags;
    return e.f[10];
}
/// The same for an x result.
template <class T>
uint64_t x_of(uint64_t a, uint64_t b = 0, uint8_t* flags = nullptr, uint8_t rm = 0) {
    Context e;
    e.f[11] = a;
    e.f[12] = b;
    REQUIRE(T::exec(e, slot(rm)));
    CHECK(e.dirty == (e.state_.fflags != 0));
    if (flags != nullptr) *flags = e.state_.fflags;
    return e.x[10];
}

}  // namespace

TEST_CASE("FP-H1 FS off, and reserved rounding modes where there is an rm field, are illegal") {
    int instructions = 0, with_rm = 0;
    const auto check = [&](const Info& info, auto exec) {
        CAPTURE(info.name);
        ++instructions;
        const bool memory = info.fmt == Fmt::FLoad || info.fmt == Fmt::FStore;
        const Slot plain = memory ? memory_slot(0) : info.fmt == Fmt::Fli ? memory_slot(3) : slot(0);
        Context off;
        off.on = false;
        off.x[11] = 8;
        CHECK_FALSE(exec(off, plain));
        CHECK(off.illegals == 1);
        CHECK((!off.dirty && off.x[10] == 0 && off.f[10] == 0));
        if (memory || info.fmt == Fmt::Fli) return;
        with_rm += has_rm(info.fmt);
        for (const uint8_t field : {5, 6, 7}) {
            Context e;
            e.frm = 5;
            CHECK(exec(e, slot(field)) == !has_rm(info.fmt));
        }
    };
#define COVESIM_X(T) check(T::info, [](Context& c, const Slot& o) { return T::exec(c, o); });
    COVESIM_OPS_ZFH(COVESIM_X)
    COVESIM_OPS_ZFA(COVESIM_X)
#undef COVESIM_X
    // Zfh: the 30 of F in half precision and four conversions to and from S and D. Zfa: seven a format, and
    // FCVTMOD.W.D.
    CHECK(instructions == 34 + 3 * 7 + 1);
    CHECK(with_rm == 17 + 4 + 3 * 2);
}

TEST_CASE("FP-H2 half-precision operands must be NaN-boxed up to bit 16, results are") {
    uint8_t flags = 1;
    CHECK(f_of<FaddH>(kOne, kTwo, &flags) == kThree);
    CHECK(int(flags) == 0);
    for (const uint64_t bad : {0xfffffffffffe4000u, 0x7fffffffffff4000u, 0xffffffff00004000u, uint64_t{0x4000}}) {
        CHECK(f_of<FaddH>(kOne, bad, &flags) == kNan);
        CHECK(int(flags) == 0);  // it reads as a quiet NaN
        CHECK(f_of<FsgnjnH>(bad, bad) == (kNan | 0x8000));
        CHECK(x_of<FclassH>(bad) == 1 << 9);
        CHECK(f_of<FcvtSH>(bad) == (kBoxS | 0x7fc00000));
        CHECK(f_of<FminH>(kOne, bad) == kOne);
        CHECK(f_of<FminmH>(kOne, bad) == kNan);
    }
    // A half-precision value is no single-precision one, and the other way round.
    CHECK(f_of<FcvtHS>(kOne) == kNan);  // 0xffff3c00 is a NaN
    CHECK(f_of<FcvtHS>(kBoxS | 0x3f800000) == kOne);
    CHECK(f_of<FcvtHD>(0x3ff0000000000000) == kOne);
    CHECK(f_of<FcvtDH>(kOne) == 0x3ff0000000000000);
}

TEST_CASE("FP-H3 moves, loads and stores of half precision carry bits") {
    Context e;
    e.f[11] = 0x123456789abc8001;
    REQUIRE(FmvXH::exec(e, slot()));
    CHECK(e.x[10] == 0xffffffffffff8001);
    CHECK(!e.dirty);
    e.x[11] = 0x123456789abc7d01;  // a signalling NaN stays what it is
    REQUIRE(FmvHX::exec(e, slot()));
    CHECK(e.f[10] == 0xffffffffffff7d01);
    CHECK(int(e.state_.fflags) == 0);
    e.x[11] = 16;
    e.f[12] = 0x0123456789abcdef;
    REQUIRE(Fsh::exec(e, memory_slot(-3)));
    CHECK(int(e.memory[13]) == 0xef);
    CHECK(int(e.memory[14]) == 0xcd);
    CHECK(int(e.memory[15]) == 0);
    REQUIRE(Flh::exec(e, memory_slot(-3)));
    CHECK(e.f[10] == 0xffffffffffffcdef);
    e.fault = true;
    CHECK_FALSE(Flh::exec(e, memory_slot(0)));
    CHECK(e.f[10] == 0xffffffffffffcdef);
}

TEST_CASE("FP-H4 half-precision arithmetic rounds once, overflows at 65520 and underflows below 2^-14") {
    uint8_t flags = 0;
    CHECK(f_of<FmulH>(kBoxH | 0x7bff, kTwo, &flags) == (kBoxH | 0x7c00));     // 65504 * 2
    CHECK(int(flags) == 5);                                                   // OF NX
    CHECK(f_of<FmulH>(kBoxH | 0x7bff, kTwo, &flags, 1) == (kBoxH | 0x7bff));  // towards zero
    CHECK(f_of<FdivH>(kOne, kThree, &flags) == (kBoxH | 0x3555));
    CHECK(int(flags) == 1);
    CHECK(f_of<FdivH>(kOne, kThree, &flags, 3) == (kBoxH | 0x3556));
    CHECK(f_of<FdivH>(kOne, kBoxH | 0x8000, &flags) == (kBoxH | 0xfc00));
    CHECK(int(flags) == 8);                                                          // DZ
    CHECK(f_of<FmulH>(kBoxH | 0x0401, kBoxH | 0x3800, &flags) == (kBoxH | 0x0200));  // a subnormal, inexact
    CHECK(int(flags) == 3);                                                          // UF NX
    CHECK(f_of<FsqrtH>(kBoxH | 0xbc00, 0, &flags) == kNan);
    CHECK(int(flags) == 16);
    Context e;  // 2 * 3 with 1
    e.f[11] = kTwo, e.f[12] = kThree, e.f[13] = kOne;
    REQUIRE(FmaddH::exec(e, slot()));
    CHECK(e.f[10] == (kBoxH | 0x4700));
    REQUIRE(FmsubH::exec(e, slot()));
    CHECK(e.f[10] == (kBoxH | 0x4500));
    REQUIRE(FnmsubH::exec(e, slot()));
    CHECK(e.f[10] == (kBoxH | 0xc500));
    REQUIRE(FnmaddH::exec(e, slot()));
    CHECK(e.f[10] == (kBoxH | 0xc700));
}

TEST_CASE("FP-H5 half precision to and from integers") {
    uint8_t flags = 0;
    CHECK(x_of<FcvtWuH>(kBoxH | 0x7bff) == 65504);
    CHECK(x_of<FcvtWH>(kBoxH | 0xfc00, 0, &flags) == 0xffffffff80000000);
    CHECK(int(flags) == 16);
    CHECK(x_of<FcvtWuH>(kBoxH | 0x7c00) == 0xffffffffffffffff);  // 2^32 - 1, sign-extended
    CHECK(x_of<FcvtLuH>(kBoxH | 0xbc00, 0, &flags) == 0);
    CHECK(int(flags) == 16);
    CHECK(x_of<FcvtLH>(kNan) == 0x7fffffffffffffff);
    Context e;
    e.x[11] = 65520;  // half way between the largest number and 2^16: infinity to nearest
    REQUIRE(FcvtHW::exec(e, slot(0)));
    CHECK(e.f[10] == (kBoxH | 0x7c00));
    CHECK(int(e.state_.fflags) == 5);
    REQUIRE(FcvtHL::exec(e, slot(2)));
    CHECK(e.f[10] == (kBoxH | 0x7bff));
    e.x[11] = 0xffffffff00000003;
    REQUIRE(FcvtHWu::exec(e, slot(0)));
    CHECK(e.f[10] == kThree);
    REQUIRE(FcvtHLu::exec(e, slot(0)));
    CHECK(e.f[10] == (kBoxH | 0x7c00));
}

TEST_CASE("FP-H6 comparisons: quiet ones raise NV for signalling NaNs only") {
    uint8_t flags = 0;
    CHECK(x_of<FltH>(kOne, kNan, &flags) == 0);
    CHECK(int(flags) == 16);
    CHECK(x_of<FltqH>(kOne, kNan, &flags) == 0);
    CHECK(int(flags) == 0);
    CHECK(x_of<FleqH>(kOne, kBoxH | 0x7c01, &flags) == 0);
    CHECK(int(flags) == 16);
    CHECK(x_of<FleqH>(kOne, kOne) == 1);
    CHECK(x_of<FltqD>(0xbff0000000000000, 0) == 1);
    CHECK(x_of<FltqD>(0x7ff8000000000000, 0, &flags) == 0);
    CHECK(int(flags) == 0);
    CHECK(x_of<FleqS>(kBoxS | 0x80000000, kBoxS) == 1);  // -0 <= +0
    CHECK(x_of<FeqH>(kBoxH | 0x8000, kBoxH) == 1);
}

TEST_CASE("FP-H7 FROUND raises no NX, FROUNDNX does; the modular conversion; constants") {
    uint8_t flags = 0;
    CHECK(f_of<FroundD>(0x4004000000000000, 0, &flags, 0) == 0x4000000000000000);  // 2.5 to even
    CHECK(int(flags) == 0);
    CHECK(f_of<FroundnxD>(0x4004000000000000, 0, &flags, 4) == 0x4008000000000000);  // away
    CHECK(int(flags) == 1);
    CHECK(f_of<FroundS>(kBoxS | 0xbf000000, 0, &flags, 0) == (kBoxS | 0x80000000));  // -0.5 gives -0
    CHECK(f_of<FroundH>(kBoxH | 0x3a00, 0, &flags, 1) == (kBoxH | 0x0000));          // 0.75
    CHECK(f_of<FroundnxS>(kBoxS | 0x7f800001, 0, &flags) == (kBoxS | 0x7fc00000));
    CHECK(int(flags) == 16);
    CHECK(f_of<FroundnxS>(kBoxS | 0xff800000, 0, &flags) == (kBoxS | 0xff800000));  // infinity stays, quietly
    CHECK(int(flags) == 0);
    CHECK(x_of<FcvtmodWD>(0x41efffffffe00000, 0, &flags) == 0xffffffffffffffff);  // 2^32 - 1
    CHECK(int(flags) == 16);
    CHECK(x_of<FcvtmodWD>(0x3ff8000000000000, 0, &flags) == 1);  // 1.5
    CHECK(int(flags) == 1);
    Context e;
    Slot o = memory_slot(0);
    REQUIRE(FliD::exec(e, o));
    CHECK(e.f[10] == 0xbff0000000000000);
    o.imm = 29;
    REQUIRE(FliH::exec(e, o));
    CHECK(e.f[10] == (kBoxH | 0x7c00));
    o.imm = 9;
    REQUIRE(FliS::exec(e, o));
    CHECK(e.f[10] == (kBoxS | 0x3ea00000));
    CHECK((e.dirty && e.state_.fflags == 0));
}
