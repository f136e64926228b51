#include "firmware/tsm-driver/pmu_events.h"

namespace covesim::fw {
namespace {

constexpr uint64_t kHardware = 0, kCache = 1, kRaw = 2, kRawV2 = 3;  // event_idx.type
constexpr uint32_t kCycles = 1, kInstructions = 2;                   // codes of type 0
constexpr uint32_t kCycleCounter = bit(0), kInstretCounter = bit(2);

}  // namespace

void PmuEvents::read(const Fdt& tree) {
    const FdtNode node = tree.find_compatible("riscv,pmu");
    const FdtProperty ranges = tree.property(node, "riscv,event-to-mhpmcounters");
    for (uint32_t i = 0; i + 3 <= ranges.cells(); i += 3)
        ranges_.add({ranges.cell(i), ranges.cell(i + 1), ranges.cell(i + 2)});
    ranges_.add({kCycles, kCycles, kCycleCounter});
    ranges_.add({kInstructions, kInstructions, kInstretCounter});
    const FdtProperty selectors = tree.property(node, "riscv,event-to-mhpmevent");
    for (uint32_t i = 0; i + 3 <= selectors.cells(); i += 3)
        selectors_.add({selectors.cell(i), selectors.number(i + 1, 2)});
    const FdtProperty raw = tree.property(node, "riscv,raw-event-to-mhpmcounters");
    for (uint32_t i = 0; i + 5 <= raw.cells(); i += 5)
        raw_.add({raw.number(i, 2), raw.number(i + 2, 2), raw.cell(i + 4)});
}

EventChoice PmuEvents::find(uint64_t event, uint64_t data) const {
    const uint64_t type = event >> 16;
    if (type == kRaw || type == kRawV2) {
        // Only so many bits of event_data are the selector's; event_idx.code is zero.
        if ((event & 0xffff) != 0 || data >> (type == kRaw ? 48 : 56) != 0) return {};
        for (const Raw& r : raw_)
            if ((data & r.mask) == r.value) return {r.counters, data};
        return {};
    }
    if ((type != kHardware && type != kCache) || data != 0) return {};
    EventChoice found;
    for (const Range& r : ranges_)
        if (event >= r.first && event <= r.last) found.counters |= r.counters;
    for (const Selector& s : selectors_)
        if (s.event == event) found.selector = s.value;
    // Without a selector only the counter that counts nothing else will do.
    if (found.selector == 0) found.counters &= kCycleCounter | kInstretCounter;
    return found;
}

}  // namespace covesim::fw
