// Operands that hurt: special values, and random patterns that lean towards the ends of the exponent range, towards
// long runs of equal bits and towards cancellation.
#pragma once
#include <array>
#include <random>
#include <vector>

#include "tests/unit/fp/oracle.h"

namespace covesim::fp_test {

/// The values whose pairs and triples are all tried.
inline std::vector<uint64_t> special_values(const Shape& s) {
    const uint64_t one = uint64_t(s.emax) << (s.p - 1);
    const uint64_t min_normal = uint64_t{1} << (s.p - 1);
    const uint64_t half_ulp_of_one = uint64_t(s.emax - s.p) << (s.p - 1);
    std::vector<uint64_t> v;
    for (const uint64_t magnitude :
         {uint64_t{0}, uint64_t{1}, min_normal / 2, min_normal - 1, min_normal, min_normal + 1, half_ulp_of_one,
          one - min_normal, one - 1, one, one + 1, one + min_normal / 2, one + min_normal,
          uint64_t(s.emax + 30) << (s.p - 1), s.inf() - min_normal, s.inf() - 1, s.inf()}) {
        if (magnitude > s.inf()) continue;  // 2^30 in binary16
        v.push_back(magnitude);
        v.push_back(magnitude | s.sign());
    }
    for (const uint64_t nan : {s.nan(), s.sign() | s.nan() | 1, s.inf() | 1, s.sign() | (s.nan() - 1)})
        v.push_back(nan);
    return v;
}

/// A seeded source of operands of one format.
class Operands {
  public:
    Operands(const Shape& s, uint64_t seed) : s_(s), specials_(special_values(s)), rng_(seed) {}

    uint64_t any() {
        switch (rng_() % 8) {
            case 0: return rng_() >> (64 - s_.width);  // any pattern
            case 1: return specials_[rng_() % specials_.size()];
            case 2: return signed_value(rng_() % 8, runs());                              // subnormal and just above
            case 3: return signed_value(uint64_t(2 * s_.emax + 1) - rng_() % 8, runs());  // about to overflow
            default: return signed_value(uint64_t(s_.emax) - 8 + rng_() % 16, runs());    // around 1
        }
    }

    /// A value whose exponent is near `exponent` (clamped to the finite range).
    uint64_t near_exponent(int exponent) {
        const int biased = std::min(std::max(exponent + s_.emax + int(rng_() % 7) - 3, 0), 2 * s_.emax);
        return signed_value(uint64_t(biased), runs());
    }

    /// An exponent from a random one to where a * b or a / b leave the range: product (or quotient) about to under- or
    /// overflow.
    int edge_exponent() { return (rng_() & 1) ? s_.emax + 1 : s_.emin() - int(rng_() % uint64_t(s_.p + 2)); }

    int exponent(uint64_t v) const { return int((v & ~s_.sign()) >> (s_.p - 1)) - s_.emax; }
    uint64_t random() { return rng_(); }
    const Shape& shape() const { return s_; }

  private:
    uint64_t signed_value(uint64_t biased, uint64_t fraction) {
        return ((rng_() & 1) ? s_.sign() : 0) | biased << (s_.p - 1) | fraction;
    }
    /// A fraction: random, or a few runs of equal bits, or few bits set.
    uint64_t runs() {
        const uint64_t r = rng_();
        uint64_t f = r;
        switch (rng_() % 4) {
            case 0: break;
            case 1: f = ~uint64_t{0} << (r % 53); break;
            case 2: f = (uint64_t{1} << (r % 53)) ^ (uint64_t{1} << (r / 64 % 53)); break;
            case 3: f = (~uint64_t{0} >> (r % 64)) ^ (uint64_t{1} << (r / 64 % 53)); break;
        }
        return f & s_.fraction();
    }

    Shape s_;
    std::vector<uint64_t> specials_;
    std::mt19937_64 rng_;
};

}  // namespace covesim::fp_test
