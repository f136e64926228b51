#include "sim/platform/machine_params.h"

#include <fmt/format.h>

namespace covesim {

Expected<Isa> machine_isa(const MachineParams& params) {
    auto isa = Isa::parse(params.isa);
    if (isa && params.irqchip == IrqChip::Aia) isa->add_imsic();
    return isa;
}

Status check_machine(const MachineParams& params) {
    if (const auto isa = machine_isa(params); !isa) return isa.error();
    if (!params.decode().valid())
        return ConfigError{
            fmt::format("mfence_pa_funct7 = {}, minval_pa_funct7 = {}: each must be its instruction's alone",
                        params.mfence_pa_funct7, params.minval_pa_funct7)};
    if (params.devices.pvpanic && params.devices.transport != VirtioBus::Pci)
        return ConfigError{"devices.pvpanic: is a PCI function, so devices.transport must be pci"};
    return {};
}

}  // namespace covesim
