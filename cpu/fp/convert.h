// Conversions: float to float, integer to float, float to integer.
//
// Models: IEEE 754-2019 clause 5.4.2 and 5.4.1 (formatOf conversions), 5.8 (to integer) with the results of invalid
// conversions that RISC-V defines ("F" extension, table "Domains of float-to-integer conversions"): saturation, and the
// largest value for a NaN; and the modular conversion of "Zfa".
#pragma once
#include <limits>
#include <type_traits>

#include "cpu/fp/round.h"

namespace covesim::fp {

/// Converts a from format From to format To.
template <class To, class From>
typename To::Bits to_float(typename From::Bits a, Rm rm, uint8_t& flags) {
    if (From::is_nan(a)) {
        if (From::is_signalling(a)) flags |= kNV;
        return To::kNan;
    }
    if (From::is_inf(a)) return To::with_sign(From::sign(a), To::kInf);
    if (From::is_zero(a)) return To::with_sign(From::sign(a), 0);
    return round<To>(unpack<From>(a), rm, flags);
}

/// Converts an integer of type I.
template <class F, class I>
typename F::Bits from_int(I v, Rm rm, uint8_t& flags) {
    if (v == 0) return 0;
    const bool sign = v < 0;
    const uint64_t magnitude = sign ? -uint64_t(v) : uint64_t(v);
    return round<F>(normalise(sign, 63, magnitude), rm, flags);
}

/// Rounds a to an integer of type I. NV (and then not NX) when the rounded value does not fit.
template <class F, class I>
I to_int(typename F::Bits a, Rm rm, uint8_t& flags) {
    using Limits = std::numeric_limits<I>;
    const bool sign = F::sign(a);
    const auto saturate = [&] {
        flags |= kNV;
        return sign && !F::is_nan(a) ? Limits::min() : Limits::max();
    };
    if (F::is_zero(a)) return 0;
    if (F::biased(a) == F::kMaxBiased) return saturate();
    const Number<> n = unpack<F>(a);
    if (n.exp > 63) return saturate();

    const U128 fixed = shift_right_jam(U128(n.sig) << 64, 63 - n.exp);  // 64 integer bits, 64 fraction bits
    const auto rest = uint64_t(fixed);
    auto magnitude = uint64_t(fixed >> 64);
    magnitude += rounds_away(rm, sign, magnitude & 1, rest, uint64_t{1} << 63);  // no carry: rest = 0 above 2^53
    const uint64_t limit = sign ? -uint64_t(Limits::min()) : uint64_t(Limits::max());
    if (magnitude > limit) return saturate();
    if (rest) flags |= kNX;
    return I(sign ? -magnitude : magnitude);
}

/// a rounded towards zero, modulo 2^32; 0 for infinities and NaNs. The flags are those of a conversion to int32_t.
template <class F>
uint32_t to_int_modular(typename F::Bits a, uint8_t& flags) {
    to_int<F, int32_t>(a, Rm::RTZ, flags);
    if (F::is_zero(a) || F::biased(a) == F::kMaxBiased) return 0;
    const Number<> n = unpack<F>(a);
    if (n.exp < 0 || n.exp > 63 + 31) return 0;  // below one; a multiple of 2^32
    const uint64_t magnitude = n.exp <= 63 ? n.sig >> (63 - n.exp) : n.sig << (n.exp - 63);
    return uint32_t(n.sign ? -magnitude : magnitude);
}

}  // namespace covesim::fp
