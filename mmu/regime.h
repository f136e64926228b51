// A translation regime: everything besides memory contents that decides what an access below (or in) M-mode sees.
// Privileged specification 1.13 (Sv39/48/57, H extension two-stage translation), supervisor domains §3.1 (mmpt).
// Pointer masking (Smnpm, Ssnpm, Smmpm): the hart masks the addresses of explicit accesses before it asks for
// translation. Leaves out big-endian operation: MBE, SBE, UBE and vsstatus.UBE are read-only zero.
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
    uint8_t pmlen = 0;     ///< upper bits of an explicit access's address that are ignored (never of a fetch)
    uint64_t atp = 0;      ///< satp, or vsatp when v
    uint64_t hgatp = 0;    ///< 0 unless v
    uint64_t mmpt = 0;     ///< protects every access below M
    bool operator==(const Regime&) const = default;

    /// The "ignore" transformation: the upper PMLEN bits of a virtual address become copies of the one below them,
    /// those of a physical (or, with vsatp Bare, guest physical) address zero.
    constexpr uint64_t masked(uint64_t address) const {
        if (atp >> 60 != 0) return static_cast<uint64_t>(static_cast<int64_t>(address << pmlen) >> pmlen);
        return address << pmlen >> pmlen;
    }
    constexpr uint64_t sdid() const { return mmpt >> 52 & 0x3f; }
    constexpr uint64_t asid() const { return atp >> 44 & 0xffff; }
    constexpr uint64_t vmid() const { return hgatp >> 44 & 0x3fff; }
};

}  // namespace covesim
