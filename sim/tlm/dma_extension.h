// What a generic payload of a bus master carries on the device fabric: who asks, for an IOMMU or another checker in
// between, and whether the machine's mode wants time, tag state or neither.
#pragma once
#include <tlm>

#include "sim/core/types.h"

namespace covesim {

struct DmaExtension final : tlm::tlm_extension<DmaExtension> {
    uint32_t requester = 0;  ///< a PCI function's number, or a platform device's (sim/core/layout/memory_map.h)
    Mode mode = Mode::Timed;

    tlm::tlm_extension_base* clone() const override { return new DmaExtension(*this); }
    void copy_from(const tlm::tlm_extension_base& o) override { *this = static_cast<const DmaExtension&>(o); }
};

}  // namespace covesim
