// Events that mhpmevent can select, by number (bits 55:0 of mhpmevent). Zero selects nothing; other numbers are not
// legal and leave the selection as it was. Only what a hart counts exactly, whatever accelerates it, is an event: hence
// no loads, stores or first-level cache hits. Branches are counted in warm and timed; the TLB events stand still in
// fast, whose TLB is another one.
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
inline constexpr uint16_t kNone = 0, kCycles = 1, kInstructions = 2, kBranches = 5, kBranchMisses = 6, kItlbMisses = 14,
                          kDtlbMisses = 15, kL2TlbMisses = 16, kPageWalks = 17, kMptLookups = 18, kMptEntriesRead = 19,
                          kTraps = 20, kInterrupts = 21;
}

inline constexpr std::array kHpmEvents{
    HpmEvent{hpm_event::kCycles, "cycles"},
    HpmEvent{hpm_event::kInstructions, "instructions"},
    HpmEvent{hpm_event::kBranches, "branches"},
    HpmEvent{hpm_event::kBranchMisses, "branch-misses"},
    HpmEvent{hpm_event::kItlbMisses, "itlb-misses"},
    HpmEvent{hpm_event::kDtlbMisses, "dtlb-misses"},
    HpmEvent{hpm_event::kL2TlbMisses, "l2-tlb-misses"},
    HpmEvent{hpm_event::kPageWalks, "page-walks"},
    HpmEvent{hpm_event::kMptLookups, "mpt-lookups"},
    HpmEvent{hpm_event::kMptEntriesRead, "mpt-entries-read"},
    HpmEvent{hpm_event::kTraps, "traps"},
    HpmEvent{hpm_event::kInterrupts, "interrupts"},
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
