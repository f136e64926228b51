// add, sub, mul, div, sqrt and fused multiply-add against MPFR: results and flags, five rounding modes, three formats.
#include <algorithm>
#include <catch2/catch.hpp>

#include "cpu/fp/fp.h"
#include "tests/unit/fp/operands.h"

using namespace covesim;
using namespace covesim::fp_test;

namespace {

constexpr int kRandomCases = 50'000;  // times five rounding modes

template <class F>
constexpr Shape kShape = std::is_same_v<F, fp::F16>   ? kHalf
                         : std::is_same_v<F, fp::F32> ? kSingle
                                                      : kDouble;

/// Compares one operation on one tuple of operands in all modes. `mine(rm, flags)`; `exact(destination, MPFR mode)`.
template <class F, class Mine, class Exact>
void compare(Oracle& oracle, std::array<uint64_t, 3> in, int arity, bool invalid_before_nan, Mine mine, Exact exact) {
    const Shape& s = kShape<F>;
    bool nan = false, signalling = false;
    for (int i = 0; i < arity; ++i) {
        nan |= s.is_nan(in[i]);
        signalling |= s.is_signalling(in[i]);
    }
    if (!nan) oracle.evaluate(exact);
    for (int mode = 0; mode < 5; ++mode) {
        const Answer want =
            nan ? Answer{s.nan(), signalling || invalid_before_nan ? kInvalid : 0} : oracle.round(s, mode);
        uint8_t flags = 0;
        const uint64_t got = mine(fp::Rm(mode), flags);
        if (got == want.bits && flags == want.flags) continue;
        CAPTURE(in[0], in[1], in[2], mode, got, int(flags), want.bits, want.flags);
        FAIL("wrong result or flags");
    }
}

template <class F>
struct Checker {
    using Bits = typename F::Bits;
    using Binary = Bits (*)(Bits, Bits, fp::Rm, uint8_t&);
    using MpfrBinary = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);
    Oracle oracle;
    Real a{64}, b{64}, c{64};

    void binary(Binary op, MpfrBinary exact, uint64_t x, uint64_t y) {
        a.set(kShape<F>, x);
        b.set(kShape<F>, y);
        compare<F>(
            oracle, {x, y, 0}, 2, false, [&](fp::Rm rm, uint8_t& flags) { return op(Bits(x), Bits(y), rm, flags); },
            [&](mpfr_ptr to, mpfr_rnd_t rnd) { return exact(to, a, b, rnd); });
    }
    void root(uint64_t x) {
        a.set(kShape<F>, x);
        compare<F>(
            oracle, {x, 0, 0}, 1, false, [&](fp::Rm rm, uint8_t& flags) { return fp::sqrt<F>(Bits(x), rm, flags); },
            [&](mpfr_ptr to, mpfr_rnd_t rnd) { return mpfr_sqrt(to, a, rnd); });
    }
    void fused(uint64_t x, uint64_t y, uint64_t z) {
        a.set(kShape<F>, x);
        b.set(kShape<F>, y);
        c.set(kShape<F>, z);
        const bool zero_times_inf = (mpfr_zero_p(a) && mpfr_inf_p(b)) || (mpfr_inf_p(a) && mpfr_zero_p(b));
        compare<F>(
            oracle, {x, y, z}, 3, zero_times_inf,
            [&](fp::Rm rm, uint8_t& flags) { return fp::fma<F>(Bits(x), Bits(y), Bits(z), rm, flags); },
            [&](mpfr_ptr to, mpfr_rnd_t rnd) { return mpfr_fma(to, a, b, c, rnd); });
    }
};

/// All pairs of special values, then random pairs whose second operand often aims at the edge: `partner(operands, x)`.
template <class F, class Partner>
void binary_operation(typename Checker<F>::Binary op, typename Checker<F>::MpfrBinary exact, Partner partner) {
    Checker<F> check;
    const auto specials = special_values(kShape<F>);
    for (const uint64_t x : specials)
        for (const uint64_t y : specials) check.binary(op, exact, x, y);
    Operands operands(kShape<F>, 0x5eed);
    for (int i = 0; i < kRandomCases; ++i) {
        const uint64_t x = operands.any();
        check.binary(op, exact, x, operands.random() & 1 ? operands.any() : partner(operands, x));
    }
}

uint64_t same_magnitude(Operands& o, uint64_t x) {
    if (o.random() & 1)
        return ((x ^ o.random()) & o.shape().sign()) | ((x + o.random() % 5 - 2) & (o.shape().sign() - 1));
    return o.near_exponent(o.exponent(x) + int(o.random() % 120) - 60);
}
uint64_t product_at_edge(Operands& o, uint64_t x) { return o.near_exponent(o.edge_exponent() - o.exponent(x)); }
uint64_t quotient_at_edge(Operands& o, uint64_t x) { return o.near_exponent(o.exponent(x) - o.edge_exponent()); }

}  // namespace

TEMPLATE_TEST_CASE("FP-A1 addition equals MPFR", "", fp::F16, fp::F32, fp::F64) {
    binary_operation<TestType>(fp::add<TestType>, mpfr_add, same_magnitude);
}

TEMPLATE_TEST_CASE("FP-A2 subtraction equals MPFR", "", fp::F16, fp::F32, fp::F64) {
    binary_operation<TestType>(fp::sub<TestType>, mpfr_sub, same_magnitude);
}

TEMPLATE_TEST_CASE("FP-A3 multiplication equals MPFR", "", fp::F16, fp::F32, fp::F64) {
    binary_operation<TestType>(fp::mul<TestType>, mpfr_mul, product_at_edge);
}

TEMPLATE_TEST_CASE("FP-A4 division equals MPFR", "", fp::F16, fp::F32, fp::F64) {
    binary_operation<TestType>(fp::div<TestType>, mpfr_div, quotient_at_edge);
}

TEMPLATE_TEST_CASE("FP-A5 square root equals MPFR", "", fp::F32, fp::F64) {
    Checker<TestType> check;
    for (const uint64_t x : special_values(kShape<TestType>)) check.root(x);
    Operands operands(kShape<TestType>, 0x5eed);
    for (int i = 0; i < kRandomCases; ++i) check.root(operands.any());
    for (uint64_t n = 1; n < 200; ++n) {  // exact squares and their neighbours
        const auto square = typename TestType::Bits(operands.near_exponent(int(n % 50)));
        uint8_t flags = 0;
        const uint64_t x = fp::mul<TestType>(square, square, fp::Rm::RNE, flags);
        for (const uint64_t near : {x - 1, x, x + 1}) check.root(near);
    }
}

TEST_CASE("FP-A6 square root of every binary16 value equals MPFR") {
    Checker<fp::F16> check;
    for (uint64_t x = 0; x < 0x10000; ++x) check.root(x);
}

TEMPLATE_TEST_CASE("FP-A7 fused multiply-add equals MPFR", "", fp::F16, fp::F32, fp::F64) {
    using Bits = typename TestType::Bits;
    Checker<TestType> check;
    const auto all = special_values(kShape<TestType>);
    for (const uint64_t x : all)
        for (const uint64_t y : all)
            for (const uint64_t z : all) check.fused(x, y, z);
    Operands operands(kShape<TestType>, 0x5eed);
    for (int i = 0; i < kRandomCases; ++i) {
        const uint64_t x = operands.any();
        const uint64_t y = operands.random() & 1 ? operands.any() : product_at_edge(operands, x);
        uint8_t flags = 0;
        const uint64_t product = fp::mul<TestType>(Bits(x), Bits(y), fp::Rm(operands.random() % 5), flags);
        switch (operands.random() % 3) {
            case 0: check.fused(x, y, operands.any()); break;
            case 1: check.fused(x, y, same_magnitude(operands, product)); break;
            case 2: check.fused(x, y, product ^ operands.shape().sign()); break;  // what remains is the rounding error
        }
    }
}

// Literals: results that are easy to get wrong, written down from the specification.

TEST_CASE("FP-A8 the sign of an exact zero") {
    uint8_t flags = 0;
    const uint64_t one = 0x3ff0000000000000, minus_one = 0xbff0000000000000, minus_zero = 0x8000000000000000;
    CHECK(fp::add<fp::F64>(one, minus_one, fp::Rm::RNE, flags) == 0);
    CHECK(fp::add<fp::F64>(one, minus_one, fp::Rm::RDN, flags) == minus_zero);
    CHECK(fp::add<fp::F64>(0, minus_zero, fp::Rm::RDN, flags) == minus_zero);
    CHECK(fp::sub<fp::F64>(minus_zero, 0, fp::Rm::RUP, flags) == minus_zero);
    CHECK(fp::fma<fp::F64>(one, one, minus_one, fp::Rm::RDN, flags) == minus_zero);
    CHECK(fp::fma<fp::F64>(0, one, minus_zero, fp::Rm::RMM, flags) == 0);
    CHECK(fp::sqrt<fp::F64>(minus_zero, fp::Rm::RNE, flags) == minus_zero);
    CHECK(flags == 0);
}

TEST_CASE("FP-A9 underflow is judged after rounding") {
    // (1 + 2^-23) * (2^-126 - 2^-149) = 2^-126 - 2^-172: to 24 bits with unbounded exponent it rounds up to 2^-126
    // (nearest), so it is not tiny; toward zero it stays below 2^-126 and is.
    uint8_t flags = 0;
    CHECK(fp::mul<fp::F32>(0x3f800001, 0x007fffff, fp::Rm::RNE, flags) == 0x00800000);
    CHECK(flags == 1);
    flags = 0;
    CHECK(fp::mul<fp::F32>(0x3f800001, 0x007fffff, fp::Rm::RTZ, flags) == 0x007fffff);
    CHECK(flags == 3);
    // 2^-149 / 2: inexact and tiny; a half unit goes to even, away in RMM.
    flags = 0;
    CHECK(fp::mul<fp::F32>(0x00000001, 0x3f000000, fp::Rm::RNE, flags) == 0);
    CHECK(flags == 3);
    CHECK(fp::mul<fp::F32>(0x00000001, 0x3f000000, fp::Rm::RMM, flags) == 1);
    // An exact subnormal result raises nothing.
    flags = 0;
    CHECK(fp::mul<fp::F32>(0x00800000, 0x3f000000, fp::Rm::RNE, flags) == 0x00400000);
    CHECK(flags == 0);
}

TEST_CASE("FP-A10 invalid operations give the positive canonical NaN") {
    uint8_t flags = 0;
    CHECK(fp::sub<fp::F32>(0x7f800000, 0x7f800000, fp::Rm::RNE, flags) == 0x7fc00000);
    CHECK(flags == 16);
    flags = 0;
    CHECK(fp::sqrt<fp::F64>(0xbff0000000000000, fp::Rm::RNE, flags) == 0x7ff8000000000000);
    CHECK(flags == 16);
    flags = 0;
    CHECK(fp::fma<fp::F32>(0, 0x7f800000, 0x7fc00000, fp::Rm::RNE, flags) == 0x7fc00000);  // even with a quiet addend
    CHECK(flags == 16);
    flags = 0;
    CHECK(fp::add<fp::F32>(0xffc12345, 0x3f800000, fp::Rm::RNE, flags) == 0x7fc00000);  // the payload is not kept
    CHECK(flags == 0);
    CHECK(fp::div<fp::F32>(0xbf800000, 0, fp::Rm::RNE, flags) == 0xff800000);
    CHECK(flags == 8);
}
