// The TVM to run, as the loader describes it in the device tree: /chosen node "covesim,tvm" with one child per image.
#pragma once
#include <stdint.h>

#include "firmware/host-vmm/arena.h"
#include "firmware/lib/fdt.h"

namespace covesim::host {

struct TvmImage {
    fw::Span source;  // in host memory
    uint64_t gpa;
};

struct TvmDescription {
    static constexpr unsigned kMaxImages = 8;
    fw::Span memory{0, 0};
    uint64_t entry = 0, arg = 0, demand_page = 2 << 20;
    TvmImage images[kMaxImages]{};
    unsigned image_count = 0;
};

/// nullptr, or what is wrong with the description.
const char* read_description(const fw::Fdt& tree, TvmDescription& out);
/// Free memory: RAM minus the tree itself, our image, and everything that /chosen or /reserved-memory names.
void read_memory(const fw::Fdt& tree, fw::Span blob, fw::Span self, Arena& out);

}  // namespace covesim::host
