// Failure that cannot be survived. Each firmware image defines panic(): say it on its console, then stop the platform
// with a failure code. Left out: stack traces.
#pragma once
#include <stdint.h>

namespace covesim::fw {

/// Defined once by each image.
[[noreturn]] void panic(const char* what, uint64_t value = 0);

/// Checked in every build: firmware that goes on after a broken invariant is a security hole.
inline void require(bool ok, const char* what, uint64_t value = 0) {
    if (!ok) panic(what, value);
}

}  // namespace covesim::fw
