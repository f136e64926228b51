// What a machine's run has cost so far: the report, and every statistic by module.
#include "sim/platform/machine_impl.h"
#include "sim/platform/version.h"

namespace covesim {

CostReport Machine::cost_report() {
    CostReport report;
    const MachineParams& p = impl_->params;
    report.header.version = kVersion;
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
    report.regions = impl_->regions.rows(impl_->totals(now()));
    return report;
}

MachineTotals Machine::Impl::totals(Tick at) {
    MachineTotals all;
    all.instructions = instructions();
    all.time_fs = at.fs;
    for (auto& t : tiles) {
        HartTotals h;
        h.retired = t.hart->retired();
        h.cycles = t.hart->cycles();
        for (size_t m = 0; m < h.modes.size(); ++m) h.modes[m] = t.hart->in_mode(static_cast<Mode>(m));
        h.engine = t.hart->stats();
        h.predictor = t.hart->predictor_stats();
        h.mmu = t.hart->mmu().stats();
        h.l1i = t.tile->l1i().stats();
        h.l1d = t.tile->l1d().stats();
        if (t.tile->l2()) h.l2 = t.tile->l2()->stats();
        h.accounts = t.hart->accounts();
        all.harts.push_back(std::move(h));
    }
    all.llc = llc.stats();
    all.encryption = encryption.stats();
    all.dram = dram.stats();
    return all;
}

config::Value Machine::stats() {
    const MachineTotals now = impl_->totals(this->now());
    config::Value root = now.json(impl_->owners);
    if (impl_->control_device) root["control"] = impl_->regions.json(now, impl_->owners);
    return root;
}

}  // namespace covesim
