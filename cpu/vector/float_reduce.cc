// Floating-point reductions: unprivileged specification, "Vector Floating-Point Reduction Operations". The unordered
// sums add in element order too, which the text allows.
#include "cpu/vector/float.h"

namespace covesim::vector {
namespace {

bool legal_reduction(const Operation& o, int n) { return fp_usable(o) && is_fp_width(o.sew) && o.legal_reduction(n); }

/// f(calculator, sum, element). Without active elements vs1[0] is copied as it is.
template <class Fn>
bool reduce(Operation& o, Fn f) {
    if (!legal_reduction(o, 0)) return false;
    if (o.vl == 0) return true;
    by_format(o.sew, [&](auto format) {
        using T = typename decltype(format)::Bits;
        Calculator<decltype(format)> c(o);
        T sum = o.get<T>(o.vs1, 0);
        o.each([&](uint32_t i) { sum = f(c, sum, o.get<T>(o.vs2, i)); });
        o.put<T>(o.rd, 0, sum);
        accrue(o, c.flags);
    });
    return true;
}

bool widening_sum(Operation& o) {
    if (!legal_reduction(o, 1)) return false;
    if (o.vl == 0) return true;
    Calculator<fp::F64> c(o);
    auto sum = o.get<uint64_t>(o.vs1, 0);
    o.each([&](uint32_t i) { sum = c.add(sum, c.widened(o.get<uint32_t>(o.vs2, i))); });
    o.put<uint64_t>(o.rd, 0, sum);
    accrue(o, c.flags);
    return true;
}

}  // namespace

bool fredosum(Operation& o) {
    return reduce(o, [](auto& c, auto a, auto b) { return c.add(a, b); });
}
bool fredusum(Operation& o) { return fredosum(o); }
bool fredmin(Operation& o) {
    return reduce(o, [](auto& c, auto a, auto b) { return fp::min<typename Format<decltype(c)>::F>(a, b, c.flags); });
}
bool fredmax(Operation& o) {
    return reduce(o, [](auto& c, auto a, auto b) { return fp::max<typename Format<decltype(c)>::F>(a, b, c.flags); });
}
bool fwredosum(Operation& o) { return widening_sum(o); }
bool fwredusum(Operation& o) { return widening_sum(o); }

}  // namespace covesim::vector
