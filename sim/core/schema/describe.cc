#include "sim/core/schema/describe.h"

#include <fmt/format.h>

#include <algorithm>

namespace covesim::config {
namespace {

Value value_of(const Leaf& leaf) {
    switch (leaf.kind) {
        case Kind::Unsigned: return leaf.number();
        case Kind::Signed: return static_cast<int64_t>(leaf.number());
        case Kind::Bool: return leaf.number() != 0;
        default: return leaf.text();
    }
}

bool is_index(std::string_view segment) { return !segment.empty() && segment[0] >= '0' && segment[0] <= '9'; }

/// Call f(segment) for each part of a dotted path.
template <class F>
void each_segment(std::string_view path, F&& f) {
    for (;;) {
        const auto dot = path.find('.');
        f(path.substr(0, dot));
        if (dot == path.npos) return;
        path.remove_prefix(dot + 1);
    }
}

/// The node that a path stands for below `root`; elements of arrays are appended in order.
Value& place(Value& root, std::string_view path) {
    Value* at = &root;
    each_segment(path, [&](std::string_view segment) {
        if (!is_index(segment)) return void(at = &(*at)[segment]);
        const size_t i = static_cast<size_t>(std::stoul(std::string(segment)));
        if (at->is_null()) *at = Value::Array{};
        auto& items = std::get<Value::Array>(at->v);
        if (items.size() <= i) items.resize(i + 1);
        at = &items[i];
    });
    return *at;
}

/// The schema node of a path: "properties" lies between segments, "prefixItems" before indices.
Value& place_schema(Value& root, std::string_view path) {
    Value* at = &root;
    each_segment(path, [&](std::string_view segment) {
        if (!is_index(segment)) return void(at = &(*at)["properties"][segment]);
        auto& items = (*at)["prefixItems"];
        if (items.is_null()) items = Value::Array{};
        const size_t i = static_cast<size_t>(std::stoul(std::string(segment)));
        auto& list = std::get<Value::Array>(items.v);
        if (list.size() <= i) list.resize(i + 1);
        at = &list[i];
    });
    return *at;
}

/// Array elements share their array's row, so that a long array is one line of the reference.
std::string array_text(const std::vector<Leaf>& list, const Leaf& array) {
    std::string all;
    for (const auto& leaf : list)
        if (leaf.scalar() && leaf.path.starts_with(array.path + ".")) all += (all.empty() ? "" : ",") + leaf.text();
    return all;
}

bool scalar_array(const std::vector<Leaf>& list, const Leaf& leaf) {
    return leaf.kind == Kind::Array && (&leaf == &list.back() || (&leaf)[1].scalar());
}

struct Row {
    std::string path, value;
    const Leaf* leaf;
};
std::vector<Row> rows(const std::vector<Leaf>& list) {
    std::vector<Row> out;
    std::string inside;  // elements of this array of scalars are not rows of their own
    for (const auto& leaf : list) {
        if (!inside.empty() && leaf.path.starts_with(inside)) continue;
        inside.clear();
        if (scalar_array(list, leaf)) {
            inside = leaf.path + ".";
            out.push_back({leaf.path, array_text(list, leaf), &leaf});
        } else if (leaf.scalar()) {
            out.push_back({leaf.path, leaf.text(), &leaf});
        }
    }
    return out;
}

std::string escaped(std::string_view s) {
    std::string out;
    for (const char c : s) out += c == '|' ? std::string("\\|") : std::string(1, c);
    return out;
}

}  // namespace

std::string legal(const Leaf& leaf) {
    if (leaf.kind == Kind::Enum) {
        std::string allowed;
        for (uint64_t i = 0; i < leaf.names.size(); ++i)
            if (leaf.check.ok(i)) allowed += (allowed.empty() ? "" : ", ") + std::string(leaf.names[i]);
        return "one of " + allowed;
    }
    if (leaf.kind == Kind::Bool) return "true or false";
    return std::string(leaf.check.rule);
}

Value tree(const std::vector<Leaf>& list) {
    Value root = Value::Object{};
    for (const auto& leaf : list) {
        if (leaf.scalar()) place(root, leaf.path) = value_of(leaf);
        else place(root, leaf.path) = leaf.kind == Kind::Array ? Value(Value::Array{}) : Value(Value::Object{});
    }
    return root;
}

std::string text_table(const std::vector<Leaf>& list) {
    const auto all = rows(list);
    size_t path_width = 0, value_width = 0;
    for (const auto& r : all) {
        path_width = std::max(path_width, r.path.size());
        value_width = std::max(value_width, std::min<size_t>(r.value.size(), 24));
    }
    std::string out;
    for (const auto& r : all)
        out += fmt::format("{:<{}}  {:<{}}  {:<12}  {}\n", r.path, path_width, r.value, value_width, name(r.leaf->unit),
                           r.leaf->doc);
    return out;
}

std::string markdown(const std::vector<Leaf>& list) {
    constexpr std::string_view kHead =
        "| parameter | default | unit | legal values | meaning |\n|---|---|---|---|---|\n";
    std::string general, sections, current;
    const auto row_text = [](const Row& r) {
        return fmt::format("| `{}` | {} | {} | {} | {} |\n", r.path,
                           r.value.empty() ? "" : "`" + escaped(r.value) + "`", name(r.leaf->unit),
                           escaped(legal(*r.leaf)), escaped(r.leaf->doc));
    };
    for (const auto& r : rows(list)) {
        const auto dot = r.path.find('.');
        if (dot == r.path.npos) {
            general += row_text(r);
            continue;
        }
        if (const auto group = r.path.substr(0, dot); group != current) {
            current = group;
            const auto leaf = find_if(list.begin(), list.end(), [&](const Leaf& l) { return l.path == group; });
            sections += fmt::format("\n## {}\n\n{}\n\n{}", group, leaf->doc, kHead);
        }
        sections += row_text(r);
    }
    return fmt::format("{}{}{}", kHead, general, sections);
}

Value json_schema(const std::vector<Leaf>& list, std::string_view title) {
    Value root;
    root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
    root["title"] = title;
    root["type"] = "object";
    root["additionalProperties"] = false;
    for (const auto& leaf : list) {
        auto& node = place_schema(root, leaf.path);
        constexpr const char* kTypes[] = {"integer", "integer", "boolean", "string", "string", "object", "array"};
        node["type"] = kTypes[static_cast<int>(leaf.kind)];
        if (!leaf.doc.empty()) node["description"] = leaf.doc;
        if (leaf.kind == Kind::Group) node["additionalProperties"] = false;
        if (leaf.kind == Kind::Array) node["items"] = false;
        if (leaf.kind == Kind::Enum)
            for (const auto n : leaf.names) node["enum"].push(n);
        if (leaf.kind == Kind::Unsigned) node["minimum"] = 0;
        if (!leaf.scalar()) continue;
        node["default"] = value_of(leaf);
        if (!name(leaf.unit).empty()) node["unit"] = name(leaf.unit);
        if (leaf.check.rule != any.rule) node["rule"] = leaf.check.rule;
    }
    return root;
}

}  // namespace covesim::config
