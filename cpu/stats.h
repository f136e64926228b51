// Statistics of a hart's engine, and the attribution of instructions and cycles to who executed them.
#pragma once
#include <cstdint>

#include "sim/core/schema.h"
#include "sim/core/types.h"

namespace covesim {

/// Where cycles went that the static issue cost does not explain (timed mode), and counts of rare events (all modes).
struct HartStats {
    uint64_t stall_fetch = 0, stall_fetch_translation = 0;
    uint64_t stall_load = 0, stall_load_translation = 0;
    uint64_t stall_store = 0, stall_store_translation = 0;
    uint64_t stall_io = 0, stall_branch = 0, stall_vector = 0, stall_system = 0, stall_trap = 0;
    uint64_t idle_cycles = 0;
    uint64_t exceptions = 0, interrupts = 0, xrets = 0;
    uint64_t prefetches = 0, prefetches_dropped = 0;
};
template <>
inline constexpr auto schema<HartStats> = std::tuple{
    Field{"stall_fetch", &HartStats::stall_fetch, Unit::Cycles, "Waiting for instruction lines."},
    Field{"stall_fetch_translation", &HartStats::stall_fetch_translation, Unit::Cycles,
          "Waiting for fetch translation: TLB levels, page walks, MPT lookups."},
    Field{"stall_load", &HartStats::stall_load, Unit::Cycles, "Waiting for load and AMO data beyond an L1 hit."},
    Field{"stall_load_translation", &HartStats::stall_load_translation, Unit::Cycles,
          "Waiting for load translation: TLB levels, page walks, MPT lookups."},
    Field{"stall_store", &HartStats::stall_store, Unit::Cycles,
          "Waiting for a free store-buffer entry, for an empty store buffer (FENCE), or for a store to IO memory."},
    Field{"stall_store_translation", &HartStats::stall_store_translation, Unit::Cycles,
          "Waiting for store translation: TLB levels, page walks, MPT lookups."},
    Field{"stall_io", &HartStats::stall_io, Unit::Cycles, "Waiting for devices."},
    Field{"stall_branch", &HartStats::stall_branch, Unit::Cycles, "Mispredictions and taken-transfer bubbles."},
    Field{"stall_vector", &HartStats::stall_vector, Unit::Cycles,
          "Waiting for a pipe of the vector unit, or for its result in an x or f register."},
    Field{"stall_system", &HartStats::stall_system, Unit::Cycles, "Serialisation by CSR accesses, fences and xRET."},
    Field{"stall_trap", &HartStats::stall_trap, Unit::Cycles, "Flush and redirect of traps taken."},
    Field{"idle_cycles", &HartStats::idle_cycles, Unit::Cycles, "Asleep in WFI."},
    Field{"exceptions", &HartStats::exceptions, Unit::Count, "Exceptions taken."},
    Field{"interrupts", &HartStats::interrupts, Unit::Count, "Interrupts taken."},
    Field{"xrets", &HartStats::xrets, Unit::Count, "MRET and SRET executed."},
    Field{"prefetches", &HartStats::prefetches, Unit::Count, "Prefetch instructions (not counted in fast)."},
    Field{"prefetches_dropped", &HartStats::prefetches_dropped, Unit::Count,
          "Of them, those that did nothing: not in a TLB, not permitted, not cacheable, no miss register free."},
};

/// What a hart did in one of its modes.
struct ModeUse {
    uint64_t instructions = 0, cycles = 0, idle_cycles = 0;
};
template <>
inline constexpr auto schema<ModeUse> = std::tuple{
    Field{"instructions", &ModeUse::instructions, Unit::Count, "Retired in this mode."},
    Field{"cycles", &ModeUse::cycles, Unit::Cycles, "Passed in this mode, sleep included."},
    Field{"idle_cycles", &ModeUse::idle_cycles, Unit::Cycles, "Of them, asleep in WFI."},
};

/// Instructions and cycles of one context: who was executing. The component is the owner of the fetched physical page.
struct Account {
    uint8_t sdid = 0;
    bool v = false;
    Priv priv = Priv::M;
    uint16_t vmid = 0;
    uint16_t owner = 0;
    uint64_t instructions = 0, cycles = 0;
    bool same_context(const Account& o) const {
        return sdid == o.sdid && v == o.v && priv == o.priv && vmid == o.vmid && owner == o.owner;
    }
};

}  // namespace covesim
