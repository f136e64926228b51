// Arithmetic on one format for the length of one instruction: the rounding mode, flags, and the host's floating point
// where it may be used (cpu/fp/fast.h).
#pragma once
#include "cpu/vector/fp_operand.h"

namespace covesim::vector {

template <class Fmt>
struct Calculator {
    using F = Fmt;
    using Bits = typename F::Bits;

    explicit Calculator(const Operation& o) : host(o.host_fp), rm(fp::Rm(o.hart.frm)), accrued(o.hart.fflags) {}

    Bits add(Bits a, Bits b) {
        return host ? fp::fast::add<F>(a, b, rm, sticky(), flags) : fp::add<F>(a, b, rm, flags);
    }
    Bits sub(Bits a, Bits b) {
        return host ? fp::fast::sub<F>(a, b, rm, sticky(), flags) : fp::sub<F>(a, b, rm, flags);
    }
    Bits mul(Bits a, Bits b) {
        return host ? fp::fast::mul<F>(a, b, rm, sticky(), flags) : fp::mul<F>(a, b, rm, flags);
    }
    Bits div(Bits a, Bits b) {
        return host ? fp::fast::div<F>(a, b, rm, sticky(), flags) : fp::div<F>(a, b, rm, flags);
    }
    Bits sqrt(Bits a) { return host ? fp::fast::sqrt<F>(a, rm, sticky(), flags) : fp::sqrt<F>(a, rm, flags); }
    /// a * b + c with the signs of the product and of c flipped as asked.
    Bits fma(Bits a, Bits b, Bits c, bool negate_product, bool negate_addend) {
        a = Bits(a ^ (negate_product ? F::kSign : 0));
        c = Bits(c ^ (negate_addend ? F::kSign : 0));
        return host ? fp::fast::fma<F>(a, b, c, rm, sticky(), flags) : fp::fma<F>(a, b, c, rm, flags);
    }
    Bits with_sign_of(Bits a, Bits sign) { return Bits(F::magnitude(a) | (sign & F::kSign)); }
    /// A narrower element in this format.
    Bits widened(uint32_t v) { return fp::to_float<F, fp::F32>(v, rm, flags); }

    const bool host;
    const fp::Rm rm;
    const uint8_t accrued;
    uint8_t flags = 0;

  private:
    uint8_t sticky() const { return uint8_t(accrued | flags); }
};

/// The format of a calculator, whatever reference it is named by.
template <class C>
using Format = std::remove_reference_t<C>;

}  // namespace covesim::vector
