// Register layout of the root of trust's mailbox (custom to covesim; described for users in docs/rot.md).
// Freestanding: shared by the model (rot/) and the firmware. All registers little-endian, naturally aligned accesses of
// 4 or 8 bytes. Only M-mode may reach it: the TSM driver denies the page to domains 0 and 1 in their MPTs.
#pragma once
#include <stdint.h>

namespace covesim::rot {

enum Reg : uint32_t {
    kId = 0x000,      // RO u32: 0x54565243 ("CRVT")
    kStatus = 0x004,  // RO u32: bit 0 boot verified, bit 1 harts released; bits 15:8 number of measurement registers
    kSecurityVersion = 0x008,  // RO u64: rollback counter of the accepted manifest
    kEntry = 0x010,            // RO u64: entry point of the TSM driver image
    kDeviceTree = 0x018,       // RO u64: physical address of the platform's device tree
    kEntropy = 0x020,          // RO u64: a fresh random value per read
    kCommand = 0x028,          // WO u32: see Command; acts on kIndex and the data window. Synchronous
    kResult = 0x02c,           // RO u32: see Result, of the last command
    kIndex = 0x030,            // RW u32: measurement register number
    kData = 0x100,             // RW 64 bytes: data window (a SHA-384 digest uses the first 48)
    kCdi = 0x180,  // RO 48 bytes: compound device identifier (DICE) of the TSM layer; reads zero once locked
};
inline constexpr uint32_t kIdValue = 0x5456'5243;

enum Command : uint32_t {
    kMeasureRead = 1,  // data window = measurement register kIndex
    kMeasureExtend =
        2,         // register kIndex = SHA-384(register || data window); only kIndex >= 3 (0..2 are the boot's own)
    kCdiLock = 3,  // the CDI reads as zero until reset
};
enum Result : uint32_t { kOk = 0, kBadCommand = 1, kBadIndex = 2, kLocked = 3 };

// Measurement registers written during boot; the others start at zero.
enum Measurement : uint32_t { kMeasureRom = 0, kMeasureTsmDriver = 1, kMeasureTsm = 2, kMeasurementCount = 8 };
inline constexpr uint32_t kDigestBytes = 48;

}  // namespace covesim::rot
