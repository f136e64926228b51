#include "sim/platform/virtio_devices.h"

#include <fmt/format.h>

#include <stdexcept>

#include "sim/core/archive.h"

namespace covesim {
namespace {

/// Device numbers 1 to 31 of PCI bus 0; 0 stays free for a function of the root complex.
constexpr uint32_t kPciDevices = PciHost::kDevices - 1;

void must(const Status& ok) {
    if (!ok) throw std::logic_error(ok.error().message);
}

}  // namespace

VirtioDevices::Fabric::Fabric(const Surroundings& around)
    : bus("dma", Tick{}),
      memory("dma_memory", around.store, &around.llc),
      masters("bus_masters", around.turns, around.timeline, around.mode, around.params.devices.dma) {
    must(bus.map("memory", Spa{map::kRamBase}, around.params.ram, memory.socket, true));
    if (around.params.devices.transport == VirtioBus::Pci)
        must(bus.map("interrupt files", Spa{map::kImsicS.base}, map::kImsicS.size, around.router.in, true));
}

Expected<void, Failure> VirtioDevices::build(const std::vector<DiskImage*>& disks) {
    const DeviceParams& p = around_.params.devices;
    const size_t wanted = disks.size() + p.rng + p.console + p.pvpanic;
    const uint32_t most = pci() ? kPciDevices : map::kVirtioSlots;
    if (wanted > most)
        return Failure(kExitUsage, pci() ? fmt::format("{} devices, but there are {} PCI device numbers", wanted, most)
                                         : fmt::format("{} virtio devices, but there are {} slots", wanted, most));
    disks_ = disks;
    if (wanted > 0) fabric_.emplace(around_);
    if (pci()) host_ = std::make_unique<PciHost>(around_.irq, map::kIrqPcie0);
    for (DiskImage* disk : disks) {
        BusPort& at = port();
        add(at, std::make_unique<VirtioBlock>(*disk, fmt::format("covesim-disk-{}", count()), p.block, at));
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
    if (p.pvpanic) {
        const uint32_t number = count() + 1;
        pvpanic_ = std::make_unique<Pvpanic>(around_.panic, port("_pvpanic"), *host_, number);
        host_->add(number, *pvpanic_);
    }
    for (uint32_t i = 0; i < map::kVirtioSlots; ++i) {
        VirtioDevice* device = !pci() && i < count() ? devices_[i].get() : nullptr;
        slots_.push_back(std::make_unique<VirtioMmio>(i, device, around_.irq, map::kIrqVirtio0 + i));
    }
    return {};
}

std::vector<VirtioDevices::Place> VirtioDevices::places() {
    std::vector<Place> all;
    for (uint32_t i = 0; i < map::kVirtioSlots; ++i)
        all.push_back({*slots_[i], {map::kVirtioMmio.base + i * 0x1000ull, 0x1000}});
    if (!host_) return all;
    const map::Range high = map::pcie_high(around_.params.ram);
    all.push_back({host_->ecam(), map::kPcieEcam});
    all.push_back({host_->window("pcie_low", map::kPcieLow.base), map::kPcieLow});
    all.push_back({host_->window("pcie_high", high.base), high});
    return all;
}

BusPort& VirtioDevices::port(const char* purpose) {
    const uint32_t requester = pci() ? (count() + 1) << 3 : map::kRequesterVirtioMmio + count();
    return fabric_->masters.add(fmt::format("virtio{}{}", count(), purpose), requester, fabric_->bus);
}

void VirtioDevices::add(BusPort& port, std::unique_ptr<VirtioDevice> device) {
    BusMasters::connect(port, *device);
    if (pci()) add_function(*device);
    devices_.push_back(std::move(device));
}

/// The n-th device is device number n + 1 of bus 0, function 0.
void VirtioDevices::add_function(VirtioDevice& device) {
    const uint32_t number = count() + 1;
    BusPort& messages = port("_msix");
    functions_.push_back(
        std::make_unique<VirtioPci>(fmt::format("virtio{}", count()), device, messages, *host_, number));
    BusMasters::connect(messages, *functions_.back());
    host_->add(number, *functions_.back());
}

void VirtioDevices::archive(Archive& a) {
    if (fabric_) a(fabric_->masters);
}

void VirtioDevices::archive_disks(Archive& a) {
    for (DiskImage* disk : disks_) disk->archive(a);
}

void VirtioDevices::refuse_checkpoint(Archive& a) const {
    for (const DiskImage* disk : disks_)
        if (std::string why = disk->checkpoint_refusal(); !why.empty()) a.refuse(std::move(why));
}

const std::string* VirtioDevices::disk_failure() const {
    for (const DiskImage* disk : disks_)
        if (!disk->failure().empty()) return &disk->failure();
    return nullptr;
}

}  // namespace covesim
