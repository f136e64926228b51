// Declare once: a plain struct plus one table of rows {name, member, unit, doc, check}. Everything else (CLI --set,
// TOML, JSON, JSON schema, reference page, Python attributes, statistics output) is derived from the table through
// visit().
//
//   struct CacheParams { uint32_t sets = 64; };                       // the initialiser IS the default
//   template <> inline constexpr auto schema<CacheParams> = std::tuple{
//       Field{"sets", &CacheParams::sets, Unit::Count, "Number of sets.", pow2},
//   };
//
// Member types: unsigned/signed integers, bool, enums that have an EnumNames specialisation, std::string, std::array of
// any of these or of described structs, and described structs. Leaves out: floating-point parameters (none is needed).
#pragma once
#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "sim/core/units.h"

namespace covesim {

/// A legal range as a predicate with the sentence that explains it to the user ("a power of two").
struct Check {
    bool (*ok)(uint64_t) = nullptr;
    std::string_view rule;
};
inline constexpr Check any{[](uint64_t) { return true; }, "any value"};
/// Of table sizes: what the host can hold, whatever an entry takes.
inline constexpr Check pow2{[](uint64_t v) { return std::has_single_bit(v) && v <= 65536; },
                            "a power of two up to 65536"};
inline constexpr Check positive{[](uint64_t v) { return v > 0; }, "at least 1"};
/// A closed interval with its readable rule: within<1, 8>("1 to 8").
template <uint64_t Lo, uint64_t Hi>
consteval Check within(std::string_view rule) {
    return {[](uint64_t v) { return v >= Lo && v <= Hi; }, rule};
}

template <class S, class T>
struct Field {
    std::string_view name;
    T S::*member;
    Unit unit;
    std::string_view doc;
    Check check = any;
};
template <class S, class T, class... R>
Field(std::string_view, T S::*, R...) -> Field<S, T>;

/// Specialised beside each described struct with a std::tuple of Field rows.
template <class S>
inline constexpr auto schema = nullptr;
template <class S>
concept Described = !std::same_as<std::remove_cv_t<decltype(schema<std::remove_cv_t<S>>)>, std::nullptr_t>;

/// Specialise with `static constexpr std::array<std::string_view, N> names` to make an enum a parameter type.
template <class E>
struct EnumNames;
template <class E>
concept NamedEnum = std::is_enum_v<E> && requires {
    EnumNames<E>::names.size();
};

/// The only traversal: f(field, value) for each row of S's table, in order.
template <class S, class F>
requires Described<S>
constexpr void visit(S& s, F&& f) {
    std::apply([&](const auto&... row) { (f(row, s.*row.member), ...); }, schema<std::remove_const_t<S>>);
}

}  // namespace covesim
