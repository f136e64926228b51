// The bridge from a described struct (sim/core/schema.h) to every run-time back end: a flat list of typed references.
//
// leaves(s) is the only template; set, text, JSON, TOML, JSON schema and the reference page are plain functions over
// the list. Array elements are path segments that are numbers ("lanes.0"). Leaves out: recursion, optional members.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sim/core/expected.h"
#include "sim/core/schema.h"

namespace covesim::config {

enum class Kind : uint8_t { Unsigned, Signed, Bool, Enum, String, Group, Array };

/// One member of a described struct, or the group that holds some: what it is, and where its value lives.
struct Leaf {
    std::string path;
    Kind kind;
    uint8_t bytes;  ///< size of the integer or enum
    Unit unit;
    std::string_view doc;
    Check check;
    std::span<const std::string_view> names;  ///< of an enum, in numeric order
    void* at;

    bool scalar() const { return kind != Kind::Group && kind != Kind::Array; }
    /// The value of an integer, bool or enum; signed ones sign-extended.
    uint64_t number() const;
    /// The value as the user writes it ("64", "true", "timed").
    std::string text() const;
    /// Parse, check and store. The message names the path and the rule that was broken.
    Status set_text(std::string_view text) const;
    Status set_number(uint64_t magnitude, bool negative) const;
    Status set_bool(bool value) const;
};

namespace detail {
template <class T>
struct IsArray : std::false_type {};
template <class T, size_t N>
struct IsArray<std::array<T, N>> : std::true_type {};

template <class T>
constexpr Kind kind_of() {
    if constexpr (std::is_same_v<T, bool>) return Kind::Bool;
    else if constexpr (std::is_same_v<T, std::string>) return Kind::String;
    else if constexpr (Described<T>) return Kind::Group;
    else if constexpr (IsArray<T>::value) return Kind::Array;
    else if constexpr (NamedEnum<T>) return Kind::Enum;
    else {
        static_assert(std::is_integral_v<T>,
                      "not a parameter type: integers, bool, named enums, strings, arrays, described structs");
        return std::is_signed_v<T> ? Kind::Signed : Kind::Unsigned;
    }
}

template <class S>
void collect_members(S& s, const std::string& prefix, std::vector<Leaf>& out);

template <class T>
void collect(T& value, const std::string& path, Unit unit, std::string_view doc, Check check, std::vector<Leaf>& out) {
    constexpr Kind kind = kind_of<T>();
    Leaf leaf{path, kind, static_cast<uint8_t>(kind < Kind::String ? sizeof(T) : 0), unit, doc, check, {}, &value};
    if constexpr (kind == Kind::Enum) leaf.names = EnumNames<T>::names;
    out.push_back(std::move(leaf));
    if constexpr (kind == Kind::Group) collect_members(value, path + ".", out);
    if constexpr (kind == Kind::Array)
        for (size_t i = 0; i < value.size(); ++i)
            collect(value[i], path + "." + std::to_string(i), unit, doc, check, out);
}

template <class S>
void collect_members(S& s, const std::string& prefix, std::vector<Leaf>& out) {
    visit(s, [&](const auto& f, auto& v) { collect(v, prefix + std::string(f.name), f.unit, f.doc, f.check, out); });
}
}  // namespace detail

/// Every member of s in declaration order, groups before their members. The list refers to s and may change it.
template <class S>
requires Described<S> std::vector<Leaf> leaves(S& s) {
    std::vector<Leaf> out;
    detail::collect_members(s, "", out);
    return out;
}

/// after - before, member by member: the statistics of a region of interest.
template <class S>
requires Described<S> S delta(const S& after, const S& before) {
    S d = after, b = before;
    const auto to = leaves(d), from = leaves(b);
    for (size_t i = 0; i < to.size(); ++i)
        if (to[i].kind == Kind::Unsigned) (void)to[i].set_number(to[i].number() - from[i].number(), false);
    return d;
}

}  // namespace covesim::config
