// Integer reductions: unprivileged specification, "Vector Integer Reduction Operations". vd[0] takes vs1[0] and all
// active elements of vs2; with vl = 0 nothing is written.
#include <algorithm>

#include "cpu/vector/elementwise.h"

namespace covesim::vector {
namespace {

template <class F>
bool reduce(Operation& o, F f) {
    if (!o.legal_reduction(0)) return false;
    if (o.vl == 0) return true;
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        T sum = o.get<T>(o.vs1, 0);
        o.each([&](uint32_t i) { sum = T(f(sum, o.get<T>(o.vs2, i))); });
        o.put<T>(o.rd, 0, sum);
    });
    return true;
}

bool widening_sum(Operation& o, bool sign) {
    if (!o.legal_reduction(1)) return false;
    if (o.vl == 0) return true;
    by_narrow_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        using W = Wide<T>;
        W sum = o.get<W>(o.vs1, 0);
        o.each([&](uint32_t i) {
            const T e = o.get<T>(o.vs2, i);
            sum = W(sum + (sign ? W(sgn(e)) : W(e)));
        });
        o.put<W>(o.rd, 0, sum);
    });
    return true;
}

}  // namespace

bool redsum(Operation& o) {
    return reduce(o, [](auto a, auto b) { return a + b; });
}
bool redand(Operation& o) {
    return reduce(o, [](auto a, auto b) { return a & b; });
}
bool redor(Operation& o) {
    return reduce(o, [](auto a, auto b) { return a | b; });
}
bool redxor(Operation& o) {
    return reduce(o, [](auto a, auto b) { return a ^ b; });
}
bool redminu(Operation& o) {
    return reduce(o, [](auto a, auto b) { return std::min(a, b); });
}
bool redmin(Operation& o) {
    return reduce(o, [](auto a, auto b) { return std::min(sgn(a), sgn(b)); });
}
bool redmaxu(Operation& o) {
    return reduce(o, [](auto a, auto b) { return std::max(a, b); });
}
bool redmax(Operation& o) {
    return reduce(o, [](auto a, auto b) { return std::max(sgn(a), sgn(b)); });
}
bool wredsumu(Operation& o) { return widening_sum(o, false); }
bool wredsum(Operation& o) { return widening_sum(o, true); }

}  // namespace covesim::vector
