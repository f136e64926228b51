#include "sim/platform/report/histogram.h"

#include <fmt/format.h>

#include <algorithm>

#include "cpu/isa/all.h"
#include "sim/platform/text_table.h"

namespace covesim {

Histogram::Histogram(uint32_t harts) : harts_(harts, InstructionCounts(isa::kOpCount)) {}

std::vector<Histogram::Row> Histogram::rows() const {
    std::vector<Row> all;
    for (size_t op = isa::kFirstRealOp; op < isa::kOpCount; ++op) {
        Row row{isa::kInfo[op].name, 0, 0, {}};
        for (const InstructionCounts& h : harts_) {
            row.harts.push_back(h.compressed[op] + h.full[op]);
            row.count += row.harts.back();
            row.compressed += h.compressed[op];
        }
        if (row.count) all.push_back(std::move(row));
    }
    std::sort(all.begin(), all.end(),
              [](const Row& a, const Row& b) { return a.count != b.count ? a.count > b.count : a.name < b.name; });
    return all;
}

config::Value Histogram::json() const {
    uint64_t total = 0;
    config::Value list = config::Value::Array{};
    for (const Row& r : rows()) {
        config::Value row;
        row["name"] = r.name;
        row["count"] = r.count;
        row["compressed"] = r.compressed;
        for (const uint64_t n : r.harts) row["harts"].push(n);
        list.push(std::move(row));
        total += r.count;
    }
    config::Value root;
    root["retired"] = total;
    root["instructions"] = std::move(list);
    return root;
}

std::string Histogram::text() const {
    std::vector<std::string> header{"Instruction", "count", "share", "compressed"};
    for (size_t h = 0; harts_.size() > 1 && h < harts_.size(); ++h) header.push_back(fmt::format("hart {}", h));
    TextTable table(header);
    const std::vector<Row> all = rows();
    uint64_t total = 0;
    for (const Row& r : all) total += r.count;
    for (const Row& r : all) {
        std::vector<std::string> row{
            std::string(r.name), std::to_string(r.count),
            fmt::format("{:.2f} %", 100.0 * static_cast<double>(r.count) / static_cast<double>(total)),
            std::to_string(r.compressed)};
        for (size_t h = 0; harts_.size() > 1 && h < harts_.size(); ++h) row.push_back(std::to_string(r.harts[h]));
        table.add(std::move(row));
    }
    return table.text();
}

}  // namespace covesim
