// How interrupt levels travel between models: wires into an interrupt controller and controller outputs into harts.
#pragma once
#include <cstdint>

namespace covesim {

/// A wired interrupt controller's inputs (PLIC, APLIC).
struct IrqSink {
    virtual void set_irq(uint32_t line, bool level) = 0;

  protected:
    ~IrqSink() = default;
};

/// The hart-facing side of ACLINT, PLIC and IMSIC: the level of one bit of a hart's mip (3 MSIP, 7 MTIP, 9 SEIP, 11
/// MEIP).
struct HartIrqSink {
    virtual void set_pending(uint32_t hart, uint32_t mip_bit, bool level) = 0;

  protected:
    ~HartIrqSink() = default;
};

}  // namespace covesim
