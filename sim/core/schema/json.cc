// JSON text to and from config::Value. The only file that sees nlohmann's header.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/core/schema/value.h"

namespace covesim::config {
namespace {
using Json = nlohmann::ordered_json;

Json to_json(const Value& value);

struct Visitor {
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(const Value::Array& a) const {
        Json j = Json::array();
        for (const auto& item : a) j.push_back(to_json(item));
        return j;
    }
    Json operator()(const Value::Object& o) const {
        Json j = Json::object();
        for (const auto& [name, item] : o) j[name] = to_json(item);
        return j;
    }
    template <class Scalar>
    Json operator()(const Scalar& scalar) const {
        return scalar;
    }
};

Json to_json(const Value& value) { return std::visit(Visitor{}, value.v); }

Value from_json(const Json& j) {
    switch (j.type()) {
        case Json::value_t::boolean: return j.get<bool>();
        case Json::value_t::number_unsigned: return j.get<uint64_t>();
        case Json::value_t::number_integer: return j.get<int64_t>();
        case Json::value_t::number_float: return j.get<double>();
        case Json::value_t::string: return j.get<std::string>();
        case Json::value_t::array: {
            Value::Array a;
            for (const auto& item : j) a.push_back(from_json(item));
            return a;
        }
        case Json::value_t::object: {
            Value::Object o;
            for (const auto& [name, item] : j.items()) o.emplace_back(name, from_json(item));
            return o;
        }
        default: return {};
    }
}

}  // namespace

std::string json_text(const Value& value) {
    return to_json(value).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Expected<Value> parse_json(std::string_view text, std::string_view where) {
    try {
        return from_json(Json::parse(text));
    } catch (const Json::parse_error& e) {
        const size_t at = std::min(e.byte, text.size());
        const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
        return ConfigError{fmt::format("{}:{}: not valid JSON", where, line)};
    }
}

}  // namespace covesim::config
