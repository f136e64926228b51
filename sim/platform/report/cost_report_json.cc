#include "sim/core/schema/describe.h"
#include "sim/platform/machine_params.h"
#include "sim/platform/report/cost_report.h"

namespace covesim {
namespace {
using config::Value;

constexpr std::string_view kWhyNames[] = {"explicit",  "stage_pte",   "g_stage_pte", "mpt_entry", "prefetch",
                                          "writeback", "crypto_meta", "io_table",    "dma"};
static_assert(std::size(kWhyNames) == kWhyCount);
constexpr std::string_view kCachedNames[] = {"l1i_tlb",    "l1d_tlb",        "l2_tlb",        "fast_tlb",
                                             "nested_tlb", "mpt_permission", "mpt_superpage", "mpt_pointer"};
static_assert(std::size(kCachedNames) == kCachedInCount);

Value header_json(const ReportHeader& h) {
    Value v;
    v["covesim"] = h.version;
    v["mode"] = h.mode;
    v["preset"] = h.preset;
    v["harts"] = unsigned{h.harts};
    v["quantum_fs"] = h.quantum_fs;
    v["clock_period_fs"] = h.clock_period_fs;
    v["ram"] = h.ram;
    v["mpt_mode"] = h.mpt_mode;
    v["seed"] = h.seed;
    return v;
}

Value samples_json(const Samples& s) {
    Value v;
    v["min"] = s.min();
    v["median"] = s.median();
    v["p99"] = s.percentile(99);
    v["max"] = s.max();
    v["sum"] = s.sum();
    return v;
}

Value switches_json(const SwitchTable& table, bool refill) {
    Value list = Value::Array{};
    for (const auto& [kind, stats] : table) {
        Value row;
        row["kind"] = kind.text();
        row["from"] = name(kind.from);
        row["to"] = name(kind.to);
        row["count"] = uint64_t{stats.total.count()};
        row["cycles"] = samples_json(stats.total);
        for (size_t i = 0; i < kPhaseNames.size(); ++i) row["phases"][kPhaseNames[i]] = samples_json(stats.phase[i]);
        if (refill)
            for (size_t i = 0; i < std::size(kCachedNames); ++i) row["refill"][kCachedNames[i]] = stats.refill[i];
        list.push(std::move(row));
    }
    return list;
}

}  // namespace

Value CostReport::json() const {
    Value v;
    v["header"] = header_json(header);
    v["instructions"] = instructions;
    v["cycles"] = cycles;
    v["time_fs"] = time_fs;
    for (size_t m = 0; m < modes.size(); ++m) v["modes"][EnumNames<Mode>::names[m]] = config::tree_of(modes[m]);
    Value list = Value::Array{};
    for (const AccountRow& a : accounts) {
        Value row;
        row["component"] = a.component;
        row["sdid"] = unsigned{a.sdid};
        row["v"] = a.v;
        row["privilege"] = a.priv == Priv::M ? "M" : a.priv == Priv::S ? "S" : "U";
        row["vmid"] = unsigned{a.vmid};
        row["instructions"] = a.instructions;
        row["cycles"] = a.cycles;
        list.push(std::move(row));
    }
    v["components"] = std::move(list);
    if (header.timed()) v["issue_cycles"] = issue_cycles();
    v["engine"] = config::tree_of(engine);
    v["predictor"] = config::tree_of(predictor);
    v["mmu"] = config::tree_of(mmu);
    for (const auto why : kWhyNames) v["why"].push(why);
    v["l1i"] = config::tree_of(l1i);
    v["l1d"] = config::tree_of(l1d);
    if (has_l2) v["l2"] = config::tree_of(l2);
    v["llc"] = config::tree_of(llc);
    v["encryption"] = config::tree_of(encryption);
    v["dram"] = config::tree_of(dram);
    v["world_switches"] = switches_json(switches, true);
    v["spans"] = switches_json(spans, false);
    v["unexplained_switches"] = unexplained_switches;
    v["refill_overflow"] = refill_overflow;
    Value marks = Value::Array{};
    for (const Milestone& m : milestones) {
        Value row;
        row["name"] = m.name;
        row["hart"] = unsigned{m.hart};
        row["instructions"] = m.instructions;
        row["time_fs"] = m.at.fs;
        marks.push(std::move(row));
    }
    v["milestones"] = std::move(marks);
    for (const RegionRow& r : regions) {
        Value& row = v["regions"][r.name];
        row["times"] = r.times;
        row["open"] = r.open;
        row["instructions"] = r.instructions;
        row["cycles"] = r.cycles;
        row["idle_cycles"] = r.idle_cycles;
        row["time_fs"] = r.time_fs;
    }
    return v;
}

}  // namespace covesim
