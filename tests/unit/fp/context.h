// The smallest execution context that the bodies of floating-point instructions accept, and slots for it.
#pragma once
#include <cstdint>
#include <cstring>

#include "cpu/fp/format.h"
#include "cpu/isa/op.h"

namespace covesim::fp_test {

struct Context {
    struct State {
        uint8_t fflags = 0;
    } state_;
    uint64_t x[33]{};
    uint64_t f[32]{};
    bool on = true, host = true, dirty = false, fault = false;
    uint8_t frm = 0;
    int illegals = 0;
    uint8_t memory[64]{};

    State& state() { return state_; }
    bool fp_on() const { return on; }
    bool host_fp() const { return host; }
    bool illegal() {
        ++illegals;
        return false;
    }
    bool rounding(uint8_t field, fp::Rm& out) {
        const uint8_t rm = field == 7 ? frm : field;
        out = fp::Rm(rm);
        return rm <= 4;
    }
    void fp_dirty(uint8_t flags) {
        dirty = true;
        state_.fflags |= flags;
    }
    template <class T>
    bool load(uint64_t va, uint64_t& out) {
        if (fault) return false;
        T v;
        std::memcpy(&v, memory + va, sizeof v);
        out = v;
        return true;
    }
    template <class T>
    bool store(uint64_t va, uint64_t v) {
        if (fault) return false;
        const T t = T(v);
        std::memcpy(memory + va, &t, sizeof t);
        return true;
    }
};

/// Operands rd = 10, rs1 = 11, rs2 = 12, rs3 = 13 and a rounding mode.
inline isa::Slot slot(uint8_t rm = 7) {
    isa::Slot o;
    o.rd = 10;
    o.rs1 = 11;
    o.rs2 = 12;
    o.imm = 13 | rm << 8;
    return o;
}

inline isa::Slot memory_slot(int32_t offset) {
    isa::Slot o = slot();
    o.imm = offset;
    return o;
}

}  // namespace covesim::fp_test
