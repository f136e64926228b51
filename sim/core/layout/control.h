// Register layout and commands of the control device (custom to covesim); the commands are those of control hints too
// (cpu/isa/control_hint.h). Freestanding. docs/control.md says what they do.
#pragma once
#include <stdint.h>

namespace covesim::control {

enum Reg : uint32_t {
    kId = 0x00,           // RO u32: "COVE" in little-endian ASCII
    kVersion = 0x04,      // RO u32: 1
    kRegionBegin = 0x08,  // WO u64: number or name of a region
    kRegionEnd = 0x10,    // WO u64
    kMode = 0x18,         // RW u32: 0 fast, 1 warm, 2 timed
    kCheckpoint = 0x1c,   // WO u32: any value
    kExit = 0x20,         // WO u32: code
    kStatus = 0x24,       // RO u32: Status of the last command
};
inline constexpr uint32_t kIdValue = 0x45564f43;

/// The low four bits of a hint's immediate; the hint's register holds what is written into the register of this name.
enum class Command : uint32_t { RegionBegin = 1, RegionEnd = 2, Mode = 3, Checkpoint = 4, Exit = 5 };

enum class Status : uint32_t {
    Done = 0,
    Refused = 1,      // begun already, not begun, no such mode or command
    Unavailable = 2,  // nobody has said where a checkpoint goes
};

}  // namespace covesim::control
