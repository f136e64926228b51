// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators"): a number of a sequence that a
// seed alone determines, and that can be asked for by its index. Not cryptographic.
#pragma once
#include <cstdint>

namespace covesim {

/// Number `n` of the sequence of `seed`.
constexpr uint64_t splitmix64(uint64_t seed, uint64_t n) {
    uint64_t z = seed + (n + 1) * 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

}  // namespace covesim
