// Everything that describes a machine, in one struct: the platform's own parameters and those of each module.
//
// The initialisers are the defaults; presets, configuration files and --set change them by path (sim/core/schema).
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "cpu/isa/decode.h"
#include "cpu/params.h"
#include "dev/params.h"
#include "mem/params.h"
#include "rot/root_of_trust.h"
#include "sim/core/expected.h"
#include "sim/core/schema.h"
#include "sim/core/types.h"
#include "sim/platform/firmware_params.h"
#include "sim/platform/isa_string.h"

namespace covesim {

template <>
struct EnumNames<Mode> {
    static constexpr std::array<std::string_view, 3> names{"fast", "warm", "timed"};
};

/// The interrupt controller: none, PLIC, an APLIC that delivers directly, or an APLIC with an IMSIC for every hart.
enum class IrqChip : uint8_t { None, Plic, Aplic, Aia };
template <>
struct EnumNames<IrqChip> {
    static constexpr std::array<std::string_view, 4> names{"none", "plic", "aplic", "aia"};
};

struct MachineParams {
    Mode mode = Mode::Fast;
    uint32_t harts = 1;
    uint64_t ram = 512ull << 20;
    std::string isa = "max";
    uint64_t timebase = 10'000'000;
    uint64_t quantum = 10'000'000'000;
    IrqChip irqchip = IrqChip::Plic;
    uint64_t seed = 1;
    uint64_t rtc_epoch = 1'767'225'600;  // 2026-01-01T00:00:00Z
    uint64_t io_latency = 100'000'000;
    uint32_t mfence_pa_funct7 = 0x19;
    uint32_t minval_pa_funct7 = 0x1b;
    HartParams hart;
    TileParams tile;
    MemoryParams memory;
    DeviceParams devices;
    rot::RotParams rot;
    FirmwareParams firmware;
    Accelerators accelerators;

    isa::DecodeOptions decode() const {
        return {static_cast<uint8_t>(mfence_pa_funct7), static_cast<uint8_t>(minval_pa_funct7), devices.control};
    }
};

/// The extensions of the machine's harts: those of `isa`, and with IMSICs Smaia and Ssaia.
Expected<Isa> machine_isa(const MachineParams& params);

/// What the check of one parameter cannot see: the ISA string, and parameters that exclude each other.
Status check_machine(const MachineParams& params);

template <>
inline constexpr auto schema<MachineParams> = std::tuple{
    Field{"mode", &MachineParams::mode, Unit::None, "Function only, with cache state, or with time."},
    Field{"harts", &MachineParams::harts, Unit::Count, "Number of harts.", within<1, 8>("1 to 8")},
    Field{"ram", &MachineParams::ram, Unit::Bytes, "Size of RAM, which begins at 0x80000000.",
          Check{[](uint64_t v) { return v >= (2ull << 20) && v <= (64ull << 30) && v % 4096 == 0; },
                "2M to 64G in whole 4 KiB pages"}},
    Field{"isa", &MachineParams::isa, Unit::None, "ISA string or profile; max: everything implemented."},
    Field{"timebase", &MachineParams::timebase, Unit::Hertz, "Frequency of mtime and the time CSR.",
          Check{[](uint64_t v) { return v >= 1'000 && v <= 1'000'000'000 && 1'000'000'000'000'000 % v == 0; },
                "1000 to 10^9, a divisor of 10^15"}},
    Field{"quantum", &MachineParams::quantum, Unit::Femtoseconds, "How far a hart may run ahead in private hits.",
          within<1'000'000, 1'000'000'000'000>("10^6 to 10^12")},
    Field{"irqchip", &MachineParams::irqchip, Unit::None,
          "Interrupt controller: none, PLIC, APLIC with direct delivery, or AIA (APLIC and IMSICs)."},
    Field{"seed", &MachineParams::seed, Unit::None, "Seed of every random source, also the device tree's rng-seed."},
    Field{"rtc_epoch", &MachineParams::rtc_epoch, Unit::None, "Real-time clock at reset, in seconds since 1970.",
          within<0, (1ull << 34)>("0 to 2^34")},
    Field{"io_latency", &MachineParams::io_latency, Unit::Femtoseconds, "What a device access takes in timed mode.",
          within<0, 1'000'000'000'000>("0 to 10^12")},
    Field{"mfence_pa_funct7", &MachineParams::mfence_pa_funct7, Unit::None,
          "funct7 of MFENCE.PA, which the specification leaves open.",
          within<0, 127>("0 to 127, no other instruction's")},
    Field{"minval_pa_funct7", &MachineParams::minval_pa_funct7, Unit::None,
          "funct7 of MINVAL.PA, which the specification leaves open.",
          within<0, 127>("0 to 127, no other instruction's")},
    Field{"hart", &MachineParams::hart, Unit::None,
          "Every hart: clock, pipeline, privileged architecture, TLBs and MPT."},
    Field{"tile", &MachineParams::tile, Unit::None, "Private caches of a hart, and where its walkers enter them."},
    Field{"memory", &MachineParams::memory, Unit::None, "Last-level cache, encryption engine, DRAM."},
    Field{"devices", &MachineParams::devices, Unit::None, "Devices that act by themselves (DMA)."},
    Field{"rot", &MachineParams::rot, Unit::None, "Root of trust: secrets, rollback counter, trust anchor."},
    Field{"firmware", &MachineParams::firmware, Unit::None,
          "The CoVE firmware that `boot` starts: its memory protection tables."},
    Field{"accelerators", &MachineParams::accelerators, Unit::None,
          "What makes the simulator fast; switching any of it off changes no simulated number."},
};

}  // namespace covesim
