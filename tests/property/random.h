// Reproducible randomness and shrinking for property tests.
#pragma once
#include <cstdint>
#include <map>

/// splitmix64: also usable as a hash, so that a whole random memory is a pure function of (seed, address).
inline uint64_t mix(uint64_t x) {
    x += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}
struct Random {
    uint64_t state;
    uint64_t next() { return mix(state += 0x1234567); }
    uint64_t below(uint64_t n) { return next() % n; }
    bool chance(uint64_t percent) { return below(100) < percent; }
};

/// Smallest memory that still fails: words are removed, then single bits cleared, while `fails` stays true.
template <class Fails>
std::map<uint64_t, uint64_t> shrink(std::map<uint64_t, uint64_t> words, Fails fails) {
    for (bool progress = true; progress;) {
        progress = false;
        for (auto it = words.begin(); it != words.end();) {
            auto fewer = words;
            fewer.erase(it->first);
            const uint64_t key = it->first;
            ++it;
            if (fails(fewer)) {
                words = fewer;
                it = words.upper_bound(key);
                progress = true;
            }
        }
        for (auto& [address, value] : words)
            for (int bit = 0; bit < 64; ++bit) {
                if (!(value >> bit & 1)) continue;
                auto fewer = words;
                fewer[address] = value & ~(uint64_t{1} << bit);
                if (!fails(fewer)) continue;
                value = fewer[address];
                progress = true;
            }
    }
    return words;
}
