// Bit-field helpers. A Field names bits [hi:lo] of a 64-bit word as the specifications print them.
#pragma once
#include <stdint.h>

namespace covesim::fw {

constexpr uint64_t bit(unsigned n) { return uint64_t{1} << n; }

template <unsigned Hi, unsigned Lo>
struct Field {
    static_assert(Hi < 64 && Lo <= Hi);
    static constexpr uint64_t kMax = (Hi - Lo == 63) ? ~uint64_t{0} : bit(Hi - Lo + 1) - 1;
    static constexpr uint64_t kMask = kMax << Lo;
    static constexpr uint64_t get(uint64_t word) { return (word >> Lo) & kMax; }
    static constexpr uint64_t put(uint64_t value) { return (value & kMax) << Lo; }
    static constexpr uint64_t set(uint64_t word, uint64_t value) { return (word & ~kMask) | put(value); }
};

constexpr uint64_t align_down(uint64_t v, uint64_t to) { return v & ~(to - 1); }
constexpr uint64_t align_up(uint64_t v, uint64_t to) { return align_down(v + to - 1, to); }
constexpr bool aligned(uint64_t v, uint64_t to) { return (v & (to - 1)) == 0; }
constexpr uint64_t min_of(uint64_t a, uint64_t b) { return a < b ? a : b; }
constexpr uint64_t max_of(uint64_t a, uint64_t b) { return a < b ? b : a; }

/// [base, base + size) without wrap-around: every question about a range an adversary passed goes through here.
struct Span {
    uint64_t base, size;
    constexpr uint64_t end() const { return base + size; }
    constexpr bool well_formed() const { return size != 0 && base + (size - 1) >= base; }
    /// True if [a, a + n) lies inside, without overflow, n > 0.
    constexpr bool contains(uint64_t a, uint64_t n = 1) const {
        return n != 0 && a >= base && a - base < size && n <= size - (a - base);
    }
    constexpr bool overlaps(const Span& o) const {
        return size != 0 && o.size != 0 && (base >= o.base ? base - o.base < o.size : o.base - base < size);
    }
};

inline constexpr uint64_t kPageSize = 4096, kPageShift = 12;

}  // namespace covesim::fw
