// The architectural state of one hart, as plain data.
//
// Models: integer and floating-point registers, pc, privilege, virtualization mode and the storage behind every CSR of
// privileged 1.13 (M, S, U), the H extension, Sstc, Smstateen, Smepmp, Sscofpmf and Smsd. What is stored is the
// canonical (already legalised) value; read-only views (sstatus, sip, hip, vsip, fcsr …) have no storage of their own:
// cpu/priv/csr_*.cc derives them. The IMSIC's state is in cpu/priv/imsic.h. Counters are offsets against the hart's own
// counts (cpu/priv/counters.h). Leaves out: debug and trigger state.
#pragma once
#include <cstdint>

#include "cpu/vector/state.h"
#include "sim/core/types.h"

namespace covesim {

inline constexpr int kPmpEntries = 16;
inline constexpr int kHpmCounters = 32;  ///< index = counter number; 0..2 are cycle, time and instret
inline constexpr int kStateenRegisters = 4;

/// One mhpmcounter: value = base + (events seen since `mark`) while it runs, base while it is stopped.
struct HpmCounter {
    uint64_t base = 0;   ///< value when last brought up to date
    uint64_t mark = 0;   ///< event count when last brought up to date
    uint64_t event = 0;  ///< mhpmevent as stored (OF, inhibit bits, event number)
    bool running = false;
};

struct HartState {
    uint64_t x[33]{};  ///< x[32] is the sink of rd = x0; x[0] stays 0
    uint64_t f[32]{};  ///< NaN-boxed
    uint64_t pc = 0;
    uint64_t ssp = 0;  ///< shadow-stack pointer (Zicfiss)

    // mcycle and minstret: value = the hart's count + offset while counting, the offset alone while inhibited or in a
    // mode that their configuration leaves out.
    uint64_t mcycle_offset = 0;
    uint64_t minstret_offset = 0;
    uint64_t mcyclecfg = 0, minstretcfg = 0;
    HpmCounter hpm[kHpmCounters];

    Priv priv = Priv::M;
    bool v = false;
    bool elp = false;  ///< the next instruction must be a landing pad (Zicfilp)

    uint8_t fflags = 0;
    uint8_t frm = 0;

    // Machine level.
    uint64_t mhartid = 0;
    uint64_t mstatus = 0;  ///< canonical, SD excluded (it is derived)
    uint64_t medeleg = 0, mideleg = 0;
    uint64_t mie = 0;     ///< all levels: sie, hie and vsie are views
    uint64_t mip_sw = 0;  ///< software-written bits of mip: SSIP, STIP (when !STCE), SEIP, LCOFIP
    uint64_t lines = 0;   ///< interrupt lines from outside, at their mip positions: MSIP, MTIP, MEIP, SEIP
    uint64_t timers = 0;  ///< STIP and VSTIP as last compared with time (Sstc)
    uint64_t mtvec = 0, mscratch = 0, mepc = 0, mcause = 0, mtval = 0, mtval2 = 0, mtinst = 0;
    uint64_t mnscratch = 0, mnepc = 0, mncause = 0, mnstatus = 0;
    bool rnmi = false;            ///< the non-maskable interrupt's line
    bool critical_error = false;  ///< a double trap that nothing can take: the hart has ceased to execute
    uint64_t mcounteren = 0, mcountinhibit = 0;
    uint64_t menvcfg = 0, mseccfg = 0;
    uint64_t seeds_drawn = 0;  ///< 16-bit values taken from seed; no reset brings them back
    uint64_t mstateen[kStateenRegisters]{};
    uint64_t mmpt = 0, msdcfg = 0;
    uint64_t miselect = 0;
    uint64_t mvien = 0;
    uint64_t mvip = 0;     ///< bits with storage of their own: SSIP, LCOFIP and above; SEIP is mip_sw's
    uint8_t miprio[64]{};  ///< iprio array of machine level
    uint8_t pmpcfg[kPmpEntries]{};
    uint64_t pmpaddr[kPmpEntries]{};

    // Supervisor (HS) level.
    uint64_t stvec = 0, sscratch = 0, sepc = 0, scause = 0, stval = 0;
    uint64_t satp = 0, scounteren = 0, senvcfg = 0, stimecmp = ~uint64_t{0};
    uint64_t siselect = 0;
    uint64_t sie_virtual = 0;  ///< enables of interrupts that mvien, not mideleg, gives to supervisor level
    uint8_t siprio[64]{};      ///< iprio array of supervisor level
    uint64_t sstateen[kStateenRegisters]{};

    // Hypervisor.
    uint64_t hstatus = 0, hedeleg = 0, hideleg = 0, hvip = 0, hgeie = 0;
    uint64_t hgeip = 0;  ///< guest external interrupt lines from outside, bits GEILEN:1
    uint64_t hvien = 0, hvictl = 0, hviprio1 = 0, hviprio2 = 0;
    uint64_t hcounteren = 0, htimedelta = 0, htval = 0, htinst = 0, hgatp = 0, henvcfg = 0;
    uint64_t hstateen[kStateenRegisters]{};

    // Virtual supervisor.
    uint64_t vsstatus = 0;  ///< canonical, SD excluded
    uint64_t vstvec = 0, vsscratch = 0, vsepc = 0, vscause = 0, vstval = 0, vsatp = 0, vstimecmp = ~uint64_t{0};
    uint64_t vsiselect = 0;
    uint64_t vsie_virtual = 0;  ///< enables of interrupts that hvien, not hideleg, gives to VS level

    VectorState vector;  // last: it is large
};

inline constexpr uint64_t kStatusFs = uint64_t{3} << 13, kStatusVs = uint64_t{3} << 9;

/// Floating-point instructions and fcsr are usable: FS is not Off in mstatus, nor (when V=1) in vsstatus.
inline bool fp_enabled(const HartState& s) { return (s.mstatus & kStatusFs) && (!s.v || (s.vsstatus & kStatusFs)); }

/// FS is Dirty already: another floating-point write changes no status register.
inline bool fp_dirty(const HartState& s) {
    return (s.mstatus & kStatusFs) == kStatusFs && (!s.v || (s.vsstatus & kStatusFs) == kStatusFs);
}

/// FS becomes Dirty; when V=1 both in mstatus and in vsstatus (H chapter, vsstatus).
inline void mark_fp_dirty(HartState& s) {
    s.mstatus |= kStatusFs;
    if (s.v) s.vsstatus |= kStatusFs;
}

/// The same for VS, which governs vector instructions and CSRs ("Vector Context Status").
inline bool vector_enabled(const HartState& s) { return (s.mstatus & kStatusVs) && (!s.v || (s.vsstatus & kStatusVs)); }
inline bool vector_dirty(const HartState& s) {
    return (s.mstatus & kStatusVs) == kStatusVs && (!s.v || (s.vsstatus & kStatusVs) == kStatusVs);
}
inline void mark_vector_dirty(HartState& s) {
    s.mstatus |= kStatusVs;
    if (s.v) s.vsstatus |= kStatusVs;
}

}  // namespace covesim
