// The run loop: threaded dispatch over decoded slots. One instantiation per mode, the same instruction bodies in all.
//
// Counting: entering a block adds its suffix sums (instructions; in timed, issue gaps); leaving it early takes back
// what remains. What is exact and when it is sampled: docs/engine.md.
#pragma once
#include <array>
#include <cstdint>

#include "cpu/engine/blocks.h"
#include "cpu/engine/exec.h"
#include "cpu/isa/all.h"

namespace covesim {

template <Mode M>
struct Engine {
    /// Runs from state.pc until Hart::enter says to leave.
    static void run(Hart& h);

  private:
    /// Makes `if constexpr` on an instruction's shape discard the other shapes' code.
    template <class T, Mode = M>
    struct Dependent {
        using Type = T;
    };
    static constexpr bool kTimed = M == Mode::Timed;
    static constexpr bool kLines = M != Mode::Fast;
    static constexpr uintptr_t kLineSlotMask = kLineBytes / 2 - 1;

    /// The fetch L0 holds the line of `pc`: touches it.
    static bool line_hit(Hart& h, uint64_t pc) {
        const FetchEntry& e = h.fetch_l0_.slot(*h.fetch_bank_, pc);
        if (e.tag != (pc & ~(kLineBytes - 1ULL))) [[unlikely]]
            return false;
        const uint64_t seq = ++h.mmu_.sequence();
        if (e.stamps.line) *e.stamps.line = seq;
        if (e.stamps.tlb) *e.stamps.tlb = seq;
        return true;
    }

    /// A taken branch or a jump may leave to an address that IALIGN=32 or Zicfilp does not allow.
    template <class T>
    static constexpr bool transfers() {
        constexpr isa::Shape kShape = isa::shape_of<T, Exec<M>>();
        return kShape == isa::Shape::Branch || kShape == isa::Shape::Jump;
    }

    static bool time_left(const Hart& h, uint64_t icount) {
        if constexpr (kTimed) return h.cyc_ < h.limit_;
        else return icount < h.limit_;
    }
};

template <Mode M>
void Engine<M>::run(Hart& h) {
    using isa::Flow;
    using isa::Shape;
    using isa::Slot;
    using E = Exec<M>;

    // By dispatch number: 4-byte forms, then 2-byte forms, then kGoLook. [1]: every instruction is looked at before it
    // executes; [2]: every jump and branch, on a hart without C or where landing pads are expected.
    // clang-format off
#define COVESIM_X(T) &&L4_##T,
#define COVESIM_Y(T) &&L2_##T,
#define COVESIM_R(T) &&look,
#define COVESIM_J(T) transfers<isa::T>() ? &&look : &&L4_##T,
#define COVESIM_K(T) transfers<isa::T>() ? &&look : &&L2_##T,
    static const void* const kLabels[3][kGoLook + 1] = {
        {&&L_NotDecoded, &&L_Illegal, &&L_Slow, &&L_Vector, COVESIM_FOR_EACH_OP(COVESIM_X)
         &&L_NotDecoded, &&L_Illegal, &&L_Slow, &&L_Vector, COVESIM_FOR_EACH_OP(COVESIM_Y) &&look},
        {&&L_NotDecoded, &&look, &&L_Slow, &&look, COVESIM_FOR_EACH_OP(COVESIM_R)
         &&L_NotDecoded, &&look, &&L_Slow, &&look, COVESIM_FOR_EACH_OP(COVESIM_R) &&look},
        {&&L_NotDecoded, &&L_Illegal, &&L_Slow, &&L_Vector, COVESIM_FOR_EACH_OP(COVESIM_J)
         &&L_NotDecoded, &&L_Illegal, &&L_Slow, &&L_Vector, COVESIM_FOR_EACH_OP(COVESIM_K) &&look},
    };
#undef COVESIM_X
#undef COVESIM_Y
#undef COVESIM_R
#undef COVESIM_J
#undef COVESIM_K
    // clang-format on
    const auto* const table = kLabels[h.watched_ || h.limit_near_ ? 1 : h.jumps_looked_at() ? 2 : 0];

    uint64_t* const x = h.state_.x;
    uint64_t* const f = h.state_.f;
    const Slot* s = nullptr;
    uint64_t icount = h.raw_;

    // A computed goto runs no end of scope: each context below is dead before the next dispatch, or its stores would
    // stay.
#define COVESIM_GO() goto* table[s->go]
// A fetch line is entered by falling into its first instruction, which starts at the first half-word of the line, or at
// the second when a 4-byte instruction runs in. LEN half-words are behind us.
#define COVESIM_GO_FALLEN(LEN)                                                                            \
    do {                                                                                                  \
        if constexpr (kLines) {                                                                           \
            if ((reinterpret_cast<uintptr_t>(s) / sizeof(Slot) & kLineSlotMask) < (LEN)) goto line_entry; \
        }                                                                                                 \
        COVESIM_GO();                                                                                     \
    } while (0)
#define COVESIM_ADD_BLOCK()                            \
    do {                                               \
        icount += s->insns;                            \
        if constexpr (kTimed) {                        \
            if (s->insns != 0) h.cyc_ += 1U + s->gaps; \
        }                                              \
    } while (0)

enter:
    h.raw_ = icount;
enter_spilled:
    if (!h.template enter<M>()) return;
    s = h.entry_slot_;
    icount = h.raw_;
    COVESIM_ADD_BLOCK();
    COVESIM_GO();

taken_slow:  // state.pc is the target
    h.sample_next_ = true;
    goto enter;

trapped:  // begin_slow() noted which instruction, and what to take back
    h.raw_ = icount - h.cur_insns_;
    if constexpr (kTimed) h.cyc_ -= h.cur_gaps_;
    h.state_.pc = h.pc_of(h.cur_);
    h.take_exception();
    goto enter_spilled;

look:
    if (h.stop_before(s, icount)) return;
    if (h.watched_) h.report_commit(s, icount);
    if (h.jumps_checked() && h.misaligned_jump(s, icount)) goto trapped;
    if (h.pads_) h.expect_landing_pad(s);
    goto* kLabels[0][dispatch_of(*s)];

L_NotDecoded:
    if (h.in_scratch(s)) {  // the instruction that was executed there is done
        h.state_.pc = h.pc_of(s);
        h.sample_next_ = true;
        goto enter;
    }
    h.decode_block(const_cast<Slot*>(s));
    COVESIM_ADD_BLOCK();
    COVESIM_GO();

    [[maybe_unused]] line_entry : if (h.in_scratch(s)) goto L_NotDecoded;
    if (line_hit(h, h.pc_of(s))) [[likely]]
        COVESIM_GO();
    icount -= s->insns;
    if constexpr (kTimed) {
        if (s->insns != 0) h.cyc_ -= 1U + s->gaps;
    }
    h.state_.pc = h.pc_of(s);
    h.sample_next_ = false;
    goto enter;

L_Slow:  // the last instruction of a page: executed from the scratch page
    if (!h.to_scratch(s, icount)) goto trapped;
    s = h.entry_slot_;
    COVESIM_GO();

L_Illegal : {
    const E e{h, s, icount, x, f};
    e.illegal();
    goto trapped;
}

L_Vector:
    if (!h.vector(s, icount)) goto trapped;
    s += 2;
    COVESIM_GO_FALLEN(2);

#define COVESIM_BODY(T, PREFIX, LEN)                                                                         \
    PREFIX##T : {                                                                                            \
        using Op = typename Dependent<isa::T>::Type;                                                         \
        constexpr Shape kShape = isa::shape_of<Op, E>();                                                     \
        static_assert(shape_agrees_with_block_end<Op, E>());                                                 \
        if constexpr (kShape == Shape::Plain) {                                                              \
            {                                                                                                \
                E e{h, s, icount, x, f};                                                                     \
                Op::exec(e, *s);                                                                             \
            }                                                                                                \
            s += LEN;                                                                                        \
            COVESIM_GO_FALLEN(LEN);                                                                          \
        } else if constexpr (kShape == Shape::Traps) {                                                       \
            bool done;                                                                                       \
            {                                                                                                \
                E e{h, s, icount, x, f};                                                                     \
                done = Op::exec(e, *s);                                                                      \
            }                                                                                                \
            if (!done) [[unlikely]]                                                                          \
                goto trapped;                                                                                \
            s += LEN;                                                                                        \
            COVESIM_GO_FALLEN(LEN);                                                                          \
        } else if constexpr (kShape == Shape::Branch) {                                                      \
            bool taken;                                                                                      \
            {                                                                                                \
                E e{h, s, icount, x, f};                                                                     \
                taken = Op::taken(e, *s);                                                                    \
            }                                                                                                \
            if constexpr (kLines) h.predict_branch(h.pc_of(s), taken);                                       \
            if (taken) {                                                                                     \
                const uintptr_t to = reinterpret_cast<uintptr_t>(s) + uintptr_t(int64_t(s->imm) * 8);        \
                if (((to ^ reinterpret_cast<uintptr_t>(s)) & h.inline_mask_) == 0 && time_left(h, icount) && \
                    (!kLines || line_hit(h, h.pc_of(reinterpret_cast<const Slot*>(to))))) [[likely]] {       \
                    s = reinterpret_cast<const Slot*>(to);                                                   \
                    COVESIM_ADD_BLOCK();                                                                     \
                    COVESIM_GO();                                                                            \
                }                                                                                            \
                h.state_.pc = h.pc_of(s) + uint64_t(int64_t(s->imm));                                        \
                goto taken_slow;                                                                             \
            }                                                                                                \
            s += LEN;                                                                                        \
            COVESIM_ADD_BLOCK();                                                                             \
            COVESIM_GO_FALLEN(LEN);                                                                          \
        } else if constexpr (kShape == Shape::Jump) {                                                        \
            const uint64_t here = h.pc_of(s);                                                                \
            uint64_t target;                                                                                 \
            {                                                                                                \
                E e{h, s, icount, x, f};                                                                     \
                target = Op::target(e, *s);                                                                  \
            }                                                                                                \
            if constexpr (kLines) h.predict_jump(Op::info.fmt == isa::Fmt::Jalr, *s, here, target);          \
            if (((here ^ target) & h.inline_va_mask_) == 0 && time_left(h, icount) &&                        \
                (!kLines || line_hit(h, target))) [[likely]] {                                               \
                s = reinterpret_cast<const Slot*>((reinterpret_cast<uintptr_t>(s) & ~(kSlotPageBytes - 1)) + \
                                                  ((target & 0xfff) << 3));                                  \
                COVESIM_ADD_BLOCK();                                                                         \
                COVESIM_GO();                                                                                \
            }                                                                                                \
            h.state_.pc = target;                                                                            \
            goto taken_slow;                                                                                 \
        } else {                                                                                             \
            static_assert(kShape == Shape::System);                                                          \
            h.begin_system(s, icount);                                                                       \
            Flow flow;                                                                                       \
            {                                                                                                \
                E e{h, s, icount, x, f};                                                                     \
                flow = Op::system(e, h.system_);                                                             \
            }                                                                                                \
            if (flow == Flow::Trap) goto trapped;                                                            \
            h.finish_system(flow);                                                                           \
            goto enter;                                                                                      \
        }                                                                                                    \
    }
#define COVESIM_X(T) COVESIM_BODY(T, L4_, 2) COVESIM_BODY(T, L2_, 1)
    COVESIM_FOR_EACH_OP(COVESIM_X)
#undef COVESIM_X
#undef COVESIM_BODY
#undef COVESIM_GO
#undef COVESIM_GO_FALLEN
#undef COVESIM_ADD_BLOCK
}

// Each is compiled in its own file (engine_*.cc).
extern template struct Engine<Mode::Fast>;
extern template struct Engine<Mode::Warm>;
extern template struct Engine<Mode::Timed>;

}  // namespace covesim
