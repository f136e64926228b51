// Vector instructions: what all of them check and leave behind, and what they cost in the timed mode. Their meaning is
// in cpu/vector, loads and stores are in hart_vector_memory.cc.
//
// Unprivileged specification, "Vector Context Status in mstatus", "Vector Type Illegal", "Vector Start Index": VS Off
// and vill raise illegal instruction, and so does a vstart beyond the largest element index (recommended there).
#include <algorithm>

#include "cpu/hart.h"
#include "cpu/isa/all.h"
#include "cpu/vector/bodies.h"

namespace covesim {
namespace {

using isa::Cls;
using isa::Fmt;

uint64_t ceil_div(uint64_t a, uint64_t b) { return (a + b - 1) / b; }

bool to_scalar(Fmt f) { return f == Fmt::VToX || f == Fmt::VToF; }
bool from_scalar(Fmt f) { return f == Fmt::VMvX || f == Fmt::VMvF; }

/// The registers with active elements of the destination, a bit each.
uint32_t registers_written(const isa::Info& info, const vector::Operation& o) {
    if (info.cls == Cls::VPermute && info.fmt == Fmt::V1) return ((1U << (o.vs1 + 1)) - 1) << o.rd;
    const vector::Group d = o.destination();
    if (d.eew == 0) return o.start < o.vl ? 1U << d.reg : 0;
    const bool every = info.fmt == Fmt::VVVm || info.fmt == Fmt::VVXm || info.fmt == Fmt::VVIm || info.fmt == Fmt::VVFm;
    uint32_t registers = 0;
    for (uint32_t i = o.start; i < o.vl; ++i) {
        if (every || o.active(i)) registers |= 1U << (d.reg + (uint64_t{i} << d.eew) / (8 * o.v.vlenb));
    }
    return registers;
}

}  // namespace

bool Hart::vector(const isa::Slot* s, uint64_t icount) {
    begin_slow(s, icount);
    const isa::Slot slot = *s;  // other harts may change the code while a load or store waits
    const isa::Info& info = isa::kInfo[slot.op];
    VectorState& v = state_.vector;
    if (!vector_enabled(state_)) return raise_with_bits(cause::kIllegal, s, icount);

    vector::Operation o(state_, slot, {config_.accelerators.host_fp, zvfhmin_});
    const bool memory = slot.op >= vector::kFirstMemoryOp;
    const bool whole = memory ? vector_whole(o.bits) : (o.bits & 0xfe007000) == 0x9e003000;  // vmv<nr>r.v
    if (info.cls != Cls::VConfig && !(memory && whole)) {
        const bool out_of_range = !whole && v.vstart >= o.vlmax();
        if ((v.vtype & vtype::kVill) || out_of_range) return raise_with_bits(cause::kIllegal, s, icount);
    }
    const uint64_t first = v.vstart;
    const bool unsaturated = v.vxsat == 0;
    if (memory) {
        if (watches_.any() && vector_watched(o)) return false;
        const VectorEnd end = vector_memory(o);
        if (end == VectorEnd::Illegal) return raise_with_bits(cause::kIllegal, s, icount);
        if (end == VectorEnd::Trap) return false;
    } else if (!vector::kBodies[slot.op - isa::kFirstVectorOp](o)) {
        return raise_with_bits(cause::kIllegal, s, icount);
    }
    v.vstart = 0;
    if (first != 0 || !(info.cls == Cls::VStore || to_scalar(info.fmt))) mark_vector_dirty(state_);
    if (mode_ == Mode::Timed) time_vector(info, o);
    if (commits_) note_vector_commit(info, o);
    commit_.saturated = unsaturated && v.vxsat != 0;
    end_slow();
    return true;
}

/// The vector unit has an arithmetic and a memory pipe, each of which takes instructions in order; the next one enters
/// when the last element of the one before has. Elements are chained from pipe to pipe, so only results in x and f
/// registers are waited for.
void Hart::time_vector(const isa::Info& info, const vector::Operation& o) {
    const VectorParams& p = config_.params.vector;
    if (info.cls == Cls::VConfig) return;
    const bool memory = info.cls == Cls::VLoad || info.cls == Cls::VStore;
    uint64_t& busy = vector_busy_[memory];
    const uint64_t now = cycles();
    const uint64_t begin = std::max(now, busy);
    if (begin > now) stall(&HartStats::stall_vector, begin - now);
    busy = begin + (memory ? vector_memory_cycles(o) : vector_cycles(info, o));
    if (to_scalar(info.fmt)) stall(&HartStats::stall_vector, busy - begin + p.scalar_latency - 1);
}

uint64_t Hart::vector_cycles(const isa::Info& info, const vector::Operation& o) const {
    const VectorParams& p = config_.params.vector;
    const uint64_t n = o.vl > o.start ? o.vl - o.start : 0, dividers = p.datapath_bits / 64;
    const auto at_least_one = [](uint64_t cycles) { return std::max<uint64_t>(1, cycles); };
    const uint64_t passes = at_least_one(ceil_div(n << o.widest_eew(), p.datapath_bits));
    switch (info.cls) {
        case Cls::VDiv: return at_least_one(ceil_div(n, dividers) * p.div_cycles);
        case Cls::VFpDiv: return at_least_one(ceil_div(n, dividers) * p.fp_div_cycles);
        case Cls::VReduce:
        case Cls::VFpReduce: return passes + p.reduction_latency;
        case Cls::VFpOrdered: return at_least_one(n * config_.params.pipeline.fp_add_latency);
        case Cls::VMask: return at_least_one(ceil_div(n, p.datapath_bits));
        case Cls::VGather: return at_least_one(ceil_div(n, p.gather_elements));
        case Cls::VPermute:
            if (info.fmt == Fmt::V1)
                return at_least_one((o.vs1 + 1) * 8ULL * o.v.vlenb / p.datapath_bits);  // vmv<nr>r.v
            return to_scalar(info.fmt) || from_scalar(info.fmt) ? 1 : passes;
        default: return passes;
    }
}

/// For the commit log: the registers that hold active elements of the destination.
void Hart::note_vector_commit(const isa::Info& info, const vector::Operation& o) {
    commit_.accesses = commit_accesses_;
    if (info.cls != Cls::VLoad && info.cls != Cls::VStore) commit_.accesses = {};
    if (info.cls == Cls::VConfig || info.cls == Cls::VStore || to_scalar(info.fmt)) return;
    commit_.vector_written = info.cls == Cls::VLoad ? vector_loaded(o) : registers_written(info, o);
}

}  // namespace covesim
