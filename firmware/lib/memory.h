// Byte copies and comparisons. The freestanding compiler emits calls to memcpy, memset, memmove and memcmp: memory.cc
// defines them for the target from these; host tests call these by name.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace covesim::fw {

/// Copies upwards; word by word when both ends are 8-byte aligned, as pages are.
inline void copy_bytes(void* to, const void* from, size_t n) {
    auto* d = static_cast<unsigned char*>(to);
    auto* s = static_cast<const unsigned char*>(from);
    if (((reinterpret_cast<uintptr_t>(d) | reinterpret_cast<uintptr_t>(s)) & 7) == 0) {
        auto* dw = reinterpret_cast<uint64_t*>(d);
        auto* sw = reinterpret_cast<const uint64_t*>(s);
        for (; n >= 64; n -= 64, dw += 8, sw += 8) {
            const uint64_t a = sw[0], b = sw[1], c = sw[2], e = sw[3], f = sw[4], g = sw[5], h = sw[6], i = sw[7];
            dw[0] = a, dw[1] = b, dw[2] = c, dw[3] = e, dw[4] = f, dw[5] = g, dw[6] = h, dw[7] = i;
        }
        for (; n >= 8; n -= 8) *dw++ = *sw++;
        d = reinterpret_cast<unsigned char*>(dw);
        s = reinterpret_cast<const unsigned char*>(sw);
    }
    for (; n != 0; --n) *d++ = *s++;
}

/// Copies between ranges that may overlap.
inline void move_bytes(void* to, const void* from, size_t n) {
    auto* d = static_cast<unsigned char*>(to);
    auto* s = static_cast<const unsigned char*>(from);
    if (d <= s || d >= s + n) {
        copy_bytes(to, from, n);
    } else {
        while (n-- != 0) d[n] = s[n];
    }
}

inline void fill_bytes(void* to, unsigned char value, size_t n) {
    auto* d = static_cast<unsigned char*>(to);
    while (n != 0 && (reinterpret_cast<uintptr_t>(d) & 7) != 0) *d++ = value, --n;
    auto* w = reinterpret_cast<uint64_t*>(d);
    const uint64_t v = value * 0x0101'0101'0101'0101ull;
    for (; n >= 64; n -= 64, w += 8) w[0] = v, w[1] = v, w[2] = v, w[3] = v, w[4] = v, w[5] = v, w[6] = v, w[7] = v;
    for (; n >= 8; n -= 8) *w++ = v;
    d = reinterpret_cast<unsigned char*>(w);
    while (n-- != 0) *d++ = value;
}

inline int compare_bytes(const void* a, const void* b, size_t n) {
    auto* x = static_cast<const unsigned char*>(a);
    auto* y = static_cast<const unsigned char*>(b);
    for (; n != 0; --n, ++x, ++y)
        if (*x != *y) return *x < *y ? -1 : 1;
    return 0;
}

/// Time independent of where the first difference is: for digests and secrets.
inline bool equal_secret(const void* a, const void* b, size_t n) {
    auto* x = static_cast<const volatile unsigned char*>(a);
    auto* y = static_cast<const volatile unsigned char*>(b);
    unsigned char d = 0;
    for (; n != 0; --n) d |= static_cast<unsigned char>(*x++ ^ *y++);
    return d == 0;
}

inline size_t text_length(const char* s) {
    size_t n = 0;
    while (s[n] != 0) ++n;
    return n;
}
inline bool text_equal(const char* a, const char* b) {
    for (; *a == *b; ++a, ++b)
        if (*a == 0) return true;
    return false;
}

}  // namespace covesim::fw
