#include "tests/unit/vector/naive.h"

#include <set>

namespace covesim::test {
namespace {

/// An operand: the registers of its group, and whether they exist.
struct Operand {
    bool exists = true;
    std::set<unsigned> registers;
    unsigned eew = 0;          ///< bits; 1 for masks
    bool at_least_one = true;  ///< EMUL >= 1
};

/// EMUL in eighths.
Operand group(unsigned first, unsigned eighths, unsigned eew) {
    Operand o;
    o.eew = eew;
    if (eighths < 1 || eighths > 64) {
        o.exists = false;
        return o;
    }
    const unsigned n = eighths < 8 ? 1 : eighths / 8;
    o.at_least_one = eighths >= 8;
    o.exists = first % n == 0;
    for (unsigned r = first; r < first + n; ++r) o.registers.insert(r);
    return o;
}
Operand mask_operand(unsigned r) { return group(r, 8, 1); }

bool overlap(const Operand& a, const Operand& b) {
    for (const unsigned r : a.registers)
        if (b.registers.count(r)) return true;
    return false;
}

/// "A destination vector register group can overlap a source vector register group only if one of the following holds".
bool overlap_allowed(const Operand& d, const Operand& s) {
    if (!overlap(d, s)) return true;
    if (d.eew == s.eew) return true;
    if (d.eew < s.eew) return *d.registers.begin() == *s.registers.begin();
    return s.at_least_one && *d.registers.rbegin() == *s.registers.rbegin();
}

bool constraints(bool masked, bool checks_destination, const Operand& d, std::vector<Operand> sources) {
    if (checks_destination && !d.exists) return false;
    for (const Operand& s : sources)
        if (!s.exists) return false;
    if (checks_destination) {
        for (const Operand& s : sources)
            if (!overlap_allowed(d, s)) return false;
        if (masked && d.eew != 1 && d.registers.count(0)) return false;
    }
    if (masked) sources.push_back(mask_operand(0));
    for (const Operand& a : sources)
        for (const Operand& b : sources)
            if (a.eew != b.eew && overlap(a, b)) return false;
    return true;
}

uint64_t truncate(UWide v, unsigned bits) {
    return uint64_t(v) & (bits == 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1);
}

// --- fixed point, from the table of vxrm

UWide rounded(const NaiveState& s, Signed v, unsigned d) {
    if (d == 0) return UWide(v);
    const auto bit = [&](unsigned n) { return unsigned(UWide(v) >> n & 1); };
    const auto any_below = [&](unsigned n) {
        for (unsigned i = 0; i < n; ++i)
            if (bit(i)) return true;
        return false;
    };
    unsigned r = 0;
    switch (s.vxrm) {
        case 0: r = bit(d - 1); break;
        case 1: r = bit(d - 1) & (any_below(d - 1) | bit(d)); break;
        case 2: r = 0; break;
        case 3: r = !bit(d) & any_below(d); break;
    }
    return UWide((v >> d) + r);
}
UWide clip_signed(Inputs& in, Signed v, unsigned bits) {
    const Signed max = (Signed{1} << (bits - 1)) - 1, min = -max - 1;
    if (v > max || v < min) in.s.vxsat = true;
    return UWide(v > max ? max : v < min ? min : v);
}
UWide clip_unsigned(Inputs& in, Signed v, unsigned bits) {
    const Signed max = (Signed{1} << bits) - 1;
    if (v > max || v < 0) in.s.vxsat = true;
    return UWide(v > max ? max : v < 0 ? Signed{0} : v);
}

unsigned shift(const Inputs& in, unsigned bits) { return unsigned(in.b % bits); }

}  // namespace

bool naive_execute(NaiveState& s, const Rule& rule, char form, bool vm, unsigned vd, unsigned vs2, unsigned vs1) {
    const unsigned sew = s.sew_bits(), lmul = s.lmul8();
    const bool masked = !vm, vector = form == 'v';
    const bool wide =
        rule.shape == Shape::Wide || rule.shape == Shape::WideWithWideVs2 || rule.shape == Shape::WideAccumulate;
    const bool reduces = rule.shape == Shape::Reduce || rule.shape == Shape::WideReduce;
    const bool to_mask = rule.shape == Shape::ToMask || rule.shape == Shape::CarryToMask;
    const bool doubles = wide || rule.shape == Shape::Narrow || rule.shape == Shape::WideReduce;
    if (doubles && sew == 64) return false;
    const unsigned d_bits = wide || rule.shape == Shape::WideReduce ? 2 * sew : sew;
    const unsigned a_bits = rule.shape == Shape::Narrow || rule.shape == Shape::WideWithWideVs2 ? 2 * sew : sew;
    const unsigned b_bits = rule.shape == Shape::WideReduce ? 2 * sew : sew;

    // Register groups.
    const Operand d = to_mask ? mask_operand(vd) : group(vd, wide ? 2 * lmul : lmul, d_bits);
    std::vector<Operand> sources{group(vs2, a_bits > sew ? 2 * lmul : lmul, a_bits)};
    if (reduces) sources.push_back(group(vs1, 8, b_bits));
    else if (vector) sources.push_back(group(vs1, lmul, b_bits));
    if (rule.shape == Shape::WideAccumulate) sources.push_back(d);
    if (!constraints(masked, !reduces, d, sources)) return false;
    if (reduces && s.vstart != 0) return false;
    if (s.vstart >= s.vlmax()) return false;

    const auto operand = [&](uint64_t i) {
        if (vector) return s.element(vs1, i, b_bits);
        if (form == 'x') return truncate(s.x[vs1], sew);
        if (form == 'u') return uint64_t{vs1};
        return truncate(UWide(vs1 & 16 ? Signed(vs1) - 32 : Signed(vs1)), sew);
    };
    if (reduces) {
        if (s.vl > 0) {
            Inputs in{s, sew, a_bits, d_bits, d_bits, 0, s.element(vs1, 0, d_bits), 0, false};
            for (uint64_t i = 0; i < s.vl; ++i) {
                if (masked && !s.mask(0, i)) continue;
                in.a = s.element(vs2, i, a_bits);
                in.b = truncate(rule.f(in), d_bits);
            }
            s.set_element(vd, 0, d_bits, in.b);
        }
    } else {
        const bool carry = rule.shape == Shape::Carry || rule.shape == Shape::CarryToMask || rule.shape == Shape::Merge;
        for (uint64_t i = s.vstart; i < s.vl; ++i) {
            if (masked && !carry && !s.mask(0, i)) continue;
            Inputs in{s, sew, a_bits, b_bits, d_bits, s.element(vs2, i, a_bits), operand(i), 0, masked && s.mask(0, i)};
            if (!to_mask) in.d = s.element(vd, i, d_bits);
            const UWide r = rule.f(in);
            if (to_mask) s.set_mask(vd, i, r & 1);
            else s.set_element(vd, i, d_bits, truncate(r, d_bits));
        }
    }
    s.vstart = 0;
    return true;
}

std::vector<Rule> naive_rules() {
    using enum Shape;
    using I = Inputs;
    const auto all_ones = ~UWide{0};
    return {
        {"vadd", 0x00, false, "vxi", Same, [](I& i) { return UWide(i.ua() + i.ub()); }},
        {"vsub", 0x02, false, "vx", Same, [](I& i) { return UWide(i.ua() - i.ub()); }},
        {"vrsub", 0x03, false, "xi", Same, [](I& i) { return UWide(i.ub() - i.ua()); }},
        {"vminu", 0x04, false, "vx", Same, [](I& i) { return UWide(i.a < i.b ? i.a : i.b); }},
        {"vmin", 0x05, false, "vx", Same, [](I& i) { return UWide(i.sa() < i.sb() ? i.a : i.b); }},
        {"vmaxu", 0x06, false, "vx", Same, [](I& i) { return UWide(i.a > i.b ? i.a : i.b); }},
        {"vmax", 0x07, false, "vx", Same, [](I& i) { return UWide(i.sa() > i.sb() ? i.a : i.b); }},
        {"vand", 0x09, false, "vxi", Same, [](I& i) { return UWide(i.a & i.b); }},
        {"vor", 0x0a, false, "vxi", Same, [](I& i) { return UWide(i.a | i.b); }},
        {"vxor", 0x0b, false, "vxi", Same, [](I& i) { return UWide(i.a ^ i.b); }},
        {"vsll", 0x25, false, "vxu", Same, [](I& i) { return UWide(i.a) << shift(i, i.bits); }},
        {"vsrl", 0x28, false, "vxu", Same, [](I& i) { return UWide(i.a) >> shift(i, i.bits); }},
        {"vsra", 0x29, false, "vxu", Same, [](I& i) { return UWide(i.sa() >> shift(i, i.bits)); }},
        {"vmul", 0x25, true, "vx", Same, [](I& i) { return UWide(i.a) * i.b; }},
        {"vmulh", 0x27, true, "vx", Same, [](I& i) { return UWide(i.sa() * i.sb() >> i.bits); }},
        {"vmulhu", 0x24, true, "vx", Same, [](I& i) { return UWide(i.a) * i.b >> i.bits; }},
        {"vmulhsu", 0x26, true, "vx", Same, [](I& i) { return UWide(i.sa() * i.ub() >> i.bits); }},
        {"vdivu", 0x20, true, "vx", Same, [=](I& i) { return i.b == 0 ? all_ones : UWide(i.a / i.b); }},
        {"vdiv", 0x21, true, "vx", Same, [=](I& i) { return i.b == 0 ? all_ones : UWide(i.sa() / i.sb()); }},
        {"vremu", 0x22, true, "vx", Same, [](I& i) { return i.b == 0 ? UWide(i.a) : UWide(i.a % i.b); }},
        {"vrem", 0x23, true, "vx", Same, [](I& i) { return i.b == 0 ? UWide(i.a) : UWide(i.sa() % i.sb()); }},
        {"vmadd", 0x29, true, "vx", Same, [](I& i) { return UWide(i.b) * i.d + i.a; }},
        {"vnmsub", 0x2b, true, "vx", Same, [](I& i) { return UWide(i.a) - UWide(i.b) * i.d; }},
        {"vmacc", 0x2d, true, "vx", Same, [](I& i) { return UWide(i.b) * i.a + i.d; }},
        {"vnmsac", 0x2f, true, "vx", Same, [](I& i) { return UWide(i.d) - UWide(i.b) * i.a; }},
        {"vadc", 0x10, false, "vxi", Carry, [](I& i) { return UWide(i.a) + i.b + i.c; }},
        {"vsbc", 0x12, false, "vx", Carry, [](I& i) { return UWide(i.a) - i.b - i.c; }},
        {"vmadc", 0x11, false, "vxi", CarryToMask, [](I& i) { return (UWide(i.a) + i.b + i.c) >> i.bits; }},
        {"vmsbc", 0x13, false, "vx", CarryToMask, [](I& i) { return UWide(i.ua() - i.ub() - i.c < 0); }},
        {"vmerge", 0x17, false, "vxi", Merge, [](I& i) { return UWide(i.c ? i.b : i.a); }},
        {"vmseq", 0x18, false, "vxi", ToMask, [](I& i) { return UWide(i.a == i.b); }},
        {"vmsne", 0x19, false, "vxi", ToMask, [](I& i) { return UWide(i.a != i.b); }},
        {"vmsltu", 0x1a, false, "vx", ToMask, [](I& i) { return UWide(i.a < i.b); }},
        {"vmslt", 0x1b, false, "vx", ToMask, [](I& i) { return UWide(i.sa() < i.sb()); }},
        {"vmsleu", 0x1c, false, "vxi", ToMask, [](I& i) { return UWide(i.a <= i.b); }},
        {"vmsle", 0x1d, false, "vxi", ToMask, [](I& i) { return UWide(i.sa() <= i.sb()); }},
        {"vmsgtu", 0x1e, false, "xi", ToMask, [](I& i) { return UWide(i.a > i.b); }},
        {"vmsgt", 0x1f, false, "xi", ToMask, [](I& i) { return UWide(i.sa() > i.sb()); }},
        {"vwaddu", 0x30, true, "vx", Wide, [](I& i) { return UWide(i.ua() + i.ub()); }},
        {"vwadd", 0x31, true, "vx", Wide, [](I& i) { return UWide(i.sa() + i.sb()); }},
        {"vwsubu", 0x32, true, "vx", Wide, [](I& i) { return UWide(i.ua() - i.ub()); }},
        {"vwsub", 0x33, true, "vx", Wide, [](I& i) { return UWide(i.sa() - i.sb()); }},
        {"vwaddu.w", 0x34, true, "vx", WideWithWideVs2, [](I& i) { return UWide(i.ua() + i.ub()); }},
        {"vwadd.w", 0x35, true, "vx", WideWithWideVs2, [](I& i) { return UWide(i.sa() + i.sb()); }},
        {"vwsubu.w", 0x36, true, "vx", WideWithWideVs2, [](I& i) { return UWide(i.ua() - i.ub()); }},
        {"vwsub.w", 0x37, true, "vx", WideWithWideVs2, [](I& i) { return UWide(i.sa() - i.sb()); }},
        {"vwmulu", 0x38, true, "vx", Wide, [](I& i) { return UWide(i.ua() * i.ub()); }},
        {"vwmulsu", 0x3a, true, "vx", Wide, [](I& i) { return UWide(i.sa() * i.ub()); }},
        {"vwmul", 0x3b, true, "vx", Wide, [](I& i) { return UWide(i.sa() * i.sb()); }},
        {"vwmaccu", 0x3c, true, "vx", WideAccumulate, [](I& i) { return UWide(i.ub() * i.ua() + Signed(i.d)); }},
        {"vwmacc", 0x3d, true, "vx", WideAccumulate, [](I& i) { return UWide(i.sb() * i.sa() + i.sd()); }},
        {"vwmaccus", 0x3e, true, "x", WideAccumulate, [](I& i) { return UWide(i.ub() * i.sa() + i.sd()); }},
        {"vwmaccsu", 0x3f, true, "vx", WideAccumulate, [](I& i) { return UWide(i.sb() * i.ua() + i.sd()); }},
        {"vnsrl", 0x2c, false, "vxu", Narrow, [](I& i) { return UWide(i.a) >> shift(i, 2 * i.bits); }},
        {"vnsra", 0x2d, false, "vxu", Narrow, [](I& i) { return UWide(i.sa() >> shift(i, 2 * i.bits)); }},
        // Fixed point.
        {"vsaddu", 0x20, false, "vxi", Same, [](I& i) { return clip_unsigned(i, i.ua() + i.ub(), i.bits); }},
        {"vsadd", 0x21, false, "vxi", Same, [](I& i) { return clip_signed(i, i.sa() + i.sb(), i.bits); }},
        {"vssubu", 0x22, false, "vx", Same, [](I& i) { return clip_unsigned(i, i.ua() - i.ub(), i.bits); }},
        {"vssub", 0x23, false, "vx", Same, [](I& i) { return clip_signed(i, i.sa() - i.sb(), i.bits); }},
        {"vaaddu", 0x08, true, "vx", Same, [](I& i) { return rounded(i.s, i.ua() + i.ub(), 1); }},
        {"vaadd", 0x09, true, "vx", Same, [](I& i) { return rounded(i.s, i.sa() + i.sb(), 1); }},
        {"vasubu", 0x0a, true, "vx", Same, [](I& i) { return rounded(i.s, i.ua() - i.ub(), 1); }},
        {"vasub", 0x0b, true, "vx", Same, [](I& i) { return rounded(i.s, i.sa() - i.sb(), 1); }},
        {"vsmul", 0x27, false, "vx", Same,
         [](I& i) { return clip_signed(i, Signed(rounded(i.s, i.sa() * i.sb(), i.bits - 1)), i.bits); }},
        {"vssrl", 0x2a, false, "vxu", Same, [](I& i) { return rounded(i.s, i.ua(), shift(i, i.bits)); }},
        {"vssra", 0x2b, false, "vxu", Same, [](I& i) { return rounded(i.s, i.sa(), shift(i, i.bits)); }},
        {"vnclipu", 0x2e, false, "vxu", Narrow,
         [](I& i) { return clip_unsigned(i, Signed(rounded(i.s, i.ua(), shift(i, 2 * i.bits))), i.bits); }},
        {"vnclip", 0x2f, false, "vxu", Narrow,
         [](I& i) { return clip_signed(i, Signed(rounded(i.s, i.sa(), shift(i, 2 * i.bits))), i.bits); }},
        // Reductions: a is the element, b what was accumulated.
        {"vredsum", 0x00, true, "v", Reduce, [](I& i) { return UWide(i.a) + i.b; }},
        {"vredand", 0x01, true, "v", Reduce, [](I& i) { return UWide(i.a & i.b); }},
        {"vredor", 0x02, true, "v", Reduce, [](I& i) { return UWide(i.a | i.b); }},
        {"vredxor", 0x03, true, "v", Reduce, [](I& i) { return UWide(i.a ^ i.b); }},
        {"vredminu", 0x04, true, "v", Reduce, [](I& i) { return UWide(i.a < i.b ? i.a : i.b); }},
        {"vredmin", 0x05, true, "v", Reduce, [](I& i) { return UWide(i.sa() < i.sb() ? i.a : i.b); }},
        {"vredmaxu", 0x06, true, "v", Reduce, [](I& i) { return UWide(i.a > i.b ? i.a : i.b); }},
        {"vredmax", 0x07, true, "v", Reduce, [](I& i) { return UWide(i.sa() > i.sb() ? i.a : i.b); }},
        {"vwredsumu", 0x30, false, "v", WideReduce, [](I& i) { return UWide(i.ua() + i.ub()); }},
        {"vwredsum", 0x31, false, "v", WideReduce, [](I& i) { return UWide(i.sa() + i.sb()); }},
        // Zvbb.
        {"vandn", 0x01, false, "vx", Same, [](I& i) { return UWide(i.a & ~i.b); }},
        {"vror", 0x14, false, "vx", Same, [](I& i) { return (UWide(i.a) << i.bits | i.a) >> shift(i, i.bits); }},
        {"vrol", 0x15, false, "vx", Same,
         [](I& i) { return (UWide(i.a) << i.bits | i.a) << shift(i, i.bits) >> i.bits; }},
        {"vwsll", 0x35, false, "vxu", Wide, [](I& i) { return UWide(i.a) << shift(i, 2 * i.bits); }},
    };
}

}  // namespace covesim::test
