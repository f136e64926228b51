// What a machine's run has cost so far: the report, and every statistic by module.
#include "sim/core/schema/describe.h"
#include "sim/platform/machine_impl.h"

namespace covesim {

CostReport Machine::cost_report() {
    CostReport report;
    const MachineParams& p = impl_->params;
    report.header.version = "0.1.0";
    report.header.harts = p.harts;
    report.header.quantum_fs = p.quantum;
    report.header.clock_period_fs = p.hart.clock_period_fs;
    report.header.ram = p.ram;
    report.header.seed = p.seed;
    for (auto& t : impl_->tiles) {
        t.monitor->finish();
        Cache* l2 = t.tile->l2();
        report.add_hart(*t.hart, impl_->owners, &t.tile->l1i().stats(), &t.tile->l1d().stats(),
                        l2 ? &l2->stats() : nullptr);
        report.add_switches(*t.monitor);
    }
    report.header.mode = report.modes_used(impl_->mode);
    report.llc = impl_->llc.stats();
    report.encryption = impl_->encryption.stats();
    report.dram = impl_->dram.stats();
    report.milestones = impl_->milestones.list();
    return report;
}

config::Value Machine::stats() {
    config::Value root;
    root["instructions"] = instructions();
    root["time"] = now().fs;
    for (auto& t : impl_->tiles) {
        config::Value h;
        h["retired"] = t.hart->retired();
        h["cycles"] = t.hart->cycles();
        for (size_t m = 0; m < EnumNames<Mode>::names.size(); ++m)
            h["modes"][EnumNames<Mode>::names[m]] = config::tree_of(t.hart->in_mode(static_cast<Mode>(m)));
        h["engine"] = config::tree_of(t.hart->stats());
        h["predictor"] = config::tree_of(t.hart->predictor_stats());
        h["mmu"] = config::tree_of(t.hart->mmu().stats());
        h["l1i"] = config::tree_of(t.tile->l1i().stats());
        h["l1d"] = config::tree_of(t.tile->l1d().stats());
        if (t.tile->l2()) h["l2"] = config::tree_of(t.tile->l2()->stats());
        config::Value accounts = config::Value::Array{};
        for (const Account& a : t.hart->accounts()) {
            config::Value row;
            row["component"] = component_name(impl_->owners, a.owner, a.v, a.sdid, a.vmid);
            row["sdid"] = unsigned{a.sdid};
            row["v"] = a.v;
            row["privilege"] = a.priv == Priv::M ? "M" : a.priv == Priv::S ? "S" : "U";
            row["vmid"] = unsigned{a.vmid};
            row["instructions"] = a.instructions;
            row["cycles"] = a.cycles;
            accounts.push(std::move(row));
        }
        h["accounts"] = std::move(accounts);
        root["harts"].push(std::move(h));
    }
    root["llc"] = config::tree_of(impl_->llc.stats());
    root["encryption"] = config::tree_of(impl_->encryption.stats());
    root["dram"] = config::tree_of(impl_->dram.stats());
    return root;
}

}  // namespace covesim
