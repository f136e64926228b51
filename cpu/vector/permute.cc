// Moves between registers: unprivileged specification, "Vector Permutation Instructions".
#include <algorithm>

#include "cpu/vector/fp_operand.h"

namespace covesim::vector {
namespace {

/// vd[i] = f(i, T{}) for active elements; vd must not overlap vs2 where `apart`.
template <class F>
bool permute(Operation& o, bool apart, F f) {
    const Group d = o.group(o.rd), s = o.group(o.vs2);
    if (!o.legal(d, {s}) || (apart && d.overlaps(s))) return false;
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        o.each([&](uint32_t i) { o.put<T>(o.rd, i, f(i, zero)); });
    });
    return true;
}

/// vs2[index], or 0 past VLMAX.
template <class T>
T element_or_zero(const Operation& o, uint64_t index) {
    return index < o.vlmax() ? o.get<T>(o.vs2, index) : T{0};
}

template <class Index>
bool gather_by(Operation& o, int index_emul) {
    const Group d = o.group(o.rd), s = o.group(o.vs2), index{o.vs1, index_emul, kBits<Index> == 16 ? 4 : 3 + o.sew};
    if (!o.legal(d, {s, index}) || d.overlaps(s) || d.overlaps(index)) return false;
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        o.each([&](uint32_t i) { o.put<T>(o.rd, i, element_or_zero<T>(o, o.get<Index>(o.vs1, i))); });
    });
    return true;
}

bool slide_by_one(Operation& o, bool up, uint64_t scalar) {
    return permute(o, up, [&](uint32_t i, auto zero) {
        using T = decltype(zero);
        if (up) return i == 0 ? T(scalar) : o.get<T>(o.vs2, i - 1);
        return i == o.vl - 1 ? T(scalar) : o.get<T>(o.vs2, i + 1);
    });
}

bool fp_slide_by_one(Operation& o, bool up) {
    if (!fp_usable(o) || !is_fp_width(o.sew)) return false;
    const uint64_t f = o.hart.f[o.vs1];
    return slide_by_one(o, up, o.sew == 2 ? isa::unbox<fp::F32>(f) : f);
}

}  // namespace

bool gather(Operation& o) {
    if (o.vector_vs1()) {
        bool legal = false;
        by_width(o.sew, [&](auto zero) { legal = gather_by<decltype(zero)>(o, o.lmul); });
        return legal;
    }
    const uint64_t index = o.integer_scalar(true);
    return permute(o, true, [&](uint32_t, auto zero) { return element_or_zero<decltype(zero)>(o, index); });
}
bool gather16(Operation& o) { return gather_by<uint16_t>(o, o.lmul + 1 - o.sew); }

/// Elements below OFFSET are unchanged.
bool slideup(Operation& o) {
    const Group d = o.group(o.rd), s = o.group(o.vs2);
    if (!o.legal(d, {s}) || d.overlaps(s)) return false;
    const uint64_t offset = o.integer_scalar(true);
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        o.each([&](uint32_t i) {
            if (i >= offset) o.put<T>(o.rd, i, o.get<T>(o.vs2, i - offset));
        });
    });
    return true;
}
bool slidedown(Operation& o) {
    const uint64_t offset = std::min<uint64_t>(o.integer_scalar(true), o.vlmax());
    return permute(o, false, [&](uint32_t i, auto zero) { return element_or_zero<decltype(zero)>(o, i + offset); });
}
bool slide1up(Operation& o) { return slide_by_one(o, true, o.hart.x[o.vs1]); }
bool slide1down(Operation& o) { return slide_by_one(o, false, o.hart.x[o.vs1]); }
bool fslide1up(Operation& o) { return fp_slide_by_one(o, true); }
bool fslide1down(Operation& o) { return fp_slide_by_one(o, false); }

bool compress(Operation& o) {
    const Group d = o.group(o.rd), s = o.group(o.vs2), chosen = Operation::mask(o.vs1);
    if (o.start != 0 || !o.legal(d, {s, chosen}) || d.overlaps(s) || d.overlaps(chosen)) return false;
    by_width(o.sew, [&](auto zero) {
        using T = decltype(zero);
        uint32_t n = 0;
        for (uint32_t i = 0; i < o.vl; ++i) {
            if (o.mask_bit(o.vs1, i)) o.put<T>(o.rd, n++, o.get<T>(o.vs2, i));
        }
    });
    return true;
}

/// vmv.x.s: also with vl = 0 or vstart >= vl, from any register.
bool to_x(Operation& o) {
    by_width(o.sew, [&](auto zero) { o.hart.x[o.rd] = uint64_t(int64_t{sgn(o.get<decltype(zero)>(o.vs2, 0))}); });
    return true;
}
bool from_x(Operation& o) {
    by_width(o.sew, [&](auto zero) {
        if (o.start < o.vl) o.put(o.rd, 0, decltype(zero)(o.hart.x[o.vs1]));
    });
    return true;
}
bool to_f(Operation& o) {
    if (!fp_usable(o) || !is_fp_width(o.sew)) return false;
    o.hart.f[o.rd] = o.sew == 2 ? isa::box<fp::F32>(o.get<uint32_t>(o.vs2, 0)) : o.get<uint64_t>(o.vs2, 0);
    mark_fp_dirty(o.hart);
    return true;
}
bool from_f(Operation& o) {
    if (!fp_usable(o) || !is_fp_width(o.sew)) return false;
    if (o.start >= o.vl) return true;
    const uint64_t f = o.hart.f[o.vs1];
    if (o.sew == 2) o.put(o.rd, 0, isa::unbox<fp::F32>(f));
    else o.put(o.rd, 0, f);
    return true;
}

/// vmv<nr>r.v: EMUL = NREG, EEW = SEW, evl = NREG * VLEN / SEW, whatever vl is.
bool whole(Operation& o) {
    const unsigned registers = o.vs1 + 1;
    if (((o.rd | o.vs2) & (registers - 1)) != 0) return false;
    const uint32_t bytes = registers * o.v.vlenb, first = o.start << o.sew;
    if (first >= bytes) return false;
    std::memmove(o.v.reg + o.rd * o.v.vlenb + first, o.v.reg + o.vs2 * o.v.vlenb + first, bytes - first);
    return true;
}

}  // namespace covesim::vector
