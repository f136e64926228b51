// The cost report: what a run cost, where, and why; one tree of numbers, printed as tables or as JSON.
//
// Sums over harts, except where a row names one. Per-hart numbers are in --stats. JSON keys are stable: those of
// structs with a schema are the schema's names, the others are listed in cost_report_json.cc; arrays by reason are in
// the order of "why". The two formats read the same tree, so they cannot disagree.
//
//   CostReport report;
//   report.header = {…};
//   for each hart, in order:  report.add_hart(hart, owners, &l1i.stats(), &l1d.stats(), l2 ? &l2->stats() : nullptr);
//                             report.add_switches(monitor);             after monitor.finish()
//   report.llc = llc.stats(); report.encryption = …; report.dram = …;
//   milestones.note("power-off", hart, retired, now);                   when the run ended by it
//   report.milestones = milestones.list();
//   report.regions = regions.rows(totals);              when the guest may mark regions
//   report.text() or config::json_text(report.json())
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "cpu/stats.h"
#include "cpu/timing/predictor.h"
#include "mem/stats.h"
#include "mmu/params.h"
#include "sim/core/schema/value.h"
#include "sim/platform/owner_map.h"
#include "sim/platform/report/milestones.h"
#include "sim/platform/report/regions.h"
#include "sim/platform/report/switch_table.h"

namespace covesim {

class Hart;
class HartMonitor;

struct ReportHeader {
    std::string version;
    std::string mode;  ///< or several, in the order fast, warm, timed: "fast, timed"
    std::string preset;
    uint32_t harts = 1;
    uint64_t quantum_fs = 0;
    uint64_t clock_period_fs = 500'000;
    uint64_t ram = 0;
    std::string mpt_mode;  ///< filled by add_switches() if empty
    uint64_t seed = 0;
    bool timed() const { return mode.find("timed") != std::string::npos; }
    bool several_modes() const { return mode.find(',') != std::string::npos; }
};

/// Instructions and cycles of one component in one context.
struct AccountRow {
    std::string component;  ///< owner of the code; for V=1 the guest
    uint8_t sdid = 0;
    bool v = false;
    Priv priv = Priv::M;
    uint16_t vmid = 0;
    uint64_t instructions = 0, cycles = 0;
};

struct CostReport {
    ReportHeader header;
    uint64_t instructions = 0;
    uint64_t cycles = 0;           ///< of all harts, sleep included
    uint64_t time_fs = 0;          ///< of the hart that got furthest
    std::array<ModeUse, 3> modes;  ///< by Mode
    std::vector<AccountRow> accounts;
    HartStats engine;
    PredictorStats predictor;
    MmuStats mmu;
    CacheStats l1i, l1d, l2;
    bool has_l2 = false;
    LlcStats llc;
    EncryptionStats encryption;
    DramStats dram;
    SwitchTable switches, spans;
    uint64_t unexplained_switches = 0, refill_overflow = 0;
    std::vector<Milestone> milestones;
    std::vector<RegionRow> regions;  ///< of interest, as the guest marked them

    /// Null caches: the hart has none.
    void add_hart(Hart& hart, const OwnerMap& owners, const CacheStats* l1i_stats, const CacheStats* l1d_stats,
                  const CacheStats* l2_stats);
    void add_switches(const HartMonitor& monitor);
    void add_account(const Account& a, const OwnerMap& owners);

    /// The modes in which anything was done; `otherwise` when in none.
    std::string modes_used(Mode otherwise) const;
    /// Of timed mode: when several modes were used, the CPI stack is that of timed alone.
    ModeUse timed_use() const;
    /// Cycles of timed mode in which instructions issued: what no stall and no sleep explains.
    uint64_t issue_cycles() const;
    config::Value json() const;
    std::string text() const;
};

/// "Smmpt43" for mmpt.MODE 1, "off" for 0.
std::string mpt_mode_name(uint8_t mode);

}  // namespace covesim
