// Replacement policies of every set-associative structure, computed from per-way records instead of tree or counter
// bits.
//
// Models: LRU and tree-PLRU from stamps of last use, FIFO from the order of filling, random from a seeded xorshift.
// Computing tree-PLRU from stamps is exact (at each node the victim lies on the side whose newest stamp is older), and
// it lets a hit that an accelerator served be recorded by one store. Leaves out: bit-PLRU, RRIP.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "sim/core/schema.h"

namespace covesim {

enum class Replacement : uint8_t { Lru, TreePlru, Fifo, Random };
template <>
struct EnumNames<Replacement> {
    static constexpr std::array<std::string_view, 4> names{"lru", "tree-plru", "fifo", "random"};
};

/// Deterministic pseudo-random numbers (xorshift64*), one per structure.
struct Xorshift {
    uint64_t state = 0x9e37'79b9'7f4a'7c15;
    constexpr uint64_t next() {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return state * 0x2545'f491'4f6c'dd1d;
    }
};

/// Victim among `ways` valid ways. used(w): stamp of the last use; filled(w): stamp of the fill. For tree-PLRU `ways`
/// is rounded up to a power of two and missing ways are never chosen.
template <class Used, class Filled>
constexpr uint32_t victim_way(Replacement policy, uint32_t ways, Used used, Filled filled, Xorshift& rng) {
    auto oldest = [&](auto stamp) {
        uint32_t v = 0;
        for (uint32_t w = 1; w < ways; ++w)
            if (stamp(w) < stamp(v)) v = w;
        return v;
    };
    switch (policy) {
        case Replacement::Lru: return oldest(used);
        case Replacement::Fifo: return oldest(filled);
        case Replacement::Random: return static_cast<uint32_t>(rng.next() >> 32) % ways;
        case Replacement::TreePlru: break;
    }
    uint32_t span = 1;
    while (span < ways) span *= 2;
    uint32_t lo = 0;
    while (span > 1) {
        span /= 2;
        auto newest = [&](uint32_t from) {
            uint64_t n = 0;
            for (uint32_t w = from; w < from + span && w < ways; ++w)
                if (used(w) > n) n = used(w);
            return n;
        };
        if (lo + span < ways && newest(lo + span) < newest(lo)) lo += span;
    }
    return lo;
}

}  // namespace covesim
