// Smsd instructions: MFENCE.PA and MINVAL.PA. Supervisor Domains Access Protection §3.2 and §3.3.
//
// The text prints no funct7 values; the defaults here are those of riscv-opcodes PR #389 (docs/decisions.md). Valid
// only in M-mode; anywhere else an illegal instruction, also with V=1. rd != 0 is reserved and does not decode. rs2
// bits above SDIDLEN are ignored.
#pragma once
#include "cpu/isa/privileged_op.h"

namespace covesim::isa {

inline constexpr uint32_t kMfencePaFunct7 = 0x19;
inline constexpr uint32_t kMinvalPaFunct7 = 0x1b;

struct MfencePa {
    static constexpr Info info{"mfence.pa", Fmt::Fence2, kMfencePaFunct7 << 25 | 0x73,
                               0xfe007fff,  Cls::Fence,  Ext::Smsd};
    template <class E>
    static Flow system(E& e, const Slot& o) {
        if (!permitted(e, e.priv().check_machine())) return Flow::Trap;
        e.priv().env().mfence_pa(fence_args(e, o, e.priv().sdid_mask()));
        return Flow::Next;
    }
};

struct MinvalPa {
    static constexpr Info info{"minval.pa", Fmt::Fence2, kMinvalPaFunct7 << 25 | 0x73,
                               0xfe007fff,  Cls::Fence,  Ext::Smsd};
    template <class E>
    static Flow system(E& e, const Slot& o) {
        if (!permitted(e, e.priv().check_machine())) return Flow::Trap;
        e.priv().env().minval_pa(fence_args(e, o, e.priv().sdid_mask()));
        return Flow::Next;
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_SMSD(X) X(MfencePa) X(MinvalPa)
// clang-format on
