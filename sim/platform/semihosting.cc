#include "sim/platform/semihosting.h"

namespace covesim {
namespace {
constexpr uint64_t kSysWritec = 0x03, kSysWrite0 = 0x04, kSysExit = 0x18, kSysExitExtended = 0x20;
constexpr uint64_t kStoppedApplicationExit = 0x20026;
constexpr uint64_t kLongestString = 1 << 20;  // a string without an end must not hang the simulator
constexpr uint64_t kFailed = ~0ull;
}  // namespace

uint64_t semihost(uint64_t op, uint64_t arg, SemihostMemory& memory, Console& console, GuestExit& exit) {
    switch (op) {
        case kSysWritec: {
            uint8_t c = 0;
            if (!memory.read(arg, &c, 1)) return kFailed;
            console.put(c);
            return op;
        }
        case kSysWrite0:
            for (uint64_t i = 0; i < kLongestString; ++i) {
                uint8_t c = 0;
                if (!memory.read(arg + i, &c, 1)) return kFailed;
                if (c == 0) return op;
                console.put(c);
            }
            return kFailed;
        case kSysExit:
        case kSysExitExtended: {
            uint64_t block[2];  // reason, subcode
            if (!memory.read(arg, block, sizeof block)) return kFailed;
            exit.request(block[0] == kStoppedApplicationExit ? block[1] : 1);
            return op;
        }
        default: return kFailed;
    }
}

}  // namespace covesim
