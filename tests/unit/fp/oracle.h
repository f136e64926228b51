// An independent answer for every rounded operation, from MPFR.
//
// The exact result is taken as 256 bits with everything below represented by one sticky unit; it is rounded by scaling
// it so that the destination's last place is 1 and asking MPFR for the nearest/lower/upper/... integer. Nothing here
// shares code with cpu/fp; formats are described by their precision and largest exponent alone.
#pragma once
#include <mpfr.h>

#include <cstdint>
#include <cstdlib>
#include <limits>

namespace covesim::fp_test {

/// What an operation must deliver.
struct Answer {
    uint64_t bits = 0;
    unsigned flags = 0;
    bool operator==(const Answer&) const = default;
};

inline constexpr unsigned kInexact = 1, kUnderflow = 2, kOverflow = 4, kDivideByZero = 8, kInvalid = 16;

/// A binary interchange format: p = precision, emax (IEEE 754-2019 table 3.5).
struct Shape {
    int width, p, emax;
    int emin() const { return 1 - emax; }
    uint64_t sign() const { return uint64_t{1} << (width - 1); }
    uint64_t inf() const { return uint64_t(2 * emax + 1) << (p - 1); }
    uint64_t nan() const { return inf() | uint64_t{1} << (p - 2); }
    uint64_t fraction() const { return (uint64_t{1} << (p - 1)) - 1; }
    bool is_nan(uint64_t v) const { return (v & ~sign()) > inf(); }
    bool is_signalling(uint64_t v) const { return is_nan(v) && !(v >> (p - 2) & 1); }
};
inline constexpr Shape kHalf{16, 11, 15}, kSingle{32, 24, 127}, kDouble{64, 53, 1023};

/// An MPFR variable.
class Real {
  public:
    explicit Real(int precision = 256) { mpfr_init2(v_, precision); }
    ~Real() { mpfr_clear(v_); }
    Real(const Real&) = delete;
    Real& operator=(const Real&) = delete;
    operator mpfr_ptr() { return v_; }

    /// Takes the value of a bit pattern.
    void set(const Shape& s, uint64_t bits) {
        const bool negative = bits & s.sign();
        const uint64_t fraction = bits & s.fraction();
        const int biased = int((bits & ~s.sign()) >> (s.p - 1));
        if (s.is_nan(bits)) {
            mpfr_set_nan(v_);
        } else if ((bits & ~s.sign()) == s.inf()) {
            mpfr_set_inf(v_, 1);
        } else if (biased == 0) {
            mpfr_set_uj_2exp(v_, fraction, s.emin() - (s.p - 1), MPFR_RNDN);
        } else {
            mpfr_set_uj_2exp(v_, fraction + s.fraction() + 1, biased - s.emax - (s.p - 1), MPFR_RNDN);
        }
        mpfr_setsign(v_, v_, negative, MPFR_RNDN);
    }

  private:
    mpfr_t v_;
};

class Oracle {
  public:
    /// Fixes the exact result: op(destination, MPFR mode) returns MPFR's ternary value.
    template <class Op>
    void evaluate(Op op) {
        mpfr_clear_flags();
        zero_ = false;
        const int ternary = op(wide_, MPFR_RNDZ);
        divide_by_zero_ = mpfr_divby0_p();
        if (mpfr_zero_p(wide_)) {  // the sign of an exact zero depends on the mode
            zero_ = true;
            op(down_, MPFR_RNDD);
            op(wide_, MPFR_RNDN);
        }
        mpfr_set(exact_, wide_, MPFR_RNDN);
        if (ternary == 0) return;
        if (mpfr_signbit(wide_)) {
            mpfr_nextbelow(exact_);
        } else {
            mpfr_nextabove(exact_);
        }
    }

    /// The exact result rounded to s. mode = 0 RNE, 1 RTZ, 2 RDN, 3 RUP, 4 RMM.
    Answer round(const Shape& s, int mode) {
        if (mpfr_nan_p(exact_)) return {s.nan(), kInvalid};
        const uint64_t sign = mpfr_signbit(zero_ && mode == 2 ? down_ : exact_) ? s.sign() : 0;
        if (zero_) return {sign, 0};
        if (mpfr_inf_p(exact_)) return {sign | s.inf(), divide_by_zero_ ? kDivideByZero : 0};

        const long exponent = mpfr_get_exp(exact_) - 1;
        const long unbounded_place = exponent - (s.p - 1);
        const long least_place = s.emin() - (s.p - 1);
        const bool below = unbounded_place < least_place;
        const long place = below ? least_place : unbounded_place;
        const bool inexact = to_integer(place, mode);
        bool tiny = false;
        if (below && inexact) {
            to_integer(unbounded_place, mode);
            tiny = mpfr_get_exp(integer_) - 1 + unbounded_place < s.emin();
            to_integer(place, mode);
        }
        if (!mpfr_zero_p(integer_) && mpfr_get_exp(integer_) - 1 + place > s.emax) {
            const bool away = mode == 0 || mode == 4 || (mode == 2 && sign) || (mode == 3 && !sign);
            return {sign | (away ? s.inf() : s.inf() - 1), kOverflow | kInexact};
        }
        mpfr_abs(integer_, integer_, MPFR_RNDN);
        const uint64_t magnitude = (uint64_t(place - least_place) << (s.p - 1)) + mpfr_get_uj(integer_, MPFR_RNDN);
        return {sign | magnitude, (inexact ? kInexact : 0) | (tiny ? kUnderflow : 0)};
    }

    /// The exact result rounded to an integer of type I, with RISC-V's saturation.
    template <class I>
    Answer round_to_int(int mode) {
        using Limits = std::numeric_limits<I>;
        if (mpfr_nan_p(exact_)) return {uint64_t(Limits::max()), kInvalid};
        const bool negative = mpfr_signbit(exact_);
        if (mpfr_inf_p(exact_)) return {uint64_t(negative ? Limits::min() : Limits::max()), kInvalid};
        const bool inexact = to_integer(0, mode);
        mpfr_set_sj(low_, intmax_t(Limits::min()), MPFR_RNDN);
        mpfr_set_uj(high_, uintmax_t(Limits::max()), MPFR_RNDN);
        if (mpfr_less_p(integer_, low_)) return {uint64_t(Limits::min()), kInvalid};
        if (mpfr_greater_p(integer_, high_)) return {uint64_t(Limits::max()), kInvalid};
        const uint64_t v = negative ? uint64_t(mpfr_get_sj(integer_, MPFR_RNDN)) : mpfr_get_uj(integer_, MPFR_RNDN);
        return {v, inexact ? kInexact : 0};
    }

  private:
    /// integer_ = exact_ / 2^place rounded to an integer; returns whether it was not one.
    bool to_integer(long place, int mode) {
        mpfr_mul_2si(scaled_, exact_, -place, MPFR_RNDN);
        switch (mode) {
            case 0: mpfr_roundeven(integer_, scaled_); break;
            case 1: mpfr_trunc(integer_, scaled_); break;
            case 2: mpfr_floor(integer_, scaled_); break;
            case 3: mpfr_ceil(integer_, scaled_); break;
            case 4: mpfr_round(integer_, scaled_); break;
            default: std::abort();
        }
        return !mpfr_equal_p(integer_, scaled_);
    }

    Real wide_{240}, down_, exact_, scaled_, integer_, low_, high_;
    bool zero_ = false, divide_by_zero_ = false;
};

}  // namespace covesim::fp_test
