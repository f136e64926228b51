// Floating-point arithmetic over F32 and F64 elements: unprivileged specification, "Vector Floating-Point
// Instructions" but for conversions, estimates and reductions. Arithmetic is in cpu/fp.
#include "cpu/vector/float.h"

namespace covesim::vector {
namespace {

/// vd[i] = f(vs2[i], operand, vd[i]) in the format of SEW. f: (Calculator<F>&, a, b, d).
template <class Fn>
bool float_op(Operation& o, Fn f) {
    if (!fp_usable(o) || !is_fp_width(o.sew) || !legal_binary(o)) return false;
    by_format(o.sew, [&](auto format) {
        using F = decltype(format);
        using T = typename F::Bits;
        Calculator<F> c(o);
        T scalar;
        const Source b = fp_operand<F>(o, scalar);
        o.each([&](uint32_t i) {
            o.put<T>(o.rd, i, f(c, o.get<T>(o.vs2, i), Operation::element<T>(b, i), o.get<T>(o.rd, i)));
        });
        accrue(o, c.flags);
    });
    return true;
}

/// vd[i] = f(vs2[i])
template <class Fn>
bool float_unary(Operation& o, Fn f) {
    if (!fp_usable(o) || !is_fp_width(o.sew) || !o.legal(o.group(o.rd), {o.group(o.vs2)})) return false;
    by_format(o.sew, [&](auto format) {
        using T = typename decltype(format)::Bits;
        Calculator<decltype(format)> c(o);
        o.each([&](uint32_t i) { o.put<T>(o.rd, i, T(f(c, o.get<T>(o.vs2, i)))); });
        accrue(o, c.flags);
    });
    return true;
}

/// vd.mask[i] = f(vs2[i], operand)
template <class Fn>
bool float_compare(Operation& o, Fn f) {
    if (!fp_usable(o) || !is_fp_width(o.sew)) return false;
    if (!o.legal_binary(Operation::mask(o.rd), o.group(o.vs2))) return false;
    by_format(o.sew, [&](auto format) {
        using F = decltype(format);
        using T = typename F::Bits;
        Calculator<F> c(o);
        T scalar;
        const Source b = fp_operand<F>(o, scalar);
        o.each([&](uint32_t i) {
            o.put_mask_bit(o.rd, i, f(format, o.get<T>(o.vs2, i), Operation::element<T>(b, i), c.flags));
        });
        accrue(o, c.flags);
    });
    return true;
}

/// Wide vd[i] = f(vs2[i], operand, vd[i]), all F64; narrow operands are converted, which is exact.
enum class Form : uint8_t { BothNarrow, Vs2Wide, Accumulate };
template <class Fn>
bool float_widen(Operation& o, Form form, Fn f) {
    const Group d = o.group(o.rd, 1), a = o.group(o.vs2, form == Form::Vs2Wide ? 1 : 0), b = o.group(o.vs1);
    if (!fp_usable(o) || o.sew != 2 || !o.legal_binary(d, a)) return false;
    if (form == Form::Accumulate && !(o.vector_vs1() ? o.legal_sources({d, a, b}) : o.legal_sources({d, a})))
        return false;
    Calculator<fp::F64> c(o);
    uint32_t scalar;
    const Source operand = fp_operand<fp::F32>(o, scalar);
    o.each([&](uint32_t i) {
        const uint64_t x = form == Form::Vs2Wide ? o.get<uint64_t>(o.vs2, i) : c.widened(o.get<uint32_t>(o.vs2, i));
        o.put<uint64_t>(o.rd, i,
                        f(c, x, c.widened(Operation::element<uint32_t>(operand, i)), o.get<uint64_t>(o.rd, i)));
    });
    accrue(o, c.flags);
    return true;
}

/// ±(a * b) ± c
struct Signs {
    bool negate_product, negate_addend;
};
constexpr auto fused(Signs s) {
    return [s](auto& c, auto a, auto b, auto addend) { return c.fma(a, b, addend, s.negate_product, s.negate_addend); };
}
/// The addend is vs2, and vd a factor.
constexpr auto fused_vd(Signs s) {
    return [s](auto& c, auto a, auto b, auto d) { return c.fma(b, d, a, s.negate_product, s.negate_addend); };
}
constexpr Signs kMacc{false, false}, kNmacc{true, true}, kMsac{false, true}, kNmsac{true, false};

}  // namespace

bool fadd(Operation& o) {
    return float_op(o, [](auto& c, auto a, auto b, auto) { return c.add(a, b); });
}
bool fsub(Operation& o) {
    return float_op(o, [](auto& c, auto a, auto b, auto) { return c.sub(a, b); });
}
bool frsub(Operation& o) {
    return float_op(o, [](auto& c, auto a, auto b, auto) { return c.sub(b, a); });
}
bool fmul(Operation& o) {
    return float_op(o, [](auto& c, auto a, auto b, auto) { return c.mul(a, b); });
}
bool fdiv(Operation& o) {
    return float_op(o, [](auto& c, auto a, auto b, auto) { return c.div(a, b); });
}
bool frdiv(Operation& o) {
    return float_op(o, [](auto& c, auto a, auto b, auto) { return c.div(b, a); });
}
bool fmin(Operation& o) {
    return float_op(
        o, [](auto& c, auto a, auto b, auto) { return fp::min<typename Format<decltype(c)>::F>(a, b, c.flags); });
}
bool fmax(Operation& o) {
    return float_op(
        o, [](auto& c, auto a, auto b, auto) { return fp::max<typename Format<decltype(c)>::F>(a, b, c.flags); });
}
bool fsgnj(Operation& o) {
    return float_op(o, [](auto& c, auto a, auto b, auto) { return c.with_sign_of(a, b); });
}
bool fsgnjn(Operation& o) {
    return float_op(o, [](auto& c, auto a, auto b, auto) { return c.with_sign_of(a, decltype(a)(~b)); });
}
bool fsgnjx(Operation& o) {
    return float_op(o, [](auto& c, auto a, auto b, auto) { return c.with_sign_of(a, decltype(a)(a ^ b)); });
}

bool fmacc(Operation& o) { return float_op(o, fused(kMacc)); }
bool fnmacc(Operation& o) { return float_op(o, fused(kNmacc)); }
bool fmsac(Operation& o) { return float_op(o, fused(kMsac)); }
bool fnmsac(Operation& o) { return float_op(o, fused(kNmsac)); }
bool fmadd(Operation& o) { return float_op(o, fused_vd(kMacc)); }
bool fnmadd(Operation& o) { return float_op(o, fused_vd(kNmacc)); }
bool fmsub(Operation& o) { return float_op(o, fused_vd(kMsac)); }
bool fnmsub(Operation& o) { return float_op(o, fused_vd(kNmsac)); }

bool fwadd(Operation& o) {
    return float_widen(o, Form::BothNarrow, [](auto& c, auto a, auto b, auto) { return c.add(a, b); });
}
bool fwsub(Operation& o) {
    return float_widen(o, Form::BothNarrow, [](auto& c, auto a, auto b, auto) { return c.sub(a, b); });
}
bool fwadd_w(Operation& o) {
    return float_widen(o, Form::Vs2Wide, [](auto& c, auto a, auto b, auto) { return c.add(a, b); });
}
bool fwsub_w(Operation& o) {
    return float_widen(o, Form::Vs2Wide, [](auto& c, auto a, auto b, auto) { return c.sub(a, b); });
}
bool fwmul(Operation& o) {
    return float_widen(o, Form::BothNarrow, [](auto& c, auto a, auto b, auto) { return c.mul(a, b); });
}
bool fwmacc(Operation& o) { return float_widen(o, Form::Accumulate, fused(kMacc)); }
bool fwnmacc(Operation& o) { return float_widen(o, Form::Accumulate, fused(kNmacc)); }
bool fwmsac(Operation& o) { return float_widen(o, Form::Accumulate, fused(kMsac)); }
bool fwnmsac(Operation& o) { return float_widen(o, Form::Accumulate, fused(kNmsac)); }

bool mfeq(Operation& o) {
    return float_compare(o, []<class F>(F, auto a, auto b, uint8_t& flags) { return fp::eq<F>(a, b, flags); });
}
bool mfne(Operation& o) {
    return float_compare(o, []<class F>(F, auto a, auto b, uint8_t& flags) { return !fp::eq<F>(a, b, flags); });
}
bool mflt(Operation& o) {
    return float_compare(o, []<class F>(F, auto a, auto b, uint8_t& flags) { return fp::lt<F>(a, b, flags); });
}
bool mfle(Operation& o) {
    return float_compare(o, []<class F>(F, auto a, auto b, uint8_t& flags) { return fp::le<F>(a, b, flags); });
}
bool mfgt(Operation& o) {
    return float_compare(o, []<class F>(F, auto a, auto b, uint8_t& flags) { return fp::lt<F>(b, a, flags); });
}
bool mfge(Operation& o) {
    return float_compare(o, []<class F>(F, auto a, auto b, uint8_t& flags) { return fp::le<F>(b, a, flags); });
}

bool fsqrt(Operation& o) {
    return float_unary(o, [](auto& c, auto a) { return c.sqrt(a); });
}
bool fclass(Operation& o) {
    return float_unary(o, [](auto& c, auto a) { return fp::classify<typename Format<decltype(c)>::F>(a); });
}

/// vd[i] = v0.mask[i] ? f[rs1] : vs2[i], for every body element.
bool fmerge(Operation& o) {
    if (!fp_usable(o) || !is_fp_width(o.sew) || !legal_binary(o)) return false;
    by_format(o.sew, [&](auto format) {
        using T = typename decltype(format)::Bits;
        const T scalar = isa::unbox<decltype(format)>(o.hart.f[o.vs1]);
        for (uint32_t i = o.start; i < o.vl; ++i) o.put<T>(o.rd, i, o.mask_bit(0, i) ? scalar : o.get<T>(o.vs2, i));
    });
    return true;
}
bool fmove(Operation& o) {
    if (!fp_usable(o) || !is_fp_width(o.sew) || !o.legal(o.group(o.rd), {})) return false;
    by_format(o.sew, [&](auto format) {
        using T = typename decltype(format)::Bits;
        const T scalar = isa::unbox<decltype(format)>(o.hart.f[o.vs1]);
        o.each([&](uint32_t i) { o.put<T>(o.rd, i, scalar); });
    });
    return true;
}

}  // namespace covesim::vector
