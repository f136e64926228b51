// Formatted print to a byte sink, type-safe: print(sink, "hart {} at {x}\n", id, pc). {} prints strings, characters,
// booleans and integers (decimal), {x} integers in hexadecimal with 0x, {{ a brace. Surplus places print "{?}", surplus
// arguments nothing. Left out: widths, floating point.
#pragma once
#include <stdint.h>

#include <concepts>
#include <type_traits>

namespace covesim::fw {

/// Anything with put(char).
template <class S>
concept Sink = requires(S s, char c) {
    s.put(c);
};

/// One argument, erased.
struct PrintArg {
    enum class Kind : uint8_t { Unsigned, Signed, Text, Char } kind;
    union {
        uint64_t u;
        int64_t i;
        const char* s;
    };
    static constexpr PrintArg of(const char* v) {
        PrintArg a{Kind::Text, {}};
        a.s = v;
        return a;
    }
    static constexpr PrintArg of(char v) {
        PrintArg a{Kind::Char, {}};
        a.u = static_cast<unsigned char>(v);
        return a;
    }
    static constexpr PrintArg of(bool v) { return of(v ? "true" : "false"); }
    template <class T>
    requires(std::is_integral_v<T> || std::is_enum_v<T>) static constexpr PrintArg of(T v) {
        PrintArg a{std::is_signed_v<T> ? Kind::Signed : Kind::Unsigned, {}};
        if constexpr (std::is_signed_v<T>) a.i = static_cast<int64_t>(v);
        else a.u = static_cast<uint64_t>(v);
        return a;
    }
    template <class T>
    static PrintArg of(T* v) {
        PrintArg a{Kind::Unsigned, {}};
        a.u = reinterpret_cast<uint64_t>(v);
        return a;
    }
};

using PutFn = void (*)(void* sink, char c);
/// The untemplated part: walks the format string.
void print_args(PutFn put, void* sink, const char* format, const PrintArg* args, unsigned count);

template <Sink S, class... A>
void print(S& sink, const char* format, A... args) {
    const PrintArg list[sizeof...(A) + 1] = {PrintArg::of(args)..., PrintArg{PrintArg::Kind::Unsigned, {}}};
    print_args([](void* s, char c) { static_cast<S*>(s)->put(c); }, &sink, format, list, sizeof...(A));
}

/// A sink in memory, always terminated, that drops what does not fit.
template <unsigned N>
struct TextBuffer {
    char text[N] = {};
    unsigned length = 0;
    void put(char c) {
        if (length + 1 < N) text[length++] = c, text[length] = 0;
    }
};

}  // namespace covesim::fw
