// Parameters of the vector unit: VLEN, and what the timed mode charges (cpu/hart_vector.cc; docs/timing.md).
#pragma once
#include <cstdint>

#include "cpu/vector/state.h"
#include "sim/core/schema.h"

namespace covesim {

struct VectorParams {
    uint32_t vlen = 128;
    uint32_t datapath_bits = 128;
    uint32_t div_cycles = 10, fp_div_cycles = 12;
    uint32_t gather_elements = 2;
    uint32_t address_elements = 1;
    uint32_t reduction_latency = 4, scalar_latency = 3;
};
template <>
inline constexpr auto schema<VectorParams> = std::tuple{
    Field{"vlen", &VectorParams::vlen, Unit::Count, "VLEN: bits of a vector register.",
          Check{[](uint64_t v) { return v >= kMinVlen && v <= kMaxVlen && (v & (v - 1)) == 0; },
                "a power of two from 128 to 1024"}},
    Field{"datapath_bits", &VectorParams::datapath_bits, Unit::Count,
          "Bits of result a cycle, of arithmetic and of contiguous loads and stores.",
          Check{[](uint64_t v) { return v >= 64 && v <= 8 * kMaxVlen && (v & (v - 1)) == 0; },
                "a power of two from 64 to 8192"}},
    Field{"div_cycles", &VectorParams::div_cycles, Unit::Cycles,
          "Integer division or remainder of one element; one divider for each 64 bits of the datapath.",
          within<1, 200>("1 to 200")},
    Field{"fp_div_cycles", &VectorParams::fp_div_cycles, Unit::Cycles,
          "Floating-point division or square root of one element, likewise.", within<1, 200>("1 to 200")},
    Field{"gather_elements", &VectorParams::gather_elements, Unit::Count, "Elements a cycle of vrgather and vcompress.",
          within<1, 1024>("1 to 1024")},
    Field{"address_elements", &VectorParams::address_elements, Unit::Count,
          "Elements a cycle of strided, indexed and segment loads and stores.", within<1, 64>("1 to 64")},
    Field{"reduction_latency", &VectorParams::reduction_latency, Unit::Cycles,
          "What a reduction takes after its last element.", within<0, 100>("0 to 100")},
    Field{"scalar_latency", &VectorParams::scalar_latency, Unit::Cycles,
          "From the end of a vector operation to its result in an x or f register.", within<1, 100>("1 to 100")},
};

}  // namespace covesim
