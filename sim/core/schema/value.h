// A plain tree of values between described structs and the file formats, so that each format's library stays in one
// .cc.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/core/expected.h"

namespace covesim::config {

/// Null, bool, integer (two's complement or unsigned), string, array, or object (members in insertion order).
struct Value {
    using Array = std::vector<Value>;
    using Object = std::vector<std::pair<std::string, Value>>;
    std::variant<std::monostate, bool, uint64_t, int64_t, double, std::string, Array, Object> v;

    Value() = default;
    Value(bool b) : v(b) {}
    Value(uint64_t n) : v(n) {}
    Value(int64_t n) : v(n) {}
    Value(int n) : v(int64_t{n}) {}
    Value(unsigned n) : v(uint64_t{n}) {}
    Value(double d) : v(d) {}
    Value(std::string s) : v(std::move(s)) {}
    Value(std::string_view s) : v(std::string(s)) {}
    Value(const char* s) : v(std::string(s)) {}
    Value(Array a) : v(std::move(a)) {}
    Value(Object o) : v(std::move(o)) {}

    bool is_null() const { return v.index() == 0; }
    const std::string* string() const { return std::get_if<std::string>(&v); }
    const Array* array() const { return std::get_if<Array>(&v); }
    const Object* object() const { return std::get_if<Object>(&v); }
    /// The member of this name; nullptr if this is no object or has none.
    const Value* find(std::string_view key) const;
    /// The member of this name, made if absent; turns null into an object.
    Value& operator[](std::string_view key);
    /// Append; turns null into an array.
    Value& push(Value item);
    bool operator==(const Value&) const = default;
};

/// Text of a value: JSON, two spaces of indent.
std::string json_text(const Value& value);
/// Parse JSON or TOML; `where` (a file name) begins the error message, which gives the line.
Expected<Value> parse_json(std::string_view text, std::string_view where);
Expected<Value> parse_toml(std::string_view text, std::string_view where);

}  // namespace covesim::config
