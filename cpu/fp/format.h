// Binary floating-point formats, rounding modes and exception flags, as bit patterns.
//
// Models: IEEE 754-2019 binary16/32/64 (clause 3.4) with the NaN rules of RISC-V ("F" extension, NaN Generation and
// Propagation): the canonical NaN is positive and quiet with no other fraction bit; payloads never propagate.
// Leaves out: NaN-boxing in wider registers (cpu/isa/fp_bodies.h), binary128.
#pragma once
#include <bit>
#include <cstdint>

namespace covesim::fp {

/// Rounding modes, numbered as in the rm field and in frm.
enum class Rm : uint8_t { RNE = 0, RTZ = 1, RDN = 2, RUP = 3, RMM = 4 };

/// Exception flags at their fflags positions. Operations OR into the caller's flags, never clear.
inline constexpr uint8_t kNX = 1, kUF = 2, kOF = 4, kDZ = 8, kNV = 16;

/// One binary interchange format. All members are about bit patterns.
template <class B, int ExponentBits, int FractionBits>
struct Format {
    using Bits = B;
    static constexpr int kExponentBits = ExponentBits;
    static constexpr int kFractionBits = FractionBits;
    static constexpr int kBias = (1 << (ExponentBits - 1)) - 1;
    static constexpr int kEmax = kBias;
    static constexpr int kEmin = 1 - kBias;
    static constexpr int kMaxBiased = (1 << ExponentBits) - 1;  ///< exponent field of infinities and NaNs

    static constexpr Bits kSign = Bits(Bits{1} << (ExponentBits + FractionBits));
    static constexpr Bits kFraction = Bits((Bits{1} << FractionBits) - 1);
    static constexpr Bits kInf = Bits(Bits(kMaxBiased) << FractionBits);
    static constexpr Bits kMaxFinite = Bits(kInf - 1);
    static constexpr Bits kQuiet = Bits(Bits{1} << (FractionBits - 1));
    static constexpr Bits kNan = Bits(kInf | kQuiet);

    static constexpr bool sign(Bits v) { return (v & kSign) != 0; }
    static constexpr Bits magnitude(Bits v) { return Bits(v & ~kSign); }
    static constexpr int biased(Bits v) { return int(magnitude(v) >> FractionBits); }
    static constexpr Bits with_sign(bool negative, Bits magnitude) { return Bits((negative ? kSign : 0) | magnitude); }

    static constexpr bool is_nan(Bits v) { return magnitude(v) > kInf; }
    static constexpr bool is_signalling(Bits v) { return is_nan(v) && !(v & kQuiet); }
    static constexpr bool is_inf(Bits v) { return magnitude(v) == kInf; }
    static constexpr bool is_zero(Bits v) { return magnitude(v) == 0; }
    static constexpr bool is_subnormal(Bits v) { return !is_zero(v) && magnitude(v) <= kFraction; }
};

using F16 = Format<uint16_t, 5, 10>;
using F32 = Format<uint32_t, 8, 23>;
using F64 = Format<uint64_t, 11, 52>;

/// The result of an invalid operation: canonical NaN and NV.
template <class F>
constexpr typename F::Bits invalid(uint8_t& flags) {
    flags |= kNV;
    return F::kNan;
}

/// The result when at least one operand is a NaN: canonical NaN, with NV if one of them is signalling.
template <class F, class... Operands>
constexpr typename F::Bits propagate(uint8_t& flags, Operands... operands) {
    if ((F::is_signalling(operands) || ...)) flags |= kNV;
    return F::kNan;
}

}  // namespace covesim::fp
