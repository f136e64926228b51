// Which counters can count an SBI PMU event, and what mhpmevent then selects: the device tree's riscv,pmu node (Linux
// bindings, perf/riscv,pmu.yaml), and SBI 3.0, "Performance Monitoring Unit Extension", event types 0 to 3. Left out:
// firmware events.
#pragma once
#include <stdint.h>

#include "firmware/lib/fdt.h"
#include "firmware/tsm-driver/list.h"

namespace covesim::fw {

/// counters: a bit for each CSR that can count the event (0: it cannot be counted). selector: for the programmable
/// ones.
struct EventChoice {
    uint32_t counters = 0;
    uint64_t selector = 0;
};

class PmuEvents {
  public:
    /// Without the node, or what it does not say: cycles and instructions on their own counters.
    void read(const Fdt& tree);
    /// `event` as in event_idx, `data` as in event_data; reserved values cannot be counted.
    EventChoice find(uint64_t event, uint64_t data) const;

  private:
    struct Range {
        uint32_t first, last, counters;
    };
    struct Selector {
        uint32_t event;
        uint64_t value;
    };
    struct Raw {
        uint64_t value, mask;
        uint32_t counters;
    };
    List<Range, 32> ranges_;
    List<Selector, 32> selectors_;
    List<Raw, 64> raw_;
};

}  // namespace covesim::fw
