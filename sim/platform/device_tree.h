// The platform's device tree: what QEMU's `virt` would describe, plus covesim's own nodes.
//
// Bindings: Devicetree Specification 0.4 and Linux Documentation/devicetree/bindings (riscv/cpus, riscv/extensions,
// timer/sifive,clint, serial/8250, power/reset/syscon-*, perf/riscv,pmu).
// covesim's nodes are documented in docs/device-tree.md. Interrupt controllers:
// device_tree_irqchip.h. PCIe: pci/host-generic-pci.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/platform/files.h"
#include "sim/platform/guest.h"
#include "sim/platform/isa_string.h"
#include "sim/platform/machine_params.h"

namespace covesim {

struct MemoryRange {
    uint64_t base = 0, size = 0;
    bool operator==(const MemoryRange&) const = default;
};

/// A firmware image that the root of trust placed.
struct FirmwareNode {
    MemoryRange range;
    uint64_t entry = 0;
};

/// A TVM's image in host memory, to be copied to a guest physical address.
struct TvmImageNode {
    MemoryRange source;
    uint64_t gpa = 0;
};

struct TvmNode {
    TvmParams params;
    std::vector<TvmImageNode> images;
};

/// What the boot wants said in /chosen and /soc besides the machine itself.
struct DeviceTreeExtras {
    std::string bootargs;
    std::optional<MemoryRange> initrd;
    std::optional<FirmwareNode> tsm_driver, tsm, host_vmm;
    std::optional<TvmNode> tvm;
    bool root_of_trust = false;  ///< mailbox and encryption table are there
    uint32_t virtio_slots = 0;   ///< virtio-mmio slots that are named
    bool pcie = false;           ///< the host bridge is there
};

/// The tree as a blob with at least 4 KiB of free space in it.
Blob platform_device_tree(const MachineParams& params, const Isa& isa, const DeviceTreeExtras& extras);

/// The tree that a TVM's Linux guest boots with: memory, one cpu with exactly the extensions that the TSM enables, a
/// polled 16550, chosen. It is measured, so the rng-seed is zero and the boot shim fills it.
Blob tvm_device_tree(const TvmParams& tvm, const Isa& isa, uint64_t timebase, std::optional<MemoryRange> initrd);

/// A blob that a user gave: header and structure are sound.
bool valid_device_tree(const Blob& data);

}  // namespace covesim
