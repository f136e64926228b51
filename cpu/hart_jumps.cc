// What jumps are checked for. Instruction-address-misaligned exceptions: harts without C, where instructions lie on
// four-byte boundaries (IALIGN=32). Landing pads: Zicfilp, where xLPE is 1.
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
constexpr std::array<Taken, isa::kOpCount> kTaken{nullptr, nullptr, nullptr,
                                                  nullptr,  // the ops that are no instructions
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

void Hart::expect_landing_pad(const isa::Slot* s) {
    if (s->op != isa::op_index<isa::Jalr>) return;
    if (s->rs1 == 1 || s->rs1 == 5 || s->rs1 == 7) return;  // a return, a direct call, a software-guarded branch
    state_.elp = look_at_entry_ = true;
    limit_ = 0;  // so that the jump leaves the inline path and enter() looks at its target
}

bool Hart::landing_pad() {
    const uint64_t pc = state_.pc;
    // Faults of the fetch come first, also of the half of an instruction that lies in the next page.
    if ((pc & 0xfff) == 0xffe && !in_scratch(entry_slot_) && !scratch_at(pc)) return false;
    const uint32_t bits = bits_at(entry_slot_), label = bits >> 12;
    const bool lpad = (bits & 0xfff) == isa::Lpad::info.match;
    if (!lpad || (pc & 3) != 0 || (label != 0 && label != uint32_t(state_.x[7]) >> 12)) {
        trap_ = Trap{};
        trap_.cause = cause::kSoftwareCheck;
        trap_.tval = software_check::kLandingPad;
        return false;
    }
    state_.elp = false;
    look_at_entry_ = !config_.accelerators.decoded_code;
    return true;
}

}  // namespace covesim
