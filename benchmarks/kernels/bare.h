// What every benchmark kernel has: one function to measure, fixed-width types, and its amount of work.
#pragma once
#include <stddef.h>
#include <stdint.h>

// The amount of work; 1000 takes a fast simulator some seconds.
#ifndef SCALE
#define SCALE 1000
#endif

/// The measured work; returns a checksum, which must be the same on every simulator.
uint64_t kernel(void);

static inline uint64_t next_random(uint64_t* state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}
