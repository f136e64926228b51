// Hypervisor instructions: HFENCE.*, HINVAL.*, HLV.*, HLVX.*, HSV.*. Privileged specification 1.13, H extension,
// "Hypervisor Instructions" and Svinval. The accesses themselves run in Privileged::hv_regime().
#pragma once
#include "cpu/isa/privileged_op.h"

namespace covesim::isa {

struct HfenceVvma {
    static constexpr Info info{"hfence.vvma", Fmt::Fence2, 0x22000073, 0xfe007fff, Cls::Fence, Ext::H};
    template <class E>
    static Flow system(E& e, const Slot& o) {
        if (!permitted(e, e.priv().check_hfence_vvma())) return Flow::Trap;
        e.priv().env().hfence_vvma(fence_args(e, o, e.priv().asid_mask()));
        return Flow::Next;
    }
};

/// rs1 holds a guest physical address shifted right by two.
template <class E>
FenceArgs gvma_args(E& e, const Slot& o) {
    FenceArgs args = fence_args(e, o, e.priv().vmid_mask());
    args.address <<= 2;
    return args;
}

struct HfenceGvma {
    static constexpr Info info{"hfence.gvma", Fmt::Fence2, 0x62000073, 0xfe007fff, Cls::Fence, Ext::H};
    template <class E>
    static Flow system(E& e, const Slot& o) {
        if (!permitted(e, e.priv().check_hfence_gvma())) return Flow::Trap;
        e.priv().env().hfence_gvma(gvma_args(e, o));
        return Flow::Next;
    }
};

struct HinvalVvma {
    static constexpr Info info{"hinval.vvma", Fmt::Fence2, 0x26000073, 0xfe007fff, Cls::Fence, Ext::Svinval};
    static constexpr Ext needs = Ext::H;
    template <class E>
    static Flow system(E& e, const Slot& o) {
        if (!permitted(e, e.priv().check_hfence_vvma())) return Flow::Trap;
        e.priv().env().hinval_vvma(fence_args(e, o, e.priv().asid_mask()));
        return Flow::Next;
    }
};

struct HinvalGvma {
    static constexpr Info info{"hinval.gvma", Fmt::Fence2, 0x66000073, 0xfe007fff, Cls::Fence, Ext::Svinval};
    static constexpr Ext needs = Ext::H;
    template <class E>
    static Flow system(E& e, const Slot& o) {
        if (!permitted(e, e.priv().check_hfence_gvma())) return Flow::Trap;
        e.priv().env().hinval_gvma(gvma_args(e, o));
        return Flow::Next;
    }
};

/// HLV and HLVX of type T (sign decides the extension), as bodies that may trap.
template <class T, class E>
bool hv_load(E& e, const Slot& o, bool hlvx) {
    if (!permitted(e, e.priv().check_hv_access())) return false;
    return e.template hv_load<T>(e.x[o.rs1], e.x[o.rd], hlvx);
}
template <class T, class E>
bool hv_store(E& e, const Slot& o) {
    if (!permitted(e, e.priv().check_hv_access())) return false;
    return e.template hv_store<T>(e.x[o.rs1], e.x[o.rs2]);
}

struct HlvB {
    static constexpr Info info{"hlv.b", Fmt::Hlv, 0x60004073, 0xfff0707f, Cls::Load, Ext::H};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return hv_load<int8_t>(e, o, false);
    }
};

struct HlvBu {
    static constexpr Info info{"hlv.bu", Fmt::Hlv, 0x60104073, 0xfff0707f, Cls::Load, Ext::H};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return hv_load<uint8_t>(e, o, false);
    }
};

struct HlvH {
    static constexpr Info info{"hlv.h", Fmt::Hlv, 0x64004073, 0xfff0707f, Cls::Load, Ext::H};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return hv_load<int16_t>(e, o, false);
    }
};

struct HlvHu {
    static constexpr Info info{"hlv.hu", Fmt::Hlv, 0x64104073, 0xfff0707f, Cls::Load, Ext::H};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return hv_load<uint16_t>(e, o, false);
    }
};

struct HlvxHu {
    static constexpr Info info{"hlvx.hu", Fmt::Hlv, 0x64304073, 0xfff0707f, Cls::Load, Ext::H};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return hv_load<uint16_t>(e, o, true);
    }
};

struct HlvW {
    static constexpr Info info{"hlv.w", Fmt::Hlv, 0x68004073, 0xfff0707f, Cls::Load, Ext::H};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return hv_load<int32_t>(e, o, false);
    }
};

struct HlvWu {
    static constexpr Info info{"hlv.wu", Fmt::Hlv, 0x68104073, 0xfff0707f, Cls::Load, Ext::H};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return hv_load<uint32_t>(e, o, false);
    }
};

struct HlvxWu {
    static constexpr Info info{"hlvx.wu", Fmt::Hlv, 0x68304073, 0xfff0707f, Cls::Load, Ext::H};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return hv_load<uint32_t>(e, o, true);
    }
};

struct HlvD {
    static constexpr Info info{"hlv.d", Fmt::Hlv, 0x6c004073, 0xfff0707f, Cls::Load, Ext::H};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return hv_load<int64_t>(e, o, false);
    }
};

struct HsvB {
    static constexpr Info info{"hsv.b", Fmt::Hsv, 0x62004073, 0xfe007fff, Cls::Store, Ext::H};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return hv_store<uint8_t>(e, o);
    }
};

struct HsvH {
    static constexpr Info info{"hsv.h", Fmt::Hsv, 0x66004073, 0xfe007fff, Cls::Store, Ext::H};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return hv_store<uint16_t>(e, o);
    }
};

struct HsvW {
    static constexpr Info info{"hsv.w", Fmt::Hsv, 0x6a004073, 0xfe007fff, Cls::Store, Ext::H};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return hv_store<uint32_t>(e, o);
    }
};

struct HsvD {
    static constexpr Info info{"hsv.d", Fmt::Hsv, 0x6e004073, 0xfe007fff, Cls::Store, Ext::H};
    template <class E>
    static bool exec(E& e, const Slot& o) {
        return hv_store<uint64_t>(e, o);
    }
};

}  // namespace covesim::isa

// clang-format off
#define COVESIM_OPS_H(X) \
    X(HfenceVvma) X(HfenceGvma) X(HlvB) X(HlvBu) X(HlvH) X(HlvHu) X(HlvxHu) X(HlvW) X(HlvWu) X(HlvxWu) X(HlvD) \
    X(HsvB) X(HsvH) X(HsvW) X(HsvD)
// clang-format on
