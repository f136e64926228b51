// Comparisons, minimum and maximum, classification, on all pairs of special values and on random ones.
#include <algorithm>
#include <catch2/catch.hpp>

#include "cpu/fp/fp.h"
#include "tests/unit/fp/operands.h"

using namespace covesim;
using namespace covesim::fp_test;

namespace {

template <class F>
constexpr Shape kShape = std::is_same_v<F, fp::F16>   ? kHalf
                         : std::is_same_v<F, fp::F32> ? kSingle
                                                      : kDouble;

/// The minimum or maximum: MPFR's order, with -0 below +0.
uint64_t expected_extremum(const Shape& s, uint64_t x, uint64_t y, Real& a, Real& b, bool max) {
    if (s.is_nan(x)) return s.is_nan(y) ? s.nan() : y;
    if (s.is_nan(y)) return x;
    if (mpfr_zero_p(a) && mpfr_zero_p(b)) return max ? (x & y) : (x | y);
    return (mpfr_less_p(a, b) != 0) != max ? x : y;
}

template <class F>
void check_pair(uint64_t x, uint64_t y, Real& a, Real& b) {
    using Bits = typename F::Bits;
    const Shape& s = kShape<F>;
    a.set(s, x);
    b.set(s, y);
    const bool nan = s.is_nan(x) || s.is_nan(y);
    const unsigned quiet = s.is_signalling(x) || s.is_signalling(y) ? kInvalid : 0;
    const unsigned loud = nan ? kInvalid : 0;
    uint8_t eq = 0, lt = 0, le = 0, min = 0, max = 0;
    const bool good = fp::eq<F>(Bits(x), Bits(y), eq) == (mpfr_equal_p(a, b) != 0) && eq == quiet &&
                      fp::lt<F>(Bits(x), Bits(y), lt) == (mpfr_less_p(a, b) != 0) && lt == loud &&
                      fp::le<F>(Bits(x), Bits(y), le) == (mpfr_lessequal_p(a, b) != 0) && le == loud &&
                      fp::min<F>(Bits(x), Bits(y), min) == expected_extremum(s, x, y, a, b, false) && min == quiet &&
                      fp::max<F>(Bits(x), Bits(y), max) == expected_extremum(s, x, y, a, b, true) && max == quiet;
    if (good) return;
    CAPTURE(x, y, int(eq), int(lt), int(le), int(min), int(max));
    FAIL("wrong order or flags");
}

}  // namespace

TEMPLATE_TEST_CASE("FP-O1 comparison, minimum and maximum follow MPFR's order", "", fp::F16, fp::F32, fp::F64) {
    Real a{64}, b{64};
    const auto specials = special_values(kShape<TestType>);
    for (const uint64_t x : specials)
        for (const uint64_t y : specials) check_pair<TestType>(x, y, a, b);
    Operands operands(kShape<TestType>, 0x0d);
    for (int i = 0; i < 100'000; ++i) {
        const uint64_t x = operands.any();
        const uint64_t near = (x + operands.random() % 3 - 1) & (operands.shape().sign() * 2 - 1);
        check_pair<TestType>(x, i % 4 ? operands.any() : near, a, b);
    }
}

TEST_CASE("FP-O2 classes of FCLASS") {
    const std::pair<uint64_t, uint64_t> f64[] = {
        {0xfff0000000000000, 1 << 0}, {0xbff0000000000000, 1 << 1}, {0x800fffffffffffff, 1 << 2},
        {0x8000000000000000, 1 << 3}, {0x0000000000000000, 1 << 4}, {0x0000000000000001, 1 << 5},
        {0x0010000000000000, 1 << 6}, {0x7ff0000000000000, 1 << 7}, {0x7ff0000000000001, 1 << 8},
        {0xfff7ffffffffffff, 1 << 8}, {0x7ff8000000000000, 1 << 9}, {0xffffffffffffffff, 1 << 9}};
    for (const auto& [v, mask] : f64) CHECK(fp::classify<fp::F64>(v) == mask);
    const std::pair<uint32_t, uint64_t> f32[] = {
        {0xff800000, 1},  {0xff7fffff, 2},  {0x80000001, 4},   {0x80000000, 8},   {0, 16},
        {0x007fffff, 32}, {0x00800000, 64}, {0x7f800000, 128}, {0x7f800001, 256}, {0x7fc00000, 512}};
    for (const auto& [v, mask] : f32) CHECK(fp::classify<fp::F32>(v) == mask);
}

TEST_CASE("FP-O3 minimum and maximum order zeros and prefer numbers to NaNs") {
    uint8_t flags = 0;
    CHECK(fp::min<fp::F32>(0x00000000, 0x80000000, flags) == 0x80000000);
    CHECK(fp::max<fp::F32>(0x80000000, 0x00000000, flags) == 0x00000000);
    CHECK(fp::min<fp::F32>(0x7fc00000, 0x3f800000, flags) == 0x3f800000);
    CHECK(int(flags) == 0);
    CHECK(fp::max<fp::F32>(0x3f800000, 0x7f800001, flags) == 0x3f800000);  // signalling: NV, and still the number
    CHECK(int(flags) == 16);
    CHECK(fp::min<fp::F32>(0xffc00001, 0xffc00002, flags) == 0x7fc00000);
}
