// Where the machine's interrupt files are: the arrangement of QEMU's `virt`, and of the AIA specification ("Arrangement
// of the memory regions of multiple interrupt files").
#pragma once
#include "dev/aplic_domain.h"
#include "sim/core/layout/memory_map.h"
#include "sim/platform/machine_params.h"

namespace covesim {

ImsicGeometry imsic_geometry(const MachineParams& params, const Isa& isa);

/// Addresses that belong to the harts' interrupt files.
map::Range machine_imsics(const MachineParams& params);
map::Range supervisor_imsics(const MachineParams& params, const ImsicGeometry& at);

}  // namespace covesim
