// Integer instructions with masks as results or operands: unprivileged specification, "Vector Integer Compare" and
// "Vector Integer Add-with-Carry / Subtract-with-Borrow".
#include "cpu/vector/elementwise.h"

namespace covesim::vector {
namespace {

bool legal_to_mask(const Operation& o) {
    const Group d = Operation::mask(o.rd);
    return o.legal_binary(d, o.group(o.vs2));
}

/// vd.mask[i] = f(vs2[i], operand)
template <class F>
bool compare(Operation& o, F f) {
    if (!legal_to_mask(o)) return false;
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        T scalar;
        const Source b = o.integer_operand(scalar);
        o.each([&](uint32_t i) { o.put_mask_bit(o.rd, i, f(o.get<T>(o.vs2, i), Operation::element<T>(b, i))); });
    });
    return true;
}

/// For every body element: f(vs2[i], operand, carry), where the carry is v0.mask[i] of vm = 0 forms.
template <class F>
void with_carry(Operation& o, F f) {
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        T scalar;
        const Source b = o.integer_operand(scalar);
        for (uint32_t i = o.start; i < o.vl; ++i)
            f(i, o.get<T>(o.vs2, i), Operation::element<T>(b, i), T(o.masked && o.mask_bit(0, i)));
    });
}

}  // namespace

bool mseq(Operation& o) {
    return compare(o, [](auto a, auto b) { return a == b; });
}
bool msne(Operation& o) {
    return compare(o, [](auto a, auto b) { return a != b; });
}
bool msltu(Operation& o) {
    return compare(o, [](auto a, auto b) { return a < b; });
}
bool mslt(Operation& o) {
    return compare(o, [](auto a, auto b) { return sgn(a) < sgn(b); });
}
bool msleu(Operation& o) {
    return compare(o, [](auto a, auto b) { return a <= b; });
}
bool msle(Operation& o) {
    return compare(o, [](auto a, auto b) { return sgn(a) <= sgn(b); });
}
bool msgtu(Operation& o) {
    return compare(o, [](auto a, auto b) { return a > b; });
}
bool msgt(Operation& o) {
    return compare(o, [](auto a, auto b) { return sgn(a) > sgn(b); });
}

bool adc(Operation& o) {
    if (!legal_binary(o)) return false;
    with_carry(o, [&]<class T>(uint32_t i, T a, T b, T c) { o.put<T>(o.rd, i, T(a + b + c)); });
    return true;
}
bool sbc(Operation& o) {
    if (!legal_binary(o)) return false;
    with_carry(o, [&]<class T>(uint32_t i, T a, T b, T c) { o.put<T>(o.rd, i, T(a - b - c)); });
    return true;
}
bool madc(Operation& o) {
    if (!legal_to_mask(o)) return false;
    with_carry(o, [&]<class T>(uint32_t i, T a, T b, T c) {
        const T sum = T(a + b);
        o.put_mask_bit(o.rd, i, sum < a || T(sum + c) < sum);
    });
    return true;
}
bool msbc(Operation& o) {
    if (!legal_to_mask(o)) return false;
    with_carry(o, [&]<class T>(uint32_t i, T a, T b, T c) { o.put_mask_bit(o.rd, i, a < b || (a == b && c != 0)); });
    return true;
}

}  // namespace covesim::vector
