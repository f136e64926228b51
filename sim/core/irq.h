// How interrupts travel between models: wires into an interrupt controller, controller outputs into harts, and MSIs.
#pragma once
#include <cstdint>

#include "sim/core/types.h"

namespace covesim {

/// A wired interrupt controller's inputs (PLIC, APLIC).
struct IrqSink {
    virtual void set_irq(uint32_t line, bool level) = 0;

  protected:
    ~IrqSink() = default;
};

/// The hart-facing side of ACLINT, PLIC and an APLIC with direct delivery: the level of one bit of a hart's mip (3
/// MSIP, 7 MTIP, 9 SEIP, 11 MEIP).
struct HartIrqSink {
    virtual void set_pending(uint32_t hart, uint32_t mip_bit, bool level) = 0;

  protected:
    ~HartIrqSink() = default;
};

/// A bus master's way to send MSIs: 32-bit little-endian writes.
struct MsiBus {
    /// When the write arrives (or has, when that is not later than now). What no device accepts is lost.
    virtual Tick write_msi(Spa address, uint32_t data) = 0;

  protected:
    ~MsiBus() = default;
};

/// Where MSIs end: interrupt file `file` of a hart's IMSIC (0 machine level, 1 supervisor level, 1 + i guest i).
struct MsiSink {
    virtual void msi(uint32_t hart, uint32_t file, uint32_t identity) = 0;

  protected:
    ~MsiSink() = default;
};

}  // namespace covesim
