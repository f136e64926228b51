// What the CoVE firmware is asked for: whether the TSM is started, and how the TSM driver builds the domains' memory
// protection tables.
//
// It travels as a platform's choice would: properties of the firmware's nodes in the device tree
// (docs/device-tree.md), which the TSM driver reads at boot. Supervisor domains specification §4: modes (§4.2 to §4.4),
// leaves above level 0 and NAPOT leaves (§4.1). `run` starts other firmware, which knows nothing of it.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "sim/core/schema.h"

namespace covesim {

/// In the order of mmpt.MODE.
enum class FirmwareMpt : uint8_t { Smmpt43, Smmpt52, Smmpt64 };
template <>
struct EnumNames<FirmwareMpt> {
    static constexpr std::array<std::string_view, 3> names{"smmpt43", "smmpt52", "smmpt64"};
};

struct FirmwareParams {
    FirmwareMpt mpt_mode = FirmwareMpt::Smmpt43;
    bool mpt_superpages = false;
    bool mpt_napot = false;
    bool tsm = true;
};
template <>
inline constexpr auto schema<FirmwareParams> = std::tuple{
    Field{
        "mpt_mode", &FirmwareParams::mpt_mode, Unit::None,
        "MPT mode of every supervisor domain (boot): 3, 4 or 5 levels. The TSM driver refuses one that a hart lacks."},
    Field{"mpt_superpages", &FirmwareParams::mpt_superpages, Unit::Bool,
          "RAM has MPT leaves above level 0 (2 MiB and larger tuples) until a part of one is converted; off: 4 KiB "
          "tuples everywhere."},
    Field{"mpt_napot", &FirmwareParams::mpt_napot, Unit::Bool,
          "32 MPT entries that agree are NAPOT leaves: 2 MiB at level 0."},
    Field{
        "tsm", &FirmwareParams::tsm, Unit::Bool,
        "The TSM is started (boot); off: it is verified, measured and placed, but never entered, and its domain cannot "
        "be called."},
};

}  // namespace covesim
