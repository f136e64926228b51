// Numbers of the VIRTIO 1.2 specification that several devices and transports share. Tests use literals, never this
// header.
#pragma once
#include <cstdint>

namespace covesim::virtio {

// Device status field (2.1).
inline constexpr uint8_t kAcknowledge = 1, kDriver = 2, kDriverOk = 4, kFeaturesOk = 8, kNeedsReset = 0x40,
                         kFailed = 0x80;

// Reserved feature bits (6).
inline constexpr uint64_t kIndirectDesc = 1ull << 28, kEventIdx = 1ull << 29, kVersion1 = 1ull << 32;

// Device numbers (5).
inline constexpr uint32_t kNetDevice = 1, kBlockDevice = 2, kConsoleDevice = 3, kEntropyDevice = 4;

// Split virtqueues (2.7): struct virtq_desc flags, ring flags.
inline constexpr uint16_t kDescNext = 1, kDescWrite = 2, kDescIndirect = 4;
inline constexpr uint16_t kAvailNoInterrupt = 1;

}  // namespace covesim::virtio
