#include "sim/platform/report/regions.h"

#include <fmt/format.h>

#include <algorithm>

namespace covesim {

std::string region_name(uint64_t number) {
    std::string text;
    for (uint64_t rest = number; rest != 0; rest >>= 8) text += static_cast<char>(rest & 0xff);
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto legal = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; };
    if (text.size() >= 2 && letter(text[0]) && std::all_of(text.begin(), text.end(), legal)) return text;
    return number < 1'000'000 ? std::to_string(number) : fmt::format("0x{:x}", number);
}

MachineTotals Regions::Region::until(const MachineTotals& now) const {
    MachineTotals used = inside;
    if (!open) return used;
    MachineTotals last = now;
    last -= begun;
    return used += last;
}

Regions::Region* Regions::find(uint64_t number) {
    const auto it = std::find_if(regions_.begin(), regions_.end(), [&](const Region& r) { return r.number == number; });
    return it == regions_.end() ? nullptr : &*it;
}

bool Regions::begin(uint64_t number, const MachineTotals& now) {
    Region* r = find(number);
    if (r && r->open) return false;
    if (!r) {
        r = &regions_.emplace_back();
        r->number = number;
    }
    ++r->times;
    r->open = true;
    r->begun = now;
    return true;
}

bool Regions::end(uint64_t number, const MachineTotals& now) {
    Region* r = find(number);
    if (!r || !r->open) return false;
    r->inside = r->until(now);
    r->open = false;
    r->begun = {};
    return true;
}

std::vector<RegionRow> Regions::rows(const MachineTotals& now) const {
    std::vector<RegionRow> all;
    for (const Region& r : regions_) {
        const MachineTotals used = r.until(now);
        RegionRow row{region_name(r.number), r.times, r.open, used.instructions, 0, 0, used.time_fs};
        for (const HartTotals& h : used.harts) {
            row.cycles += h.cycles;
            row.idle_cycles += h.engine.idle_cycles;
        }
        all.push_back(std::move(row));
    }
    return all;
}

config::Value Regions::json(const MachineTotals& now, const OwnerMap& owners) const {
    config::Value root;
    root["refused"] = refused_;
    root["regions"] = config::Value::Object{};
    for (const Region& r : regions_) {
        config::Value& v = root["regions"][region_name(r.number)];
        v["times"] = r.times;
        v["open"] = r.open;
        v["counts"] = r.until(now).json(owners);
    }
    return root;
}

}  // namespace covesim
