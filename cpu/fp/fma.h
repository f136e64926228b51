// Fused multiply-add: one rounding.
//
// Models: IEEE 754-2019 clause 5.4.1 (fusedMultiplyAdd), with RISC-V's choice that 0 * inf + quiet NaN is invalid
// ("F" extension, Single-Precision Floating-Point Computational Instructions). The other three RISC-V instructions are
// this one with signs flipped: fmsub (a, b, -c), fnmsub (-a, b, c), fnmadd (-a, b, -c).
#pragma once
#include "cpu/fp/add.h"
#include "cpu/fp/mul.h"

namespace covesim::fp {

/// a * b + c
template <class F>
typename F::Bits fma(typename F::Bits a, typename F::Bits b, typename F::Bits c, Rm rm, uint8_t& flags) {
    const bool inf = F::is_inf(a) || F::is_inf(b);
    const bool zero = F::is_zero(a) || F::is_zero(b);
    if (inf && zero) return invalid<F>(flags);
    if (F::is_nan(a) || F::is_nan(b) || F::is_nan(c)) return propagate<F>(flags, a, b, c);
    const bool sign = F::sign(a) != F::sign(b);
    const bool same_sign = sign == F::sign(c);
    if (inf) return F::is_inf(c) && !same_sign ? invalid<F>(flags) : F::with_sign(sign, F::kInf);
    if (F::is_inf(c)) return c;
    if (zero) return !F::is_zero(c) || same_sign ? c : cancelled<F>(rm);
    const Number<U128> product = multiply_numbers(unpack<F>(a), unpack<F>(b));
    if (F::is_zero(c)) return round<F>(narrow(product), rm, flags);
    const Number<> addend = unpack<F>(c);
    const Number<U128> sum = add_numbers(product, Number<U128>{addend.sign, addend.exp, U128(addend.sig) << 64});
    return sum.sig ? round<F>(narrow(sum), rm, flags) : cancelled<F>(rm);
}

}  // namespace covesim::fp
