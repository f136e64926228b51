// A workload on a machine: what `covesim run`, `covesim boot` and the Python module share, from checked options to a
// machine that is ready to run.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "sim/platform/boot_plan.h"
#include "sim/platform/machine.h"
#include "sim/platform/options.h"

namespace covesim {

/// What the options ask for, with every file read and checked. Nothing has been built yet.
struct Workload {
    Isa isa;
    BootPlan plan;
    std::vector<std::unique_ptr<DiskImage>> disks;
    std::shared_ptr<CheckpointReader> checkpoint;  ///< to go on from; the plan then has its symbols alone
    std::optional<Blob> flash;                     ///< boot: the root of trust's flash image, when the user gives one
};

/// Read and place everything.
Expected<Workload, Failure> plan_workload(const Options& options);
/// Load the machine, or let the root of trust boot it, and connect what the options ask for (HTIF, semihosting).
Expected<void, Failure> start_workload(const Options& options, const Workload& workload, Machine& machine);
/// The address that an option's text means: a number or a symbol of the workload.
Expected<uint64_t, Failure> workload_address(std::string_view text, std::string_view option, const Symbols& symbols);

}  // namespace covesim
