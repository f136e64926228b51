// The members of a plain aggregate, one after the other, without naming them: what is done for each member is done for
// a member that is added later, too.
//
// By structured bindings over the number of initialisers that the aggregate takes. Leaves out: base classes, C arrays
// (std::array is fine), bit-fields, more than 16 members.
#pragma once
#include <cstddef>
#include <type_traits>

namespace covesim {

namespace detail {

/// Converts to any member.
struct Anything {
    template <class T>
    operator T() const;
};

template <class T, class... A>
consteval size_t member_count() {
    if constexpr (requires { T{A{}..., Anything{}}; }) return member_count<T, A..., Anything>();
    else return sizeof...(A);
}

}  // namespace detail

/// f(member) for each of them, in order.
template <class T, class F>
void for_each_member(T& x, F&& f) {
    static_assert(std::is_aggregate_v<T>, "neither an aggregate nor a type that archives itself");
    constexpr size_t n = detail::member_count<T>();
    static_assert(n <= 16);
    const auto each = [&](auto&... m) { (f(m), ...); };
    if constexpr (n == 1) {
        auto& [a] = x;
        each(a);
    } else if constexpr (n == 2) {
        auto& [a, b] = x;
        each(a, b);
    } else if constexpr (n == 3) {
        auto& [a, b, c] = x;
        each(a, b, c);
    } else if constexpr (n == 4) {
        auto& [a, b, c, d] = x;
        each(a, b, c, d);
    } else if constexpr (n == 5) {
        auto& [a, b, c, d, e] = x;
        each(a, b, c, d, e);
    } else if constexpr (n == 6) {
        auto& [a, b, c, d, e, g] = x;
        each(a, b, c, d, e, g);
    } else if constexpr (n == 7) {
        auto& [a, b, c, d, e, g, h] = x;
        each(a, b, c, d, e, g, h);
    } else if constexpr (n == 8) {
        auto& [a, b, c, d, e, g, h, i] = x;
        each(a, b, c, d, e, g, h, i);
    } else if constexpr (n == 9) {
        auto& [a, b, c, d, e, g, h, i, j] = x;
        each(a, b, c, d, e, g, h, i, j);
    } else if constexpr (n == 10) {
        auto& [a, b, c, d, e, g, h, i, j, k] = x;
        each(a, b, c, d, e, g, h, i, j, k);
    } else if constexpr (n == 11) {
        auto& [a, b, c, d, e, g, h, i, j, k, l] = x;
        each(a, b, c, d, e, g, h, i, j, k, l);
    } else if constexpr (n == 12) {
        auto& [a, b, c, d, e, g, h, i, j, k, l, m] = x;
        each(a, b, c, d, e, g, h, i, j, k, l, m);
    } else if constexpr (n == 13) {
        auto& [a, b, c, d, e, g, h, i, j, k, l, m, o] = x;
        each(a, b, c, d, e, g, h, i, j, k, l, m, o);
    } else if constexpr (n == 14) {
        auto& [a, b, c, d, e, g, h, i, j, k, l, m, o, p] = x;
        each(a, b, c, d, e, g, h, i, j, k, l, m, o, p);
    } else if constexpr (n == 15) {
        auto& [a, b, c, d, e, g, h, i, j, k, l, m, o, p, q] = x;
        each(a, b, c, d, e, g, h, i, j, k, l, m, o, p, q);
    } else if constexpr (n == 16) {
        auto& [a, b, c, d, e, g, h, i, j, k, l, m, o, p, q, r] = x;
        each(a, b, c, d, e, g, h, i, j, k, l, m, o, p, q, r);
    }
}

}  // namespace covesim
