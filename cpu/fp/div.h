// Division.
//
// Models: IEEE 754-2019 clause 5.4.1 (division), 7.2 (0/0 and inf/inf are invalid), 7.3 (division by zero).
#pragma once
#include "cpu/fp/round.h"

namespace covesim::fp {

/// The quotient of two numbers with jammed last bit.
constexpr Number<> divide_numbers(Number<> a, Number<> b) {
    const U128 dividend = U128(a.sig) << 63;  // the quotient lies between 2^62 and 2^64
    auto quotient = uint64_t(dividend / b.sig);
    if (U128(quotient) * b.sig != dividend) quotient |= 1;
    return normalise<uint64_t>(a.sign != b.sign, a.exp - b.exp, quotient);
}

/// a / b
template <class F>
typename F::Bits div(typename F::Bits a, typename F::Bits b, Rm rm, uint8_t& flags) {
    if (F::is_nan(a) || F::is_nan(b)) return propagate<F>(flags, a, b);
    const bool sign = F::sign(a) != F::sign(b);
    if (F::is_inf(a)) return F::is_inf(b) ? invalid<F>(flags) : F::with_sign(sign, F::kInf);
    if (F::is_inf(b)) return F::with_sign(sign, 0);
    if (F::is_zero(b)) {
        if (F::is_zero(a)) return invalid<F>(flags);
        flags |= kDZ;
        return F::with_sign(sign, F::kInf);
    }
    if (F::is_zero(a)) return F::with_sign(sign, 0);
    return round<F>(divide_numbers(unpack<F>(a), unpack<F>(b)), rm, flags);
}

}  // namespace covesim::fp
