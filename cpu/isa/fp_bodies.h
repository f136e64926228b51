// What the bodies of floating-point instructions share: NaN-boxing, the FS and rounding-mode checks, flags.
//
// Models: RISC-V "D" extension, NaN Boxing of Narrower Values; "F" extension, rounding modes (also instructions that
// the rounding mode cannot affect refuse a reserved one) and accrued flags; privileged specification, Extension Context
// Status (FS Off: illegal instruction). mstatus.FS becomes Dirty when an f register is written or flags were raised.
#pragma once
#include "cpu/fp/fast.h"
#include "cpu/isa/op.h"

namespace covesim::isa {

/// The F operand held in a 64-bit f register: a narrow value that is not NaN-boxed reads as the canonical NaN.
template <class F>
constexpr typename F::Bits unbox(uint64_t reg) {
    using Bits = typename F::Bits;
    if constexpr (sizeof(Bits) == 8) {
        return reg;
    } else {
        return (reg >> (8 * sizeof(Bits))) == (~uint64_t{0} >> (8 * sizeof(Bits))) ? Bits(reg) : F::kNan;
    }
}

/// The register image of an F value: upper bits all 1.
template <class F>
constexpr uint64_t box(typename F::Bits v) {
    using Bits = typename F::Bits;
    if constexpr (sizeof(Bits) == 8) {
        return v;
    } else {
        return (~uint64_t{0} << (8 * sizeof(Bits))) | v;
    }
}

/// Formats that the host computes in (cpu/fp/fast.h).
template <class F>
inline constexpr bool kHostFormat = sizeof(typename F::Bits) >= 4;

/// FS check and the rounding mode in force for o; false if the instruction is illegal.
template <class E>
bool fp_ready(E& e, const Slot& o, fp::Rm& rm) {
    return e.fp_on() && e.rounding(uint8_t(o.imm >> 8), rm);
}

/// fd = op(rm, flags), rounded.
template <class F, class E, class Op>
bool fp_rounded(E& e, const Slot& o, Op op) {
    fp::Rm rm{};
    if (!fp_ready(e, o, rm)) return e.illegal();
    uint8_t flags = 0;
    e.f[o.rd] = box<F>(op(rm, flags));
    e.fp_dirty(flags);
    return true;
}

/// fd = op(flags), where no rounding mode takes part.
template <class F, class E, class Op>
bool fp_unrounded(E& e, const Slot& o, Op op) {
    if (!e.fp_on()) return e.illegal();
    uint8_t flags = 0;
    e.f[o.rd] = box<F>(op(flags));
    e.fp_dirty(flags);
    return true;
}

/// rd = op(flags): comparisons and FCLASS.
template <class E, class Op>
bool fp_to_x(E& e, const Slot& o, Op op) {
    if (!e.fp_on()) return e.illegal();
    uint8_t flags = 0;
    e.x[o.rd] = op(flags);
    if (flags) e.fp_dirty(flags);
    return true;
}

/// fd = a * b + c with the signs of the product and of c flipped as asked.
template <class F, class E>
bool fp_fma(E& e, const Slot& o, bool negate_product, bool negate_addend) {
    using Bits = typename F::Bits;
    return fp_rounded<F>(e, o, [&](fp::Rm rm, uint8_t& flags) {
        const auto a = Bits(unbox<F>(e.f[o.rs1]) ^ (negate_product ? F::kSign : 0));
        const auto b = unbox<F>(e.f[o.rs2]);
        const auto c = Bits(unbox<F>(e.f[o.imm & 31]) ^ (negate_addend ? F::kSign : 0));
        if constexpr (kHostFormat<F>) {
            if (e.host_fp()) return fp::fast::fma<F>(a, b, c, rm, e.state().fflags, flags);
        }
        return fp::fma<F>(a, b, c, rm, flags);
    });
}

template <class F, class E>
bool fp_add(E& e, const Slot& o) {
    return fp_rounded<F>(e, o, [&](fp::Rm rm, uint8_t& flags) {
        const auto a = unbox<F>(e.f[o.rs1]), b = unbox<F>(e.f[o.rs2]);
        if constexpr (kHostFormat<F>) {
            if (e.host_fp()) return fp::fast::add<F>(a, b, rm, e.state().fflags, flags);
        }
        return fp::add<F>(a, b, rm, flags);
    });
}

template <class F, class E>
bool fp_sub(E& e, const Slot& o) {
    return fp_rounded<F>(e, o, [&](fp::Rm rm, uint8_t& flags) {
        const auto a = unbox<F>(e.f[o.rs1]), b = unbox<F>(e.f[o.rs2]);
        if constexpr (kHostFormat<F>) {
            if (e.host_fp()) return fp::fast::sub<F>(a, b, rm, e.state().fflags, flags);
        }
        return fp::sub<F>(a, b, rm, flags);
    });
}

template <class F, class E>
bool fp_mul(E& e, const Slot& o) {
    return fp_rounded<F>(e, o, [&](fp::Rm rm, uint8_t& flags) {
        const auto a = unbox<F>(e.f[o.rs1]), b = unbox<F>(e.f[o.rs2]);
        if constexpr (kHostFormat<F>) {
            if (e.host_fp()) return fp::fast::mul<F>(a, b, rm, e.state().fflags, flags);
        }
        return fp::mul<F>(a, b, rm, flags);
    });
}

template <class F, class E>
bool fp_div(E& e, const Slot& o) {
    return fp_rounded<F>(e, o, [&](fp::Rm rm, uint8_t& flags) {
        const auto a = unbox<F>(e.f[o.rs1]), b = unbox<F>(e.f[o.rs2]);
        if constexpr (kHostFormat<F>) {
            if (e.host_fp()) return fp::fast::div<F>(a, b, rm, e.state().fflags, flags);
        }
        return fp::div<F>(a, b, rm, flags);
    });
}

template <class F, class E>
bool fp_sqrt(E& e, const Slot& o) {
    return fp_rounded<F>(e, o, [&](fp::Rm rm, uint8_t& flags) {
        const auto a = unbox<F>(e.f[o.rs1]);
        if constexpr (kHostFormat<F>) {
            if (e.host_fp()) return fp::fast::sqrt<F>(a, rm, e.state().fflags, flags);
        }
        return fp::sqrt<F>(a, rm, flags);
    });
}

/// Which sign the result of a sign injection takes.
enum class Inject : uint8_t { Same, Inverted, Product };

template <class F, Inject How, class E>
bool fp_inject_sign(E& e, const Slot& o) {
    using Bits = typename F::Bits;
    return fp_unrounded<F>(e, o, [&](uint8_t&) {
        const Bits a = unbox<F>(e.f[o.rs1]), b = unbox<F>(e.f[o.rs2]);
        const Bits sign = How == Inject::Same ? b : How == Inject::Inverted ? Bits(~b) : Bits(a ^ b);
        return Bits(F::magnitude(a) | (sign & F::kSign));
    });
}

template <class F, class E>
bool fp_min(E& e, const Slot& o) {
    return fp_unrounded<F>(
        e, o, [&](uint8_t& flags) { return fp::min<F>(unbox<F>(e.f[o.rs1]), unbox<F>(e.f[o.rs2]), flags); });
}

template <class F, class E>
bool fp_max(E& e, const Slot& o) {
    return fp_unrounded<F>(
        e, o, [&](uint8_t& flags) { return fp::max<F>(unbox<F>(e.f[o.rs1]), unbox<F>(e.f[o.rs2]), flags); });
}

template <class F, class E>
bool fp_eq(E& e, const Slot& o) {
    return fp_to_x(e, o, [&](uint8_t& flags) { return fp::eq<F>(unbox<F>(e.f[o.rs1]), unbox<F>(e.f[o.rs2]), flags); });
}

template <class F, class E>
bool fp_lt(E& e, const Slot& o) {
    return fp_to_x(e, o, [&](uint8_t& flags) { return fp::lt<F>(unbox<F>(e.f[o.rs1]), unbox<F>(e.f[o.rs2]), flags); });
}

template <class F, class E>
bool fp_le(E& e, const Slot& o) {
    return fp_to_x(e, o, [&](uint8_t& flags) { return fp::le<F>(unbox<F>(e.f[o.rs1]), unbox<F>(e.f[o.rs2]), flags); });
}

template <class F, class E>
bool fp_classify(E& e, const Slot& o) {
    return fp_to_x(e, o, [&](uint8_t&) { return fp::classify<F>(unbox<F>(e.f[o.rs1])); });
}

/// rd = fs1 rounded to an integer of type I; 32-bit results are sign-extended, unsigned ones too.
template <class F, class I, class E>
bool fp_to_int(E& e, const Slot& o) {
    fp::Rm rm{};
    if (!fp_ready(e, o, rm)) return e.illegal();
    uint8_t flags = 0;
    const I v = fp::to_int<F, I>(unbox<F>(e.f[o.rs1]), rm, flags);
    e.x[o.rd] = sizeof(I) == 4 ? uint64_t(int64_t(int32_t(v))) : uint64_t(v);
    if (flags) e.fp_dirty(flags);
    return true;
}

/// fd = the integer of type I in rs1.
template <class F, class I, class E>
bool fp_from_int(E& e, const Slot& o) {
    return fp_rounded<F>(e, o, [&](fp::Rm rm, uint8_t& flags) { return fp::from_int<F, I>(I(e.x[o.rs1]), rm, flags); });
}

/// fd (format To) = fs1 (format From).
template <class To, class From, class E>
bool fp_to_float(E& e, const Slot& o) {
    return fp_rounded<To>(
        e, o, [&](fp::Rm rm, uint8_t& flags) { return fp::to_float<To, From>(unbox<From>(e.f[o.rs1]), rm, flags); });
}

template <class F, class E>
bool fp_load(E& e, const Slot& o) {
    if (!e.fp_on()) return e.illegal();
    uint64_t v = 0;
    if (!e.template load<typename F::Bits>(e.x[o.rs1] + uint64_t(int64_t(o.imm)), v)) return false;
    e.f[o.rd] = box<F>(typename F::Bits(v));
    e.fp_dirty(0);
    return true;
}

/// Stores the low bits as they are: boxing is not looked at.
template <class F, class E>
bool fp_store(E& e, const Slot& o) {
    if (!e.fp_on()) return e.illegal();
    return e.template store<typename F::Bits>(e.x[o.rs1] + uint64_t(int64_t(o.imm)), e.f[o.rs2]);
}

}  // namespace covesim::isa
