// Single-width integer arithmetic: unprivileged specification, "Vector Integer Arithmetic Instructions" but for
// widening, narrowing, carries and comparisons.
#include <algorithm>

#include "cpu/vector/elementwise.h"

namespace covesim::vector {
namespace {

/// The low half of a product; 64 bits hold what is kept.
template <class T>
T product(T a, T b) {
    return T(uint64_t{a} * b);
}

/// The upper half of a product of numbers that fit into I.
template <class T, class I>
T high(I product) {
    return T(product >> kBits<T>);
}

template <class T>
T quotient_unsigned(T a, T b) {
    return b == 0 ? T(~T{0}) : T(a / b);
}
template <class T>
T quotient_signed(T a, T b) {
    if (b == 0) return T(~T{0});
    if (b == T(~T{0})) return T(0 - uint64_t{a});  // also the overflow: the dividend
    return T(sgn(a) / sgn(b));
}
template <class T>
T remainder_signed(T a, T b) {
    if (b == 0) return a;
    if (b == T(~T{0})) return 0;
    return T(sgn(a) % sgn(b));
}

template <class T>
unsigned amount(T b) {
    return unsigned(b & (kBits<T> - 1));
}

}  // namespace

bool add(Operation& o) {
    return integer(o, [](auto a, auto b) { return a + b; });
}
bool sub(Operation& o) {
    return integer(o, [](auto a, auto b) { return a - b; });
}
bool rsub(Operation& o) {
    return integer(o, [](auto a, auto b) { return b - a; });
}
bool minu(Operation& o) {
    return integer(o, [](auto a, auto b) { return std::min(a, b); });
}
bool maxu(Operation& o) {
    return integer(o, [](auto a, auto b) { return std::max(a, b); });
}
bool min(Operation& o) {
    return integer(o, [](auto a, auto b) { return std::min(sgn(a), sgn(b)); });
}
bool max(Operation& o) {
    return integer(o, [](auto a, auto b) { return std::max(sgn(a), sgn(b)); });
}
bool and_(Operation& o) {
    return integer(o, [](auto a, auto b) { return a & b; });
}
bool or_(Operation& o) {
    return integer(o, [](auto a, auto b) { return a | b; });
}
bool xor_(Operation& o) {
    return integer(o, [](auto a, auto b) { return a ^ b; });
}
bool sll(Operation& o) {
    return integer(
        o, [](auto a, auto b) { return uint64_t{a} << amount(b); }, Immediate::Unsigned);
}
bool srl(Operation& o) {
    return integer(
        o, [](auto a, auto b) { return a >> amount(b); }, Immediate::Unsigned);
}
bool sra(Operation& o) {
    return integer(
        o, [](auto a, auto b) { return sgn(a) >> amount(b); }, Immediate::Unsigned);
}

bool mul(Operation& o) {
    return integer(o, [](auto a, auto b) { return product(a, b); });
}
bool mulhu(Operation& o) {
    return integer(o, [](auto a, auto b) { return high<decltype(a)>(U128{a} * b); });
}
bool mulh(Operation& o) {
    return integer(o, [](auto a, auto b) { return high<decltype(a)>(I128{sgn(a)} * sgn(b)); });
}
bool mulhsu(Operation& o) {
    return integer(o, [](auto a, auto b) { return high<decltype(a)>(I128{sgn(a)} * I128{b}); });
}
bool divu(Operation& o) {
    return integer(o, [](auto a, auto b) { return quotient_unsigned(a, b); });
}
bool div(Operation& o) {
    return integer(o, [](auto a, auto b) { return quotient_signed(a, b); });
}
bool remu(Operation& o) {
    return integer(o, [](auto a, auto b) { return b == 0 ? a : decltype(a)(a % b); });
}
bool rem(Operation& o) {
    return integer(o, [](auto a, auto b) { return remainder_signed(a, b); });
}

bool macc(Operation& o) {
    return accumulate(o, [](auto a, auto b, auto d) { return d + product(a, b); });
}
bool nmsac(Operation& o) {
    return accumulate(o, [](auto a, auto b, auto d) { return d - product(a, b); });
}
bool madd(Operation& o) {
    return accumulate(o, [](auto a, auto b, auto d) { return product(b, d) + a; });
}
bool nmsub(Operation& o) {
    return accumulate(o, [](auto a, auto b, auto d) { return a - product(b, d); });
}

/// vd[i] = v0.mask[i] ? operand : vs2[i], for every body element.
bool merge(Operation& o) {
    if (!legal_binary(o)) return false;
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        T scalar;
        const Source b = o.integer_operand(scalar);
        for (uint32_t i = o.start; i < o.vl; ++i)
            o.put<T>(o.rd, i, o.mask_bit(0, i) ? Operation::element<T>(b, i) : o.get<T>(o.vs2, i));
    });
    return true;
}

bool move(Operation& o) {
    if (!(o.vector_vs1() ? o.legal(o.group(o.rd), {o.group(o.vs1)}) : o.legal(o.group(o.rd), {}))) return false;
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        T scalar;
        const Source b = o.integer_operand(scalar);
        o.each([&](uint32_t i) { o.put<T>(o.rd, i, Operation::element<T>(b, i)); });
    });
    return true;
}

}  // namespace covesim::vector
