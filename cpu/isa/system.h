// Machine and supervisor instructions: ECALL, EBREAK, MRET, MNRET, SRET, WFI, SFENCE.VMA, and Svinval without its H
// part. Privileged specification 1.13: "Environment Call and Breakpoint", "Trap-Return Instructions", "Wait for
// Interrupt", "SFENCE.VMA", "Svinval". Who may execute what is decided in cpu/priv/legality.cc.
#pragma once
#include "cpu/isa/hypervisor.h"
#include "cpu/isa/privileged_op.h"

namespace covesim::isa {

struct Ecall {
    static constexpr Info info{"ecall", Fmt::None, 0x73, 0xffffffff, Cls::System, Ext::I};
    template <class E>
    static Flow system(E& e, const Slot&) {
        const HartState& s = e.state();
        uint64_t number = cause::kEcallU;  // U-mode and VU-mode share the number
        if (s.priv == Priv::S) number = s.v ? cause::kEcallVs : cause::kEcallS;
        if (s.priv == Priv::M) number = cause::kEcallM;
        e.raise(number, 0);
        return Flow::Trap;
    }
};

struct Ebreak {
    static constexpr Info info{"ebreak", Fmt::None, 0x100073, 0xffffffff, Cls::System, Ext::I};
    template <class E>
    static Flow system(E& e, const Slot&) {
        e.raise(cause::kBreakpoint, e.pc());
        return Flow::Trap;
    }
};

struct Mret {
    static constexpr Info info{"mret", Fmt::None, 0x30200073, 0xffffffff, Cls::System, Ext::S};
    template <class E>
    static Flow system(E& e, const Slot&) {
        if (!permitted(e, e.priv().check_machine())) return Flow::Trap;
        e.priv().mret();
        e.effects(Effect::Regime | Effect::Interrupts);
        return Flow::Jump;
    }
};

struct Mnret {
    static constexpr Info info{"mnret", Fmt::None, 0x70200073, 0xffffffff, Cls::System, Ext::Smrnmi};
    template <class E>
    static Flow system(E& e, const Slot&) {
        if (!permitted(e, e.priv().check_machine())) return Flow::Trap;
        e.priv().mnret();
        e.effects(Effect::Regime | Effect::Interrupts);
        return Flow::Jump;
    }
};

struct Sret {
    static constexpr Info info{"sret", Fmt::None, 0x10200073, 0xffffffff, Cls::System, Ext::S};
    template <class E>
    static Flow system(E& e, const Slot&) {
        if (!permitted(e, e.priv().check_sret())) return Flow::Trap;
        e.priv().sret();
        e.effects(Effect::Regime | Effect::Interrupts);
        return Flow::Jump;
    }
};

struct Wfi {
    static constexpr Info info{"wfi", Fmt::None, 0x10500073, 0xffffffff, Cls::System, Ext::S};
    template <class E>
    static Flow system(E& e, const Slot&) {
        return permitted(e, e.priv().check_wfi()) ? Flow::Wait : Flow::Trap;
    }
};

struct SfenceVma {
    static constexpr Info info{"sfence.vma", Fmt::Fence2, 0x12000073, 0xfe007fff, Cls::Fence, Ext::S};
    template <class E>
    static Flow system(E& e, const Slot& o) {
        if (!permitted(e, e.priv().check_sfence_vma())) return Flow::Trap;
        e.priv().env().sfence_vma(fence_args(e, o, e.priv().asid_mask()), e.state().v);
        return Flow::Next;
    }
};

struct SinvalVma {
    static constexpr Info info{"sinval.vma", Fmt::Fence2, 0x16000073, 0xfe007fff, Cls::Fence, Ext::Svinval};
    template <class E>
    static Flow system(E& e, const Slot& o) {
        if (!permitted(e, e.priv().check_sfence_vma())) return Flow::Trap;
        e.priv().env().sinval_vma(fence_args(e, o, e.priv().asid_mask()), e.state().v);
        return Flow::Next;
    }
};

struct SfenceWInval {
    static constexpr Info info{"sfence.w.inval", Fmt::None, 0x18000073, 0xffffffff, Cls::Fence, Ext::Svinval};
    static constexpr Ext also = Ext::Smsd;  // MINVAL.PA is ordered by it
    template <class E>
    static Flow system(E& e, const Slot&) {
        if (!permitted(e, e.priv().check_sfence_inval())) return Flow::Trap;
        e.priv().env().sfence_w_inval();
        return Flow::Next;
    }
};

struct SfenceInvalIr {
    static constexpr Info info{"sfence.inval.ir", Fmt::None, 0x18100073, 0xffffffff, Cls::Fence, Ext::Svinval};
    static constexpr Ext also = Ext::Smsd;  // MINVAL.PA is ordered by it
    template <class E>
    static Flow system(E& e, const Slot&) {
        if (!permitted(e, e.priv().check_sfence_inval())) return Flow::Trap;
        e.priv().env().sfence_inval_ir();
        return Flow::Next;
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_S(X) X(Ecall) X(Ebreak) X(Mret) X(Mnret) X(Sret) X(Wfi) X(SfenceVma)
#define COVESIM_OPS_SVINVAL(X) X(SinvalVma) X(SfenceWInval) X(SfenceInvalIr) X(HinvalVvma) X(HinvalGvma)
// clang-format on
