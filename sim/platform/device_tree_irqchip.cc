#include "sim/platform/device_tree_irqchip.h"

#include <fmt/format.h>

#include "sim/core/layout/memory_map.h"
#include "sim/platform/aia_layout.h"

namespace covesim {
namespace {

constexpr uint32_t kSei = 9, kMei = 11;  // local interrupts of a hart
constexpr uint32_t kLevelHigh = 4;       // second cell of an APLIC's interrupt specifier

void begin(FdtWriter& w, const char* name, map::Range r, std::initializer_list<std::string_view> compatible) {
    w.begin(fmt::format("{}@{:x}", name, r.base))
        .texts("compatible", std::span<const std::string_view>(compatible.begin(), compatible.size()))
        .quads("reg", {r.base, r.size});
}

void plic(FdtWriter& w, const MachineParams& p) {
    begin(w, "plic", map::kPlic, {"sifive,plic-1.0.0", "riscv,plic0"});
    w.cells("#address-cells", {0}).cells("#interrupt-cells", {1}).flag("interrupt-controller");
    w.cells("riscv,ndev", {95});
    interrupts_to_harts(w, p.harts, {kMei, kSei});
    w.cells("phandle", {phandle::kIrqchip}).end();
}

void imsics(FdtWriter& w, const MachineParams& p, map::Range r, uint32_t interrupt, uint32_t handle,
            uint32_t guest_bits) {
    begin(w, "interrupt-controller", r, {"qemu,imsics", "riscv,imsics"});
    w.cells("#interrupt-cells", {0}).flag("interrupt-controller").flag("msi-controller").cells("#msi-cells", {0});
    interrupts_to_harts(w, p.harts, {interrupt});
    w.cells("riscv,num-ids", {p.hart.priv.imsic_identities});
    if (guest_bits != 0) w.cells("riscv,guest-index-bits", {guest_bits});
    w.cells("phandle", {handle}).end();
}

/// One domain; the root has the other as its child and delegates every source to it. Leaves the node open.
void aplic(FdtWriter& w, const MachineParams& p, map::Range r, uint32_t interrupt, uint32_t msi_parent) {
    begin(w, "interrupt-controller", r, {"qemu,aplic", "riscv,aplic"});
    w.cells("#address-cells", {0}).cells("#interrupt-cells", {2}).flag("interrupt-controller");
    if (p.irqchip == IrqChip::Aia) w.cells("msi-parent", {msi_parent});
    else interrupts_to_harts(w, p.harts, {interrupt});
    w.cells("riscv,num-sources", {kAplicSources});
}

}  // namespace

void interrupts_to_harts(FdtWriter& w, uint32_t harts, std::initializer_list<uint32_t> interrupts) {
    std::vector<uint32_t> cells;
    for (uint32_t h = 0; h < harts; ++h)
        for (const uint32_t irq : interrupts) cells.insert(cells.end(), {phandle::kCpu + h, irq});
    w.cells("interrupts-extended", cells);
}

void irqchip_nodes(FdtWriter& w, const MachineParams& p, const Isa& isa) {
    if (p.irqchip == IrqChip::None) return;
    if (p.irqchip == IrqChip::Plic) return plic(w, p);
    if (p.irqchip == IrqChip::Aia) {
        const ImsicGeometry at = imsic_geometry(p, isa);
        imsics(w, p, machine_imsics(p), kMei, phandle::kImsicM, 0);
        imsics(w, p, supervisor_imsics(p, at), kSei, phandle::kImsicS, at.guest_bits);
    }
    aplic(w, p, map::kAplicM, kMei, phandle::kImsicM);
    // riscv,delegate is what firmware from before the binding's final text looks for.
    for (const char* name : {"riscv,delegation", "riscv,delegate"})
        w.cells(name, {phandle::kIrqchip, 1, kAplicSources});
    w.cells("riscv,children", {phandle::kIrqchip}).cells("phandle", {phandle::kAplicM}).end();
    aplic(w, p, map::kAplicS, kSei, phandle::kImsicS);
    w.cells("phandle", {phandle::kIrqchip}).end();
}

std::vector<uint32_t> wire_cells(const MachineParams& p, uint32_t irq) {
    if (p.irqchip == IrqChip::Plic) return {irq};
    return {irq, kLevelHigh};
}

void wired(FdtWriter& w, const MachineParams& p, uint32_t irq) {
    if (p.irqchip == IrqChip::None) return;
    w.cells("interrupts", wire_cells(p, irq)).cells("interrupt-parent", {phandle::kIrqchip});
}

}  // namespace covesim
