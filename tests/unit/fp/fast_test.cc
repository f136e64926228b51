// The accelerator equals the integer code: bits and accrued flags, NX accrued before or not, all rounding modes.
#include <algorithm>
#include <catch2/catch.hpp>

#include "cpu/fp/fast.h"
#include "tests/unit/fp/operands.h"

using namespace covesim;
using namespace covesim::fp_test;

namespace {

constexpr int kRandomCases = 200'000;

template <class F>
constexpr Shape kShape = std::is_same_v<F, fp::F32> ? kSingle : kDouble;

/// Runs truth(rm, flags) and fast(rm, sticky, flags) and compares.
template <class Truth, class Fast>
void same(std::array<uint64_t, 3> in, Truth truth, Fast fast) {
    for (int i = 0; i < 6; ++i) {
        const auto rm = fp::Rm(i < 2 ? 0 : i - 1);  // nearest-even twice: without and with NX accrued
        const uint8_t sticky = i == 1 ? 1 : 0;
        uint8_t want_flags = 0, got_flags = 0;
        const uint64_t want = truth(rm, want_flags);
        const uint64_t got = fast(rm, sticky, got_flags);
        if (want == got && (sticky | want_flags) == (sticky | got_flags)) continue;
        CAPTURE(in[0], in[1], in[2], i, want, int(want_flags), got, int(got_flags));
        FAIL("the accelerator differs");
    }
}

template <class F>
void check_pair(typename F::Bits a, typename F::Bits b) {
    using fp::Rm;
    same(
        {a, b, 0}, [&](Rm rm, uint8_t& f) { return fp::add<F>(a, b, rm, f); },
        [&](Rm rm, uint8_t s, uint8_t& f) { return fp::fast::add<F>(a, b, rm, s, f); });
    same(
        {a, b, 1}, [&](Rm rm, uint8_t& f) { return fp::sub<F>(a, b, rm, f); },
        [&](Rm rm, uint8_t s, uint8_t& f) { return fp::fast::sub<F>(a, b, rm, s, f); });
    same(
        {a, b, 2}, [&](Rm rm, uint8_t& f) { return fp::mul<F>(a, b, rm, f); },
        [&](Rm rm, uint8_t s, uint8_t& f) { return fp::fast::mul<F>(a, b, rm, s, f); });
    same(
        {a, b, 3}, [&](Rm rm, uint8_t& f) { return fp::div<F>(a, b, rm, f); },
        [&](Rm rm, uint8_t s, uint8_t& f) { return fp::fast::div<F>(a, b, rm, s, f); });
}

template <class F>
void check_root(typename F::Bits a) {
    using fp::Rm;
    same(
        {a, 0, 4}, [&](Rm rm, uint8_t& f) { return fp::sqrt<F>(a, rm, f); },
        [&](Rm rm, uint8_t s, uint8_t& f) { return fp::fast::sqrt<F>(a, rm, s, f); });
}

template <class F>
void check_fused(typename F::Bits a, typename F::Bits b, typename F::Bits c) {
    using fp::Rm;
    same(
        {a, b, c}, [&](Rm rm, uint8_t& f) { return fp::fma<F>(a, b, c, rm, f); },
        [&](Rm rm, uint8_t s, uint8_t& f) { return fp::fast::fma<F>(a, b, c, rm, s, f); });
}

}  // namespace

TEMPLATE_TEST_CASE("FP-F1 accelerated add, sub, mul, div equal the integer code", "", fp::F32, fp::F64) {
    using Bits = typename TestType::Bits;
    const auto specials = special_values(kShape<TestType>);
    for (const uint64_t x : specials)
        for (const uint64_t y : specials) check_pair<TestType>(Bits(x), Bits(y));
    Operands o(kShape<TestType>, 0xfa57);
    for (int i = 0; i < kRandomCases; ++i) {
        const auto x = Bits(o.any());
        uint8_t unused = 0;
        switch (i % 6) {
            case 0: check_pair<TestType>(x, Bits(o.near_exponent(o.exponent(x) + int(o.random() % 120) - 60))); break;
            case 1: check_pair<TestType>(x, Bits(o.near_exponent(o.edge_exponent() - o.exponent(x)))); break;
            case 2: check_pair<TestType>(x, Bits(o.near_exponent(o.exponent(x) - o.edge_exponent()))); break;
            case 3: {  // dividends that are products: exact and nearly exact quotients
                const auto y = Bits(o.any());
                check_pair<TestType>(Bits(fp::mul<TestType>(x, y, fp::Rm::RNE, unused) + o.random() % 3 - 1), y);
                break;
            }
            default: check_pair<TestType>(x, Bits(o.any()));
        }
    }
}

TEMPLATE_TEST_CASE("FP-F2 accelerated square root equals the integer code", "", fp::F32, fp::F64) {
    using Bits = typename TestType::Bits;
    for (const uint64_t x : special_values(kShape<TestType>)) check_root<TestType>(Bits(x));
    Operands o(kShape<TestType>, 0xfa58);
    for (int i = 0; i < kRandomCases; ++i) {
        const auto x = Bits(o.any());
        check_root<TestType>(x);
        uint8_t unused = 0;
        check_root<TestType>(Bits(fp::mul<TestType>(x, x, fp::Rm::RNE, unused) + o.random() % 3 - 1));
    }
}

TEMPLATE_TEST_CASE("FP-F3 accelerated fused multiply-add equals the integer code", "", fp::F32, fp::F64) {
    using Bits = typename TestType::Bits;
    const auto specials = special_values(kShape<TestType>);
    for (const uint64_t x : specials)
        for (const uint64_t y : specials)
            for (const uint64_t z : specials) check_fused<TestType>(Bits(x), Bits(y), Bits(z));
    Operands o(kShape<TestType>, 0xfa59);
    for (int i = 0; i < kRandomCases; ++i) {
        const auto x = Bits(o.any());
        const auto y = Bits(i % 3 ? o.any() : o.near_exponent(o.edge_exponent() - o.exponent(x)));
        uint8_t unused = 0;
        const auto product = fp::mul<TestType>(x, y, fp::Rm::RNE, unused);
        check_fused<TestType>(x, y, Bits(o.any()));
        check_fused<TestType>(x, y, Bits(product ^ TestType::kSign));
        check_fused<TestType>(x, y, Bits(o.near_exponent(o.exponent(product) + int(o.random() % 160) - 80)));
    }
}
