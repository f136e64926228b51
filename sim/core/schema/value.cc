#include "sim/core/schema/value.h"

namespace covesim::config {

const Value* Value::find(std::string_view key) const {
    if (const auto* o = object())
        for (const auto& [name, item] : *o)
            if (name == key) return &item;
    return nullptr;
}

Value& Value::operator[](std::string_view key) {
    if (is_null()) v = Object{};
    auto& o = std::get<Object>(v);
    for (auto& [name, item] : o)
        if (name == key) return item;
    return o.emplace_back(std::string(key), Value{}).second;
}

Value& Value::push(Value item) {
    if (is_null()) v = Array{};
    return std::get<Array>(v).emplace_back(std::move(item));
}

}  // namespace covesim::config
