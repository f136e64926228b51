// vsetvli, vsetivli, vsetvl: unprivileged specification, "Configuration-Setting Instructions".
//
// vl = min(AVL, VLMAX). Unsupported, so that vill is set: a reserved vsew, vlmul or upper bit, SEW > ELEN * LMUL, and
// the reserved x0, x0 form that would change VLMAX.
#include <algorithm>

#include "cpu/vector/bodies.h"

namespace covesim::vector {
namespace {

constexpr int kLog2Elen = 3;  // in bytes

bool supported(uint64_t type) {
    const int sew = int(vtype::sew(type)), lmul = vtype::lmul(type);
    return type < 0x100 && sew <= kLog2Elen && lmul >= -3 && sew <= kLog2Elen + std::min(lmul, 0);
}

/// log2 of VLMAX over VLEN in bytes: what x0, x0 must keep.
int ratio(uint64_t type) { return vtype::lmul(type) - int(vtype::sew(type)); }

bool set(Operation& o, uint64_t type, uint64_t avl, bool keep_vl) {
    VectorState& v = o.v;
    const bool vlmax_changes = keep_vl && ((v.vtype & vtype::kVill) || ratio(type) != ratio(v.vtype));
    if (!supported(type) || vlmax_changes) {
        v.vtype = vtype::kVill;
        v.vl = 0;
    } else {
        v.vtype = type;
        const int r = ratio(type);
        const uint64_t vlmax = r >= 0 ? uint64_t{v.vlenb} << r : v.vlenb >> -r;
        v.vl = std::min(avl, vlmax);
    }
    o.hart.x[o.rd] = v.vl;
    return true;
}

/// AVL in rs1, but x0 means VLMAX, or with rd = x0 too the vl there is.
bool set_by_register(Operation& o, uint64_t type) {
    const bool keep = o.vs1 == 0 && o.rd == isa::kSinkRegister;
    return set(o, type, keep ? o.v.vl : o.vs1 == 0 ? ~uint64_t{0} : o.hart.x[o.vs1], keep);
}

}  // namespace

bool vsetvli(Operation& o) { return set_by_register(o, o.bits >> 20 & 0x7ff); }
bool vsetvl(Operation& o) { return set_by_register(o, o.hart.x[o.vs2]); }
bool vsetivli(Operation& o) { return set(o, o.bits >> 20 & 0x3ff, o.vs1, false); }

}  // namespace covesim::vector
