// Zvbb and its subset Zvkb, but for vwsll (widening.cc): unprivileged specification, "Zvbb".
#include <bit>

#include "cpu/vector/elementwise.h"

namespace covesim::vector {
namespace {

/// vd[i] = f(vs2[i])
template <class F>
bool unary(Operation& o, F f) {
    if (!o.legal(o.group(o.rd), {o.group(o.vs2)})) return false;
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        o.each([&](uint32_t i) { o.put<T>(o.rd, i, T(f(o.get<T>(o.vs2, i)))); });
    });
    return true;
}

/// Bits in reverse order within each group of `bits`, a power of two.
template <class T>
T reverse_bits(T v, int bits) {
    constexpr uint64_t kOdd[] = {0x5555555555555555, 0x3333333333333333, 0x0f0f0f0f0f0f0f0f,
                                 0x00ff00ff00ff00ff, 0x0000ffff0000ffff, 0x00000000ffffffff};
    uint64_t r = v;
    for (int n = 0; 1 << n < bits; ++n) r = (r & kOdd[n]) << (1 << n) | (r >> (1 << n) & kOdd[n]);
    return T(r);
}

template <class T>
T reverse_bytes(T v) {
    T r = 0;
    for (size_t i = 0; i < sizeof(T); ++i) r = T(uint64_t{r} << 8 | (uint64_t{v} >> (8 * i) & 0xff));
    return r;
}

/// Rotation by the low lg2(SEW) bits; the immediate of vror.vi has six.
bool rotate(Operation& o, bool left) {
    if (!legal_binary(o)) return false;
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        T scalar;
        Source b = o.integer_operand(scalar, true);
        if (o.funct3() == 3) scalar = T(o.vs1 | (o.bits >> 26 & 1) << 5);
        o.each([&](uint32_t i) {
            const int n = int(Operation::element<T>(b, i) & (kBits<T> - 1));
            const T a = o.get<T>(o.vs2, i);
            o.put<T>(o.rd, i, left ? std::rotl(a, n) : std::rotr(a, n));
        });
    });
    return true;
}

}  // namespace

bool andn(Operation& o) {
    return integer(o, [](auto a, auto b) { return a & ~b; });
}
bool ror(Operation& o) { return rotate(o, false); }
bool rol(Operation& o) { return rotate(o, true); }
bool brev8(Operation& o) {
    return unary(o, [](auto a) { return reverse_bits(a, 8); });
}
bool brev(Operation& o) {
    return unary(o, [](auto a) { return reverse_bits(a, kBits<decltype(a)>); });
}
bool rev8(Operation& o) {
    return unary(o, [](auto a) { return reverse_bytes(a); });
}
bool clz(Operation& o) {
    return unary(o, [](auto a) { return std::countl_zero(a); });
}
bool ctz(Operation& o) {
    return unary(o, [](auto a) { return std::countr_zero(a); });
}
bool cpop(Operation& o) {
    return unary(o, [](auto a) { return std::popcount(a); });
}

}  // namespace covesim::vector
