// RISC-V semihosting calls: what the platform does when a hart meets slli x0,x0,0x1f; ebreak; srai x0,x0,7.
//
// RISC-V Semihosting 1.0 with the operation numbers and 64-bit parameter blocks of Arm's semihosting specification 2.0:
// SYS_WRITEC, SYS_WRITE0, SYS_EXIT, SYS_EXIT_EXTENDED. Leaves out every other operation (they return -1).
#pragma once
#include <cstdint>

#include "sim/platform/console.h"
#include "sim/platform/guest_exit.h"

namespace covesim {

/// The caller's memory, through its own translation. False: the access would fault.
struct SemihostMemory {
    virtual bool read(uint64_t va, void* out, uint32_t bytes) = 0;

  protected:
    ~SemihostMemory() = default;
};

/// The three instructions that make an EBREAK a semihosting call; all must be uncompressed.
inline constexpr uint32_t kSemihostEntry = 0x01f01013, kSemihostBreak = 0x00100073, kSemihostExit = 0x40705013;

/// Perform operation a0 = op with parameter a1 = arg; the result is the new a0.
uint64_t semihost(uint64_t op, uint64_t arg, SemihostMemory& memory, Console& console, GuestExit& exit);

}  // namespace covesim
