#include "sim/platform/report/cost_report.h"

#include <algorithm>
#include <cassert>

#include "cpu/hart.h"
#include "sim/platform/machine_params.h"
#include "sim/platform/report/hart_monitor.h"
#include "sim/platform/report/sum.h"

namespace covesim {

std::string mpt_mode_name(uint8_t mode) {
    constexpr const char* kNames[] = {"off", "Smmpt43", "Smmpt52", "Smmpt64"};
    return mode < 4 ? kNames[mode] : "reserved";
}

void CostReport::add_account(const Account& a, const OwnerMap& owners) {
    AccountRow row;
    row.component = component_name(owners, a.owner, a.v, a.sdid, a.vmid);
    row.sdid = a.sdid;
    row.v = a.v;
    row.priv = a.priv;
    row.vmid = a.vmid;
    const auto same = [&](const AccountRow& r) {
        return r.component == row.component && r.sdid == row.sdid && r.v == row.v && r.priv == row.priv &&
               r.vmid == row.vmid;
    };
    auto it = std::find_if(accounts.begin(), accounts.end(), same);
    if (it == accounts.end()) it = accounts.insert(accounts.end(), row);
    it->instructions += a.instructions;
    it->cycles += a.cycles;
}

void CostReport::add_hart(Hart& hart, const OwnerMap& owners, const CacheStats* l1i_stats, const CacheStats* l1d_stats,
                          const CacheStats* l2_stats) {
    instructions += hart.retired();
    cycles += hart.cycles();
    time_fs = std::max(time_fs, hart.now().fs);
    for (const Account& a : hart.accounts()) add_account(a, owners);
    for (size_t m = 0; m < modes.size(); ++m) add_to(modes[m], hart.in_mode(static_cast<Mode>(m)));
    add_to(engine, hart.stats());
    add_to(predictor, hart.predictor_stats());
    add_to(mmu, hart.mmu().stats());
    if (l1i_stats) add_to(l1i, *l1i_stats);
    if (l1d_stats) add_to(l1d, *l1d_stats);
    if (l2_stats) add_to(l2, *l2_stats);
    has_l2 = has_l2 || l2_stats;
}

void CostReport::add_switches(const HartMonitor& monitor) {
    append(switches, monitor.switches().switches());
    append(spans, monitor.switches().spans());
    unexplained_switches += monitor.switches().unexplained();
    refill_overflow += monitor.refill().overflow();
    if (header.mpt_mode.empty() || header.mpt_mode == "off") header.mpt_mode = mpt_mode_name(monitor.mpt_mode());
}

std::string CostReport::modes_used(Mode otherwise) const {
    std::string used;
    for (size_t m = 0; m < modes.size(); ++m) {
        if (modes[m].instructions == 0 && modes[m].cycles == 0) continue;
        if (!used.empty()) used += ", ";
        used += EnumNames<Mode>::names[m];
    }
    return used.empty() ? std::string(EnumNames<Mode>::names[static_cast<size_t>(otherwise)]) : used;
}

ModeUse CostReport::timed_use() const {
    if (header.several_modes()) return modes[static_cast<size_t>(Mode::Timed)];
    return {instructions, cycles, engine.idle_cycles};
}

uint64_t CostReport::issue_cycles() const {
    const HartStats& s = engine;
    const uint64_t known = s.stall_fetch + s.stall_fetch_translation + s.stall_load + s.stall_load_translation +
                           s.stall_store + s.stall_store_translation + s.stall_io + s.stall_branch + s.stall_vector +
                           s.stall_system + s.stall_trap + timed_use().idle_cycles;
    assert(known <= timed_use().cycles);
    return timed_use().cycles - known;
}

}  // namespace covesim
