// The machine's virtio devices and the fabric behind them: in QEMU's eight virtio-mmio slots, or as functions of a PCI
// Express host bridge; what their DMA reaches, where their interrupts go.
//
// Disks come first, in the order of the command line, then the entropy device, then the console, and behind them the
// panic notifier, which is no virtio device but a function of the same bridge. Every device is a bus
// master with a TLM socket; the fabric leads to main memory through the last-level cache (coherent, and through the
// encryption engine behind it), for PCI to the S-level interrupt files too (MSI-X), and nowhere else. Nothing on the
// way checks the MPT: the CoVE stack (`boot`) has neither slots nor bridge. Included by .cc files only: it needs
// SystemC.
#pragma once
#include <optional>

#include "dev/pci/host.h"
#include "dev/pci/pvpanic.h"
#include "dev/virtio/block.h"
#include "dev/virtio/console.h"
#include "dev/virtio/mmio.h"
#include "dev/virtio/pci.h"
#include "dev/virtio/rng.h"
#include "mem/llc.h"
#include "sim/core/layout/memory_map.h"
#include "sim/platform/bus_masters.h"
#include "sim/platform/console.h"
#include "sim/platform/console_input.h"
#include "sim/platform/disk_image.h"
#include "sim/platform/machine_params.h"
#include "sim/tlm/memory_target.h"

namespace covesim {

class VirtioDevices final : SerialLine, InputDevice {
  public:
    /// The parts of the machine that it is built into; all outlive it.
    struct Surroundings {
        const MachineParams& params;
        BackingStore& store;
        Llc& llc;
        Router& router;  ///< of the harts' accesses: where MSI-X messages find interrupt files
        Turns& turns;
        Timeline& timeline;
        const Mode& mode;
        IrqSink& irq;
        Console& console;
        ConsoleInput& input;
        PanicSink& panic;
    };
    explicit VirtioDevices(const Surroundings& around) : around_(around) {}

    /// Builds the devices. An error when there are more than places for them.
    Expected<void, Failure> build(const std::vector<DiskImage*>& disks);
    /// What harts see of them: the slots; with PCI ECAM and the windows of the functions' memory, too.
    struct Place {
        Device& device;
        map::Range range;
    };
    std::vector<Place> places();
    /// Why a disk image could not be read or written; null: nothing failed.
    const std::string* disk_failure() const;
    bool idle() const { return !fabric_ || fabric_->masters.idle(); }
    /// The links. The devices themselves are the slots' or the functions'.
    void archive(Archive& a);
    /// By outermost sections.
    void archive_disks(Archive& a);
    /// Disks that cannot be in a checkpoint say so.
    void refuse_checkpoint(Archive& a) const;

  private:
    /// What exists only when a device does.
    struct Fabric {
        explicit Fabric(const Surroundings& around);
        Router bus;
        MemoryTarget memory;
        BusMasters masters;
    };
    bool pci() const { return around_.params.devices.transport == VirtioBus::Pci; }
    uint32_t count() const { return static_cast<uint32_t>(devices_.size()); }
    /// A port of the next device.
    BusPort& port(const char* purpose = "");
    void add(BusPort& port, std::unique_ptr<VirtioDevice> device);
    void add_function(VirtioDevice& device);

    // The console's other end.
    void put(uint8_t byte, Tick) override { around_.console.put(byte); }
    void looked(Tick now) override { around_.input.device_read(now); }
    bool listens() const override { return console_->listens(); }
    uint32_t room() const override { return console_->room(); }
    void receive(uint8_t byte) override { console_->receive(byte); }

    const Surroundings around_;
    std::optional<Fabric> fabric_;
    std::vector<DiskImage*> disks_;
    std::vector<std::unique_ptr<VirtioDevice>> devices_;
    std::vector<std::unique_ptr<VirtioMmio>> slots_;
    std::unique_ptr<PciHost> host_;
    std::vector<std::unique_ptr<VirtioPci>> functions_;
    VirtioConsole* console_ = nullptr;
    std::unique_ptr<Pvpanic> pvpanic_;
};

}  // namespace covesim
