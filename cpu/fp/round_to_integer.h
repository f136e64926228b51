// Rounding to an integer in the same format.
//
// Models: IEEE 754-2019 clause 5.9 (roundToIntegralExact; without its NX, the other roundToIntegral operations), with
// the canonical NaN of RISC-V ("Zfa", Round-to-Integer Instructions). Zeros and infinities stay as they are; a number
// that becomes zero keeps its sign.
#pragma once
#include "cpu/fp/round.h"

namespace covesim::fp {

/// a rounded to an integer; NX when that differs from a.
template <class F>
typename F::Bits round_to_integer(typename F::Bits a, Rm rm, uint8_t& flags) {
    if (F::is_nan(a)) return propagate<F>(flags, a);
    if (F::is_zero(a) || F::biased(a) >= F::kBias + F::kFractionBits) return a;  // an integer already, or infinite
    const Number<> n = unpack<F>(a);
    const U128 fixed = shift_right_jam(U128(n.sig) << 64, 63 - n.exp);  // 64 integer bits, 64 fraction bits
    const auto rest = uint64_t(fixed);
    auto magnitude = uint64_t(fixed >> 64);
    magnitude += rounds_away(rm, n.sign, magnitude & 1, rest, uint64_t{1} << 63);
    if (rest) flags |= kNX;
    if (magnitude == 0) return F::with_sign(n.sign, 0);
    uint8_t exact = 0;
    return round<F>(normalise(n.sign, 63, magnitude), rm, exact);
}

}  // namespace covesim::fp
