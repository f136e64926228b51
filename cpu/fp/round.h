// From bits to exact numbers and back: unpacking, sticky shifts, and the one place where results are rounded.
//
// Models: IEEE 754-2019 clause 4.3 (rounding attributes), 7.4 (overflow), 7.5 (underflow, tininess after rounding as
// RISC-V requires). An operation computes a number whose last bit is "jammed" (1 when anything non-zero lies below
// it); with two or more bits below the destination's last place this rounds as the infinitely precise result would.
#pragma once
#include "cpu/fp/format.h"

namespace covesim::fp {

using U128 = unsigned __int128;

constexpr int leading_zeros(uint64_t v) { return std::countl_zero(v); }
constexpr int leading_zeros(U128 v) {
    const auto high = uint64_t(v >> 64);
    return high ? std::countl_zero(high) : 64 + std::countl_zero(uint64_t(v));
}

/// A non-zero finite number (-1)^sign * sig * 2^(exp + 1 - width of W), with the top bit of sig set: 2^exp <= |n|.
template <class W = uint64_t>
struct Number {
    bool sign = false;
    int exp = 0;
    W sig = 0;
};

/// v >> n where every lost 1 bit is kept as a 1 in the last place.
template <class W>
constexpr W shift_right_jam(W v, int n) {
    constexpr int kWidth = int(sizeof(W) * 8);
    if (n == 0) return v;
    if (n >= kWidth) return W(v != 0);
    return W((v >> n) | W((v << (kWidth - n)) != 0));
}

/// Moves the first 1 of a non-zero sig to the top; value and width as in Number.
template <class W>
constexpr Number<W> normalise(bool sign, int exp, W sig) {
    const int shift = leading_zeros(sig);
    return {sign, exp - shift, W(sig << shift)};
}

/// The value of a non-zero finite v.
template <class F>
constexpr Number<> unpack(typename F::Bits v) {
    const uint64_t fraction = v & F::kFraction;
    const int biased = F::biased(v);
    if (biased == 0) return normalise<uint64_t>(F::sign(v), F::kEmin, fraction << (63 - F::kFractionBits));
    return {F::sign(v), biased - F::kBias, (uint64_t{1} << 63) | (fraction << (63 - F::kFractionBits))};
}

/// Narrows a number, jamming what is lost.
constexpr Number<> narrow(Number<U128> n) {
    return {n.sign, n.exp, uint64_t(n.sig >> 64) | uint64_t(uint64_t(n.sig) != 0)};
}

/// Whether a magnitude grows by one unit in the last place: `odd` its last bit, `rest` what lies below, `half` a half
/// unit.
constexpr bool rounds_away(Rm rm, bool sign, bool odd, uint64_t rest, uint64_t half) {
    switch (rm) {
        case Rm::RNE: return rest > half || (rest == half && odd);
        case Rm::RTZ: return false;
        case Rm::RDN: return sign && rest != 0;
        case Rm::RUP: return !sign && rest != 0;
        case Rm::RMM: return rest >= half;
    }
    return false;
}

/// The result of an overflow (clause 7.4).
template <class F>
constexpr typename F::Bits overflow(bool sign, Rm rm, uint8_t& flags) {
    flags |= kOF | kNX;
    const bool to_inf = rm == Rm::RNE || rm == Rm::RMM || (rm == Rm::RDN && sign) || (rm == Rm::RUP && !sign);
    return F::with_sign(sign, to_inf ? F::kInf : F::kMaxFinite);
}

/// Rounds n (last bit jammed) to format F.
template <class F>
constexpr typename F::Bits round(Number<> n, Rm rm, uint8_t& flags) {
    constexpr int kDrop = 63 - F::kFractionBits;  // bits below the last place of a normal result
    constexpr uint64_t kHalf = uint64_t{1} << (kDrop - 1);
    constexpr uint64_t kRest = (uint64_t{1} << kDrop) - 1;
    if (n.exp > F::kEmax) return overflow<F>(n.sign, rm, flags);

    uint64_t sig = n.sig;
    uint64_t exponent_field = 0;
    bool tiny = false;
    if (n.exp < F::kEmin) {
        // Tiny after rounding: rounded with unbounded exponent, the result would still be below 2^emin.
        const bool away = rounds_away(rm, n.sign, (sig >> kDrop) & 1, sig & kRest, kHalf);
        const bool reaches_emin = n.exp == F::kEmin - 1 && ((sig >> kDrop) + away) >> (F::kFractionBits + 1);
        tiny = !reaches_emin;
        sig = shift_right_jam(sig, F::kEmin - n.exp);
    } else {
        exponent_field = uint64_t(n.exp - F::kEmin) << F::kFractionBits;  // the leading 1 of sig adds the missing one
    }
    const uint64_t rest = sig & kRest;
    uint64_t magnitude = exponent_field + (sig >> kDrop);
    magnitude += rounds_away(rm, n.sign, magnitude & 1, rest, kHalf);  // a carry moves into the exponent as it should
    if (magnitude >= F::kInf) return overflow<F>(n.sign, rm, flags);
    if (rest) flags |= tiny ? kNX | kUF : kNX;
    return F::with_sign(n.sign, typename F::Bits(magnitude));
}

}  // namespace covesim::fp
