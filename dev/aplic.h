// Advanced PLIC with two interrupt domains, as on QEMU's `virt`: the root domain at machine level and its child at
// supervisor level; sources 1 to 96. AIA specification, "Advanced Platform-Level Interrupt Controller (APLIC)".
//
// Delivery is fixed when the machine is built: direct (harts without IMSIC; an IDC structure for each hart) or by MSI
// (harts with IMSICs). Hart index numbers are hart ids in both domains. The registers of a domain are in
// dev/aplic_domain.h.
#pragma once
#include <array>

#include "dev/aplic_domain.h"
#include "sim/core/irq.h"

namespace covesim {

class Aplic final : public IrqSink {
  public:
    /// For direct delivery. The sink must outlive this object.
    Aplic(uint32_t harts, HartIrqSink& sink) : config_{harts, AplicDelivery::Direct, &sink, nullptr, {}} {}
    /// For MSI delivery; `at` is where the IMSICs are, as the address configuration registers say after reset.
    Aplic(uint32_t harts, MsiBus& bus, const ImsicGeometry& at)
        : config_{harts, AplicDelivery::Msi, nullptr, &bus, at} {}

    AplicDomain& machine() { return machine_; }
    AplicDomain& supervisor() { return supervisor_; }

    /// Wire `line` (1..96) of a device.
    void set_irq(uint32_t line, bool level) override {
        if (line == 0 || line > kAplicSources || wires_[line] == level) return;
        wires_[line] = level;
        machine_.wire_changed(line);
        supervisor_.wire_changed(line);
    }
    /// The wires; the domains are devices.
    template <class A>
    void archive(A& a) {
        a(wires_);
    }

  private:
    const AplicConfig config_;
    std::array<bool, kAplicSources + 1> wires_{};  ///< incoming levels, by source
    AplicDomain supervisor_{config_, wires_, nullptr, nullptr};
    AplicDomain machine_{config_, wires_, nullptr, &supervisor_};
};

}  // namespace covesim
