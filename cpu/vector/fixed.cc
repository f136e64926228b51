// Fixed-point arithmetic: unprivileged specification, "Vector Fixed-Point Arithmetic Instructions"; vxrm and vxsat.
#include <limits>

#include "cpu/vector/elementwise.h"

namespace covesim::vector {
namespace {

/// The rounding increment for v >> d ("vxrm encoding"); v is the bit pattern, sign-extended where signed.
uint64_t increment(U128 v, unsigned d, uint8_t vxrm) {
    if (d == 0) return 0;
    const bool half = v >> (d - 1) & 1, odd = v >> d & 1;
    const bool below_half = (v & ((U128{1} << (d - 1)) - 1)) != 0;
    switch (vxrm) {
        case 0: return half;                           // rnu
        case 1: return half && (below_half || odd);    // rne
        case 2: return 0;                              // rdn
        default: return !odd && (half || below_half);  // rod
    }
}
template <class V>
V roundoff(V v, unsigned d, uint8_t vxrm) {
    return V((v >> d) + V(increment(U128(v), d, vxrm)));
}

/// The closest value of N (signed or not), which sets vxsat if it is not v.
template <class N, class V>
N clip(Operation& o, V v) {
    constexpr V kMax = std::numeric_limits<N>::max(), kMin = std::numeric_limits<N>::min();
    if (v > kMax || v < kMin) {
        o.v.vxsat = 1;
        return v > kMax ? N(kMax) : N(kMin);
    }
    return N(v);
}

}  // namespace

bool saddu(Operation& o) {
    return integer(o, [&](auto a, auto b) { return clip<decltype(a)>(o, I128{a} + I128{b}); });
}
bool sadd(Operation& o) {
    return integer(o, [&](auto a, auto b) { return clip<decltype(sgn(a))>(o, I128{sgn(a)} + sgn(b)); });
}
bool ssubu(Operation& o) {
    return integer(o, [&](auto a, auto b) { return clip<decltype(a)>(o, I128{a} - I128{b}); });
}
bool ssub(Operation& o) {
    return integer(o, [&](auto a, auto b) { return clip<decltype(sgn(a))>(o, I128{sgn(a)} - sgn(b)); });
}

bool aaddu(Operation& o) {
    return integer(o, [&](auto a, auto b) { return roundoff(I128{a} + I128{b}, 1, o.v.vxrm); });
}
bool aadd(Operation& o) {
    return integer(o, [&](auto a, auto b) { return roundoff(I128{sgn(a)} + sgn(b), 1, o.v.vxrm); });
}
bool asubu(Operation& o) {
    return integer(o, [&](auto a, auto b) { return roundoff(I128{a} - I128{b}, 1, o.v.vxrm); });
}
bool asub(Operation& o) {
    return integer(o, [&](auto a, auto b) { return roundoff(I128{sgn(a)} - sgn(b), 1, o.v.vxrm); });
}

bool smul(Operation& o) {
    return integer(o, [&](auto a, auto b) {
        return clip<decltype(sgn(a))>(o, roundoff(I128{sgn(a)} * sgn(b), kBits<decltype(a)> - 1, o.v.vxrm));
    });
}
bool ssrl(Operation& o) {
    return integer(
        o, [&](auto a, auto b) { return roundoff(U128{a}, unsigned(b & (kBits<decltype(b)> - 1)), o.v.vxrm); },
        Immediate::Unsigned);
}
bool ssra(Operation& o) {
    return integer(
        o, [&](auto a, auto b) { return roundoff(I128{sgn(a)}, unsigned(b & (kBits<decltype(b)> - 1)), o.v.vxrm); },
        Immediate::Unsigned);
}

bool nclipu(Operation& o) {
    return narrow(
        o, [&]<class T, class W>(T, W a, unsigned shift) { return clip<T>(o, roundoff(U128{a}, shift, o.v.vxrm)); });
}
bool nclip(Operation& o) {
    return narrow(o, [&]<class T, class W>(T, W a, unsigned shift) {
        return T(clip<std::make_signed_t<T>>(o, roundoff(I128{sgn(a)}, shift, o.v.vxrm)));
    });
}

}  // namespace covesim::vector
