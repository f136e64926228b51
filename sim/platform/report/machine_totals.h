// Everything that a machine counts, at one moment, as plain numbers: the --stats file, and the difference of two
// moments, which is what a region of interest has used.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "cpu/stats.h"
#include "cpu/timing/predictor.h"
#include "mem/stats.h"
#include "mmu/params.h"
#include "sim/core/schema/value.h"
#include "sim/platform/owner_map.h"

namespace covesim {

struct HartTotals {
    uint64_t retired = 0, cycles = 0;
    std::array<ModeUse, 3> modes{};  ///< by Mode
    HartStats engine;
    PredictorStats predictor;
    MmuStats mmu;
    CacheStats l1i, l1d;
    std::optional<CacheStats> l2;
    std::vector<Account> accounts;  ///< in the order of their first instruction: rows never move

    HartTotals& operator+=(const HartTotals& o);
    /// `o` is earlier.
    HartTotals& operator-=(const HartTotals& o);
};

struct MachineTotals {
    uint64_t instructions = 0, time_fs = 0;
    std::vector<HartTotals> harts;
    LlcStats llc;
    EncryptionStats encryption;
    DramStats dram;

    /// Of nothing, or of the same machine.
    MachineTotals& operator+=(const MachineTotals& o);
    MachineTotals& operator-=(const MachineTotals& o);
    config::Value json(const OwnerMap& owners) const;
};

}  // namespace covesim
