// Zcb and Zcmop: further 16-bit instructions, as the 32-bit instructions that they stand for. Unprivileged
// specification, chapters "Zcb" and "Zcmop".
//
// `needs` in the struct is the second extension that an instruction of Zcb needs, beside Zcb itself. C.MOP.n stands for
// an instruction that does nothing; an extension that redefines one declares `Specialises = CMop`.
#pragma once
#include "cpu/isa/c.h"
#include "cpu/isa/m.h"
#include "cpu/isa/zba.h"
#include "cpu/isa/zbb.h"

namespace covesim::isa::c32 {

/// Two bits of a byte's offset, one of a half-word's.
constexpr uint32_t byte_offset(uint16_t c) { return gather(c, {{5, 1}, {6, 0}}); }
constexpr uint32_t half_offset(uint16_t c) { return gather(c, {{5, 1}}); }

struct CLbu {
    static constexpr CInfo info{"c.lbu", 0x8000, 0xfc03, Ext::Zcb};
    static constexpr uint32_t expand(uint16_t c) {
        return i(Lbu::info.match, short_reg(c, 2), short_reg(c, 7), byte_offset(c));
    }
};

struct CLhu {
    static constexpr CInfo info{"c.lhu", 0x8400, 0xfc43, Ext::Zcb};
    static constexpr uint32_t expand(uint16_t c) {
        return i(Lhu::info.match, short_reg(c, 2), short_reg(c, 7), half_offset(c));
    }
};

struct CLh {
    static constexpr CInfo info{"c.lh", 0x8440, 0xfc43, Ext::Zcb};
    static constexpr uint32_t expand(uint16_t c) {
        return i(Lh::info.match, short_reg(c, 2), short_reg(c, 7), half_offset(c));
    }
};

struct CSb {
    static constexpr CInfo info{"c.sb", 0x8800, 0xfc03, Ext::Zcb};
    static constexpr uint32_t expand(uint16_t c) {
        return s(Sb::info.match, short_reg(c, 7), short_reg(c, 2), byte_offset(c));
    }
};

struct CSh {
    static constexpr CInfo info{"c.sh", 0x8c00, 0xfc43, Ext::Zcb};
    static constexpr uint32_t expand(uint16_t c) {
        return s(Sh::info.match, short_reg(c, 7), short_reg(c, 2), half_offset(c));
    }
};

struct CZextB {
    static constexpr CInfo info{"c.zext.b", 0x9c61, 0xfc7f, Ext::Zcb};
    static constexpr uint32_t expand(uint16_t c) { return i(Andi::info.match, short_reg(c, 7), short_reg(c, 7), 0xff); }
};

struct CSextB {
    static constexpr CInfo info{"c.sext.b", 0x9c65, 0xfc7f, Ext::Zcb};
    static constexpr Ext needs = Ext::Zbb;
    static constexpr uint32_t expand(uint16_t c) { return r(SextB::info.match, short_reg(c, 7), short_reg(c, 7), 0); }
};

struct CZextH {
    static constexpr CInfo info{"c.zext.h", 0x9c69, 0xfc7f, Ext::Zcb};
    static constexpr Ext needs = Ext::Zbb;
    static constexpr uint32_t expand(uint16_t c) { return r(ZextH::info.match, short_reg(c, 7), short_reg(c, 7), 0); }
};

struct CSextH {
    static constexpr CInfo info{"c.sext.h", 0x9c6d, 0xfc7f, Ext::Zcb};
    static constexpr Ext needs = Ext::Zbb;
    static constexpr uint32_t expand(uint16_t c) { return r(SextH::info.match, short_reg(c, 7), short_reg(c, 7), 0); }
};

struct CZextW {
    static constexpr CInfo info{"c.zext.w", 0x9c71, 0xfc7f, Ext::Zcb};
    static constexpr Ext needs = Ext::Zba;
    static constexpr uint32_t expand(uint16_t c) { return r(AddUw::info.match, short_reg(c, 7), short_reg(c, 7), 0); }
};

struct CNot {
    static constexpr CInfo info{"c.not", 0x9c75, 0xfc7f, Ext::Zcb};
    static constexpr uint32_t expand(uint16_t c) {
        return i(Xori::info.match, short_reg(c, 7), short_reg(c, 7), 0xfff);
    }
};

struct CMul {
    static constexpr CInfo info{"c.mul", 0x9c41, 0xfc63, Ext::Zcb};
    static constexpr Ext needs = Ext::M;
    static constexpr uint32_t expand(uint16_t c) {
        return r(Mul::info.match, short_reg(c, 7), short_reg(c, 7), short_reg(c, 2));
    }
};

/// C.MOP.1, 3, … 15.
struct CMop {
    static constexpr CInfo info{"c.mop.", 0x6081, 0xf8ff, Ext::Zcmop};
    using Specialises = struct CLui;
    static constexpr uint32_t expand(uint16_t) { return i(Addi::info.match, 0, 0, 0); }
};

}  // namespace covesim::isa::c32

// clang-format off
#define COVESIM_C_OPS_ZCB(X) \
    X(CLbu) X(CLhu) X(CLh) X(CSb) X(CSh) X(CZextB) X(CSextB) X(CZextH) X(CSextH) X(CZextW) X(CNot) X(CMul) X(CMop)
// clang-format on
