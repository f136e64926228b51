// What the privileged architecture needs from the hart around it: time, counts, fences. Implemented by the hart.
#pragma once
#include <cstdint>

namespace covesim {

/// Operands of a translation or protection fence; `by_*` is "the register number is not x0" (never the value).
struct FenceArgs {
    bool by_address = false;
    bool by_id = false;
    uint64_t address = 0;  ///< virtual address, guest physical address (already << 2) or supervisor physical address
    uint64_t id = 0;       ///< ASID, VMID or SDID, cut to the implemented width
};

/// Abstract surroundings of one hart. Fences act on the current SDID; SFENCE.VMA with V=1 and HFENCE.VVMA act on the
/// VS stage of the current hgatp.VMID.
struct HartEnv {
    virtual ~HartEnv() = default;

    /// Returns when no other hart can still act at an earlier time: before an instruction looks at time.
    virtual void await_turn() = 0;
    virtual uint64_t time() = 0;               ///< mtime, in ticks of the platform's time base
    virtual uint64_t cycle() = 0;              ///< cycles of this hart since reset
    virtual uint16_t entropy(uint64_t n) = 0;  ///< the nth 16 bits of this hart's entropy source
    virtual uint64_t instret() = 0;            ///< instructions retired before the one being executed
    /// Monotonic count of an event of cpu/priv/hpm_events.h (not asked for cycles and instructions).
    virtual uint64_t event_count(uint16_t event) = 0;

    virtual void sfence_vma(const FenceArgs&, bool v) = 0;
    virtual void hfence_vvma(const FenceArgs&) = 0;
    virtual void hfence_gvma(const FenceArgs&) = 0;
    virtual void mfence_pa(const FenceArgs&) = 0;

    // Svinval and MINVAL.PA: ordered only between SFENCE.W.INVAL and SFENCE.INVAL.IR. An environment may act at once or
    // at the next sfence_inval_ir().
    virtual void sinval_vma(const FenceArgs&, bool v) = 0;
    virtual void hinval_vvma(const FenceArgs&) = 0;
    virtual void hinval_gvma(const FenceArgs&) = 0;
    virtual void minval_pa(const FenceArgs&) = 0;
    virtual void sfence_w_inval() = 0;
    virtual void sfence_inval_ir() = 0;
};

}  // namespace covesim
