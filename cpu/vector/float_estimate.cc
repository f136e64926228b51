// vfrec7.v and vfrsqrt7.v: unprivileged specification, "Vector Floating-Point Reciprocal Estimate Instruction" and "…
// Reciprocal Square-Root Estimate Instruction", tables included.
#include <bit>

#include "cpu/vector/float.h"

namespace covesim::vector {
namespace {

/// By the seven upper bits of the normalised significand.
constexpr uint8_t kReciprocal[128] = {
    127, 125, 123, 121, 119, 117, 116, 114, 112, 110, 109, 107, 105, 104, 102, 100, 99, 97, 96, 94, 93, 91,
    90,  88,  87,  85,  84,  83,  81,  80,  79,  77,  76,  75,  74,  72,  71,  70,  69, 68, 66, 65, 64, 63,
    62,  61,  60,  59,  58,  57,  56,  55,  54,  53,  52,  51,  50,  49,  48,  47,  46, 45, 44, 43, 42, 41,
    40,  40,  39,  38,  37,  36,  35,  35,  34,  33,  32,  31,  31,  30,  29,  28,  28, 27, 26, 25, 25, 24,
    23,  23,  22,  21,  21,  20,  19,  19,  18,  17,  17,  16,  15,  15,  14,  14,  13, 12, 12, 11, 11, 10,
    9,   9,   8,   8,   7,   7,   6,   5,   5,   4,   4,   3,   3,   2,   2,   1,   1,  0,
};
/// By the low bit of the normalised exponent and the six upper bits of the normalised significand.
constexpr uint8_t kReciprocalRoot[128] = {
    52,  51,  50,  48,  47,  46,  44,  43,  42,  41,  40,  39,  38,  36,  35,  34, 33, 32, 31, 30, 30,  29,
    28,  27,  26,  25,  24,  23,  23,  22,  21,  20,  19,  19,  18,  17,  16,  16, 15, 14, 14, 13, 12,  12,
    11,  10,  10,  9,   9,   8,   7,   7,   6,   6,   5,   4,   4,   3,   3,   2,  2,  1,  1,  0,  127, 125,
    123, 121, 119, 118, 116, 114, 113, 111, 109, 108, 106, 105, 103, 102, 100, 99, 97, 96, 95, 93, 92,  91,
    90,  88,  87,  86,  85,  84,  83,  82,  80,  79,  78,  77,  76,  75,  74,  73, 72, 71, 70, 70, 69,  68,
    67,  66,  65,  64,  63,  63,  62,  61,  60,  59,  59,  58,  57,  56,  56,  55, 54, 53,
};

/// Exponent and significand (without the leading 1) of a number that is not zero, subnormals normalised: their exponent
/// is 0 minus the leading zeros of the significand.
struct Parts {
    int exponent;
    uint64_t significand;
};
template <class F>
Parts normalised(typename F::Bits v) {
    const uint64_t fraction = v & F::kFraction;
    if (F::biased(v) != 0) return {F::biased(v), fraction};
    const int zeros = std::countl_zero(fraction) - (64 - F::kFractionBits);
    return {-zeros, fraction << (zeros + 1) & F::kFraction};
}

template <class F>
typename F::Bits reciprocal_root(typename F::Bits v, uint8_t& flags) {
    using Bits = typename F::Bits;
    if (F::is_nan(v)) return fp::propagate<F>(flags, v);
    if (F::is_zero(v)) {
        flags |= fp::kDZ;
        return F::with_sign(F::sign(v), F::kInf);
    }
    if (F::sign(v)) return fp::invalid<F>(flags);
    if (F::is_inf(v)) return 0;
    const Parts p = normalised<F>(v);
    const unsigned index = unsigned(p.exponent & 1) << 6 | unsigned(p.significand >> (F::kFractionBits - 6));
    const int exponent = (3 * F::kBias - 1 - p.exponent) / 2;  // never negative
    return Bits(Bits(exponent) << F::kFractionBits | Bits(kReciprocalRoot[index]) << (F::kFractionBits - 7));
}

template <class F>
typename F::Bits reciprocal(typename F::Bits v, fp::Rm rm, uint8_t& flags) {
    using Bits = typename F::Bits;
    const bool sign = F::sign(v);
    if (F::is_nan(v)) return fp::propagate<F>(flags, v);
    if (F::is_inf(v)) return F::with_sign(sign, 0);
    if (F::is_zero(v)) {
        flags |= fp::kDZ;
        return F::with_sign(sign, F::kInf);
    }
    const Parts p = normalised<F>(v);
    const int exponent = 2 * F::kBias - 1 - p.exponent;
    if (exponent > 2 * F::kBias) return fp::overflow<F>(sign, rm, flags);
    const unsigned index = unsigned(p.significand >> (F::kFractionBits - 7));
    const Bits significand = Bits(Bits(kReciprocal[index]) << (F::kFractionBits - 7));
    if (exponent > 0) return F::with_sign(sign, Bits(Bits(exponent) << F::kFractionBits | significand));
    return F::with_sign(sign, Bits(((F::kFraction + 1) | significand) >> (1 - exponent)));
}

/// vd[i] = f(vs2[i], flags)
template <class Fn>
bool estimate(Operation& o, Fn f) {
    if (!fp_usable(o) || !is_fp_width(o.sew) || !o.legal(o.group(o.rd), {o.group(o.vs2)})) return false;
    by_format(o.sew, [&](auto format) {
        using T = typename decltype(format)::Bits;
        uint8_t flags = 0;
        o.each([&](uint32_t i) { o.put<T>(o.rd, i, f(format, o.get<T>(o.vs2, i), flags)); });
        accrue(o, flags);
    });
    return true;
}

}  // namespace

bool frsqrt7(Operation& o) {
    return estimate(o, []<class F>(F, auto v, uint8_t& flags) { return reciprocal_root<F>(v, flags); });
}
bool frec7(Operation& o) {
    return estimate(o, [&]<class F>(F, auto v, uint8_t& flags) { return reciprocal<F>(v, fp::Rm(o.hart.frm), flags); });
}

}  // namespace covesim::vector
