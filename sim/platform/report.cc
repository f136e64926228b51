#include "sim/platform/report.h"

#include <fmt/format.h>

#include "sim/platform/text_table.h"

namespace covesim {
namespace {
using config::Value;

uint64_t number(const Value* v) {
    if (!v) return 0;
    if (const auto* u = std::get_if<uint64_t>(&v->v)) return *u;
    if (const auto* i = std::get_if<int64_t>(&v->v)) return static_cast<uint64_t>(*i);
    return 0;
}

const Value* at(const Value& v, std::initializer_list<std::string_view> path) {
    const Value* node = &v;
    for (const auto key : path)
        if (!node || !(node = node->find(key))) return nullptr;
    return node;
}

std::string text(const Value* v) { return v && v->string() ? *v->string() : ""; }

/// 1234567 -> "1,234,567".
std::string grouped(uint64_t n) {
    std::string s = std::to_string(n);
    for (auto i = static_cast<int>(s.size()) - 3; i > 0; i -= 3) s.insert(static_cast<size_t>(i), ",");
    return s;
}

std::string percent(uint64_t part, uint64_t whole) {
    return whole ? fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole)) : "-";
}

/// Add n to the number at row[key].
void accumulate(Value& row, std::string_view key, uint64_t n) {
    Value& v = row[key];
    v = number(&v) + n;
}

/// The row of a list whose `keys` equal those of `like`, appended if absent.
Value& matching(Value& list, const Value& like, std::initializer_list<std::string_view> keys) {
    if (list.is_null()) list = Value::Array{};
    for (auto& row : std::get<Value::Array>(list.v)) {
        bool same = true;
        for (const auto key : keys) same = same && row.find(key) && like.find(key) && *row.find(key) == *like.find(key);
        if (same) return row;
    }
    Value row = Value::Object{};
    for (const auto key : keys)
        if (const auto* v = like.find(key)) row[key] = *v;
    return list.push(std::move(row));
}

constexpr std::string_view kAccess[] = {"load", "store", "amo", "fetch", "stage_pte", "g_stage_pte", "other"};

}  // namespace

Value report_json(const Value& stats) {
    Value report;
    report["instructions"] = number(stats.find("instructions"));
    report["time_fs"] = number(stats.find("time"));
    Value components = Value::Array{}, mpt = Value::Array{};
    uint64_t cycles = 0, idle = 0;
    const auto* harts = stats.find("harts");
    for (const auto& hart : harts && harts->array() ? *harts->array() : Value::Array{}) {
        cycles += number(hart.find("cycles"));
        idle += number(at(hart, {"engine", "idle_cycles"}));
        const auto* accounts = hart.find("accounts");
        for (const auto& a : accounts && accounts->array() ? *accounts->array() : Value::Array{}) {
            Value& row = matching(components, a, {"component", "sdid", "v", "privilege", "vmid"});
            accumulate(row, "instructions", number(a.find("instructions")));
            accumulate(row, "cycles", number(a.find("cycles")));
        }
        for (const auto access : kAccess) {
            const auto* from = at(hart, {"mmu", "mpt", access});
            if (!from) continue;
            Value like;
            like["access"] = access;
            Value& row = matching(mpt, like, {"access"});
            accumulate(row, "lookups", number(from->find("lookups")));
            accumulate(row, "entries_read", number(from->find("entries_read")));
            accumulate(row, "faults", number(from->find("faults")));
            accumulate(row, "time_fs", number(from->find("time")));
        }
    }
    report["cycles"] = cycles;
    report["idle_cycles"] = idle;
    report["components"] = std::move(components);
    report["mpt"] = std::move(mpt);
    return report;
}

std::string report_text(const Value& stats) {
    const Value report = report_json(stats);
    const uint64_t cycles = number(report.find("cycles"));
    std::string out = fmt::format("Instructions {}, cycles of all harts {}, simulated time {:.6f} ms\n\n",
                                  grouped(number(report.find("instructions"))), grouped(cycles),
                                  static_cast<double>(number(report.find("time_fs"))) / 1e12);
    TextTable who({"Component", "domain", "privilege", "VMID", "instructions", "cycles", "share"});
    for (const auto& row : *report.find("components")->array()) {
        const auto* v = row.find("v");
        const bool virtualised = v && std::get_if<bool>(&v->v) && std::get<bool>(v->v);
        who.add({text(row.find("component")), grouped(number(row.find("sdid"))),
                 (virtualised ? "V" : "") + text(row.find("privilege")), grouped(number(row.find("vmid"))),
                 grouped(number(row.find("instructions"))), grouped(number(row.find("cycles"))),
                 percent(number(row.find("cycles")), cycles)});
    }
    const uint64_t idle = number(report.find("idle_cycles"));
    who.add({"asleep", "", "", "", "", grouped(idle), percent(idle, cycles)});
    out += who.text();
    TextTable mpt({"MPT lookups for", "lookups", "entries read", "faults", "time (us)"});
    for (const auto& row : *report.find("mpt")->array())
        if (number(row.find("lookups")))
            mpt.add({text(row.find("access")), grouped(number(row.find("lookups"))),
                     grouped(number(row.find("entries_read"))), grouped(number(row.find("faults"))),
                     fmt::format("{:.3f}", static_cast<double>(number(row.find("time_fs"))) / 1e9)});
    if (!mpt.empty()) out += "\n" + mpt.text();
    return out;
}

}  // namespace covesim
