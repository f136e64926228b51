// What "Zfa" adds, against MPFR, and every half-precision value where one operand is all there is.
#include <algorithm>
#include <catch2/catch.hpp>

#include "cpu/fp/constants.h"
#include "cpu/fp/fp.h"
#include "tests/unit/fp/operands.h"

using namespace covesim;
using namespace covesim::fp_test;

namespace {

template <class F>
constexpr Shape kShape = std::is_same_v<F, fp::F16>   ? kHalf
                         : std::is_same_v<F, fp::F32> ? kSingle
                                                      : kDouble;

/// MPFR's integer for a rounding mode: 0 RNE, 1 RTZ, 2 RDN, 3 RUP, 4 RMM.
int mpfr_integer(mpfr_ptr to, mpfr_srcptr from, int mode) {
    switch (mode) {
        case 0: return mpfr_roundeven(to, from);
        case 1: return mpfr_trunc(to, from);
        case 2: return mpfr_floor(to, from);
        case 3: return mpfr_ceil(to, from);
        default: return mpfr_round(to, from);
    }
}

/// One value in all rounding modes.
template <class F>
void check_integer(uint64_t x, Oracle& oracle, Real& a, Real& n) {
    const Shape& s = kShape<F>;
    a.set(s, x);
    for (int mode = 0; mode < 5; ++mode) {
        Answer want{s.nan(), s.is_signalling(x) ? kInvalid : 0};
        if (!s.is_nan(x)) {
            mpfr_integer(n, a, mode);
            oracle.evaluate([&](mpfr_ptr to, mpfr_rnd_t rnd) { return mpfr_set(to, n, rnd); });
            want = {oracle.round(s, 0).bits, mpfr_equal_p(a, n) != 0 ? 0 : kInexact};
            if (mpfr_zero_p(static_cast<mpfr_ptr>(n))) want.bits = x & s.sign();
        }
        uint8_t flags = 0;
        const uint64_t got = fp::round_to_integer<F>(typename F::Bits(x), fp::Rm(mode), flags);
        if (got == want.bits && flags == want.flags) continue;
        CAPTURE(x, mode, got, int(flags), want.bits, want.flags);
        FAIL("wrong result or flags");
    }
}

}  // namespace

TEMPLATE_TEST_CASE("FP-Z1 rounding to an integer equals MPFR", "", fp::F32, fp::F64) {
    Oracle oracle;
    Real a{64}, n{64};
    for (const uint64_t x : special_values(kShape<TestType>)) check_integer<TestType>(x, oracle, a, n);
    Operands operands(kShape<TestType>, 0x2a);
    for (int i = 0; i < 40'000; ++i) {
        const int places = kShape<TestType>.p + 4;
        check_integer<TestType>(
            i % 4 == 0 ? operands.any() : operands.near_exponent(int(operands.random() % places) - 3), oracle, a, n);
    }
}

TEST_CASE("FP-Z2 rounding every binary16 value to an integer equals MPFR") {
    Oracle oracle;
    Real a{64}, n{64};
    for (uint64_t x = 0; x < 0x10000; ++x) check_integer<fp::F16>(x, oracle, a, n);
}

TEST_CASE("FP-Z3 the modular conversion keeps 32 bits of MPFR's truncation, with the flags of the saturating one") {
    Real a{64}, n{2048}, modulus{64};
    mpfr_set_ui_2exp(modulus, 1, 32, MPFR_RNDN);
    Operands operands(kDouble, 0x2b);
    const auto specials = special_values(kDouble);
    for (size_t i = 0; i < specials.size() + 60'000; ++i) {
        const bool special = i < specials.size();
        const uint64_t x = special ? specials[i] : operands.near_exponent(int(operands.random() % 100) - 4);
        a.set(kDouble, x);
        uint64_t want = 0;
        if (mpfr_number_p(static_cast<mpfr_ptr>(a))) {
            mpfr_trunc(n, a);
            mpfr_fmod(n, n, modulus, MPFR_RNDN);  // the sign of a
            want = uint32_t(mpfr_get_sj(n, MPFR_RNDN));
        }
        uint8_t flags = 0, saturating = 0;
        const uint64_t got = fp::to_int_modular<fp::F64>(x, flags);
        fp::to_int<fp::F64, int32_t>(x, fp::Rm::RTZ, saturating);
        if (got == want && flags == saturating) continue;
        CAPTURE(x, got, want, int(flags), int(saturating));
        FAIL("wrong result or flags");
    }
    uint8_t flags = 0;
    CHECK(fp::to_int_modular<fp::F64>(0x41f0000000100000, flags) == 1);  // 2^32 + 1
    CHECK(int(flags) == 16);
    CHECK(fp::to_int_modular<fp::F64>(0xc1f0000000100000, flags) == 0xffffffff);  // -(2^32 + 1)
    flags = 0;
    CHECK(fp::to_int_modular<fp::F64>(0xbff8000000000000, flags) == 0xffffffff);  // -1.5
    CHECK(int(flags) == 1);
    CHECK(fp::to_int_modular<fp::F64>(0x43e0000000000000, flags) == 0);  // 2^63
    CHECK(fp::to_int_modular<fp::F64>(0x7ff0000000000000, flags) == 0);
    CHECK(fp::to_int_modular<fp::F64>(0x7ff8000000000000, flags) == 0);
}

TEMPLATE_TEST_CASE("FP-Z4 quiet comparisons; minimum and maximum of a NaN are the canonical NaN", "", fp::F16, fp::F32,
                   fp::F64) {
    using Bits = typename TestType::Bits;
    const Shape& s = kShape<TestType>;
    Real a{64}, b{64};
    const auto specials = special_values(s);
    for (const uint64_t x : specials) {
        for (const uint64_t y : specials) {
            a.set(s, x);
            b.set(s, y);
            const bool nan = s.is_nan(x) || s.is_nan(y);
            const unsigned quiet = s.is_signalling(x) || s.is_signalling(y) ? kInvalid : 0;
            const bool zeros = mpfr_zero_p(static_cast<mpfr_ptr>(a)) && mpfr_zero_p(static_cast<mpfr_ptr>(b));
            const bool less = mpfr_less_p(a, b) != 0;
            const uint64_t low = nan ? s.nan() : zeros ? (x | y) : less ? x : y;
            const uint64_t high = nan ? s.nan() : zeros ? (x & y) : less ? y : x;
            uint8_t lt = 0, le = 0, min = 0, max = 0;
            CAPTURE(x, y);
            REQUIRE(fp::lt_quiet<TestType>(Bits(x), Bits(y), lt) == less);
            REQUIRE(fp::le_quiet<TestType>(Bits(x), Bits(y), le) == (mpfr_lessequal_p(a, b) != 0));
            REQUIRE(fp::minimum<TestType>(Bits(x), Bits(y), min) == low);
            REQUIRE(fp::maximum<TestType>(Bits(x), Bits(y), max) == high);
            REQUIRE((lt == quiet && le == quiet && min == quiet && max == quiet));
        }
    }
}

TEST_CASE("FP-Z5 the constants of FLI") {
    // Sign, exponent and significand of the specification's table, for single precision.
    constexpr uint32_t kSingles[32] = {
        0xbf800000, 0x00800000, 0x37800000, 0x38000000, 0x3b800000, 0x3c000000, 0x3d800000, 0x3e000000,
        0x3e800000, 0x3ea00000, 0x3ec00000, 0x3ee00000, 0x3f000000, 0x3f200000, 0x3f400000, 0x3f600000,
        0x3f800000, 0x3fa00000, 0x3fc00000, 0x3fe00000, 0x40000000, 0x40200000, 0x40400000, 0x40800000,
        0x41000000, 0x41800000, 0x43000000, 0x43800000, 0x47000000, 0x47800000, 0x7f800000, 0x7fc00000,
    };
    for (size_t i = 0; i < 32; ++i) {
        CAPTURE(i);
        CHECK(fp::kConstants<fp::F32>[i] == kSingles[i]);
        uint8_t flags = 0;
        if (i == 1) continue;  // the smallest normal number is another one in each format
        const auto wide = fp::to_float<fp::F64, fp::F32>(kSingles[i], fp::Rm::RNE, flags);
        CHECK(fp::kConstants<fp::F64>[i] == wide);
        CHECK(fp::kConstants<fp::F16>[i] == fp::to_float<fp::F16, fp::F32>(kSingles[i], fp::Rm::RNE, flags));
    }
    CHECK(fp::kConstants<fp::F64>[1] == 0x0010000000000000);
    CHECK(fp::kConstants<fp::F16>[1] == 0x0400);
    CHECK(fp::kConstants<fp::F16>[2] == 0x0100);   // 2^-16: subnormal
    CHECK(fp::kConstants<fp::F16>[3] == 0x0200);   // 2^-15: subnormal
    CHECK(fp::kConstants<fp::F16>[28] == 0x7800);  // 2^15
    CHECK(fp::kConstants<fp::F16>[29] == 0x7c00);  // 2^16 is not representable: infinity
}

TEST_CASE("FP-Z6 every binary16 value widens exactly and comes back; NaNs become canonical") {
    for (uint32_t x = 0; x < 0x10000; ++x) {
        uint8_t flags = 0;
        const auto single = fp::to_float<fp::F32, fp::F16>(uint16_t(x), fp::Rm::RNE, flags);
        const auto twice = fp::to_float<fp::F64, fp::F16>(uint16_t(x), fp::Rm::RNE, flags);
        const bool nan = kHalf.is_nan(x);
        if (flags != (kHalf.is_signalling(x) ? kInvalid : 0)) FAIL("flags of " << x);
        flags = 0;
        const uint32_t want = nan ? 0x7e00 : x;
        for (int mode = 0; mode < 5; ++mode) {
            if (fp::to_float<fp::F16, fp::F32>(single, fp::Rm(mode), flags) != want) FAIL("through single: " << x);
            if (fp::to_float<fp::F16, fp::F64>(twice, fp::Rm(mode), flags) != want) FAIL("through double: " << x);
        }
        if (flags != 0) FAIL("flags on the way back of " << x);
    }
}
