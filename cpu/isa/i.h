// RV64I base integer instructions: unprivileged specification, chapters "RV32I" and "RV64I".
//
// ECALL and EBREAK are in system.h: they are traps. FENCE.I is in zifencei.h.
#pragma once
#include "cpu/isa/bits.h"
#include "cpu/isa/op.h"

namespace covesim::isa {

struct Lui {
    static constexpr Info info{"lui", Fmt::U, 0x37, 0x7f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(o.imm);
    }
};

struct Auipc {
    static constexpr Info info{"auipc", Fmt::U, 0x17, 0x7f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.pc() + sext(o.imm);
    }
};

struct Jal {
    static constexpr Info info{"jal", Fmt::J, 0x6f, 0x7f, Cls::Jump, Ext::I};
    template <class E>
    static uint64_t target(E& e, const Slot& o) {
        const uint64_t pc = e.pc();
        e.x[o.rd] = pc + 2u * o.len;
        return pc + sext(o.imm);
    }
};

struct Jalr {
    static constexpr Info info{"jalr", Fmt::Jalr, 0x67, 0x707f, Cls::Jump, Ext::I};
    template <class E>
    static uint64_t target(E& e, const Slot& o) {
        const uint64_t to = (e.x[o.rs1] + sext(o.imm)) & ~uint64_t{1};  // before the link: rd may be rs1
        e.x[o.rd] = e.pc() + 2u * o.len;
        return to;
    }
};

struct Beq {
    static constexpr Info info{"beq", Fmt::B, 0x63, 0x707f, Cls::Branch, Ext::I};
    template <class E>
    static bool taken(E& e, const Slot& o) {
        return e.x[o.rs1] == e.x[o.rs2];
    }
};

struct Bne {
    static constexpr Info info{"bne", Fmt::B, 0x1063, 0x707f, Cls::Branch, Ext::I};
    template <class E>
    static bool taken(E& e, const Slot& o) {
        return e.x[o.rs1] != e.x[o.rs2];
    }
};

struct Blt {
    static constexpr Info info{"blt", Fmt::B, 0x4063, 0x707f, Cls::Branch, Ext::I};
    template <class E>
    static bool taken(E& e, const Slot& o) {
        return int64_t(e.x[o.rs1]) < int64_t(e.x[o.rs2]);
    }
};

struct Bge {
    static constexpr Info info{"bge", Fmt::B, 0x5063, 0x707f, Cls::Branch, Ext::I};
    template <class E>
    static bool taken(E& e, const Slot& o) {
        return int64_t(e.x[o.rs1]) >= int64_t(e.x[o.rs2]);
    }
};

struct Bltu {
    static constexpr Info info{"bltu", Fmt::B, 0x6063, 0x707f, Cls::Branch, Ext::I};
    template <class E>
    static bool taken(E& e, const Slot& o) {
        return e.x[o.rs1] < e.x[o.rs2];
    }
};

struct Bgeu {
    static constexpr Info info{"bgeu", Fmt::B, 0x7063, 0x707f, Cls::Branch, Ext::I};
    template <class E>
    static bool taken(E& e, const Slot& o) {
        return e.x[o.rs1] >= e.x[o.rs2];
    }
};

struct Lb {
    static constexpr Info info{"lb", Fmt::Load, 0x3, 0x707f, Cls::Load, Ext::I};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template load<int8_t>(e.x[o.rs1] + sext(o.imm), e.x[o.rd]);
    }
};

struct Lh {
    static constexpr Info info{"lh", Fmt::Load, 0x1003, 0x707f, Cls::Load, Ext::I};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template load<int16_t>(e.x[o.rs1] + sext(o.imm), e.x[o.rd]);
    }
};

struct Lw {
    static constexpr Info info{"lw", Fmt::Load, 0x2003, 0x707f, Cls::Load, Ext::I};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template load<int32_t>(e.x[o.rs1] + sext(o.imm), e.x[o.rd]);
    }
};

struct Ld {
    static constexpr Info info{"ld", Fmt::Load, 0x3003, 0x707f, Cls::Load, Ext::I};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template load<int64_t>(e.x[o.rs1] + sext(o.imm), e.x[o.rd]);
    }
};

struct Lbu {
    static constexpr Info info{"lbu", Fmt::Load, 0x4003, 0x707f, Cls::Load, Ext::I};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template load<uint8_t>(e.x[o.rs1] + sext(o.imm), e.x[o.rd]);
    }
};

struct Lhu {
    static constexpr Info info{"lhu", Fmt::Load, 0x5003, 0x707f, Cls::Load, Ext::I};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template load<uint16_t>(e.x[o.rs1] + sext(o.imm), e.x[o.rd]);
    }
};

struct Lwu {
    static constexpr Info info{"lwu", Fmt::Load, 0x6003, 0x707f, Cls::Load, Ext::I};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template load<uint32_t>(e.x[o.rs1] + sext(o.imm), e.x[o.rd]);
    }
};

struct Sb {
    static constexpr Info info{"sb", Fmt::S, 0x23, 0x707f, Cls::Store, Ext::I};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template store<uint8_t>(e.x[o.rs1] + sext(o.imm), e.x[o.rs2]);
    }
};

struct Sh {
    static constexpr Info info{"sh", Fmt::S, 0x1023, 0x707f, Cls::Store, Ext::I};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template store<uint16_t>(e.x[o.rs1] + sext(o.imm), e.x[o.rs2]);
    }
};

struct Sw {
    static constexpr Info info{"sw", Fmt::S, 0x2023, 0x707f, Cls::Store, Ext::I};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template store<uint32_t>(e.x[o.rs1] + sext(o.imm), e.x[o.rs2]);
    }
};

struct Sd {
    static constexpr Info info{"sd", Fmt::S, 0x3023, 0x707f, Cls::Store, Ext::I};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return e.template store<uint64_t>(e.x[o.rs1] + sext(o.imm), e.x[o.rs2]);
    }
};

struct Addi {
    static constexpr Info info{"addi", Fmt::I, 0x13, 0x707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] + sext(o.imm);
    }
};

struct Slti {
    static constexpr Info info{"slti", Fmt::I, 0x2013, 0x707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = int64_t(e.x[o.rs1]) < int64_t{o.imm};
    }
};

struct Sltiu {
    static constexpr Info info{"sltiu", Fmt::I, 0x3013, 0x707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] < sext(o.imm);
    }
};

struct Xori {
    static constexpr Info info{"xori", Fmt::I, 0x4013, 0x707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] ^ sext(o.imm);
    }
};

struct Ori {
    static constexpr Info info{"ori", Fmt::I, 0x6013, 0x707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] | sext(o.imm);
    }
};

struct Andi {
    static constexpr Info info{"andi", Fmt::I, 0x7013, 0x707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] & sext(o.imm);
    }
};

struct Slli {
    static constexpr Info info{"slli", Fmt::Shift, 0x1013, 0xfc00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] << o.imm;
    }
};

struct Srli {
    static constexpr Info info{"srli", Fmt::Shift, 0x5013, 0xfc00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] >> o.imm;
    }
};

struct Srai {
    static constexpr Info info{"srai", Fmt::Shift, 0x40005013, 0xfc00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(int64_t(e.x[o.rs1]) >> o.imm);
    }
};

struct Add {
    static constexpr Info info{"add", Fmt::R, 0x33, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] + e.x[o.rs2];
    }
};

struct Sub {
    static constexpr Info info{"sub", Fmt::R, 0x40000033, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] - e.x[o.rs2];
    }
};

struct Sll {
    static constexpr Info info{"sll", Fmt::R, 0x1033, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] << (e.x[o.rs2] & 63);
    }
};

struct Slt {
    static constexpr Info info{"slt", Fmt::R, 0x2033, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = int64_t(e.x[o.rs1]) < int64_t(e.x[o.rs2]);
    }
};

struct Sltu {
    static constexpr Info info{"sltu", Fmt::R, 0x3033, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] < e.x[o.rs2];
    }
};

struct Xor {
    static constexpr Info info{"xor", Fmt::R, 0x4033, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] ^ e.x[o.rs2];
    }
};

struct Srl {
    static constexpr Info info{"srl", Fmt::R, 0x5033, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] >> (e.x[o.rs2] & 63);
    }
};

struct Sra {
    static constexpr Info info{"sra", Fmt::R, 0x40005033, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(int64_t(e.x[o.rs1]) >> (e.x[o.rs2] & 63));
    }
};

struct Or {
    static constexpr Info info{"or", Fmt::R, 0x6033, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] | e.x[o.rs2];
    }
};

struct And {
    static constexpr Info info{"and", Fmt::R, 0x7033, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] & e.x[o.rs2];
    }
};

struct Addiw {
    static constexpr Info info{"addiw", Fmt::I, 0x1b, 0x707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(uint32_t(e.x[o.rs1]) + uint32_t(o.imm));
    }
};

struct Slliw {
    static constexpr Info info{"slliw", Fmt::Shiftw, 0x101b, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(uint32_t(e.x[o.rs1]) << o.imm);
    }
};

struct Srliw {
    static constexpr Info info{"srliw", Fmt::Shiftw, 0x501b, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(uint32_t(e.x[o.rs1]) >> o.imm);
    }
};

struct Sraiw {
    static constexpr Info info{"sraiw", Fmt::Shiftw, 0x4000501b, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(int32_t(e.x[o.rs1]) >> o.imm);
    }
};

struct Addw {
    static constexpr Info info{"addw", Fmt::R, 0x3b, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(uint32_t(e.x[o.rs1]) + uint32_t(e.x[o.rs2]));
    }
};

struct Subw {
    static constexpr Info info{"subw", Fmt::R, 0x4000003b, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(uint32_t(e.x[o.rs1]) - uint32_t(e.x[o.rs2]));
    }
};

struct Sllw {
    static constexpr Info info{"sllw", Fmt::R, 0x103b, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(uint32_t(e.x[o.rs1]) << (e.x[o.rs2] & 31));
    }
};

struct Srlw {
    static constexpr Info info{"srlw", Fmt::R, 0x503b, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(uint32_t(e.x[o.rs1]) >> (e.x[o.rs2] & 31));
    }
};

struct Sraw {
    static constexpr Info info{"sraw", Fmt::R, 0x4000503b, 0xfe00707f, Cls::Alu, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(int32_t(e.x[o.rs1]) >> (e.x[o.rs2] & 31));
    }
};

/// Memory is sequentially consistent, so FENCE orders nothing more; the pipeline model charges for it. Reserved fm and
/// the rd and rs1 fields are ignored, as the text requires of base implementations. slot.imm = fm << 8 | pred << 4 |
/// succ.
struct Fence {
    static constexpr Info info{"fence", Fmt::Fence, 0xf, 0x707f, Cls::Fence, Ext::I};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.fence((o.imm & 0x50) != 0);  // pred: PO, PW
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_I(X) \
    X(Lui) X(Auipc) X(Jal) X(Jalr) X(Beq) X(Bne) X(Blt) X(Bge) X(Bltu) X(Bgeu) X(Lb) X(Lh) X(Lw) X(Ld) X(Lbu) X(Lhu) \
    X(Lwu) X(Sb) X(Sh) X(Sw) X(Sd) X(Addi) X(Slti) X(Sltiu) X(Xori) X(Ori) X(Andi) X(Slli) X(Srli) X(Srai) X(Add) \
    X(Sub) X(Sll) X(Slt) X(Sltu) X(Xor) X(Srl) X(Sra) X(Or) X(And) X(Addiw) X(Slliw) X(Srliw) X(Sraiw) X(Addw) \
    X(Subw) X(Sllw) X(Srlw) X(Sraw) X(Fence)
// clang-format on
