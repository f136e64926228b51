#include "cpu/isa/isa_set.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace covesim::isa {
namespace {

struct Row {
    std::string_view name;
    Ext ext;
    IsaSet implies = {};
};

/// In canonical order: single letters, Z by category (I, A, B, K) and then name, Ss and Sv, Sm.
constexpr Row kRows[] = {
    {"i", Ext::I},
    {"m", Ext::M},
    {"a", Ext::A},
    {"f", Ext::F, {Ext::Zicsr}},
    {"d", Ext::D, {Ext::F}},
    {"c", Ext::C},
    {"h", Ext::H, {Ext::Zicsr}},
    {"zicbom", Ext::Zicbom},
    {"zicbop", Ext::Zicbop},
    {"zicboz", Ext::Zicboz},
    {"zicntr", Ext::Zicntr, {Ext::Zicsr}},
    {"zicond", Ext::Zicond},
    {"zicsr", Ext::Zicsr},
    {"zifencei", Ext::Zifencei},
    {"zihintpause", Ext::Zihintpause},
    {"zihpm", Ext::Zihpm, {Ext::Zicsr}},
    {"zawrs", Ext::Zawrs},
    {"zba", Ext::Zba},
    {"zbb", Ext::Zbb},
    {"zbkb", Ext::Zbkb},
    {"zbkc", Ext::Zbkc},
    {"zbkx", Ext::Zbkx},
    {"zbs", Ext::Zbs},
    {"zknd", Ext::Zknd},
    {"zkne", Ext::Zkne},
    {"zknh", Ext::Zknh},
    {"zkt", Ext::Zkt},
    {"ssaia", Ext::Ssaia, {Ext::Zicsr}},
    {"sscofpmf", Ext::Sscofpmf, {Ext::Zihpm}},
    {"sstc", Ext::Sstc, {Ext::Zicsr}},
    {"sv39", Ext::Sv39},
    {"sv48", Ext::Sv48, {Ext::Sv39}},
    {"sv57", Ext::Sv57, {Ext::Sv48}},
    {"svade", Ext::Svade},
    {"svadu", Ext::Svadu},
    {"svinval", Ext::Svinval},
    {"svnapot", Ext::Svnapot, {Ext::Sv39}},
    {"svpbmt", Ext::Svpbmt, {Ext::Sv39}},
    {"smaia", Ext::Smaia, {Ext::Ssaia}},
    {"smepmp", Ext::Smepmp},
    {"smmpt43", Ext::Smmpt43, {Ext::Smsd}},
    {"smmpt52", Ext::Smmpt52, {Ext::Smmpt43}},
    {"smmpt64", Ext::Smmpt64, {Ext::Smmpt52}},
    {"smsd", Ext::Smsd, {Ext::Zicsr}},
    {"smstateen", Ext::Smstateen, {Ext::Zicsr}},
};

/// Names that stand for several extensions and are printed as their parts.
struct Group {
    std::string_view name;
    IsaSet parts;
};
constexpr Group kGroups[] = {
    {"g", {Ext::I, Ext::M, Ext::A, Ext::F, Ext::D, Ext::Zicsr, Ext::Zifencei}},
    {"b", {Ext::Zba, Ext::Zbb, Ext::Zbs}},
    {"zkn", {Ext::Zbkb, Ext::Zbkc, Ext::Zbkx, Ext::Zknd, Ext::Zkne, Ext::Zknh}},
};

/// Adds what a name stands for; false if it is unknown.
bool add_named(IsaSet& set, std::string_view name) {
    for (const Row& row : kRows) {
        if (row.name == name) return set.add(row.ext), true;
    }
    for (const Group& group : kGroups) {
        if (group.name != name) continue;
        for (const Row& row : kRows) {
            if (group.parts.has(row.ext)) set.add(row.ext);
        }
        return true;
    }
    return false;
}

IsaSet with_implied(IsaSet set) {
    for (IsaSet before; !(before == set);) {
        before = set;
        for (const Row& row : kRows) {
            for (const Row& other : kRows) {
                if (set.has(row.ext) && row.implies.has(other.ext)) set.add(other.ext);
            }
        }
    }
    return set;
}

}  // namespace

IsaSet IsaSet::all() {
    IsaSet set{Ext::S};
    for (const Row& row : kRows) set.add(row.ext);
    return set;
}

Expected<IsaSet> IsaSet::parse(std::string_view text) {
    std::string s(text);
    std::ranges::transform(s, s.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    const auto error = [&s](const std::string& what) { return ConfigError{"ISA string '" + s + "'" + what}; };
    if (!s.starts_with("rv64")) return error(" does not start with rv64");

    IsaSet set{Ext::S};
    std::string_view rest = std::string_view(s).substr(4);
    for (size_t end = 0; end != std::string_view::npos;) {
        end = rest.find('_');
        std::string_view part = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (part.empty() && s.size() > 4) return error(": empty part");
        // Single letters run together; z, s and x begin a longer name that lasts to the next underscore.
        while (!part.empty()) {
            const bool single = std::string_view("zsx").find(part[0]) == std::string_view::npos;
            const std::string_view name = part.substr(0, single ? 1 : part.size());
            if (!add_named(set, name)) return error(": unknown extension '" + std::string(name) + "'");
            part.remove_prefix(name.size());
        }
    }
    if (!set.has(Ext::I)) return error(" lacks the base i");
    return with_implied(set);
}

std::vector<std::string_view> IsaSet::names() const {
    std::vector<std::string_view> out;
    for (const Row& row : kRows) {
        if (has(row.ext)) out.push_back(row.name);
    }
    return out;
}

std::string IsaSet::to_string() const {
    std::string out = "rv64";
    for (const std::string_view name : names()) {
        if (name.size() > 1) out += '_';
        out += name;
    }
    return out;
}

std::string_view ext_name(Ext e) {
    for (const Row& row : kRows) {
        if (row.ext == e) return row.name;
    }
    return "s";
}

}  // namespace covesim::isa
