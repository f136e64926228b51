// Mask instructions: unprivileged specification, "Vector Mask Instructions". Mask tails are undisturbed.
#include "cpu/vector/elementwise.h"

namespace covesim::vector {
namespace {

/// vd.mask[i] = f(vs2.mask[i], vs1.mask[i])
template <class F>
bool logical(Operation& o, F f) {
    o.each([&](uint32_t i) { o.put_mask_bit(o.rd, i, f(o.mask_bit(o.vs2, i), o.mask_bit(o.vs1, i))); });
    return true;
}

/// vmsbf, vmsof, vmsif: f(before the first set bit, at it)
template <class F>
bool set_first(Operation& o, F f) {
    if (o.start != 0) return false;
    // "cannot overlap the source register and, if masked, cannot overlap the mask register"
    if (o.rd == o.vs2 || (o.masked && o.rd == 0)) return false;
    bool found = false;
    o.each([&](uint32_t i) {
        const bool set = o.mask_bit(o.vs2, i);
        o.put_mask_bit(o.rd, i, f(!found && !set, !found && set));
        found |= set;
    });
    return true;
}

}  // namespace

bool mand(Operation& o) {
    return logical(o, [](bool a, bool b) { return a && b; });
}
bool mnand(Operation& o) {
    return logical(o, [](bool a, bool b) { return !(a && b); });
}
bool mandn(Operation& o) {
    return logical(o, [](bool a, bool b) { return a && !b; });
}
bool mxor(Operation& o) {
    return logical(o, [](bool a, bool b) { return a != b; });
}
bool mor(Operation& o) {
    return logical(o, [](bool a, bool b) { return a || b; });
}
bool mnor(Operation& o) {
    return logical(o, [](bool a, bool b) { return !(a || b); });
}
bool morn(Operation& o) {
    return logical(o, [](bool a, bool b) { return a || !b; });
}
bool mxnor(Operation& o) {
    return logical(o, [](bool a, bool b) { return a == b; });
}

bool msbf(Operation& o) {
    return set_first(o, [](bool before, bool) { return before; });
}
bool msof(Operation& o) {
    return set_first(o, [](bool, bool at) { return at; });
}
bool msif(Operation& o) {
    return set_first(o, [](bool before, bool at) { return before || at; });
}

/// x[rd] = number of set active bits.
bool mcpop(Operation& o) {
    if (o.start != 0) return false;
    uint64_t n = 0;
    o.each([&](uint32_t i) { n += o.mask_bit(o.vs2, i); });
    o.hart.x[o.rd] = n;
    return true;
}

/// x[rd] = index of the first set active bit, or -1.
bool mfirst(Operation& o) {
    if (o.start != 0) return false;
    uint64_t first = ~uint64_t{0};
    for (uint32_t i = 0; i < o.vl && first == ~uint64_t{0}; ++i) {
        if (o.active(i) && o.mask_bit(o.vs2, i)) first = i;
    }
    o.hart.x[o.rd] = first;
    return true;
}

/// vd[i] = number of set active bits below i.
bool iota(Operation& o) {
    const Group d = o.group(o.rd), s = Operation::mask(o.vs2);
    if (o.start != 0 || !o.legal(d, {s}) || d.overlaps(s)) return false;
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        uint32_t n = 0;
        o.each([&](uint32_t i) {
            o.put<T>(o.rd, i, T(n));
            n += o.mask_bit(o.vs2, i);
        });
    });
    return true;
}

bool id(Operation& o) {
    if (!o.legal(o.group(o.rd), {})) return false;
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        o.each([&](uint32_t i) { o.put<T>(o.rd, i, T(i)); });
    });
    return true;
}

}  // namespace covesim::vector
