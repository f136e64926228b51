// Host floating point as an accelerator: the same results and the same accrued flags as cpu/fp/fp.h, sooner.
//
// Only round-to-nearest-even and only results in the middle of the exponent range; whatever else is met (NaN, infinity,
// zero or subnormal where it matters, near overflow or underflow, another rounding mode) goes to the integer code. What
// is left can raise NX alone. If NX has already accrued (`sticky`) it need not be found out; otherwise it is derived
// exactly, from the residual, without reading the host's status register.
//
// Relies on: the host thread runs with its default floating-point environment (nearest-even, subnormals kept), float
// and double are evaluated in their own precision, and nothing contracts a * b + c (covesim_fp says -ffp-contract=off).
//
// Every function takes `sticky`, the flags accrued so far, and ORs into `flags` at least those flags that are new.
#pragma once
#include <bit>
#include <cfloat>
#include <cmath>

#include "cpu/fp/fp.h"

static_assert(FLT_EVAL_METHOD == 0, "host floating point keeps excess precision");
#ifdef __FAST_MATH__
#error "the accelerator needs IEEE 754 arithmetic"
#endif

namespace covesim::fp::fast {

/// The host's fused multiply-add, if this processor has one: false if not, and r is then untouched.
bool host_fma(double a, double b, double c, double& r);

inline float host(uint32_t v) { return std::bit_cast<float>(v); }
inline double host(uint64_t v) { return std::bit_cast<double>(v); }
inline uint32_t bits(float v) { return std::bit_cast<uint32_t>(v); }
inline uint64_t bits(double v) { return std::bit_cast<uint64_t>(v); }

/// A result that cannot have overflowed or underflowed, not even by rounding up into the normal range.
template <class F>
constexpr bool mid_range(typename F::Bits r) {
    return unsigned(F::biased(r) - 2) < unsigned(F::kMaxBiased - 2);
}

template <class F>
constexpr bool is_normal(typename F::Bits v) {
    return unsigned(F::biased(v) - 1) < unsigned(F::kMaxBiased - 1);
}

/// The significand of a normal number as an integer.
inline uint64_t integer_significand(uint64_t v) { return (v & F64::kFraction) | (F64::kFraction + 1); }

/// a + b - s for s = a + b rounded to nearest: exact (Knuth's TwoSum) as long as nothing overflows.
template <class T>
T sum_residual(T a, T b, T s) {
    const T b_part = s - a;
    const T a_part = s - b_part;
    return (a - a_part) + (b - b_part);
}

/// a + b
template <class F>
typename F::Bits add(typename F::Bits a, typename F::Bits b, Rm rm, uint8_t sticky, uint8_t& flags) {
    if (rm == Rm::RNE) {
        const auto s = host(a) + host(b);
        const auto r = bits(s);
        // Subnormal and zero sums are exact, so only the upper end needs care: no step of sum_residual may overflow.
        if (F::biased(r) < F::kMaxBiased - 1) {
            if (!(sticky & kNX) && sum_residual(host(a), host(b), s) != 0) flags |= kNX;
            return r;
        }
    }
    return fp::add<F>(a, b, rm, flags);
}

/// a - b
template <class F>
typename F::Bits sub(typename F::Bits a, typename F::Bits b, Rm rm, uint8_t sticky, uint8_t& flags) {
    return fast::add<F>(a, typename F::Bits(b ^ F::kSign), rm, sticky, flags);
}

/// a * b
template <class F>
typename F::Bits mul(typename F::Bits a, typename F::Bits b, Rm rm, uint8_t sticky, uint8_t& flags);

template <>
inline uint32_t mul<F32>(uint32_t a, uint32_t b, Rm rm, uint8_t, uint8_t& flags) {
    if (rm == Rm::RNE) {
        const double exact = double(host(a)) * double(host(b));  // 48 bits of significand at most
        const auto product = float(exact);
        if (mid_range<F32>(bits(product))) {
            if (double(product) != exact) flags |= kNX;
            return bits(product);
        }
    }
    return fp::mul<F32>(a, b, rm, flags);
}

template <>
inline uint64_t mul<F64>(uint64_t a, uint64_t b, Rm rm, uint8_t sticky, uint8_t& flags) {
    if (rm == Rm::RNE) {
        const uint64_t r = bits(host(a) * host(b));
        if (mid_range<F64>(r)) {
            if (sticky & kNX) return r;
            if (is_normal<F64>(a) && is_normal<F64>(b)) {
                // The product of the significands has 105 or 106 bits; exact if those below the upper 53 are 0.
                const U128 product = U128(integer_significand(a)) * integer_significand(b);
                const int below = 52 + int(product >> 105);
                if (uint64_t(product) << (64 - below)) flags |= kNX;
                return r;
            }
        }
    }
    return fp::mul<F64>(a, b, rm, flags);
}

/// a / b
template <class F>
typename F::Bits div(typename F::Bits a, typename F::Bits b, Rm rm, uint8_t sticky, uint8_t& flags);

template <>
inline uint32_t div<F32>(uint32_t a, uint32_t b, Rm rm, uint8_t, uint8_t& flags) {
    if (rm == Rm::RNE) {
        const float q = host(a) / host(b);
        if (mid_range<F32>(bits(q))) {
            if (double(q) * double(host(b)) != double(host(a))) flags |= kNX;
            return bits(q);
        }
    }
    return fp::div<F32>(a, b, rm, flags);
}

template <>
inline uint64_t div<F64>(uint64_t a, uint64_t b, Rm rm, uint8_t sticky, uint8_t& flags) {
    if (rm == Rm::RNE) {
        const uint64_t r = bits(host(a) / host(b));
        if (mid_range<F64>(r)) {
            if (sticky & kNX) return r;
            if (is_normal<F64>(a) && is_normal<F64>(b)) {
                // Exact if quotient * divisor = dividend; they differ by less than 2^53, so the low 64 bits decide.
                const int shift = 52 + (F64::biased(a) - F64::biased(b)) - (F64::biased(r) - F64::kBias);
                if (integer_significand(r) * integer_significand(b) != integer_significand(a) << shift) flags |= kNX;
                return r;
            }
        }
    }
    return fp::div<F64>(a, b, rm, flags);
}

/// The square root of a
template <class F>
typename F::Bits sqrt(typename F::Bits a, Rm rm, uint8_t sticky, uint8_t& flags);

template <>
inline uint32_t sqrt<F32>(uint32_t a, Rm rm, uint8_t, uint8_t& flags) {
    if (rm == Rm::RNE && is_normal<F32>(a) && !F32::sign(a)) {
        const float r = std::sqrt(host(a));
        if (double(r) * double(r) != double(host(a))) flags |= kNX;
        return bits(r);
    }
    return fp::sqrt<F32>(a, rm, flags);
}

template <>
inline uint64_t sqrt<F64>(uint64_t a, Rm rm, uint8_t sticky, uint8_t& flags) {
    if (rm == Rm::RNE && is_normal<F64>(a) && !F64::sign(a)) {
        const uint64_t r = bits(std::sqrt(host(a)));
        if (sticky & kNX) return r;
        // Exact if root^2 = radicand; they differ by less than 2^54, so the low 64 bits decide.
        const int shift = 52 + (F64::biased(a) - F64::kBias) - 2 * (F64::biased(r) - F64::kBias);
        const uint64_t root = integer_significand(r);
        if (root * root != integer_significand(a) << shift) flags |= kNX;
        return r;
    }
    return fp::sqrt<F64>(a, rm, flags);
}

/// a * b + c
template <class F>
typename F::Bits fma(typename F::Bits a, typename F::Bits b, typename F::Bits c, Rm rm, uint8_t sticky, uint8_t& flags);

template <>
inline uint32_t fma<F32>(uint32_t a, uint32_t b, uint32_t c, Rm rm, uint8_t, uint8_t& flags) {
    if (rm == Rm::RNE) {
        const double product = double(host(a)) * double(host(b));  // exact
        const double addend = host(c);
        double sum = product + addend;
        const double residual = sum_residual(product, addend, sum);
        // Round to odd: with 53 bits and a faithful last one, rounding again to 24 bits gives the nearest float.
        uint64_t odd = bits(sum);
        if (residual != 0 && !(odd & 1)) odd += (residual > 0) == (sum > 0) ? 1 : -1;
        sum = host(odd);
        const auto r = float(sum);
        if (mid_range<F32>(bits(r))) {
            if (double(r) != sum) flags |= kNX;  // an odd last bit makes it so whenever residual != 0
            return bits(r);
        }
    }
    return fp::fma<F32>(a, b, c, rm, flags);
}

template <>
inline uint64_t fma<F64>(uint64_t a, uint64_t b, uint64_t c, Rm rm, uint8_t sticky, uint8_t& flags) {
    double r;
    if (rm == Rm::RNE && (sticky & kNX) && host_fma(host(a), host(b), host(c), r) && mid_range<F64>(bits(r)))
        return bits(r);
    return fp::fma<F64>(a, b, c, rm, flags);
}

}  // namespace covesim::fp::fast
