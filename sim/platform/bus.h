// The memory map of a machine's devices: which device answers at a physical address, checked against overlaps.
//
// Models: address decoding only. An access that is not wholly inside one device is nobody's (an access fault).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/core/device.h"

namespace covesim {

class Bus {
  public:
    struct Range {
        Spa base;
        uint64_t size;
        Device* device;
    };
    /// False (and nothing added) when the range overlaps another.
    bool add(Device& device, Spa base, uint64_t size);
    /// The device that holds [a, a + bytes), or nullptr.
    const Range* find(Spa a, uint32_t bytes) const;
    const std::vector<Range>& ranges() const { return ranges_; }

  private:
    std::vector<Range> ranges_;  // sorted by base
};

}  // namespace covesim
