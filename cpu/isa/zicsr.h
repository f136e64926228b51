// Zicsr: CSR instructions (unprivileged specification, "Zicsr" chapter). The CSRs themselves are in cpu/priv.
//
// CSRRW and CSRRWI with rd=x0 do not read; CSRRS, CSRRC and their immediate forms with rs1=x0 or uimm=0 do not write.
#pragma once
#include "cpu/isa/op.h"
#include "cpu/priv/privileged.h"

namespace covesim::isa {

/// One CSR access: raises the exception that cpu/priv decides on, or writes rd and tells the engine what changed.
template <class E>
Flow csr_access(E& e, const Slot& o, CsrOp op, uint64_t operand, bool reads, bool writes) {
    const CsrResult r = e.priv().access(uint32_t(o.imm) & 0xfff, op, operand, reads, writes);
    if (r.status == Legal::Illegal) {
        e.illegal();
        return Flow::Trap;
    }
    if (r.status == Legal::Virtual) {
        e.virtual_instruction();
        return Flow::Trap;
    }
    e.x[o.rd] = r.old;
    e.effects(r.effects);
    return Flow::Next;
}

struct Csrrw {
    static constexpr Info info{"csrrw", Fmt::Csr, 0x1073, 0x707f, Cls::System, Ext::Zicsr};
    template <class E>
    static Flow system(E& e, const Slot& o) {
        return csr_access(e, o, CsrOp::Write, e.x[o.rs1], o.rd != kSinkRegister, true);
    }
};

struct Csrrs {
    static constexpr Info info{"csrrs", Fmt::Csr, 0x2073, 0x707f, Cls::System, Ext::Zicsr};
    template <class E>
    static Flow system(E& e, const Slot& o) {
        return csr_access(e, o, CsrOp::Set, e.x[o.rs1], true, o.rs1 != 0);
    }
};

struct Csrrc {
    static constexpr Info info{"csrrc", Fmt::Csr, 0x3073, 0x707f, Cls::System, Ext::Zicsr};
    template <class E>
    static Flow system(E& e, const Slot& o) {
        return csr_access(e, o, CsrOp::Clear, e.x[o.rs1], true, o.rs1 != 0);
    }
};

struct Csrrwi {
    static constexpr Info info{"csrrwi", Fmt::CsrI, 0x5073, 0x707f, Cls::System, Ext::Zicsr};
    template <class E>
    static Flow system(E& e, const Slot& o) {
        return csr_access(e, o, CsrOp::Write, o.rs1, o.rd != kSinkRegister, true);
    }
};

struct Csrrsi {
    static constexpr Info info{"csrrsi", Fmt::CsrI, 0x6073, 0x707f, Cls::System, Ext::Zicsr};
    template <class E>
    static Flow system(E& e, const Slot& o) {
        return csr_access(e, o, CsrOp::Set, o.rs1, true, o.rs1 != 0);
    }
};

struct Csrrci {
    static constexpr Info info{"csrrci", Fmt::CsrI, 0x7073, 0x707f, Cls::System, Ext::Zicsr};
    template <class E>
    static Flow system(E& e, const Slot& o) {
        return csr_access(e, o, CsrOp::Clear, o.rs1, true, o.rs1 != 0);
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZICSR(X) X(Csrrw) X(Csrrs) X(Csrrc) X(Csrrwi) X(Csrrsi) X(Csrrci)
// clang-format on
