// Register layout of the encryption engine's range table (custom to covesim). Which key protects which physical range
// is a platform table programmed by the TSM driver, one granule at a time or by ranges; the SDID never leaves the hart.
// Freestanding: shared by the model (mem/) and the firmware.
#pragma once
#include <stdint.h>

namespace covesim::ectx {

enum Reg : uint32_t {
    kContexts = 0x00,  // RO u32: number of encryption contexts; context 0 = no encryption
    kBase = 0x08,      // RW u64: first byte of the range, 4 KiB aligned
    kPages = 0x10,     // RW u64: number of 4 KiB pages
    kContext = 0x18,   // RW u32: context to assign
    kCommand = 0x1c,   // WO u32: see Command. Synchronous
    kResult = 0x20,    // RO u32: 0 done, 1 bad operand
};
enum Command : uint32_t {
    kAssign = 1,  // pages [kBase, kBase + kPages * 4096) belong to kContext from now on
    kNewKey = 2,  // context kContext gets a fresh random key
};

}  // namespace covesim::ectx
