// The hart's side of the hardware performance counters: events are differences of its own statistics.
#include "cpu/hart.h"
#include "cpu/priv/hpm_events.h"

namespace covesim {

namespace {

/// Sum of one count over all access types of the MPT checker.
uint64_t over_types(const MptStats& s, uint64_t MptTypeStats::*count) {
    uint64_t n = 0;
    for (const MptTypeStats* t : {&s.load, &s.store, &s.amo, &s.fetch, &s.stage_pte, &s.g_stage_pte, &s.other})
        n += t->*count;
    return n;
}

}  // namespace

uint64_t Hart::event_count(uint16_t event) {
    switch (event) {
        case hpm_event::kCycles: return cycles();
        case hpm_event::kInstructions: return retired();
        case hpm_event::kBranches: return predictor_.stats().branches;
        case hpm_event::kBranchMisses: return predictor_.stats().branch_mispredicts;
        case hpm_event::kItlbMisses: return mmu_.stats().l1i.misses;
        case hpm_event::kDtlbMisses: return mmu_.stats().l1d.misses;
        case hpm_event::kL2TlbMisses: return mmu_.stats().l2.misses;
        case hpm_event::kPageWalks: return mmu_.stats().walks;
        case hpm_event::kMptLookups: return over_types(mmu_.stats().mpt, &MptTypeStats::lookups);
        case hpm_event::kMptEntriesRead: return over_types(mmu_.stats().mpt, &MptTypeStats::entries_read);
        case hpm_event::kTraps: return stats_.exceptions + stats_.interrupts;
        case hpm_event::kInterrupts: return stats_.interrupts;
        default: return 0;
    }
}

}  // namespace covesim
