// Sums and differences of described statistics structs, member by member.
#pragma once
#include <type_traits>

#include "sim/core/schema.h"

namespace covesim {

template <class T>
void add_to(T& into, const T& from) {
    if constexpr (Described<T>) {
        std::apply([&](const auto&... row) { (add_to(into.*row.member, from.*row.member), ...); }, schema<T>);
    } else if constexpr (std::is_integral_v<T>) {
        into += from;
    } else {
        for (size_t i = 0; i < into.size(); ++i) add_to(into[i], from[i]);
    }
}

template <class T>
void subtract_from(T& from, const T& what) {
    if constexpr (Described<T>) {
        std::apply([&](const auto&... row) { (subtract_from(from.*row.member, what.*row.member), ...); }, schema<T>);
    } else if constexpr (std::is_integral_v<T>) {
        from -= what;
    } else {
        for (size_t i = 0; i < from.size(); ++i) subtract_from(from[i], what[i]);
    }
}

}  // namespace covesim
