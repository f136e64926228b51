// Instruction-address-misaligned exceptions: harts without C, where instructions lie on four-byte boundaries
// (IALIGN=32).
//
// Unprivileged specification, "Control Transfer Instructions": the exception is that of the taken branch or the jump,
// not of the target, and nothing is linked; xtval holds the target.
#include "cpu/hart.h"
#include "cpu/isa/all.h"
#include "cpu/isa/bits.h"

namespace covesim {
namespace {

/// All that the condition of a branch looks at.
struct Registers {
    const uint64_t* x;
};
using Taken = bool (*)(Registers&, const isa::Slot&);

template <class T>
constexpr Taken taken_of() {
    if constexpr (isa::shape_of<T, Registers>() == isa::Shape::Branch) return &T::template taken<Registers>;
    else return nullptr;
}
constexpr std::array<Taken, isa::kOpCount> kTaken{nullptr, nullptr, nullptr,  // the ops that are no instructions
#define COVESIM_X(T) taken_of<isa::T>(),
                                                  COVESIM_FOR_EACH_OP(COVESIM_X)
#undef COVESIM_X
};

}  // namespace

bool Hart::misaligned_jump(const isa::Slot* s, uint64_t icount) {
    const isa::Info& info = isa::kInfo[s->op];
    if (info.cls != isa::Cls::Branch && info.cls != isa::Cls::Jump) return false;
    Registers registers{state_.x};
    if (kTaken[s->op] && !kTaken[s->op](registers, *s)) return false;
    const uint64_t base = info.fmt == isa::Fmt::Jalr ? state_.x[s->rs1] : pc_of(s);
    const uint64_t target = (base + isa::sext(s->imm)) & ~uint64_t{1};
    if ((target & 2) == 0) return false;
    raise(cause::kFetchMisaligned, target, s, icount);
    return true;
}

}  // namespace covesim
