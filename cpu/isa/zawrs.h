// Zawrs: wait on the reservation set, unprivileged specification, chapter "Zawrs".
//
// `Flow e.wrs(bool short_timeout)`: Wait while the reservation is valid and no locally enabled interrupt is pending,
// else Next. The stall may end for any reason, so a context that bounds it never needs the traps of mstatus.TW and
// hstatus.VTW.
#pragma once
#include "cpu/isa/op.h"

namespace covesim::isa {

struct WrsNto {
    static constexpr Info info{"wrs.nto", Fmt::None, 0xd00073, 0xffffffff, Cls::System, Ext::Zawrs};
    template <class E>
    static Flow system(E& e, const Slot&) {
        return e.wrs(false);
    }
};

struct WrsSto {
    static constexpr Info info{"wrs.sto", Fmt::None, 0x1d00073, 0xffffffff, Cls::System, Ext::Zawrs};
    template <class E>
    static Flow system(E& e, const Slot&) {
        return e.wrs(true);
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_ZAWRS(X) \
    X(WrsNto) X(WrsSto)
// clang-format on
