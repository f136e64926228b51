#include "sim/core/schema/leaf.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

namespace covesim::config {
namespace {

ConfigError wrong(const Leaf& leaf, std::string_view text, std::string_view must) {
    return {fmt::format("{} = {}: must be {}", leaf.path, text, must)};
}

/// The multiplier of a size suffix (K, M, G, T, optionally followed by iB or B); nothing if it is none.
std::optional<unsigned> suffix_shift(std::string_view s) {
    if (s.empty() || s == "B") return 0;
    const std::string_view tail = s.substr(1);
    if (!tail.empty() && tail != "iB" && tail != "B") return std::nullopt;
    switch (s[0]) {
        case 'k':
        case 'K': return 10;
        case 'm':
        case 'M': return 20;
        case 'g':
        case 'G': return 30;
        case 't':
        case 'T': return 40;
        default: return std::nullopt;
    }
}

struct Number {
    uint64_t magnitude;
    bool negative;
};

std::optional<Number> parse_number(std::string_view s, bool size) {
    const bool negative = !s.empty() && s[0] == '-';
    if (negative) s.remove_prefix(1);
    int base = 10;
    if (s.size() > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) base = 16, s.remove_prefix(2);
    uint64_t n = 0;
    const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), n, base);
    if (ec != std::errc{}) return std::nullopt;
    const auto rest = s.substr(static_cast<size_t>(end - s.data()));
    const auto shift = size ? suffix_shift(rest) : (rest.empty() ? std::optional<unsigned>(0) : std::nullopt);
    if (!shift || n << *shift >> *shift != n) return std::nullopt;
    return Number{n << *shift, negative};
}

}  // namespace

uint64_t Leaf::number() const {
    uint64_t v = 0;
    std::memcpy(&v, at, bytes);
    if (kind == Kind::Signed && bytes < 8) {
        const unsigned shift = 64 - 8u * bytes;
        v = static_cast<uint64_t>(static_cast<int64_t>(v << shift) >> shift);
    }
    return v;
}

std::string Leaf::text() const {
    switch (kind) {
        case Kind::Unsigned: return std::to_string(number());
        case Kind::Signed: return std::to_string(static_cast<int64_t>(number()));
        case Kind::Bool: return number() ? "true" : "false";
        case Kind::Enum: return number() < names.size() ? std::string(names[number()]) : std::to_string(number());
        case Kind::String: return *static_cast<const std::string*>(at);
        case Kind::Group:
        case Kind::Array: break;
    }
    return {};
}

Status Leaf::set_number(uint64_t magnitude, bool negative) const {
    const std::string shown = fmt::format("{}{}", negative ? "-" : "", magnitude);
    if (kind != Kind::Unsigned && kind != Kind::Signed) return set_text(shown);
    const unsigned bits = 8u * bytes;
    const uint64_t top = kind == Kind::Signed ? UINT64_MAX >> (65 - bits) : UINT64_MAX >> (64 - bits);
    if (kind == Kind::Unsigned && negative && magnitude != 0)
        return wrong(*this, shown, "a whole number, not negative");
    if (magnitude > top + (negative ? 1 : 0)) return wrong(*this, shown, fmt::format("at most {}", top));
    const uint64_t v = negative ? 0 - magnitude : magnitude;
    if (!check.ok(v)) return wrong(*this, shown, check.rule);
    std::memcpy(at, &v, bytes);
    return {};
}

Status Leaf::set_bool(bool value) const {
    if (kind != Kind::Bool) return set_text(value ? "true" : "false");
    *static_cast<bool*>(at) = value;
    return {};
}

Status Leaf::set_text(std::string_view text) const {
    switch (kind) {
        case Kind::Unsigned:
        case Kind::Signed: {
            const bool size = unit == Unit::Bytes;
            const auto n = parse_number(text, size);
            if (!n) return wrong(*this, text, size ? "a size, such as 4096, 64K, 2M or 1G" : "a whole number");
            return set_number(n->magnitude, n->negative);
        }
        case Kind::Bool:
            if (text == "true" || text == "on" || text == "yes" || text == "1") return set_bool(true);
            if (text == "false" || text == "off" || text == "no" || text == "0") return set_bool(false);
            return wrong(*this, text, "true or false");
        case Kind::Enum: {
            const auto it = std::find(names.begin(), names.end(), text);
            if (it == names.end()) return wrong(*this, text, fmt::format("one of {}", fmt::join(names, ", ")));
            const uint64_t v = static_cast<uint64_t>(it - names.begin());
            if (!check.ok(v)) return wrong(*this, text, check.rule);
            std::memcpy(at, &v, bytes);
            return {};
        }
        case Kind::String: *static_cast<std::string*>(at) = text; return {};
        case Kind::Group:
        case Kind::Array: break;
    }
    return ConfigError{fmt::format("{} is a group of parameters, not a value", path)};
}

}  // namespace covesim::config
