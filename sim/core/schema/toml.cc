// TOML text to config::Value. The only file that sees toml++'s header.
#include <fmt/format.h>
#include <toml++/toml.h>

#include "sim/core/schema/value.h"

namespace covesim::config {
namespace {

Value from_toml(const toml::node& node) {
    if (const auto* t = node.as_table()) {
        Value::Object o;
        for (const auto& [key, item] : *t) o.emplace_back(std::string(key.str()), from_toml(item));
        return o;
    }
    if (const auto* a = node.as_array()) {
        Value::Array items;
        for (const auto& item : *a) items.push_back(from_toml(item));
        return items;
    }
    if (const auto* b = node.as_boolean()) return b->get();
    if (const auto* n = node.as_integer()) return n->get();
    if (const auto* d = node.as_floating_point()) return d->get();
    if (const auto* s = node.as_string()) return s->get();
    return {};  // dates and times: no parameter has such a type, so setting from null reports it
}

}  // namespace

Expected<Value> parse_toml(std::string_view text, std::string_view where) {
    try {
        return from_toml(toml::parse(text));
    } catch (const toml::parse_error& e) {
        return ConfigError{fmt::format("{}:{}: {}", where, e.source().begin.line, e.description())};
    }
}

}  // namespace covesim::config
