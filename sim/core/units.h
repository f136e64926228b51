// Units of parameters and statistics: printed with every value, never implied by a name.
#pragma once
#include <cstdint>
#include <string_view>

namespace covesim {

enum class Unit : uint8_t { None, Count, Bytes, Bits, Cycles, Femtoseconds, Instructions, Hertz, BytesPerSecond, Bool };

constexpr std::string_view name(Unit u) {
    constexpr std::string_view kNames[] = {"", "", "B", "bit", "cycles", "fs", "instructions", "Hz", "B/s", "bool"};
    return kNames[static_cast<int>(u)];
}

}  // namespace covesim
