// Conversions between floating-point formats and integers: unprivileged specification, "Vector Floating-Point/Integer
// Type-Convert Instructions" and its widening and narrowing forms; "Zvfhmin": vfwcvt.f.f.v and vfncvt.f.f.w alone know
// F16.
#include "cpu/vector/float.h"

namespace covesim::vector {
namespace {

bool legal_convert(const Operation& o, int d, int s) {
    return fp_usable(o) && o.sew + d <= 3 && o.sew + s <= 3 && o.legal(o.group(o.rd, d), {o.group(o.vs2, s)});
}

/// vd[i], of type To, = f(vs2[i] of type From, rounding mode, flags).
template <class To, class From, class F>
void convert(Operation& o, fp::Rm rm, F f) {
    uint8_t flags = 0;
    o.each([&](uint32_t i) { o.put<To>(o.rd, i, To(f(o.get<From>(o.vs2, i), rm, flags))); });
    accrue(o, flags);
}

enum class Number : uint8_t { Unsigned, Signed };

/// Integers of SEW * 2^d bits from floating-point elements of SEW * 2^s bits.
bool to_integer(Operation& o, Number kind, int d, int s, bool towards_zero = false) {
    if (!is_fp_width(o.sew + s) || !legal_convert(o, d, s)) return false;
    const fp::Rm rm = towards_zero ? fp::Rm::RTZ : fp::Rm(o.hart.frm);
    by_format(o.sew + s, [&](auto format) {
        using F = decltype(format);
        by_width(o.sew + d, [&](auto zero) {
            using T = decltype(zero);
            using I = std::make_signed_t<T>;
            if (kind == Number::Signed)
                convert<T, typename F::Bits>(o, rm,
                                             [](auto v, auto r, auto& fl) { return fp::to_int<F, I>(v, r, fl); });
            else
                convert<T, typename F::Bits>(o, rm,
                                             [](auto v, auto r, auto& fl) { return fp::to_int<F, T>(v, r, fl); });
        });
    });
    return true;
}

/// Floating-point elements of SEW * 2^d bits from integers of SEW * 2^s bits.
bool from_integer(Operation& o, Number kind, int d, int s) {
    if (!is_fp_width(o.sew + d) || !legal_convert(o, d, s)) return false;
    const auto rm = fp::Rm(o.hart.frm);
    by_format(o.sew + d, [&](auto format) {
        using F = decltype(format);
        using B = typename F::Bits;
        by_width(o.sew + s, [&](auto zero) {
            using T = decltype(zero);
            if (kind == Number::Signed)
                convert<B, T>(o, rm, [](auto v, auto r, auto& fl) { return fp::from_int<F>(sgn(v), r, fl); });
            else convert<B, T>(o, rm, [](auto v, auto r, auto& fl) { return fp::from_int<F>(v, r, fl); });
        });
    });
    return true;
}

template <class To, class From>
void convert_format(Operation& o) {
    convert<typename To::Bits, typename From::Bits>(
        o, fp::Rm(o.hart.frm), [](auto v, auto r, auto& fl) { return fp::to_float<To, From>(v, r, fl); });
}

/// F64 to F32, rounded to odd: truncated, and the last bit set if that lost something.
uint32_t to_float_odd(uint64_t v, uint8_t& flags) {
    uint8_t raised = 0;
    const uint32_t r = fp::to_float<fp::F32, fp::F64>(v, fp::Rm::RTZ, raised);
    flags |= raised;
    return r | (raised & fp::kNX ? 1 : 0);
}

}  // namespace

bool f_to_u(Operation& o) { return to_integer(o, Number::Unsigned, 0, 0); }
bool f_to_i(Operation& o) { return to_integer(o, Number::Signed, 0, 0); }
bool f_to_u_rtz(Operation& o) { return to_integer(o, Number::Unsigned, 0, 0, true); }
bool f_to_i_rtz(Operation& o) { return to_integer(o, Number::Signed, 0, 0, true); }
bool f_from_u(Operation& o) { return from_integer(o, Number::Unsigned, 0, 0); }
bool f_from_i(Operation& o) { return from_integer(o, Number::Signed, 0, 0); }

bool fw_to_u(Operation& o) { return to_integer(o, Number::Unsigned, 1, 0); }
bool fw_to_i(Operation& o) { return to_integer(o, Number::Signed, 1, 0); }
bool fw_to_u_rtz(Operation& o) { return to_integer(o, Number::Unsigned, 1, 0, true); }
bool fw_to_i_rtz(Operation& o) { return to_integer(o, Number::Signed, 1, 0, true); }
bool fw_from_u(Operation& o) { return from_integer(o, Number::Unsigned, 1, 0); }
bool fw_from_i(Operation& o) { return from_integer(o, Number::Signed, 1, 0); }

bool fn_to_u(Operation& o) { return to_integer(o, Number::Unsigned, 0, 1); }
bool fn_to_i(Operation& o) { return to_integer(o, Number::Signed, 0, 1); }
bool fn_to_u_rtz(Operation& o) { return to_integer(o, Number::Unsigned, 0, 1, true); }
bool fn_to_i_rtz(Operation& o) { return to_integer(o, Number::Signed, 0, 1, true); }
bool fn_from_u(Operation& o) { return from_integer(o, Number::Unsigned, 0, 1); }
bool fn_from_i(Operation& o) { return from_integer(o, Number::Signed, 0, 1); }

bool fw_from_f(Operation& o) {
    const bool f16 = o.sew == 1 && o.zvfhmin;
    if (!(f16 || o.sew == 2) || !legal_convert(o, 1, 0)) return false;
    if (f16) convert_format<fp::F32, fp::F16>(o);
    else convert_format<fp::F64, fp::F32>(o);
    return true;
}
bool fn_from_f(Operation& o) {
    const bool f16 = o.sew == 1 && o.zvfhmin;
    if (!(f16 || o.sew == 2) || !legal_convert(o, 0, 1)) return false;
    if (f16) convert_format<fp::F16, fp::F32>(o);
    else convert_format<fp::F32, fp::F64>(o);
    return true;
}
bool fn_from_f_rod(Operation& o) {
    if (o.sew != 2 || !legal_convert(o, 0, 1)) return false;
    convert<uint32_t, uint64_t>(o, fp::Rm::RTZ, [](auto v, auto, auto& flags) { return to_float_odd(v, flags); });
    return true;
}

}  // namespace covesim::vector
