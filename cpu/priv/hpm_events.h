// Events that mhpmevent can select, by number (bits 55:0 of mhpmevent). Zero selects nothing; other numbers are not
// legal and leave the selection as it was.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace covesim {

struct HpmEvent {
    uint16_t id;
    std::string_view name;
};

namespace hpm_event {
inline constexpr uint16_t kNone = 0, kCycles = 1, kInstructions = 2, kLoads = 3, kStores = 4, kBranches = 5,
                          kBranchMisses = 6, kL1iAccesses = 7, kL1iMisses = 8, kL1dAccesses = 9, kL1dMisses = 10,
                          kL2Misses = 11, kLlcAccesses = 12, kLlcMisses = 13, kItlbMisses = 14, kDtlbMisses = 15,
                          kL2TlbMisses = 16, kPageWalks = 17, kMptLookups = 18, kMptEntriesRead = 19, kTraps = 20,
                          kInterrupts = 21, kAtomics = 22, kFpOperations = 23;
}

inline constexpr std::array kHpmEvents{
    HpmEvent{hpm_event::kCycles, "cycles"},
    HpmEvent{hpm_event::kInstructions, "instructions"},
    HpmEvent{hpm_event::kLoads, "loads"},
    HpmEvent{hpm_event::kStores, "stores"},
    HpmEvent{hpm_event::kBranches, "branches"},
    HpmEvent{hpm_event::kBranchMisses, "branch-misses"},
    HpmEvent{hpm_event::kL1iAccesses, "l1i-accesses"},
    HpmEvent{hpm_event::kL1iMisses, "l1i-misses"},
    HpmEvent{hpm_event::kL1dAccesses, "l1d-accesses"},
    HpmEvent{hpm_event::kL1dMisses, "l1d-misses"},
    HpmEvent{hpm_event::kL2Misses, "l2-misses"},
    HpmEvent{hpm_event::kLlcAccesses, "llc-accesses"},
    HpmEvent{hpm_event::kLlcMisses, "llc-misses"},
    HpmEvent{hpm_event::kItlbMisses, "itlb-misses"},
    HpmEvent{hpm_event::kDtlbMisses, "dtlb-misses"},
    HpmEvent{hpm_event::kL2TlbMisses, "l2-tlb-misses"},
    HpmEvent{hpm_event::kPageWalks, "page-walks"},
    HpmEvent{hpm_event::kMptLookups, "mpt-lookups"},
    HpmEvent{hpm_event::kMptEntriesRead, "mpt-entries-read"},
    HpmEvent{hpm_event::kTraps, "traps"},
    HpmEvent{hpm_event::kInterrupts, "interrupts"},
    HpmEvent{hpm_event::kAtomics, "atomics"},
    HpmEvent{hpm_event::kFpOperations, "fp-operations"},
};

/// An event number that mhpmevent can hold.
constexpr bool is_hpm_event(uint64_t id) {
    if (id == hpm_event::kNone) return true;
    for (const HpmEvent& e : kHpmEvents) {
        if (e.id == id) return true;
    }
    return false;
}

}  // namespace covesim
