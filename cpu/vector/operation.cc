#include "cpu/vector/operation.h"

#include <algorithm>

#include "cpu/isa/v.h"

namespace covesim::vector {

Operation::Operation(HartState& state, const isa::Slot& slot, Traits traits)
    : hart(state),
      v(state.vector),
      bits(uint32_t(slot.imm)),
      rd(slot.rd),
      vs1(slot.rs1),
      vs2(slot.rs2),
      masked((bits & isa::kVmBit) == 0),
      host_fp(traits.host_fp),
      zvfhmin(traits.zvfhmin),
      sew(int(vtype::sew(v.vtype))),
      lmul(vtype::lmul(v.vtype)),
      vl(uint32_t(v.vl)),
      start(uint32_t(v.vstart)),
      destination_(mask(rd)) {}

namespace {

/// "A destination vector register group can overlap a source vector register group only if …"
bool may_overwrite(const Group& d, const Group& s) {
    if (d.eew == s.eew || !d.overlaps(s)) return true;
    if (d.eew < s.eew) return d.reg == s.reg;
    return s.emul >= 0 && d.reg + d.registers() == s.reg + s.registers();
}

}  // namespace

bool Operation::legal_sources(std::initializer_list<Group> sources) const {
    for (const Group* a = sources.begin(); a != sources.end(); ++a) {
        if (!a->exists()) return false;
        widest_ = std::max(widest_, a->eew);
        if (masked && a->eew != 0 && a->overlaps(mask(0))) return false;
        for (const Group* b = a + 1; b != sources.end(); ++b) {
            if (a->eew != b->eew && a->overlaps(*b)) return false;
        }
    }
    return true;
}

bool Operation::legal(Group d, std::initializer_list<Group> sources) const {
    if (!d.exists() || !legal_sources(sources)) return false;
    widest_ = std::max(widest_, d.eew);
    destination_ = d;
    if (masked && d.eew != 0 && d.overlaps(mask(0))) return false;
    for (const Group& s : sources) {
        if (!may_overwrite(d, s)) return false;
    }
    return true;
}

}  // namespace covesim::vector
