#include "sim/platform/report/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "cpu/hart.h"
#include "sim/platform/report/world.h"
#include "sim/platform/text_table.h"
#include "smmtt/mmpt.h"

namespace covesim {
namespace {

constexpr std::string_view kNoSymbol = "[no symbol]";

/// "M", "HS", "U", "VS", "VU".
std::string level(Priv priv, bool v) {
    if (priv == Priv::M) return "M";
    if (priv == Priv::U) return v ? "VU" : "U";
    return v ? "VS" : "HS";
}

}  // namespace

FunctionSpan Profile::function_at(const Hart& hart, uint64_t pc) {
    Context& c = context(hart);
    const FunctionTable::Piece piece = c.table->at(pc);
    return {piece.begin, piece.size, &c.uses[piece.function.value_or(c.table->size())]};
}

Profile::Context& Profile::context(const Hart& hart) {
    const HartState& s = hart.state();
    const uint8_t sdid = Mmpt::rv64(s.mmpt).sdid;
    const auto vmid = s.v ? static_cast<uint16_t>(s.hgatp >> 44 & 0x3fff) : uint16_t{0};
    for (const auto& c : contexts_)
        if (c->owner == hart.owner() && c->v == s.v && c->priv == s.priv && c->sdid == sdid && c->vmid == vmid)
            return *c;
    contexts_.push_back(std::make_unique<Context>());
    Context& c = *contexts_.back();
    c.owner = hart.owner();
    c.v = s.v;
    c.priv = s.priv;
    c.sdid = sdid;
    c.vmid = vmid;
    c.component = component_name(owners_, c.owner, c.v, sdid, vmid);
    c.table = &table_of(c);
    c.uses.resize(c.table->size() + 1);
    return c;
}

const FunctionTable& Profile::table_of(const Context& c) const {
    auto it = tables_.find(c.component);
    if (it == tables_.end() && c.v) it = tables_.find(name(World::of(Priv::S, true, c.sdid, c.vmid).kind));
    return it == tables_.end() ? none_ : it->second;
}

bool Profile::used(std::string_view component) const {
    const auto it = tables_.find(component);
    return it != tables_.end() &&
           std::any_of(contexts_.begin(), contexts_.end(), [&](const auto& c) { return c->table == &it->second; });
}

std::vector<Profile::Row> Profile::rows() const {
    std::map<std::tuple<std::string, std::string, std::string>, FunctionUse> sums;
    for (const auto& c : contexts_) {
        for (size_t i = 0; i < c->uses.size(); ++i) {
            const FunctionUse& use = c->uses[i];
            if (use.instructions == 0 && use.cycles == 0) continue;
            FunctionUse& sum = sums[{c->component, level(c->priv, c->v),
                                     i < c->table->size() ? c->table->name(i) : std::string(kNoSymbol)}];
            sum.instructions += use.instructions;
            sum.cycles += use.cycles;
        }
    }
    std::vector<Row> all;
    for (const auto& [key, use] : sums) all.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), use});
    std::stable_sort(all.begin(), all.end(), [](const Row& a, const Row& b) {
        return std::tuple(a.use.cycles, a.use.instructions) > std::tuple(b.use.cycles, b.use.instructions);
    });
    return all;
}

config::Value Profile::json(uint64_t asleep) const {
    config::Value list = config::Value::Array{};
    FunctionUse total;
    for (const Row& r : rows()) {
        config::Value row;
        row["component"] = r.component;
        row["privilege"] = r.level;
        row["function"] = r.function;
        row["instructions"] = r.use.instructions;
        row["cycles"] = r.use.cycles;
        list.push(std::move(row));
        total.instructions += r.use.instructions;
        total.cycles += r.use.cycles;
    }
    config::Value root;
    root["instructions"] = total.instructions;
    root["cycles"] = total.cycles;
    root["idle_cycles"] = asleep;
    root["functions"] = std::move(list);
    return root;
}

std::string Profile::text() const {
    TextTable table({"Function", "component", "privilege", "instructions", "cycles", "share", "CPI"});
    const std::vector<Row> all = rows();
    uint64_t cycles = 0;
    for (const Row& r : all) cycles += r.use.cycles;
    for (const Row& r : all) {
        const auto used = static_cast<double>(r.use.cycles);
        table.add({r.function, r.component, r.level, std::to_string(r.use.instructions), std::to_string(r.use.cycles),
                   fmt::format("{:.2f} %", 100.0 * used / static_cast<double>(std::max<uint64_t>(cycles, 1))),
                   r.use.instructions ? fmt::format("{:.2f}", used / static_cast<double>(r.use.instructions)) : "-"});
    }
    return table.text();
}

}  // namespace covesim
