// Conversions against MPFR, and RISC-V's table of invalid float-to-integer conversions in literals.
#include <algorithm>
#include <catch2/catch.hpp>

#include "cpu/fp/fp.h"
#include "tests/unit/fp/operands.h"

using namespace covesim;
using namespace covesim::fp_test;

namespace {

constexpr int kRandomCases = 20'000;  // times five rounding modes

template <class F>
constexpr Shape kShape = std::is_same_v<F, fp::F16>   ? kHalf
                         : std::is_same_v<F, fp::F32> ? kSingle
                                                      : kDouble;

template <class From, class To>
void float_to_float() {
    Oracle oracle;
    Real a{64};
    Operands operands(kShape<From>, 0xc0);
    const auto specials = special_values(kShape<From>);
    for (size_t i = 0; i < specials.size() + kRandomCases; ++i) {
        uint64_t x = i < specials.size() ? specials[i] : operands.any();
        // half of the rest around the ends of the destination's range
        if (i >= specials.size() && i % 2) {
            const Shape& to = kShape<To>;
            x = operands.near_exponent(i % 4 == 1 ? to.emax : to.emin() - int(operands.random() % 56));
        }
        a.set(kShape<From>, x);
        const bool nan = kShape<From>.is_nan(x);
        oracle.evaluate([&](mpfr_ptr to, mpfr_rnd_t rnd) { return mpfr_set(to, a, rnd); });
        for (int mode = 0; mode < 5; ++mode) {
            const Answer want = nan ? Answer{kShape<To>.nan(), kShape<From>.is_signalling(x) ? kInvalid : 0}
                                    : oracle.round(kShape<To>, mode);
            uint8_t flags = 0;
            const uint64_t got = fp::to_float<To, From>(typename From::Bits(x), fp::Rm(mode), flags);
            if (got == want.bits && flags == want.flags) continue;
            CAPTURE(x, mode, got, int(flags), want.bits, want.flags);
            FAIL("wrong result or flags");
        }
    }
}

template <class F, class I>
void float_to_int() {
    Oracle oracle;
    Real a{64};
    Operands operands(kShape<F>, 0xc1);
    const auto specials = special_values(kShape<F>);
    for (size_t i = 0; i < specials.size() + kRandomCases; ++i) {
        uint64_t x = i < specials.size() ? specials[i] : operands.any();
        if (i >= specials.size() && i % 4) x = operands.near_exponent(int(operands.random() % 68) - 3);
        a.set(kShape<F>, x);
        oracle.evaluate([&](mpfr_ptr to, mpfr_rnd_t rnd) { return mpfr_set(to, a, rnd); });
        for (int mode = 0; mode < 5; ++mode) {
            const Answer want = oracle.round_to_int<I>(mode);
            uint8_t flags = 0;
            const auto got = uint64_t(fp::to_int<F, I>(typename F::Bits(x), fp::Rm(mode), flags));
            if (got == want.bits && flags == want.flags) continue;
            CAPTURE(x, mode, got, int(flags), want.bits, want.flags);
            FAIL("wrong result or flags");
        }
    }
}

template <class F, class I>
void int_to_float() {
    Oracle oracle;
    std::mt19937_64 rng(0xc2);
    for (int i = 0; i < kRandomCases; ++i) {
        I v = I(rng() >> (rng() % 64));
        if (i % 4 == 0) v = I((uint64_t{1} << (rng() % 64)) + rng() % 5 - 2);
        if (i % 4 == 1) v = I(-uint64_t(v));
        oracle.evaluate([&](mpfr_ptr to, mpfr_rnd_t rnd) {
            return std::is_signed_v<I> ? mpfr_set_sj(to, intmax_t(v), rnd) : mpfr_set_uj(to, uintmax_t(v), rnd);
        });
        for (int mode = 0; mode < 5; ++mode) {
            const Answer want = v ? oracle.round(kShape<F>, mode) : Answer{};
            uint8_t flags = 0;
            const uint64_t got = fp::from_int<F, I>(v, fp::Rm(mode), flags);
            if (got == want.bits && flags == want.flags) continue;
            CAPTURE(v, mode, got, int(flags), want.bits, want.flags);
            FAIL("wrong result or flags");
        }
    }
}

}  // namespace

TEST_CASE("FP-C1 conversions between formats equal MPFR") {
    float_to_float<fp::F32, fp::F64>();
    float_to_float<fp::F64, fp::F32>();
    float_to_float<fp::F64, fp::F16>();
    float_to_float<fp::F32, fp::F16>();
    float_to_float<fp::F16, fp::F32>();
    float_to_float<fp::F16, fp::F64>();
}

TEMPLATE_TEST_CASE("FP-C2 conversions to integers equal MPFR", "", fp::F16, fp::F32, fp::F64) {
    float_to_int<TestType, int32_t>();
    float_to_int<TestType, uint32_t>();
    float_to_int<TestType, int64_t>();
    float_to_int<TestType, uint64_t>();
}

TEMPLATE_TEST_CASE("FP-C3 conversions from integers equal MPFR", "", fp::F16, fp::F32, fp::F64) {
    int_to_float<TestType, int32_t>();
    int_to_float<TestType, uint32_t>();
    int_to_float<TestType, int64_t>();
    int_to_float<TestType, uint64_t>();
}

TEST_CASE("FP-C4 invalid conversions to integers saturate and raise NV alone") {
    const uint32_t inf = 0x7f800000, minus_inf = 0xff800000, nan = 0xffc00001, big = 0x7f7fffff;
    const auto check = [](uint64_t got, uint64_t want, const uint8_t& flags) {
        CHECK(got == want);
        CHECK(int(flags) == 16);
    };
    for (const uint32_t high : {inf, nan, big}) {
        uint8_t f = 0, g = 0, h = 0, k = 0;
        check(uint64_t(fp::to_int<fp::F32, int32_t>(high, fp::Rm::RNE, f)), 0x7fffffff, f);
        check(fp::to_int<fp::F32, uint32_t>(high, fp::Rm::RNE, g), 0xffffffff, g);
        check(uint64_t(fp::to_int<fp::F32, int64_t>(high, fp::Rm::RNE, h)), 0x7fffffffffffffff, h);
        check(fp::to_int<fp::F32, uint64_t>(high, fp::Rm::RNE, k), 0xffffffffffffffff, k);
    }
    for (const uint32_t low : {minus_inf, big | 0x80000000}) {
        uint8_t f = 0, g = 0, h = 0, k = 0;
        check(uint64_t(fp::to_int<fp::F32, int32_t>(low, fp::Rm::RNE, f)), 0xffffffff80000000, f);
        check(fp::to_int<fp::F32, uint32_t>(low, fp::Rm::RNE, g), 0, g);
        check(uint64_t(fp::to_int<fp::F32, int64_t>(low, fp::Rm::RNE, h)), 0x8000000000000000, h);
        check(fp::to_int<fp::F32, uint64_t>(low, fp::Rm::RNE, k), 0, k);
    }
    // -0.75: to unsigned, toward zero it is 0 and inexact; downward it is -1, which is invalid.
    uint8_t flags = 0;
    CHECK(fp::to_int<fp::F32, uint32_t>(0xbf400000, fp::Rm::RTZ, flags) == 0);
    CHECK(int(flags) == 1);
    flags = 0;
    CHECK(fp::to_int<fp::F32, uint32_t>(0xbf400000, fp::Rm::RDN, flags) == 0);
    CHECK(int(flags) == 16);
}
