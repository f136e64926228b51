// Square root.
//
// Models: IEEE 754-2019 clause 5.4.1 (squareRoot; of -0 it is -0), 7.2 (of a negative number it is invalid).
#pragma once
#include "cpu/fp/round.h"

namespace covesim::fp {

/// The square root of a positive number, `digits` (at most 60) binary digits and a jammed last bit.
/// Digit by digit: `rest` is the radicand so far minus root^2, and stays below 2 * root + 1.
constexpr Number<> root_number(Number<> a, int digits) {
    // The radicand is a fixed-point number in [1, 4), two integer bits on top; the exponent left over is even.
    uint64_t radicand = (a.exp & 1) ? a.sig : a.sig >> 1;
    uint64_t root = 0, rest = 0;
    for (int i = 0; i < digits; ++i) {
        rest = (rest << 2) | (radicand >> 62);
        radicand <<= 2;
        const uint64_t trial = (root << 2) | 1;
        const bool digit = rest >= trial;
        if (digit) rest -= trial;
        root = (root << 1) | uint64_t(digit);
    }
    return {false, a.exp >> 1, (root << (64 - digits)) | uint64_t((rest | radicand) != 0)};
}

/// The square root of a
template <class F>
typename F::Bits sqrt(typename F::Bits a, Rm rm, uint8_t& flags) {
    if (F::is_nan(a)) return propagate<F>(flags, a);
    if (F::is_zero(a)) return a;
    if (F::sign(a)) return invalid<F>(flags);
    if (F::is_inf(a)) return a;
    return round<F>(root_number(unpack<F>(a), F::kFractionBits + 3), rm, flags);
}

}  // namespace covesim::fp
