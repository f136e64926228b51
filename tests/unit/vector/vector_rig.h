// One hart that executes one vector instruction at a time, with registers in reach.
#pragma once
#include <random>

#include "tests/unit/cpu/rig.h"

namespace covesim::test {

constexpr uint32_t op_v(uint32_t funct6, bool vm, uint32_t vs2, uint32_t vs1, uint32_t funct3, uint32_t vd) {
    return funct6 << 26 | uint32_t(vm) << 25 | vs2 << 20 | vs1 << 15 | funct3 << 12 | vd << 7 | 0x57;
}
constexpr uint32_t vsetvli(uint32_t rd, uint32_t rs1, uint32_t vtype) {
    return vtype << 20 | rs1 << 15 | 7 << 12 | rd << 7 | 0x57;
}
constexpr uint32_t vmem(uint32_t nf, uint32_t mop, bool vm, uint32_t rs2, uint32_t rs1, uint32_t width, uint32_t vd,
                        bool store) {
    return (nf - 1) << 29 | mop << 26 | uint32_t(vm) << 25 | rs2 << 20 | rs1 << 15 | width << 12 | vd << 7 |
           (store ? 0x27 : 0x07);
}
constexpr uint32_t kVs = 3 << 9, kFs = 3 << 13;

inline Setup with_vlen(uint32_t vlen, Setup s = {}) {
    s.params.vector.vlen = vlen;
    return s;
}

struct VectorRig : System {
    explicit VectorRig(const Setup& s = {}) : System(s) {
        state().mstatus |= kVs | kFs;
        put(kHandler, {jal(zero, 0)});
    }
    VectorState& v() { return state().vector; }
    /// Executes the instruction; false: it trapped, the trap is trap().
    bool step(uint32_t word) {
        put(kCode, {word});
        const size_t before = traps().size();
        state().pc = kCode;
        hart().set_instruction_limit(hart().retired() + 1);
        hart().run(kNoLimit);
        return traps().size() == before;
    }
    bool illegal(uint32_t word) {
        return !step(word) && trap().cause == 2 && trap().pc == kCode && trap().tval == word;
    }
    uint64_t element(unsigned reg, unsigned i, unsigned bytes) {
        uint64_t e = 0;
        std::memcpy(&e, v().reg + reg * v().vlenb + i * bytes, bytes);
        return e;
    }
    void set_element(unsigned reg, unsigned i, unsigned bytes, uint64_t e) {
        std::memcpy(v().reg + reg * v().vlenb + i * bytes, &e, bytes);
    }
};

/// Elements that matter more often than chance has them: 0, all ones, the extremes.
template <class R>
void fill_registers(VectorState& v, R& random) {
    for (size_t i = 0; i < 32 * v.vlenb; i += 8) {
        static constexpr uint64_t kSpecial[] = {0, ~uint64_t{0}, 0x8000000080008080, 0x7fffffff7fff7f7f,
                                                0x0000000100010101};
        const uint64_t e = random() % 3 == 0 ? kSpecial[random() % 5] : random();
        std::memcpy(v.reg + i, &e, 8);
    }
}

}  // namespace covesim::test
