// Loops that the integer bodies share: over elements of SEW bits, chosen once an instruction.
#pragma once
#include <type_traits>

#include "cpu/vector/bodies.h"

namespace covesim::vector {

__extension__ using U128 = unsigned __int128;
__extension__ using I128 = __int128;

template <class T>
struct Wider;
template <>
struct Wider<uint8_t> {
    using Type = uint16_t;
};
template <>
struct Wider<uint16_t> {
    using Type = uint32_t;
};
template <>
struct Wider<uint32_t> {
    using Type = uint64_t;
};
template <class T>
using Wide = typename Wider<T>::Type;

template <class T>
inline constexpr int kBits = int(sizeof(T)) * 8;

/// v as a two's-complement number.
template <class T>
constexpr auto sgn(T v) {
    return std::make_signed_t<T>(v);
}

/// f(T{}) for the unsigned type of 2^log2_bytes bytes.
template <class F>
void by_width(int log2_bytes, F f) {
    switch (log2_bytes) {
        case 0: return f(uint8_t{});
        case 1: return f(uint16_t{});
        case 2: return f(uint32_t{});
        default: return f(uint64_t{});
    }
}
/// The same for the widths that can be doubled.
template <class F>
void by_narrow_width(int log2_bytes, F f) {
    switch (log2_bytes) {
        case 0: return f(uint8_t{});
        case 1: return f(uint16_t{});
        default: return f(uint32_t{});
    }
}

/// Groups of the usual form: vd, vs2 and perhaps vs1, all of SEW.
inline bool legal_binary(const Operation& o) { return o.legal_binary(o.group(o.rd), o.group(o.vs2)); }

enum class Immediate : uint8_t { Signed, Unsigned };

/// vd[i] = f(vs2[i], operand), all of type T = unsigned of SEW bits.
template <class F>
bool integer(Operation& o, F f, Immediate imm = Immediate::Signed) {
    if (!legal_binary(o)) return false;
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        T scalar;
        const Source b = o.integer_operand(scalar, imm == Immediate::Unsigned);
        o.each([&](uint32_t i) { o.put<T>(o.rd, i, T(f(o.get<T>(o.vs2, i), Operation::element<T>(b, i)))); });
    });
    return true;
}

/// vd[i] = f(T{}, wide vs2[i], shift amount), narrowed to T.
template <class F>
bool narrow(Operation& o, F f) {
    if (o.sew == 3 || !o.legal_binary(o.group(o.rd), o.group(o.vs2, 1))) return false;
    by_narrow_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        using W = Wide<T>;
        T scalar;
        const Source operand = o.integer_operand(scalar, true);
        o.each([&](uint32_t i) {
            const auto shift = unsigned(Operation::element<T>(operand, i) & (kBits<W> - 1));
            o.put<T>(o.rd, i, T(f(zero, o.get<W>(o.vs2, i), shift)));
        });
    });
    return true;
}

/// vd[i] = f(vs2[i], operand, vd[i]): multiply-add.
template <class F>
bool accumulate(Operation& o, F f) {
    if (!legal_binary(o)) return false;
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        T scalar;
        const Source b = o.integer_operand(scalar);
        o.each([&](uint32_t i) {
            o.put<T>(o.rd, i, T(f(o.get<T>(o.vs2, i), Operation::element<T>(b, i), o.get<T>(o.rd, i))));
        });
    });
    return true;
}

}  // namespace covesim::vector
