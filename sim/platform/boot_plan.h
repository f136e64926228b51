// What is put where before the harts start: every image, the device tree, the first pc and the registers it expects.
//
// `run`: firmware at 0x80000000, kernel at 0x80200000 (Linux: RAM base + text_offset), initrd and device tree at the
// top of RAM; a0 = hart id, a1 = device tree, a2 = OpenSBI's fw_dynamic structure when there is firmware and a kernel.
// `boot`: the CoVE stack at the addresses of sim/core/layout/memory_map.h; guest images and device tree behind the host
// VMM (the TSM driver makes the top of RAM its MPT pool). With another host than the VMM: its kernel at the beginning
// of the host's memory (+ text_offset), initrd and device tree behind it. Pure data: all files are read and checked
// here, nothing has been written yet.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mem/backing_store.h"
#include "sim/platform/guest.h"
#include "sim/platform/image.h"
#include "sim/platform/isa_string.h"
#include "sim/platform/options.h"

namespace covesim {

struct BootPlan {
    std::vector<Image> images;  ///< disjoint and inside memory, the device tree among them
    uint64_t entry = 0;
    uint64_t device_tree = 0;
    uint64_t fw_dynamic = 0;  ///< a2, or 0
    Symbols symbols;  ///< of what is started, for --tohost, --stop-pc, --signature; boot: also "tsm:name" and so on
    // `boot` only: what the root of trust verifies, measures and starts.
    std::optional<Image> rom, tsm_driver, tsm;
    std::string host;  ///< component of all RAM that nothing was loaded to; empty: of none
};

/// The regions of an empty machine with this much RAM. False: the host cannot give as much address space.
[[nodiscard]] bool add_memory(BackingStore& store, const MachineParams& params);

/// Read and place what `run` was asked for.
Expected<BootPlan, Failure> plan_run(const Options& options, const Isa& isa);
/// Read and place the firmware, the host VMM and the guest.
Expected<BootPlan, Failure> plan_boot(const Options& options, const Isa& isa);
/// Read and place the firmware and another operating system for the hosting domain.
Expected<BootPlan, Failure> plan_hosted(const Options& options, const Isa& isa);

}  // namespace covesim
