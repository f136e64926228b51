// What snapshot.inc loads and stores, and the canary values: 0x<kind>C0FFEE5EC2E7<number>. Both halves carry a mark of
// three bytes, so that a half, or a value shifted by whole bytes, is recognised too. Shared by the malicious host and
// the TVM that it attacks.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace covesim::security {

struct Registers {
    uint64_t x_in[32], f_in[32], fcsr_in;
    uint64_t x_out[32], f_out[32], fcsr_out;
    uint64_t kept[16];
};
static_assert(offsetof(Registers, x_out) == 520 && offsetof(Registers, kept) == 1040);

enum class Kind : uint8_t { X = 0x10, F = 0x20, Csr = 0x30, Memory = 0x40 };

constexpr uint64_t canary(Kind kind, unsigned n) { return uint64_t(kind) << 56 | 0x00C0'FFEE'5EC2'E700 | (n & 0xff); }
constexpr bool is_canary(uint64_t v) {
    for (unsigned byte = 0; byte <= 5; ++byte) {
        const uint64_t window = v >> 8 * byte & 0xff'ffff;
        if (window == 0x5EC2E7 || window == 0xC0FFEE) return true;
    }
    return false;
}
static_assert(is_canary(canary(Kind::X, 1)) && is_canary(canary(Kind::F, 7) >> 32) && is_canary(0x5EC2'E711));

// The TVM's guest-physical address space.
inline constexpr uint64_t kTvmMemory = 0x8000'0000, kTvmBytes = 8 << 20;
inline constexpr uint64_t kPatternGpa = 0x8020'0000;  // a measured page of memory canaries
inline constexpr uint64_t kDemandGpa = 0x8040'0000;   // empty until it faults: 16 pages a round
inline constexpr uint64_t kSharedGpa = 0x8060'0000;   // one page a round
inline constexpr uint64_t kMmioGpa = 0x1000'0000;     // one page a round
inline constexpr uint64_t kInPage = 0x5e8;            // where in a page the TVM touches it
inline constexpr unsigned kRounds = 2;

/// What the payload does, by finalize_tvm's argument: all kinds of exit; or one thing that ends the TVM; or a page that
/// is shared and taken back; or a remote fence between two vCPUs.
enum Mission : uint64_t {
    kAllExits,
    kFetchShared,
    kLoadNowhere,
    kWalkMmio,
    kFetchMmio,
    kLoadBeyond,
    kUnshare,
    kTwoVcpus,
};

/// What the host answers to the loads from MMIO; the low byte too is told apart after extension.
inline constexpr uint64_t kMmioAnswer = 0x8877'6655'c433'22f1;
inline constexpr char kConsoleText[] = "TVM console text 0123456789 abcdefghijklmnopqr";
inline constexpr char kConsoleInput[] = "input from the host";
inline constexpr uint64_t kTvmTimer = 0x7123'4567'89ab'cdef;  // stimecmp: never due
inline constexpr uint64_t kSharedWord = 0x5348'4152'4544'2121;

}  // namespace covesim::security
