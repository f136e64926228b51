// Parameters of the devices that act by themselves: what their transfers and their own work cost in `timed`.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "sim/core/schema.h"

namespace covesim {

struct DmaParams {
    uint64_t latency = 200'000'000;
    uint64_t line_time = 4'000'000;
};
template <>
inline constexpr auto schema<DmaParams> = std::tuple{
    Field{"latency", &DmaParams::latency, Unit::Femtoseconds,
          "From a device to the last-level cache and back, in timed mode.", within<0, 1'000'000'000'000>("0 to 10^12")},
    Field{"line_time", &DmaParams::line_time, Unit::Femtoseconds,
          "Its link is taken so long by each 64-byte line (4 ns: 16 GB/s).",
          within<0, 1'000'000'000'000>("0 to 10^12")},
};

struct BlockParams {
    uint64_t latency = 20'000'000'000;
    uint64_t sector_time = 256'000'000;
};
template <>
inline constexpr auto schema<BlockParams> = std::tuple{
    Field{"latency", &BlockParams::latency, Unit::Femtoseconds,
          "From the start of a request's turn on the medium to its data, in timed mode.",
          within<0, 1'000'000'000'000'000>("0 to 10^15")},
    Field{"sector_time", &BlockParams::sector_time, Unit::Femtoseconds,
          "The medium is taken so long by each 512-byte sector (256 ns: 2 GB/s).",
          within<0, 1'000'000'000'000>("0 to 10^12")},
};

/// What carries the virtio devices.
enum class VirtioBus : uint8_t { Mmio, Pci };
template <>
struct EnumNames<VirtioBus> {
    static constexpr std::array<std::string_view, 2> names{"mmio", "pci"};
};

struct DeviceParams {
    VirtioBus transport = VirtioBus::Mmio;
    bool rng = false;
    bool console = false;
    bool control = false;
    bool pvpanic = false;
    DmaParams dma;
    BlockParams block;

    /// Whether any device is asked for here that does DMA.
    bool any() const { return rng || console || transport == VirtioBus::Pci; }
};
template <>
inline constexpr auto schema<DeviceParams> = std::tuple{
    Field{"transport", &DeviceParams::transport, Unit::None,
          "Virtio devices in virtio-mmio slots, or as functions of a PCI Express host bridge."},
    Field{"rng", &DeviceParams::rng, Unit::None, "A virtio entropy device, seeded by the machine's seed."},
    Field{"console", &DeviceParams::console, Unit::None, "A virtio console beside the UART, on the same line."},
    Field{"control", &DeviceParams::control, Unit::None,
          "The control device, and control hints: a guest marks regions of interest, switches the mode, ends the run "
          "(docs/control.md)."},
    Field{"pvpanic", &DeviceParams::pvpanic, Unit::None,
          "A panic notifier as PCI function (with transport = pci): the run ends with code 8 when the guest panics."},
    Field{"dma", &DeviceParams::dma, Unit::None, "Transfers of devices to and from memory."},
    Field{"block", &DeviceParams::block, Unit::None, "The medium of every virtio block device."},
};

}  // namespace covesim
