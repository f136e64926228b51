// A translation regime: everything besides memory contents that decides what an access below (or in) M-mode sees.
// Privileged specification 1.13 (Sv39/48/57, H extension two-stage translation), supervisor domains §3.1 (mmpt).
// Leaves out big-endian operation: MBE, SBE, UBE and vsstatus.UBE are read-only zero.
#pragma once
#include <cstdint>

#include "sim/core/types.h"

namespace covesim {

struct Regime {
    Priv priv = Priv::M;   ///< effective privilege (after MPRV, HLV/HSV); M: no translation, no MPT
    bool v = false;        ///< effective virtualization mode: two-stage translation
    bool sum = false;      ///< sstatus.SUM, or vsstatus.SUM when v
    bool mxr = false;      ///< sstatus.MXR (when v: makes execute-only readable in both stages)
    bool vs_mxr = false;   ///< vsstatus.MXR (VS stage only)
    bool adue = false;     ///< hardware A/D update of the S stage (menvcfg.ADUE) or VS stage (henvcfg.ADUE)
    bool pbmte = false;    ///< Svpbmt of the S stage (menvcfg.PBMTE) or VS stage (henvcfg.PBMTE)
    bool g_adue = false;   ///< menvcfg.ADUE for the G stage
    bool g_pbmte = false;  ///< menvcfg.PBMTE for the G stage
    bool svnapot = true;   ///< bit 63 of a leaf means 64 KiB; otherwise it is reserved (the hart lacks Svnapot)
    bool sse = false;      ///< shadow-stack pages exist in the S stage (menvcfg.SSE) or VS stage (henvcfg.SSE)
    uint64_t atp = 0;      ///< satp, or vsatp when v
    uint64_t hgatp = 0;    ///< 0 unless v
    uint64_t mmpt = 0;     ///< protects every access below M
    bool operator==(const Regime&) const = default;

    constexpr uint64_t sdid() const { return mmpt >> 52 & 0x3f; }
    constexpr uint64_t asid() const { return atp >> 44 & 0xffff; }
    constexpr uint64_t vmid() const { return hgatp >> 44 & 0x3fff; }
};

}  // namespace covesim
