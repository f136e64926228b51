// Device-tree nodes of the interrupt controllers, as QEMU's `virt` writes them. Bindings: Linux
// Documentation/devicetree/bindings/interrupt-controller (sifive,plic-1.0.0, riscv,aplic, riscv,imsics).
#pragma once
#include <cstdint>
#include <vector>

#include "sim/platform/fdt_writer.h"
#include "sim/platform/machine_params.h"

namespace covesim {

/// Phandles that several nodes name.
namespace phandle {
inline constexpr uint32_t kIrqchip = 0x10, kSyscon = 0x11, kImsicM = 0x12, kImsicS = 0x13, kAplicM = 0x14,
                          kCpu = 0x20;  // + hart
}

/// interrupts-extended of a controller: the given local interrupts of every hart.
void interrupts_to_harts(FdtWriter& w, uint32_t harts, std::initializer_list<uint32_t> interrupts);

/// The controller that devices are wired to, and what it forwards to.
void irqchip_nodes(FdtWriter& w, const MachineParams& p, const Isa& isa);

/// The controller's interrupt specifier of a wire: level-sensitive, active high.
std::vector<uint32_t> wire_cells(const MachineParams& p, uint32_t irq);
/// A device's wire.
void wired(FdtWriter& w, const MachineParams& p, uint32_t irq);

}  // namespace covesim
