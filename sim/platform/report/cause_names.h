// Names of trap causes: privileged specification, mcause table with the H extension's additions; 24 is the TSM driver's
// TEECALL (a cause designated for custom use).
#pragma once
#include <cstdint>
#include <string>

namespace covesim {

/// "load guest-page fault", "timer interrupt"; what has no name is shown by number.
std::string cause_name(uint64_t cause);

}  // namespace covesim
