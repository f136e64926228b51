// Multiplication.
//
// Models: IEEE 754-2019 clause 5.4.1 (multiplication), 7.2 (0 * inf is invalid).
#pragma once
#include "cpu/fp/round.h"

namespace covesim::fp {

/// The exact product of two numbers.
constexpr Number<U128> multiply_numbers(Number<> a, Number<> b) {
    return normalise<U128>(a.sign != b.sign, a.exp + b.exp + 1, U128(a.sig) * b.sig);
}

/// a * b
template <class F>
typename F::Bits mul(typename F::Bits a, typename F::Bits b, Rm rm, uint8_t& flags) {
    if (F::is_nan(a) || F::is_nan(b)) return propagate<F>(flags, a, b);
    const bool sign = F::sign(a) != F::sign(b);
    const bool zero = F::is_zero(a) || F::is_zero(b);
    if (F::is_inf(a) || F::is_inf(b)) return zero ? invalid<F>(flags) : F::with_sign(sign, F::kInf);
    if (zero) return F::with_sign(sign, 0);
    return round<F>(narrow(multiply_numbers(unpack<F>(a), unpack<F>(b))), rm, flags);
}

}  // namespace covesim::fp
