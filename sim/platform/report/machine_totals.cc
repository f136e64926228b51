#include "sim/platform/report/machine_totals.h"

#include "sim/core/schema/describe.h"
#include "sim/platform/machine_params.h"
#include "sim/platform/report/sum.h"
#include "sim/platform/report/world.h"

namespace covesim {
namespace {
using config::Value;

/// f(into, from) for every count that both have; a row or hart that `into` lacks is made, empty.
template <class F>
void each(HartTotals& into, const HartTotals& from, F f) {
    f(into.retired, from.retired);
    f(into.cycles, from.cycles);
    for (size_t m = 0; m < into.modes.size(); ++m) f(into.modes[m], from.modes[m]);
    f(into.engine, from.engine);
    f(into.predictor, from.predictor);
    f(into.mmu, from.mmu);
    f(into.l1i, from.l1i);
    f(into.l1d, from.l1d);
    if (from.l2) {
        if (!into.l2) into.l2.emplace();
        f(*into.l2, *from.l2);
    }
    for (size_t i = 0; i < from.accounts.size(); ++i) {
        if (i == into.accounts.size()) {
            into.accounts.push_back(from.accounts[i]);
            into.accounts[i].instructions = into.accounts[i].cycles = 0;
        }
        f(into.accounts[i].instructions, from.accounts[i].instructions);
        f(into.accounts[i].cycles, from.accounts[i].cycles);
    }
}
template <class F>
void each(MachineTotals& into, const MachineTotals& from, F f) {
    f(into.instructions, from.instructions);
    f(into.time_fs, from.time_fs);
    if (into.harts.size() < from.harts.size()) into.harts.resize(from.harts.size());
    for (size_t h = 0; h < from.harts.size(); ++h) each(into.harts[h], from.harts[h], f);
    f(into.llc, from.llc);
    f(into.encryption, from.encryption);
    f(into.dram, from.dram);
}
constexpr auto kAdd = [](auto& into, const auto& from) { add_to(into, from); };
constexpr auto kSubtract = [](auto& into, const auto& from) { subtract_from(into, from); };

Value account_json(const Account& a, const OwnerMap& owners) {
    Value row;
    row["component"] = component_name(owners, a.owner, a.v, a.sdid, a.vmid);
    row["sdid"] = unsigned{a.sdid};
    row["v"] = a.v;
    row["privilege"] = a.priv == Priv::M ? "M" : a.priv == Priv::S ? "S" : "U";
    row["vmid"] = unsigned{a.vmid};
    row["instructions"] = a.instructions;
    row["cycles"] = a.cycles;
    return row;
}

Value hart_json(const HartTotals& t, const OwnerMap& owners) {
    Value h;
    h["retired"] = t.retired;
    h["cycles"] = t.cycles;
    for (size_t m = 0; m < EnumNames<Mode>::names.size(); ++m)
        h["modes"][EnumNames<Mode>::names[m]] = config::tree_of(t.modes[m]);
    h["engine"] = config::tree_of(t.engine);
    h["predictor"] = config::tree_of(t.predictor);
    h["mmu"] = config::tree_of(t.mmu);
    h["l1i"] = config::tree_of(t.l1i);
    h["l1d"] = config::tree_of(t.l1d);
    if (t.l2) h["l2"] = config::tree_of(*t.l2);
    Value accounts = Value::Array{};
    for (const Account& a : t.accounts) accounts.push(account_json(a, owners));
    h["accounts"] = std::move(accounts);
    return h;
}

}  // namespace

HartTotals& HartTotals::operator+=(const HartTotals& o) { return each(*this, o, kAdd), *this; }
HartTotals& HartTotals::operator-=(const HartTotals& o) { return each(*this, o, kSubtract), *this; }
MachineTotals& MachineTotals::operator+=(const MachineTotals& o) { return each(*this, o, kAdd), *this; }
MachineTotals& MachineTotals::operator-=(const MachineTotals& o) { return each(*this, o, kSubtract), *this; }

Value MachineTotals::json(const OwnerMap& owners) const {
    Value root;
    root["instructions"] = instructions;
    root["time"] = time_fs;
    for (const HartTotals& h : harts) root["harts"].push(hart_json(h, owners));
    root["llc"] = config::tree_of(llc);
    root["encryption"] = config::tree_of(encryption);
    root["dram"] = config::tree_of(dram);
    return root;
}

}  // namespace covesim
