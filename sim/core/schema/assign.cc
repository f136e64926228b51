#include "sim/core/schema/assign.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace covesim::config {
namespace {

/// Levenshtein distance by the two-row method.
size_t distance(std::string_view a, std::string_view b) {
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
            diagonal = above;
        }
    }
    return row[b.size()];
}

Status assign_at(const std::vector<Leaf>& list, const std::string& path, const Value& value) {
    if (const auto* o = value.object()) {
        for (const auto& [name, item] : *o)
            if (auto s = assign_at(list, path.empty() ? name : fmt::format("{}.{}", path, name), item); !s) return s;
        return {};
    }
    const auto leaf = find(list, path);
    if (!leaf) return leaf.error();
    const auto wrong_type = [&](std::string_view got) {
        return ConfigError{fmt::format("{}: {} is not a value for this parameter ({})", path, got, (*leaf)->doc)};
    };
    if (const auto* a = value.array()) {
        if ((*leaf)->kind != Kind::Array) return wrong_type("an array");
        for (size_t i = 0; i < a->size(); ++i)
            if (auto s = assign_at(list, fmt::format("{}.{}", path, i), (*a)[i]); !s) return s;
        return {};
    }
    if (!(*leaf)->scalar()) return ConfigError{fmt::format("{} is a group of parameters, not a value", path)};
    if (const auto* b = std::get_if<bool>(&value.v))
        return (*leaf)->kind == Kind::Bool ? (*leaf)->set_bool(*b) : Status(wrong_type(*b ? "true" : "false"));
    if (const auto* s = value.string()) return (*leaf)->set_text(*s);
    if ((*leaf)->kind == Kind::Unsigned || (*leaf)->kind == Kind::Signed) {
        if (const auto* u = std::get_if<uint64_t>(&value.v)) return (*leaf)->set_number(*u, false);
        if (const auto* i = std::get_if<int64_t>(&value.v))
            return (*leaf)->set_number(*i < 0 ? 0 - static_cast<uint64_t>(*i) : static_cast<uint64_t>(*i), *i < 0);
    }
    return wrong_type("this kind of value");
}

}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
    std::string_view best;
    size_t least = SIZE_MAX;
    for (const auto candidate : candidates)
        if (const size_t d = distance(word, candidate); d < least) least = d, best = candidate;
    return best;
}

Expected<const Leaf*> find(const std::vector<Leaf>& list, std::string_view path) {
    std::vector<std::string_view> known;
    for (const auto& leaf : list) {
        if (leaf.path == path) return &leaf;
        if (leaf.scalar()) known.push_back(leaf.path);
    }
    return ConfigError{fmt::format("unknown parameter '{}'; the nearest is '{}'", path, nearest(path, known))};
}

Status assign(const std::vector<Leaf>& list, std::string_view path, std::string_view text) {
    const auto leaf = find(list, path);
    if (!leaf) return leaf.error();
    if ((*leaf)->kind != Kind::Array) return (*leaf)->set_text(text);
    for (size_t i = 0; !text.empty(); ++i) {
        const auto comma = text.find(',');
        if (auto s = assign(list, fmt::format("{}.{}", path, i), text.substr(0, comma)); !s) return s;
        text = comma == text.npos ? std::string_view{} : text.substr(comma + 1);
    }
    return {};
}

Status assign(const std::vector<Leaf>& list, const Value& tree) {
    return tree.object() ? assign_at(list, "", tree)
                         : Status(ConfigError{"the configuration is not a table of parameters"});
}

}  // namespace covesim::config
