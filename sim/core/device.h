// What a memory-mapped device looks like to the machine, without SystemC: reads and writes of 1, 2, 4 or 8 bytes at an
// offset, with the simulated time at which they arrive. sim/tlm wraps any Device as a TLM-2.0 target.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/core/types.h"

namespace covesim {

class Archive;

class Device {
  public:
    virtual ~Device() = default;
    virtual std::string_view name() const = 0;
    /// False: a bus error (the hart takes an access fault).
    virtual bool read(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) = 0;
    virtual bool write(uint64_t offset, uint32_t bytes, uint64_t value, Tick now) = 0;
    /// A debugger's read: no side effect; registers whose read has one give zero.
    virtual bool peek(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) = 0;
    /// To the power-on state.
    virtual void reset() = 0;
    /// All its state (sim/core/archive.h), without effects on others: their state is restored, too. A device that does
    /// not override this refuses checkpoints by its name.
    virtual void archive(Archive& a);
    /// The register map as a Markdown table.
    virtual std::string describe() const { return {}; }
};

}  // namespace covesim
