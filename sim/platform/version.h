// The version of covesim, as it is printed and as checkpoints remember it.
#pragma once

namespace covesim {

inline constexpr const char* kVersion = "0.1.0";

}  // namespace covesim
