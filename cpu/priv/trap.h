// A trap as a value: what is known about it where it is raised. cpu/priv/trap.cc decides who handles it.
//
// Exception and interrupt numbers: privileged specification, mcause table; H extension, augmented mcause table.
#pragma once
#include <cstdint>

namespace covesim {

/// Who takes a trap.
enum class TrapTo : uint8_t { Delegated, M, Hs, Vs };  // Delegated: as medeleg, hedeleg, mideleg and hideleg say

struct Trap {
    uint64_t cause =
        0;              ///< exception number, or kInterrupt | interrupt number as in mip (VS levels not yet translated)
    uint64_t tval = 0;  ///< faulting address, instruction bits, or 0
    uint64_t tval2 = 0;  ///< guest physical address >> 2 for guest-page faults
    uint64_t tinst = 0;  ///< transformed instruction, pseudoinstruction, or 0 (cpu/priv/tinst.h)
    bool gva = false;    ///< tval is a guest virtual address
    bool mpt = false;    ///< raised by an MPT check: PrivParams::mpt_faults_to_m may forbid its delegation
    TrapTo to = TrapTo::Delegated;
    bool guest_number = false;  ///< the number is already the one that VS-mode sees (hvictl)
};

inline constexpr uint64_t kInterrupt = uint64_t{1} << 63;
/// A resumable non-maskable interrupt: not an interrupt number of mip, but what pending_interrupt() answers.
inline constexpr uint64_t kRnmi = kInterrupt | uint64_t{1} << 62;

/// An interrupt that is to be taken.
struct Interrupt {
    uint64_t cause = 0;  ///< as in Trap
    TrapTo to = TrapTo::M;
    bool guest_number = false;
    bool operator==(const Interrupt&) const = default;
};

/// Exception numbers.
namespace cause {
inline constexpr uint64_t kFetchMisaligned = 0, kFetchAccess = 1, kIllegal = 2, kBreakpoint = 3, kLoadMisaligned = 4,
                          kLoadAccess = 5, kStoreMisaligned = 6, kStoreAccess = 7, kEcallU = 8, kEcallS = 9,
                          kEcallVs = 10, kEcallM = 11, kFetchPage = 12, kLoadPage = 13, kStorePage = 15,
                          kSoftwareCheck = 18, kFetchGuestPage = 20, kLoadGuestPage = 21, kVirtual = 22,
                          kStoreGuestPage = 23, kDoubleTrap = 16;
}  // namespace cause

/// xtval of a software-check exception.
namespace software_check {
inline constexpr uint64_t kLandingPad = 2, kShadowStack = 3;
}

/// Interrupt numbers, which are bit positions in mip and mie.
namespace irq {
inline constexpr int kSsi = 1, kVssi = 2, kMsi = 3, kSti = 5, kVsti = 6, kMti = 7, kSei = 9, kVsei = 10, kMei = 11,
                     kSgei = 12, kLcofi = 13;
}  // namespace irq

}  // namespace covesim
