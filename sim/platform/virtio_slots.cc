#include "sim/platform/virtio_slots.h"

#include <fmt/format.h>

#include <stdexcept>

namespace covesim {

VirtioSlots::Fabric::Fabric(const Surroundings& around)
    : bus("dma", Tick{}),
      memory("dma_memory", around.store, &around.llc),
      masters("bus_masters", around.turns, around.timeline, around.mode, around.params.devices.dma) {
    const auto ok = bus.map("memory", Spa{map::kRamBase}, around.params.ram, memory.socket, true);
    if (!ok) throw std::logic_error(ok.error().message);
}

Expected<void, Failure> VirtioSlots::fill(const std::vector<DiskImage*>& disks) {
    const DeviceParams& p = around_.params.devices;
    const size_t wanted = disks.size() + p.rng + p.console;
    if (wanted > map::kVirtioSlots)
        return Failure(kExitUsage, fmt::format("{} virtio devices, but there are {} slots", wanted, map::kVirtioSlots));
    disks_ = disks;
    if (wanted > 0) fabric_.emplace(around_);
    for (DiskImage* disk : disks) {
        BusPort& at = port();
        add(at, std::make_unique<VirtioBlock>(*disk, fmt::format("covesim-disk-{}", devices_.size()), p.block, at));
    }
    if (p.rng) {
        BusPort& at = port();
        add(at, std::make_unique<VirtioRng>(around_.params.seed, at));
    }
    if (p.console) {
        BusPort& at = port();
        SerialLine& line = *this;
        auto console = std::make_unique<VirtioConsole>(line, at);
        console_ = console.get();
        add(at, std::move(console));
        around_.input.add_device(*this);
    }
    for (uint32_t i = 0; i < map::kVirtioSlots; ++i) {
        VirtioDevice* device = i < devices_.size() ? devices_[i].get() : nullptr;
        slots_.push_back(std::make_unique<VirtioMmio>(i, device, around_.irq, map::kIrqVirtio0 + i));
    }
    return {};
}

BusPort& VirtioSlots::port() {
    const auto i = static_cast<uint32_t>(devices_.size());
    return fabric_->masters.add(fmt::format("virtio{}", i), map::kRequesterVirtioMmio + i, fabric_->bus);
}

void VirtioSlots::add(BusPort& port, std::unique_ptr<VirtioDevice> device) {
    BusMasters::connect(port, *device);
    devices_.push_back(std::move(device));
}

const std::string* VirtioSlots::disk_failure() const {
    for (const DiskImage* disk : disks_)
        if (!disk->failure().empty()) return &disk->failure();
    return nullptr;
}

}  // namespace covesim
