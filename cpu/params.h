// Parameters of a hart as a whole: its clock, the functional mode's speed, the pipeline, and the blocks it is made of.
#pragma once
#include <cstdint>

#include "cpu/priv/params.h"
#include "cpu/timing/params.h"
#include "cpu/vector/params.h"
#include "mmu/params.h"
#include "sim/core/schema.h"

namespace covesim {

struct HartParams {
    uint64_t clock_period_fs = 500'000;
    uint32_t fast_cpi = 1;
    bool wfi_waits = true;
    bool misaligned_traps = false;
    uint32_t reservation_bytes = 64;
    bool illegal_tval = true, breakpoint_tval = true;
    PipelineParams pipeline;
    VectorParams vector;
    PrivParams priv;
    MmuParams mmu;
};
template <>
inline constexpr auto schema<HartParams> = std::tuple{
    Field{"clock_period", &HartParams::clock_period_fs, Unit::Femtoseconds, "Clock period (500000 fs: 2 GHz).",
          within<1'000, 1'000'000'000>("1000 to 1e9")},
    Field{"fast_cpi", &HartParams::fast_cpi, Unit::Cycles,
          "Cycles per instruction in the fast and warm modes, which have no timing: what makes time pass there.",
          within<1, 1000>("1 to 1000")},
    Field{"wfi_waits", &HartParams::wfi_waits, Unit::Bool, "WFI waits for an interrupt; otherwise it is a nop."},
    Field{
        "misaligned_traps", &HartParams::misaligned_traps, Unit::Bool,
        "Misaligned loads and stores raise address-misaligned exceptions (with Zama16b those that leave an aligned 16 "
        "bytes); otherwise they succeed in main memory."},
    Field{"reservation_bytes", &HartParams::reservation_bytes, Unit::Bytes, "Size of an LR/SC reservation set.",
          Check{[](uint64_t v) { return v >= 8 && v <= 4096 && (v & (v - 1)) == 0; }, "a power of two from 8 to 4096"}},
    Field{"illegal_tval", &HartParams::illegal_tval, Unit::Bool,
          "xtval of illegal- and virtual-instruction exceptions holds the instruction; otherwise zero."},
    Field{"breakpoint_tval", &HartParams::breakpoint_tval, Unit::Bool,
          "xtval of EBREAK holds its address; otherwise zero."},
    Field{"pipeline", &HartParams::pipeline, Unit::None, "In-order pipeline."},
    Field{"vector", &HartParams::vector, Unit::None, "Vector unit."},
    Field{"priv", &HartParams::priv, Unit::None, "Privileged architecture."},
    Field{"mmu", &HartParams::mmu, Unit::None, "TLBs, walkers and the memory protection table."},
};

/// Which accelerators are in use. Switching any of them off changes no simulated number (law 2; tests/law).
struct Accelerators {
    bool l0 = true;            ///< host-pointer caches for data and fetch
    bool decoded_code = true;  ///< decoded slots are kept
    bool host_fp = true;       ///< host floating point
};
template <>
inline constexpr auto schema<Accelerators> = std::tuple{
    Field{"l0", &Accelerators::l0, Unit::Bool, "Host-pointer caches for data and fetch."},
    Field{"decoded_code", &Accelerators::decoded_code, Unit::Bool, "Keep decoded instructions."},
    Field{"host_fp", &Accelerators::host_fp, Unit::Bool, "Host floating point where it is provably exact."},
};

}  // namespace covesim
