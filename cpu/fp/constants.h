// The 32 constants of FLI.
//
// Models: unprivileged specification, "Zfa", table "Immediate values loaded by the fli.s instruction", and the remarks
// on the other formats: entry 1 is the format's smallest normal number; in half precision entries 2 and 3 are subnormal
// and entry 29, 2^16, is infinity.
#pragma once
#include <array>

#include "cpu/fp/round.h"

namespace covesim::fp {

namespace detail {

/// (1 + quarters / 4) * 2^exponent, for the entries from 2 to 29.
struct Constant {
    int exponent, quarters;
};
inline constexpr Constant kTable[] = {
    {-16, 0}, {-15, 0}, {-8, 0}, {-7, 0}, {-4, 0}, {-3, 0}, {-2, 0}, {-2, 1}, {-2, 2}, {-2, 3},
    {-1, 0},  {-1, 1},  {-1, 2}, {-1, 3}, {0, 0},  {0, 1},  {0, 2},  {0, 3},  {1, 0},  {1, 1},
    {1, 2},   {2, 0},   {3, 0},  {4, 0},  {7, 0},  {8, 0},  {15, 0}, {16, 0},
};

template <class F>
consteval std::array<typename F::Bits, 32> constants() {
    using Bits = typename F::Bits;
    std::array<Bits, 32> out{};
    uint8_t flags = 0;
    const auto number = [&flags](Constant c) {
        return round<F>({false, c.exponent, uint64_t(4 + c.quarters) << 61}, Rm::RNE, flags);
    };
    out[0] = F::with_sign(true, number({0, 0}));
    out[1] = Bits(F::kFraction + 1);
    for (size_t i = 0; i < std::size(kTable); ++i) out[2 + i] = number(kTable[i]);
    out[30] = F::kInf;
    out[31] = F::kNan;
    return out;
}

}  // namespace detail

/// By the number in the rs1 field.
template <class F>
inline constexpr std::array<typename F::Bits, 32> kConstants = detail::constants<F>();

}  // namespace covesim::fp
