// Addition and subtraction.
//
// Models: IEEE 754-2019 clause 5.4.1 (addition, subtraction) and 6.3 (the sign of an exact zero sum).
#pragma once
#include <utility>

#include "cpu/fp/round.h"

namespace covesim::fp {

/// The sum of two numbers as a number with jammed last bit; sig = 0 when they cancel exactly.
/// At least two low bits of each sig must be 0. Then a smaller addend that loses bits in alignment is so much smaller
/// that the difference keeps all but one of its leading bits, and the jammed bit stays below the rounding position.
template <class W>
constexpr Number<W> add_numbers(Number<W> a, Number<W> b) {
    if (a.exp < b.exp || (a.exp == b.exp && a.sig < b.sig)) std::swap(a, b);
    const W large = a.sig >> 1;
    const W small = shift_right_jam(W(b.sig >> 1), a.exp - b.exp);
    const W sum = a.sign == b.sign ? large + small : large - small;
    if (sum == 0) return {};
    return normalise<W>(a.sign, a.exp + 1, sum);
}

/// The sign of an exact zero sum of numbers with opposite signs (clause 6.3).
template <class F>
constexpr typename F::Bits cancelled(Rm rm) {
    return F::with_sign(rm == Rm::RDN, 0);
}

/// a + b
template <class F>
typename F::Bits add(typename F::Bits a, typename F::Bits b, Rm rm, uint8_t& flags) {
    if (F::is_nan(a) || F::is_nan(b)) return propagate<F>(flags, a, b);
    const bool same_sign = F::sign(a) == F::sign(b);
    if (F::is_inf(a)) return F::is_inf(b) && !same_sign ? invalid<F>(flags) : a;
    if (F::is_inf(b)) return b;
    if (F::is_zero(a)) return !F::is_zero(b) || same_sign ? b : cancelled<F>(rm);
    if (F::is_zero(b)) return a;
    const Number<> sum = add_numbers(unpack<F>(a), unpack<F>(b));
    return sum.sig ? round<F>(sum, rm, flags) : cancelled<F>(rm);
}

/// a - b
template <class F>
typename F::Bits sub(typename F::Bits a, typename F::Bits b, Rm rm, uint8_t& flags) {
    return add<F>(a, typename F::Bits(b ^ F::kSign), rm, flags);  // exact: flipping a NaN's sign keeps its kind
}

}  // namespace covesim::fp
