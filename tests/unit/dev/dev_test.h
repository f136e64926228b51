// Shared by the device tests: wires that remember, and short reads and writes.
#pragma once
#include <catch2/catch.hpp>
#include <map>
#include <vector>

#include "sim/core/device.h"
#include "sim/core/irq.h"

namespace covesim::devtest {

struct Wires final : IrqSink {
    std::map<uint32_t, bool> level;
    void set_irq(uint32_t line, bool l) override { level[line] = l; }
};

struct Harts final : HartIrqSink {
    uint64_t mip[8] = {};
    void set_pending(uint32_t hart, uint32_t bit, bool level) override {
        REQUIRE(hart < 8);
        mip[hart] = level ? mip[hart] | 1ull << bit : mip[hart] & ~(1ull << bit);
    }
};

inline uint64_t rd(Device& d, uint64_t offset, uint32_t bytes = 4, Tick now = {}) {
    uint64_t v = 0xbad;
    REQUIRE(d.read(offset, bytes, v, now));
    return v;
}
inline void wr(Device& d, uint64_t offset, uint64_t value, uint32_t bytes = 4, Tick now = {}) {
    REQUIRE(d.write(offset, bytes, value, now));
}

}  // namespace covesim::devtest
