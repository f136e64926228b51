// The machine's eight virtio-mmio slots and the fabric behind them: which device is in which slot, what its DMA
// reaches, where its interrupt goes.
//
// Disks come first, in the order of the command line, then the entropy device, then the console. Every device is a bus
// master with a TLM socket; the fabric leads to main memory through the last-level cache (coherent, and through the
// encryption engine behind it) and nowhere else. Nothing on the way checks the MPT: the CoVE stack (`boot`) has no
// slots. Included by .cc files only: it needs SystemC.
#pragma once
#include <optional>

#include "dev/virtio/block.h"
#include "dev/virtio/console.h"
#include "dev/virtio/mmio.h"
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

class VirtioSlots final : SerialLine, InputDevice {
  public:
    /// The parts of the machine that it is built into; all outlive it.
    struct Surroundings {
        const MachineParams& params;
        BackingStore& store;
        Llc& llc;
        Turns& turns;
        Timeline& timeline;
        const Mode& mode;
        IrqSink& irq;
        Console& console;
        ConsoleInput& input;
    };
    explicit VirtioSlots(const Surroundings& around) : around_(around) {}

    /// Puts the devices into their slots. An error when there are more than slots.
    Expected<void, Failure> fill(const std::vector<DiskImage*>& disks);
    VirtioMmio& slot(uint32_t i) { return *slots_[i]; }
    /// Why a disk image could not be read or written; null: nothing failed.
    const std::string* disk_failure() const;

  private:
    /// What exists only when a device does.
    struct Fabric {
        Fabric(const Surroundings& around);
        Router bus;
        MemoryTarget memory;
        BusMasters masters;
    };
    /// The next free slot's port.
    BusPort& port();
    void add(BusPort& port, std::unique_ptr<VirtioDevice> device);

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
    VirtioConsole* console_ = nullptr;
};

}  // namespace covesim
