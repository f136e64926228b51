// C for RV64 (Zca and Zcd): each 16-bit instruction and the 32-bit instruction that it stands for. Unprivileged
// specification, chapter "C". Reserved encodings expand to kReserved; HINTs expand to the instruction that does
// nothing.
//
// Zcb and Zcmop are in zcb.h. Left out: Zcf (RV32 only), Zcmp, Zcmt.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "cpu/isa/i.h"
#include "cpu/isa/op.h"

namespace covesim::isa {

/// Name and encoding of a compressed instruction; `needs` is the extension that it needs beside C.
struct CInfo {
    std::string_view name;
    uint16_t match, mask;
    Ext needs;
};

/// What a reserved encoding expands to: not a 32-bit instruction, since the low bits are not 11.
inline constexpr uint32_t kReserved = 0;

namespace c32 {

/// Encodings of instructions that other folders' headers declare.
inline constexpr uint32_t kFld = 0x3007, kFsd = 0x3027, kEbreak = 0x00100073;

/// One bit of a scattered immediate: instruction bit `from` is immediate bit `to`.
struct Move {
    uint8_t from, to;
};

constexpr uint32_t gather(uint16_t c, std::initializer_list<Move> moves) {
    uint32_t v = 0;
    for (const Move m : moves) v |= uint32_t(c >> m.from & 1) << m.to;
    return v;
}

constexpr int32_t sign_extend(uint32_t v, int bits) { return int32_t(v << (32 - bits)) >> (32 - bits); }

/// A full register field, and a three-bit one that names x8..x15.
constexpr uint32_t reg(uint16_t c, int low) { return c >> low & 31; }
constexpr uint32_t short_reg(uint16_t c, int low) { return 8 + (c >> low & 7); }

// Immediates that several instructions share.
constexpr uint32_t shamt6(uint16_t c) { return gather(c, {{2, 0}, {3, 1}, {4, 2}, {5, 3}, {6, 4}, {12, 5}}); }
constexpr int32_t imm6(uint16_t c) { return sign_extend(shamt6(c), 6); }
constexpr uint32_t word_offset(uint16_t c) { return gather(c, {{5, 6}, {6, 2}, {10, 3}, {11, 4}, {12, 5}}); }
constexpr uint32_t double_offset(uint16_t c) { return gather(c, {{5, 6}, {6, 7}, {10, 3}, {11, 4}, {12, 5}}); }
constexpr uint32_t double_offset_sp(uint16_t c) { return gather(c, {{2, 6}, {3, 7}, {4, 8}, {5, 3}, {6, 4}, {12, 5}}); }
constexpr uint32_t store_double_offset_sp(uint16_t c) {
    return gather(c, {{7, 6}, {8, 7}, {9, 8}, {10, 3}, {11, 4}, {12, 5}});
}
constexpr int32_t branch_offset(uint16_t c) {
    return sign_extend(gather(c, {{2, 5}, {3, 1}, {4, 2}, {5, 6}, {6, 7}, {10, 3}, {11, 4}, {12, 8}}), 9);
}

// The 32-bit formats.
constexpr uint32_t r(uint32_t op, uint32_t rd, uint32_t rs1, uint32_t rs2) {
    return op | rd << 7 | rs1 << 15 | rs2 << 20;
}
constexpr uint32_t i(uint32_t op, uint32_t rd, uint32_t rs1, uint32_t imm) {
    return op | rd << 7 | rs1 << 15 | imm << 20;
}
constexpr uint32_t u(uint32_t op, uint32_t rd, uint32_t imm20) { return op | rd << 7 | imm20 << 12; }
constexpr uint32_t s(uint32_t op, uint32_t rs1, uint32_t rs2, uint32_t imm) {
    return op | (imm & 31) << 7 | rs1 << 15 | rs2 << 20 | (imm >> 5 & 127) << 25;
}
constexpr uint32_t b(uint32_t op, uint32_t rs1, uint32_t rs2, uint32_t imm) {
    return op | (imm >> 11 & 1) << 7 | (imm >> 1 & 15) << 8 | rs1 << 15 | rs2 << 20 | (imm >> 5 & 63) << 25 |
           (imm >> 12 & 1) << 31;
}
constexpr uint32_t j(uint32_t op, uint32_t rd, uint32_t imm) {
    return op | rd << 7 | (imm >> 12 & 255) << 12 | (imm >> 11 & 1) << 20 | (imm >> 1 & 1023) << 21 |
           (imm >> 20 & 1) << 31;
}

// ---- Quadrant 0: stack-pointer address, loads and stores on x8..x15 and f8..f15

/// nzuimm = 0 is reserved; the all-zero parcel, the defined illegal instruction, is one of these.
struct CAddi4spn {
    static constexpr CInfo info{"c.addi4spn", 0x0, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        const uint32_t imm = gather(c, {{5, 3}, {6, 2}, {7, 6}, {8, 7}, {9, 8}, {10, 9}, {11, 4}, {12, 5}});
        return imm == 0 ? kReserved : i(Addi::info.match, short_reg(c, 2), 2, imm);
    }
};

struct CFld {
    static constexpr CInfo info{"c.fld", 0x2000, 0xe003, Ext::D};
    static constexpr uint32_t expand(uint16_t c) { return i(kFld, short_reg(c, 2), short_reg(c, 7), double_offset(c)); }
};

struct CLw {
    static constexpr CInfo info{"c.lw", 0x4000, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return i(Lw::info.match, short_reg(c, 2), short_reg(c, 7), word_offset(c));
    }
};

struct CLd {
    static constexpr CInfo info{"c.ld", 0x6000, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return i(Ld::info.match, short_reg(c, 2), short_reg(c, 7), double_offset(c));
    }
};

struct CFsd {
    static constexpr CInfo info{"c.fsd", 0xa000, 0xe003, Ext::D};
    static constexpr uint32_t expand(uint16_t c) { return s(kFsd, short_reg(c, 7), short_reg(c, 2), double_offset(c)); }
};

struct CSw {
    static constexpr CInfo info{"c.sw", 0xc000, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return s(Sw::info.match, short_reg(c, 7), short_reg(c, 2), word_offset(c));
    }
};

struct CSd {
    static constexpr CInfo info{"c.sd", 0xe000, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return s(Sd::info.match, short_reg(c, 7), short_reg(c, 2), double_offset(c));
    }
};

// ---- Quadrant 1: immediates, arithmetic on x8..x15, branches

/// imm != 0 is a HINT.
struct CNop {
    static constexpr CInfo info{"c.nop", 0x1, 0xef83, Ext::C};
    using Specialises = struct CAddi;
    static constexpr uint32_t expand(uint16_t c) { return i(Addi::info.match, 0, 0, imm6(c)); }
};

/// imm = 0 is a HINT.
struct CAddi {
    static constexpr CInfo info{"c.addi", 0x1, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) { return i(Addi::info.match, reg(c, 7), reg(c, 7), imm6(c)); }
};

struct CAddiw {
    static constexpr CInfo info{"c.addiw", 0x2001, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return reg(c, 7) == 0 ? kReserved : i(Addiw::info.match, reg(c, 7), reg(c, 7), imm6(c));
    }
};

/// rd = x0 is a HINT.
struct CLi {
    static constexpr CInfo info{"c.li", 0x4001, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) { return i(Addi::info.match, reg(c, 7), 0, imm6(c)); }
};

struct CAddi16sp {
    static constexpr CInfo info{"c.addi16sp", 0x6101, 0xef83, Ext::C};
    using Specialises = struct CLui;
    static constexpr uint32_t expand(uint16_t c) {
        const int32_t imm = sign_extend(gather(c, {{2, 5}, {3, 7}, {4, 8}, {5, 6}, {6, 4}, {12, 9}}), 10);
        return imm == 0 ? kReserved : i(Addi::info.match, 2, 2, imm);
    }
};

/// rd = x0 is a HINT; imm = 0 is reserved (Zcmop uses some of it).
struct CLui {
    static constexpr CInfo info{"c.lui", 0x6001, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        const int32_t imm = imm6(c);
        return imm == 0 ? kReserved : u(Lui::info.match, reg(c, 7), imm);
    }
};

/// shamt = 0 is a HINT.
struct CSrli {
    static constexpr CInfo info{"c.srli", 0x8001, 0xec03, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return i(Srli::info.match, short_reg(c, 7), short_reg(c, 7), shamt6(c));
    }
};

/// shamt = 0 is a HINT.
struct CSrai {
    static constexpr CInfo info{"c.srai", 0x8401, 0xec03, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return i(Srai::info.match, short_reg(c, 7), short_reg(c, 7), shamt6(c));
    }
};

struct CAndi {
    static constexpr CInfo info{"c.andi", 0x8801, 0xec03, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return i(Andi::info.match, short_reg(c, 7), short_reg(c, 7), imm6(c));
    }
};

struct CSub {
    static constexpr CInfo info{"c.sub", 0x8c01, 0xfc63, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return r(Sub::info.match, short_reg(c, 7), short_reg(c, 7), short_reg(c, 2));
    }
};

struct CXor {
    static constexpr CInfo info{"c.xor", 0x8c21, 0xfc63, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return r(Xor::info.match, short_reg(c, 7), short_reg(c, 7), short_reg(c, 2));
    }
};

struct COr {
    static constexpr CInfo info{"c.or", 0x8c41, 0xfc63, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return r(Or::info.match, short_reg(c, 7), short_reg(c, 7), short_reg(c, 2));
    }
};

struct CAnd {
    static constexpr CInfo info{"c.and", 0x8c61, 0xfc63, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return r(And::info.match, short_reg(c, 7), short_reg(c, 7), short_reg(c, 2));
    }
};

struct CSubw {
    static constexpr CInfo info{"c.subw", 0x9c01, 0xfc63, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return r(Subw::info.match, short_reg(c, 7), short_reg(c, 7), short_reg(c, 2));
    }
};

struct CAddw {
    static constexpr CInfo info{"c.addw", 0x9c21, 0xfc63, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return r(Addw::info.match, short_reg(c, 7), short_reg(c, 7), short_reg(c, 2));
    }
};

struct CJ {
    static constexpr CInfo info{"c.j", 0xa001, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        const uint32_t offset =
            gather(c, {{2, 5}, {3, 1}, {4, 2}, {5, 3}, {6, 7}, {7, 6}, {8, 10}, {9, 8}, {10, 9}, {11, 4}, {12, 11}});
        return j(Jal::info.match, 0, sign_extend(offset, 12));
    }
};

struct CBeqz {
    static constexpr CInfo info{"c.beqz", 0xc001, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) { return b(Beq::info.match, short_reg(c, 7), 0, branch_offset(c)); }
};

struct CBnez {
    static constexpr CInfo info{"c.bnez", 0xe001, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) { return b(Bne::info.match, short_reg(c, 7), 0, branch_offset(c)); }
};

// ---- Quadrant 2: full registers and the stack pointer

/// rd = x0 or shamt = 0 is a HINT.
struct CSlli {
    static constexpr CInfo info{"c.slli", 0x2, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) { return i(Slli::info.match, reg(c, 7), reg(c, 7), shamt6(c)); }
};

struct CFldsp {
    static constexpr CInfo info{"c.fldsp", 0x2002, 0xe003, Ext::D};
    static constexpr uint32_t expand(uint16_t c) { return i(kFld, reg(c, 7), 2, double_offset_sp(c)); }
};

struct CLwsp {
    static constexpr CInfo info{"c.lwsp", 0x4002, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        const uint32_t offset = gather(c, {{2, 6}, {3, 7}, {4, 2}, {5, 3}, {6, 4}, {12, 5}});
        return reg(c, 7) == 0 ? kReserved : i(Lw::info.match, reg(c, 7), 2, offset);
    }
};

struct CLdsp {
    static constexpr CInfo info{"c.ldsp", 0x6002, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        return reg(c, 7) == 0 ? kReserved : i(Ld::info.match, reg(c, 7), 2, double_offset_sp(c));
    }
};

struct CJr {
    static constexpr CInfo info{"c.jr", 0x8002, 0xf07f, Ext::C};
    using Specialises = struct CMv;
    static constexpr uint32_t expand(uint16_t c) {
        return reg(c, 7) == 0 ? kReserved : i(Jalr::info.match, 0, reg(c, 7), 0);
    }
};

/// rd = x0 is a HINT.
struct CMv {
    static constexpr CInfo info{"c.mv", 0x8002, 0xf003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) { return r(Add::info.match, reg(c, 7), 0, reg(c, 2)); }
};

struct CEbreak {
    static constexpr CInfo info{"c.ebreak", 0x9002, 0xffff, Ext::C};
    using Specialises = struct CJalr;
    static constexpr uint32_t expand(uint16_t) { return kEbreak; }
};

struct CJalr {
    static constexpr CInfo info{"c.jalr", 0x9002, 0xf07f, Ext::C};
    using Specialises = struct CAdd;
    static constexpr uint32_t expand(uint16_t c) { return i(Jalr::info.match, 1, reg(c, 7), 0); }
};

/// rd = x0 is a HINT.
struct CAdd {
    static constexpr CInfo info{"c.add", 0x9002, 0xf003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) { return r(Add::info.match, reg(c, 7), reg(c, 7), reg(c, 2)); }
};

struct CFsdsp {
    static constexpr CInfo info{"c.fsdsp", 0xa002, 0xe003, Ext::D};
    static constexpr uint32_t expand(uint16_t c) { return s(kFsd, 2, reg(c, 2), store_double_offset_sp(c)); }
};

struct CSwsp {
    static constexpr CInfo info{"c.swsp", 0xc002, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) {
        const uint32_t offset = gather(c, {{7, 6}, {8, 7}, {9, 2}, {10, 3}, {11, 4}, {12, 5}});
        return s(Sw::info.match, 2, reg(c, 2), offset);
    }
};

struct CSdsp {
    static constexpr CInfo info{"c.sdsp", 0xe002, 0xe003, Ext::C};
    static constexpr uint32_t expand(uint16_t c) { return s(Sd::info.match, 2, reg(c, 2), store_double_offset_sp(c)); }
};

}  // namespace c32
}  // namespace covesim::isa

// clang-format off
#define COVESIM_C_OPS(X) \
    X(CAddi4spn) X(CFld) X(CLw) X(CLd) X(CFsd) X(CSw) X(CSd) X(CNop) X(CAddi) X(CAddiw) X(CLi) X(CAddi16sp) X(CLui) \
    X(CSrli) X(CSrai) X(CAndi) X(CSub) X(CXor) X(COr) X(CAnd) X(CSubw) X(CAddw) X(CJ) X(CBeqz) X(CBnez) X(CSlli) \
    X(CFldsp) X(CLwsp) X(CLdsp) X(CJr) X(CMv) X(CEbreak) X(CJalr) X(CAdd) X(CFsdsp) X(CSwsp) X(CSdsp)
// clang-format on
