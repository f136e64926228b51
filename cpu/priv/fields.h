// Bit positions of the status, environment-configuration and translation registers. Privileged specification 1.13 and
// H extension, register figures.
#pragma once
#include <cstdint>

#include "cpu/priv/params.h"

namespace covesim {

constexpr uint64_t bit(int n) { return uint64_t{1} << n; }

/// mstatus, and sstatus and vsstatus where they have the field.
namespace status {
inline constexpr uint64_t kSie = bit(1), kMie = bit(3), kSpie = bit(5), kMpie = bit(7), kSpp = bit(8),
                          kVs = bit(9) | bit(10), kMpp = bit(11) | bit(12), kFs = bit(13) | bit(14), kMprv = bit(17),
                          kSum = bit(18), kMxr = bit(19), kTvm = bit(20), kTw = bit(21), kTsr = bit(22),
                          kSpelp = bit(23), kSdt = bit(24), kGva = bit(38), kMpv = bit(39), kMpelp = bit(41),
                          kMdt = bit(42), kSd = bit(63);
inline constexpr int kMppShift = 11;
inline constexpr uint64_t kUxl64 = uint64_t{2} << 32, kSxl64 = uint64_t{2} << 34;
inline constexpr uint64_t kUxl = uint64_t{3} << 32;
}  // namespace status

/// mnstatus (Smrnmi).
namespace mnstatus {
inline constexpr uint64_t kNmie = bit(3), kMnpv = bit(7), kMnpelp = bit(9), kMnpp = bit(11) | bit(12);
inline constexpr int kMnppShift = 11;
}  // namespace mnstatus

/// Pointer masking: PMM of menvcfg, henvcfg, senvcfg and mseccfg, HUPMM of hstatus.
namespace pmm {
inline constexpr int kShift = 32, kHupmmShift = 48;
inline constexpr uint64_t kField = uint64_t{3} << kShift, kHupmm = uint64_t{3} << kHupmmShift;
/// Legal values: 0 off, 2 and 3; 1 is reserved.
constexpr uint8_t pmlen(uint64_t value) { return value == 2 ? 7 : value == 3 ? 16 : 0; }
}  // namespace pmm

namespace hstatus {
inline constexpr uint64_t kGva = bit(6), kSpv = bit(7), kSpvp = bit(8), kHu = bit(9), kVgein = uint64_t{0x3f} << 12,
                          kVtvm = bit(20), kVtw = bit(21), kVtsr = bit(22), kVsxl64 = uint64_t{2} << 32;
inline constexpr int kVgeinShift = 12;
}  // namespace hstatus

/// menvcfg; senvcfg and henvcfg where they have the field.
namespace envcfg {
inline constexpr uint64_t kFiom = bit(0), kLpe = bit(2), kSse = bit(3), kCbie = bit(4) | bit(5), kCbcfe = bit(6),
                          kCbze = bit(7), kDte = bit(59), kCde = bit(60), kAdue = bit(61), kPbmte = bit(62),
                          kStce = bit(63);
inline constexpr int kCbieShift = 4;
inline constexpr uint64_t kCbieFlush = 1, kCbieReserved = 2;
}  // namespace envcfg

namespace seccfg {
inline constexpr uint64_t kMml = bit(0), kMmwp = bit(1), kRlb = bit(2), kUseed = bit(8), kSseed = bit(9),
                          kMlpe = bit(10);
}

/// satp, vsatp and hgatp for RV64.
namespace atp {
inline constexpr int kModeShift = 60, kIdShift = 44;
inline constexpr uint64_t kPpn = bit(44) - 1, kMode = uint64_t{0xf} << 60;
inline constexpr uint64_t kBare = 0, kSv39 = 8, kSv48 = 9, kSv57 = 10;
}  // namespace atp

/// mmpt (Supervisor Domains Access Protection §3.1, RV64).
namespace mpt {
inline constexpr int kModeShift = 60, kSdidShift = 52;
inline constexpr uint64_t kPpn = bit(44) - 1;
inline constexpr uint64_t kBare = 0, kSmmpt43 = 1, kSmmpt52 = 2, kSmmpt64 = 3;
}  // namespace mpt

/// Hypervisor virtual interrupt control (AIA specification, "Virtual interrupts for VS level"). IID has 6 bits.
namespace hvictl {
inline constexpr uint64_t kVti = bit(30), kIid = uint64_t{0x3f} << 16, kDpr = bit(9), kIpriom = bit(8), kIprio = 0xff;
inline constexpr int kIidShift = 16;
}  // namespace hvictl

namespace stateen {
inline constexpr uint64_t kSe = bit(63), kEnvcfg = bit(62), kCsrind = bit(60), kAia = bit(59), kImsic = bit(58);
}

/// SD summarises FS and VS (XS does not exist).
constexpr uint64_t with_sd(uint64_t v) {
    const bool dirty = (v & status::kFs) == status::kFs || (v & status::kVs) == status::kVs;
    return dirty ? v | status::kSd : v;
}
/// FS and VS, as far as the extensions exist.
constexpr uint64_t context_status(const HartFeatures& f) { return (f.f ? status::kFs : 0) | (f.v ? status::kVs : 0); }

}  // namespace covesim
