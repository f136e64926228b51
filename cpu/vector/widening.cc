// Widening and narrowing integer arithmetic, and integer extension: unprivileged specification, "Vector Widening
// Integer Add/Subtract", "… Multiply", "… Multiply-Add", "Vector Narrowing Integer Right Shift", "Vector Integer
// Extension".
#include "cpu/vector/elementwise.h"

namespace covesim::vector {
namespace {

enum class Vs2 : uint8_t { Narrow, AlreadyWide };

/// Zero- and sign-extension of a narrow element to the wide type.
struct Zero {
    template <class T>
    static Wide<T> extend(T v) {
        return v;
    }
};
struct Sign {
    template <class T>
    static Wide<T> extend(T v) {
        return Wide<T>(sgn(v));
    }
};

/// Wide vd[i] = f(vs2[i] extended by A, operand extended by B, vd[i]); Accumulates: vd is a source too.
template <class A, class B, bool Accumulates = false, class F>
bool widen(Operation& o, F f, Vs2 form = Vs2::Narrow) {
    const Group d = o.group(o.rd, 1), a = o.group(o.vs2, form == Vs2::Narrow ? 0 : 1), b = o.group(o.vs1);
    if (o.sew == 3 || !o.legal_binary(d, a)) return false;
    if (Accumulates && !(o.vector_vs1() ? o.legal_sources({d, a, b}) : o.legal_sources({d, a}))) return false;
    by_narrow_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        using W = Wide<T>;
        T scalar;
        const Source operand = o.integer_operand(scalar, true);
        o.each([&](uint32_t i) {
            const W x = form == Vs2::Narrow ? A::extend(o.get<T>(o.vs2, i)) : o.get<W>(o.vs2, i);
            const W y = B::extend(Operation::element<T>(operand, i));
            const W old = Accumulates ? o.get<W>(o.rd, i) : W{};
            o.put<W>(o.rd, i, W(f(uint64_t{x}, uint64_t{y}, uint64_t{old})));
        });
    });
    return true;
}

constexpr auto kAdd = [](uint64_t a, uint64_t b, uint64_t) { return a + b; };
constexpr auto kSub = [](uint64_t a, uint64_t b, uint64_t) { return a - b; };
constexpr auto kMul = [](uint64_t a, uint64_t b, uint64_t) { return a * b; };
constexpr auto kMac = [](uint64_t a, uint64_t b, uint64_t d) { return d + a * b; };

/// vd[i] = vs2[i], of SEW / 2^n bits, extended.
bool extend(Operation& o, int n, bool sign) {
    if (o.sew < n || !o.legal(o.group(o.rd), {o.group(o.vs2, -n)})) return false;
    by_width(o.sew - n, [&](auto zero) {
        using T = decltype(zero);
        by_width(o.sew, [&](auto wide) {
            using W = decltype(wide);
            o.each([&](uint32_t i) {
                const T e = o.get<T>(o.vs2, i);
                o.put<W>(o.rd, i, sign ? W(sgn(e)) : W(e));
            });
        });
    });
    return true;
}

}  // namespace

bool waddu(Operation& o) { return widen<Zero, Zero>(o, kAdd); }
bool wadd(Operation& o) { return widen<Sign, Sign>(o, kAdd); }
bool wsubu(Operation& o) { return widen<Zero, Zero>(o, kSub); }
bool wsub(Operation& o) { return widen<Sign, Sign>(o, kSub); }
bool waddu_w(Operation& o) { return widen<Zero, Zero>(o, kAdd, Vs2::AlreadyWide); }
bool wadd_w(Operation& o) { return widen<Sign, Sign>(o, kAdd, Vs2::AlreadyWide); }
bool wsubu_w(Operation& o) { return widen<Zero, Zero>(o, kSub, Vs2::AlreadyWide); }
bool wsub_w(Operation& o) { return widen<Sign, Sign>(o, kSub, Vs2::AlreadyWide); }
bool wmulu(Operation& o) { return widen<Zero, Zero>(o, kMul); }
bool wmul(Operation& o) { return widen<Sign, Sign>(o, kMul); }
bool wmulsu(Operation& o) { return widen<Sign, Zero>(o, kMul); }
bool wmaccu(Operation& o) { return widen<Zero, Zero, true>(o, kMac); }
bool wmacc(Operation& o) { return widen<Sign, Sign, true>(o, kMac); }
bool wmaccsu(Operation& o) { return widen<Zero, Sign, true>(o, kMac); }  // signed vs1 times unsigned vs2
bool wmaccus(Operation& o) { return widen<Sign, Zero, true>(o, kMac); }  // unsigned rs1 times signed vs2
/// Zvbb; the shift amount is taken modulo 2 * SEW.
bool wsll(Operation& o) {
    return widen<Zero, Zero>(o,
                             [bits = 16U << o.sew](uint64_t a, uint64_t b, uint64_t) { return a << (b & (bits - 1)); });
}

bool nsrl(Operation& o) {
    return narrow(o, [](auto, auto a, unsigned shift) { return a >> shift; });
}
bool nsra(Operation& o) {
    return narrow(o, [](auto, auto a, unsigned shift) { return sgn(a) >> shift; });
}

bool zext2(Operation& o) { return extend(o, 1, false); }
bool zext4(Operation& o) { return extend(o, 2, false); }
bool zext8(Operation& o) { return extend(o, 3, false); }
bool sext2(Operation& o) { return extend(o, 1, true); }
bool sext4(Operation& o) { return extend(o, 2, true); }
bool sext8(Operation& o) { return extend(o, 3, true); }

}  // namespace covesim::vector
