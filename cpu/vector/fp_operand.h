// What floating-point vector instructions ask before anything else, and their scalar operand.
#pragma once
#include "cpu/fp/fast.h"
#include "cpu/isa/fp_bodies.h"
#include "cpu/vector/elementwise.h"

namespace covesim::vector {

/// FS is not Off (with V=1 in both), and frm holds a rounding mode: instructions that do not round refuse it too, "even
/// those that do not depend on the rounding mode".
inline bool fp_usable(const Operation& o) { return fp_enabled(o.hart) && o.hart.frm <= 4; }

/// f(Format{}) for the floating-point format of 2^log2_bytes bytes, 4 or 8.
template <class F>
void by_format(int log2_bytes, F f) {
    if (log2_bytes == 2) f(fp::F32{});
    else f(fp::F64{});
}
inline bool is_fp_width(int log2_bytes) { return log2_bytes == 2 || log2_bytes == 3; }

/// The second operand: vs1, or f[rs1] unboxed.
template <class F>
Source fp_operand(const Operation& o, typename F::Bits& scalar) {
    if (o.vector_vs1()) return {o.v.reg + o.vs1 * o.v.vlenb, sizeof(scalar)};
    scalar = isa::unbox<F>(o.hart.f[o.vs1]);
    return {reinterpret_cast<const uint8_t*>(&scalar), 0};
}

/// Flags accrue; FS becomes Dirty if there are any.
inline void accrue(Operation& o, uint8_t flags) {
    if (flags == 0) return;
    o.hart.fflags |= flags;
    mark_fp_dirty(o.hart);
}

}  // namespace covesim::vector
