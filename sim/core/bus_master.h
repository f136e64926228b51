// What a device that reads and writes memory by itself (DMA) sees of the machine, without SystemC.
//
// Models: bus addresses, transfers with a start and a finish time, and the moments at which the device acts. What lies
// behind (fabric, IOMMU, caches, encryption) is the platform's business. A transfer may let harts run meanwhile, so a
// device looks at its own state anew after each one.
#pragma once
#include <cstdint>

#include "sim/core/types.h"

namespace covesim {

/// Memory as a device addresses it. `now` is when the transfer starts and becomes when it is done (timed mode only).
/// False: refused, as a whole or from some line on (no memory there, not allowed).
struct BusMemory {
    virtual bool read(uint64_t address, void* out, uint32_t bytes, Tick& now) = 0;
    virtual bool write(uint64_t address, const void* in, uint32_t bytes, Tick& now) = 0;

  protected:
    ~BusMemory() = default;
};

/// A bus master's own port. Transfers are made only from act().
struct BusPort : BusMemory {
    /// Whether transfers and the device's own work take time now.
    virtual bool timed() const = 0;
    /// Up to when the machine's events have been delivered: the time for whatever has none of its own.
    virtual Tick now() const = 0;
    /// The device acts at `when`, or as soon as it can if that has passed; at equal times in the order of the calls.
    virtual void schedule(Tick when, uint64_t payload) = 0;

  protected:
    ~BusPort() = default;
};

struct BusMaster {
    virtual void act(Tick now, uint64_t payload) = 0;

  protected:
    ~BusMaster() = default;
};

}  // namespace covesim
