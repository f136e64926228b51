// Zbb: basic bit manipulation, unprivileged specification, chapter "B", section "Zbb".
//
// Instructions that Zbkb has too are declared here once (`also`). In RV64, zext.h is packw with rs2 = x0.
#pragma once
#include <bit>

#include "cpu/isa/bits.h"
#include "cpu/isa/op.h"

namespace covesim::isa {

struct Andn {
    static constexpr Info info{"andn", Fmt::R, 0x40007033, 0xfe00707f, Cls::Alu, Ext::Zbb};
    static constexpr Ext also = Ext::Zbkb;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] & ~e.x[o.rs2];
    }
};

struct Orn {
    static constexpr Info info{"orn", Fmt::R, 0x40006033, 0xfe00707f, Cls::Alu, Ext::Zbb};
    static constexpr Ext also = Ext::Zbkb;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] | ~e.x[o.rs2];
    }
};

struct Xnor {
    static constexpr Info info{"xnor", Fmt::R, 0x40004033, 0xfe00707f, Cls::Alu, Ext::Zbb};
    static constexpr Ext also = Ext::Zbkb;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = ~(e.x[o.rs1] ^ e.x[o.rs2]);
    }
};

struct Clz {
    static constexpr Info info{"clz", Fmt::R1, 0x60001013, 0xfff0707f, Cls::Alu, Ext::Zbb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(std::countl_zero(e.x[o.rs1]));
    }
};

struct Ctz {
    static constexpr Info info{"ctz", Fmt::R1, 0x60101013, 0xfff0707f, Cls::Alu, Ext::Zbb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(std::countr_zero(e.x[o.rs1]));
    }
};

struct Cpop {
    static constexpr Info info{"cpop", Fmt::R1, 0x60201013, 0xfff0707f, Cls::Alu, Ext::Zbb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(std::popcount(e.x[o.rs1]));
    }
};

struct Clzw {
    static constexpr Info info{"clzw", Fmt::R1, 0x6000101b, 0xfff0707f, Cls::Alu, Ext::Zbb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(std::countl_zero(uint32_t(e.x[o.rs1])));
    }
};

struct Ctzw {
    static constexpr Info info{"ctzw", Fmt::R1, 0x6010101b, 0xfff0707f, Cls::Alu, Ext::Zbb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(std::countr_zero(uint32_t(e.x[o.rs1])));
    }
};

struct Cpopw {
    static constexpr Info info{"cpopw", Fmt::R1, 0x6020101b, 0xfff0707f, Cls::Alu, Ext::Zbb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(std::popcount(uint32_t(e.x[o.rs1])));
    }
};

struct Max {
    static constexpr Info info{"max", Fmt::R, 0xa006033, 0xfe00707f, Cls::Alu, Ext::Zbb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = int64_t(e.x[o.rs1]) > int64_t(e.x[o.rs2]) ? e.x[o.rs1] : e.x[o.rs2];
    }
};

struct Maxu {
    static constexpr Info info{"maxu", Fmt::R, 0xa007033, 0xfe00707f, Cls::Alu, Ext::Zbb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] > e.x[o.rs2] ? e.x[o.rs1] : e.x[o.rs2];
    }
};

struct Min {
    static constexpr Info info{"min", Fmt::R, 0xa004033, 0xfe00707f, Cls::Alu, Ext::Zbb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = int64_t(e.x[o.rs1]) < int64_t(e.x[o.rs2]) ? e.x[o.rs1] : e.x[o.rs2];
    }
};

struct Minu {
    static constexpr Info info{"minu", Fmt::R, 0xa005033, 0xfe00707f, Cls::Alu, Ext::Zbb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = e.x[o.rs1] < e.x[o.rs2] ? e.x[o.rs1] : e.x[o.rs2];
    }
};

struct SextB {
    static constexpr Info info{"sext.b", Fmt::R1, 0x60401013, 0xfff0707f, Cls::Alu, Ext::Zbb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(int64_t{int8_t(e.x[o.rs1])});
    }
};

struct SextH {
    static constexpr Info info{"sext.h", Fmt::R1, 0x60501013, 0xfff0707f, Cls::Alu, Ext::Zbb};
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint64_t(int64_t{int16_t(e.x[o.rs1])});
    }
};

struct ZextH {
    static constexpr Info info{"zext.h", Fmt::R1, 0x800403b, 0xfff0707f, Cls::Alu, Ext::Zbb};
    using Specialises = struct Packw;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = uint16_t(e.x[o.rs1]);
    }
};

struct Rol {
    static constexpr Info info{"rol", Fmt::R, 0x60001033, 0xfe00707f, Cls::Alu, Ext::Zbb};
    static constexpr Ext also = Ext::Zbkb;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = std::rotl(e.x[o.rs1], int(e.x[o.rs2] & 63));
    }
};

struct Rolw {
    static constexpr Info info{"rolw", Fmt::R, 0x6000103b, 0xfe00707f, Cls::Alu, Ext::Zbb};
    static constexpr Ext also = Ext::Zbkb;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(std::rotl(uint32_t(e.x[o.rs1]), int(e.x[o.rs2] & 31)));
    }
};

struct Ror {
    static constexpr Info info{"ror", Fmt::R, 0x60005033, 0xfe00707f, Cls::Alu, Ext::Zbb};
    static constexpr Ext also = Ext::Zbkb;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = std::rotr(e.x[o.rs1], int(e.x[o.rs2] & 63));
    }
};

struct Rorw {
    static constexpr Info info{"rorw", Fmt::R, 0x6000503b, 0xfe00707f, Cls::Alu, Ext::Zbb};
    static constexpr Ext also = Ext::Zbkb;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(std::rotr(uint32_t(e.x[o.rs1]), int(e.x[o.rs2] & 31)));
    }
};

struct Rori {
    static constexpr Info info{"rori", Fmt::Shift, 0x60005013, 0xfc00707f, Cls::Alu, Ext::Zbb};
    static constexpr Ext also = Ext::Zbkb;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = std::rotr(e.x[o.rs1], o.imm);
    }
};

struct Roriw {
    static constexpr Info info{"roriw", Fmt::Shiftw, 0x6000501b, 0xfe00707f, Cls::Alu, Ext::Zbb};
    static constexpr Ext also = Ext::Zbkb;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = sext(std::rotr(uint32_t(e.x[o.rs1]), o.imm));
    }
};

struct OrcB {
    static constexpr Info info{"orc.b", Fmt::R1, 0x28705013, 0xfff0707f, Cls::Alu, Ext::Zbb};
    template <class E>
    static void exec(
        E& e, const Slot& o) {  // Bit 0 of each byte says whether any bit of it is set; times 255 fills the byte.
        uint64_t any = e.x[o.rs1] | (e.x[o.rs1] >> 4 & 0x0f0f0f0f0f0f0f0f);
        any |= any >> 2 & 0x3f3f3f3f3f3f3f3f;
        any |= any >> 1 & 0x7f7f7f7f7f7f7f7f;
        e.x[o.rd] = (any & 0x0101010101010101) * 255;
    }
};

struct Rev8 {
    static constexpr Info info{"rev8", Fmt::R1, 0x6b805013, 0xfff0707f, Cls::Alu, Ext::Zbb};
    static constexpr Ext also = Ext::Zbkb;
    template <class E>
    static void exec(E& e, const Slot& o) {
        e.x[o.rd] = __builtin_bswap64(e.x[o.rs1]);
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZBB(X) \
    X(Andn) X(Orn) X(Xnor) X(Clz) X(Ctz) X(Cpop) X(Clzw) X(Ctzw) X(Cpopw) X(Max) X(Maxu) X(Min) X(Minu) X(SextB) \
    X(SextH) X(ZextH) X(Rol) X(Rolw) X(Ror) X(Rorw) X(Rori) X(Roriw) X(OrcB) X(Rev8)
// clang-format on
