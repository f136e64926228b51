// Every instruction the simulator knows, joined from the extensions' lists; the order is the op numbering.
//
// Op numbers 0..3 are pseudo-ops of the engine; real instructions follow, vector instructions (cpu/isa/v.h) last. kInfo
// is indexed by op number; op_index<T> is the number of struct T; OpId names each (OpId::Addi). Two encodings may
// overlap only where one declares `using Specialises = Other` and its mask contains the other's; then the more specific
// one wins while its extension is enabled (checked at compile time in decode.cc).
#pragma once
#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <iterator>

#include "cpu/isa/a.h"
#include "cpu/isa/control_hint.h"
#include "cpu/isa/d.h"
#include "cpu/isa/f.h"
#include "cpu/isa/hypervisor.h"
#include "cpu/isa/i.h"
#include "cpu/isa/m.h"
#include "cpu/isa/op.h"
#include "cpu/isa/smsd.h"
#include "cpu/isa/system.h"
#include "cpu/isa/v.h"
#include "cpu/isa/zabha.h"
#include "cpu/isa/zacas.h"
#include "cpu/isa/zawrs.h"
#include "cpu/isa/zba.h"
#include "cpu/isa/zbb.h"
#include "cpu/isa/zbkb.h"
#include "cpu/isa/zbkc.h"
#include "cpu/isa/zbkx.h"
#include "cpu/isa/zbs.h"
#include "cpu/isa/zfa.h"
#include "cpu/isa/zfh.h"
#include "cpu/isa/zicbom.h"
#include "cpu/isa/zicbop.h"
#include "cpu/isa/zicboz.h"
#include "cpu/isa/zicfilp.h"
#include "cpu/isa/zicfiss.h"
#include "cpu/isa/zicond.h"
#include "cpu/isa/zicsr.h"
#include "cpu/isa/zifencei.h"
#include "cpu/isa/zihintntl.h"
#include "cpu/isa/zihintpause.h"
#include "cpu/isa/zimop.h"
#include "cpu/isa/zknd.h"
#include "cpu/isa/zkne.h"
#include "cpu/isa/zknh.h"

// clang-format off
#define COVESIM_FOR_EACH_OP(X) \
    COVESIM_OPS_I(X) COVESIM_OPS_M(X) COVESIM_OPS_A(X) COVESIM_OPS_F(X) COVESIM_OPS_D(X) COVESIM_OPS_ZIFENCEI(X) COVESIM_OPS_ZICSR(X) \
    COVESIM_OPS_S(X) COVESIM_OPS_SVINVAL(X) COVESIM_OPS_H(X) COVESIM_OPS_SMSD(X) \
    COVESIM_OPS_ZBA(X) COVESIM_OPS_ZBB(X) COVESIM_OPS_ZBS(X) COVESIM_OPS_ZICOND(X) \
    COVESIM_OPS_ZBKB(X) COVESIM_OPS_ZBKC(X) COVESIM_OPS_ZBKX(X) COVESIM_OPS_ZKND(X) COVESIM_OPS_ZKNE(X) COVESIM_OPS_ZKNH(X) \
    COVESIM_OPS_ZICBOM(X) COVESIM_OPS_ZICBOZ(X) COVESIM_OPS_ZICBOP(X) COVESIM_OPS_ZAWRS(X) COVESIM_OPS_ZIHINTPAUSE(X) \
    COVESIM_OPS_ZICFILP(X) COVESIM_OPS_ZICFISS(X) \
    COVESIM_OPS_ZFH(X) COVESIM_OPS_ZFA(X) COVESIM_OPS_ZACAS(X) COVESIM_OPS_ZABHA(X) COVESIM_OPS_ZIMOP(X) COVESIM_OPS_ZIHINTNTL(X) \
    COVESIM_OPS_CONTROL_HINT(X)
// clang-format on

namespace covesim::isa {

/// Op numbers that are not instructions.
enum PseudoOp : uint16_t {
    kOpNotDecoded = 0,  ///< the slot is empty: decode, then dispatch again
    kOpIllegal = 1,     ///< raises illegal instruction with the instruction's bits
    kOpCrossPage = 2,   ///< the instruction straddles two pages: translate both halves every time
    kOpVector = 3,      ///< dispatch number of all vector instructions; no slot has it as its op
    kFirstRealOp = 4,
};

/// The op number of every instruction by the name of its struct: all but the vector instructions.
enum class OpId : uint16_t {
    NotDecoded = kOpNotDecoded,
    Illegal = kOpIllegal,
    CrossPage = kOpCrossPage,
    Vector = kOpVector,
#define COVESIM_X(T) T,
    COVESIM_FOR_EACH_OP(COVESIM_X)
#undef COVESIM_X
        Count
};
inline constexpr uint16_t kFirstVectorOp = uint16_t(OpId::Count);
inline constexpr uint16_t kOpCount = kFirstVectorOp + uint16_t(std::size(kVectorInfo));

/// The op number of instruction struct T.
template <class T>
inline constexpr uint16_t op_index = 0;
#define COVESIM_X(T) \
    template <>      \
    inline constexpr uint16_t op_index<T> = uint16_t(OpId::T);
COVESIM_FOR_EACH_OP(COVESIM_X)
#undef COVESIM_X

/// Names and encodings by op number. The pseudo-ops' match is outside their mask, so nothing decodes to them.
inline constexpr std::array<Info, kOpCount> kInfo = [] {
    constexpr Info kScalar[] = {{"(not decoded)", Fmt::None, 1, 0, Cls::System, Ext::I},
                                {"illegal", Fmt::None, 1, 0, Cls::System, Ext::I},
                                {"(cross page)", Fmt::None, 1, 0, Cls::Alu, Ext::I},
                                {"(vector)", Fmt::None, 1, 0, Cls::Alu, Ext::V},
#define COVESIM_X(T) T::info,
                                COVESIM_FOR_EACH_OP(COVESIM_X)
#undef COVESIM_X
    };
    std::array<Info, kOpCount> info{};
    std::copy(std::begin(kVectorInfo), std::end(kVectorInfo),
              std::copy(std::begin(kScalar), std::end(kScalar), info.begin()));
    return info;
}();

/// The op whose encodings T takes some of (prefetch.r of ori), or kOpNotDecoded.
template <class T>
consteval uint16_t specialises() {
    if constexpr (requires { typename T::Specialises; }) {
        return op_index<typename T::Specialises>;
    } else {
        return kOpNotDecoded;
    }
}

/// How the body of an instruction may leave (see op.h).
enum class Shape : uint8_t {
    Plain,   ///< void exec
    Traps,   ///< bool exec
    Branch,  ///< bool taken
    Jump,    ///< uint64_t target
    System,  ///< Flow system
};

/// The shape of T's body, for an execution context E.
template <class T, class E>
consteval Shape shape_of() {
    if constexpr (requires(E & e, const Slot& o) { T::taken(e, o); }) {
        return Shape::Branch;
    } else if constexpr (requires(E & e, const Slot& o) { T::target(e, o); }) {
        return Shape::Jump;
    } else if constexpr (requires(E & e, const Slot& o) { T::system(e, o); }) {
        return Shape::System;
    } else if constexpr (requires(E & e, const Slot& o) {
                             { T::exec(e, o) } -> std::same_as<bool>;
                         }) {
        return Shape::Traps;
    } else {
        return Shape::Plain;
    }
}

}  // namespace covesim::isa
