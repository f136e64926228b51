// Comparison, minimum, maximum, classification.
//
// Models: IEEE 754-2019 clause 5.11 (compareQuietEqual; compareSignalingLess, compareSignalingLessEqual), 9.6
// (minimumNumber, maximumNumber, as RISC-V "F" 2.2: -0 is less than +0, a NaN yields the other operand, a signalling
// NaN raises NV even then), the class bits of FCLASS, and those of "Zfa": compareQuietLess, compareQuietLessEqual, and
// minimum and maximum, where a NaN yields the canonical NaN.
#pragma once
#include "cpu/fp/format.h"

namespace covesim::fp {

/// Numeric order of two operands that are not NaNs, with -0 = +0.
template <class F>
constexpr bool ordered_less(typename F::Bits a, typename F::Bits b) {
    if (F::is_zero(a) && F::is_zero(b)) return false;
    if (F::sign(a) != F::sign(b)) return F::sign(a);
    return F::sign(a) ? a > b : a < b;
}

/// a == b; quiet: NV for signalling NaNs only.
template <class F>
constexpr bool eq(typename F::Bits a, typename F::Bits b, uint8_t& flags) {
    if (F::is_nan(a) || F::is_nan(b)) {
        propagate<F>(flags, a, b);
        return false;
    }
    return a == b || (F::is_zero(a) && F::is_zero(b));
}

/// a < b; signalling: NV for any NaN.
template <class F>
constexpr bool lt(typename F::Bits a, typename F::Bits b, uint8_t& flags) {
    if (F::is_nan(a) || F::is_nan(b)) {
        flags |= kNV;
        return false;
    }
    return ordered_less<F>(a, b);
}

/// a <= b; signalling: NV for any NaN.
template <class F>
constexpr bool le(typename F::Bits a, typename F::Bits b, uint8_t& flags) {
    if (F::is_nan(a) || F::is_nan(b)) {
        flags |= kNV;
        return false;
    }
    return !ordered_less<F>(b, a);
}

/// a < b; quiet: NV for signalling NaNs only.
template <class F>
constexpr bool lt_quiet(typename F::Bits a, typename F::Bits b, uint8_t& flags) {
    if (F::is_nan(a) || F::is_nan(b)) {
        propagate<F>(flags, a, b);
        return false;
    }
    return ordered_less<F>(a, b);
}

/// a <= b; quiet: NV for signalling NaNs only.
template <class F>
constexpr bool le_quiet(typename F::Bits a, typename F::Bits b, uint8_t& flags) {
    if (F::is_nan(a) || F::is_nan(b)) {
        propagate<F>(flags, a, b);
        return false;
    }
    return !ordered_less<F>(b, a);
}

/// minimumNumber (Max = false) or maximumNumber (Max = true).
template <class F, bool Max>
constexpr typename F::Bits extremum(typename F::Bits a, typename F::Bits b, uint8_t& flags) {
    if (F::is_nan(a) || F::is_nan(b)) {
        propagate<F>(flags, a, b);
        return !F::is_nan(a) ? a : !F::is_nan(b) ? b : F::kNan;
    }
    const bool less = F::sign(a) != F::sign(b) ? F::sign(a) : ordered_less<F>(a, b);  // the sign decides for zeros too
    return less != Max ? a : b;
}

template <class F>
constexpr typename F::Bits min(typename F::Bits a, typename F::Bits b, uint8_t& flags) {
    return extremum<F, false>(a, b, flags);
}

template <class F>
constexpr typename F::Bits max(typename F::Bits a, typename F::Bits b, uint8_t& flags) {
    return extremum<F, true>(a, b, flags);
}

template <class F>
constexpr typename F::Bits minimum(typename F::Bits a, typename F::Bits b, uint8_t& flags) {
    return F::is_nan(a) || F::is_nan(b) ? propagate<F>(flags, a, b) : min<F>(a, b, flags);
}

template <class F>
constexpr typename F::Bits maximum(typename F::Bits a, typename F::Bits b, uint8_t& flags) {
    return F::is_nan(a) || F::is_nan(b) ? propagate<F>(flags, a, b) : max<F>(a, b, flags);
}

/// The FCLASS mask: one bit set, from 0 (-inf) to 7 (+inf), 8 signalling NaN, 9 quiet NaN.
template <class F>
constexpr uint64_t classify(typename F::Bits a) {
    if (F::is_nan(a)) return F::is_signalling(a) ? 1 << 8 : 1 << 9;
    const int size = F::is_zero(a) ? 0 : F::is_subnormal(a) ? 1 : F::is_inf(a) ? 3 : 2;
    return uint64_t{1} << (F::sign(a) ? 3 - size : 4 + size);
}

}  // namespace covesim::fp
