// Zacas: compare-and-swap, unprivileged specification, chapter "Zacas".
//
// Write permission is always required; a comparison that fails writes nothing (the text allows either). The aq and rl
// bits are dropped: memory is sequentially consistent. Slot::imm holds the number of the register with the value to
// compare with, which is rd, but x0 and not the sink where rd is x0.
#pragma once
#include "cpu/isa/op.h"

namespace covesim::isa {

/// What AMOCAS.Q compares and swaps: the first register of a pair holds the lower half, which is first in memory.
struct alignas(16) Quad {
    uint64_t low = 0, high = 0;
    constexpr bool operator==(const Quad&) const = default;
};

/// rd = memory at rs1, sign-extended; where its T equals rd's, memory = rs2.
template <class T, class E>
bool compare_and_swap(E& e, const Slot& o) {
    T old{};
    if (!e.template cas<T>(e.x[o.rs1], T(e.x[o.imm]), T(e.x[o.rs2]), old)) return false;
    e.x[o.rd] = uint64_t(int64_t{old});
    return true;
}

struct AmocasW {
    static constexpr Info info{"amocas.w", Fmt::Cas, 0x2800202f, 0xf800707f, Cls::Amo, Ext::Zacas};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return compare_and_swap<int32_t>(e, o);
    }
};

struct AmocasD {
    static constexpr Info info{"amocas.d", Fmt::Cas, 0x2800302f, 0xf800707f, Cls::Amo, Ext::Zacas};
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        return compare_and_swap<int64_t>(e, o);
    }
};

/// Both halves of a pair that begins at x0 read as zero; as a destination it is discarded.
struct AmocasQ {
    static constexpr Info info{"amocas.q", Fmt::CasPair, 0x2800402f, 0xf800707f, Cls::Amo, Ext::Zacas};
    /// Odd-numbered rd or rs2.
    static constexpr bool reserved(uint32_t bits) { return (bits >> 7 & 1) != 0 || (bits >> 20 & 1) != 0; }
    template <class E>
    [[gnu::noinline]] static bool exec(E& e, const Slot& o) {
        const auto pair = [&e](int32_t r) { return r == 0 ? Quad{} : Quad{e.x[r], e.x[r + 1]}; };
        Quad old;
        if (!e.template cas<Quad>(e.x[o.rs1], pair(o.imm), pair(o.rs2), old)) return false;
        if (o.imm != 0) e.x[o.imm] = old.low, e.x[o.imm + 1] = old.high;
        return true;
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZACAS(X) X(AmocasW) X(AmocasD) X(AmocasQ)
// clang-format on
