// The execution context of an instruction body, as small as the bodies allow: registers, 64 bytes of memory at 0x1000,
// and a record of what was asked. Anything outside that memory faults.
#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "cpu/isa/all.h"

namespace covesim::isa::test {

struct FakeContext {
    static constexpr uint64_t kBase = 0x1000, kSize = 64;

    std::array<uint64_t, 33> x{};
    uint64_t pc_value = 0;
    std::array<uint8_t, kSize> memory{};
    bool reserved = false;
    int fences = 0, memory_fences = 0, store_fences = 0, cbos = 0, prefetches = 0, waits = 0;
    uint64_t last_va = 0, ssp = 0;
    Cbo last_cbo{};
    PrefetchFor last_prefetch{};
    bool last_wait_short = false;

    uint64_t pc() const { return pc_value; }

    template <class T>
    bool load(uint64_t va, uint64_t& out) {
        T v;
        if (!inside(va, sizeof v)) return false;
        std::memcpy(&v, &memory[va - kBase], sizeof v);
        out = extended(v);
        return true;
    }
    template <class T>
    bool store(uint64_t va, uint64_t value) {
        const T v = T(value);
        if (!inside(va, sizeof v)) return false;
        std::memcpy(&memory[va - kBase], &v, sizeof v);
        return true;
    }
    template <class T, class F>
    bool amo(uint64_t va, uint64_t& out, F fn) {
        uint64_t old = 0;
        if (!load<T>(va, old)) return false;
        store<T>(va, uint64_t(T(fn(T(old)))));
        out = old;
        return true;
    }
    template <class T>
    bool cas(uint64_t va, const T& compare, const T& swap, T& old) {
        if (!inside(va, sizeof old)) return false;
        std::memcpy(&old, &memory[va - kBase], sizeof old);
        if (old == compare) std::memcpy(&memory[va - kBase], &swap, sizeof swap);
        return true;
    }
    template <class T>
    bool lr(uint64_t va, uint64_t& out) {
        reserved = load<T>(va, out);
        return reserved;
    }
    template <class T>
    bool sc(uint64_t va, uint64_t value, uint64_t& out) {
        if (!inside(va, sizeof(T))) return false;
        if (reserved) store<T>(va, value);
        out = reserved ? 0 : 1;
        reserved = false;
        return true;
    }
    uint64_t shadow_pointer() { return ssp; }
    bool cbo(uint64_t va, Cbo kind) { return ++cbos, last_va = va, last_cbo = kind, inside(va, 1); }
    void prefetch(uint64_t va, PrefetchFor kind) { ++prefetches, last_va = va, last_prefetch = kind; }
    void fence(bool after_stores) { ++memory_fences, store_fences += after_stores; }
    void fence_i() { ++fences; }
    Flow wrs(bool short_timeout) { return ++waits, last_wait_short = short_timeout, Flow::Wait; }

  private:
    static bool inside(uint64_t va, uint64_t size) { return va >= kBase && va - kBase <= kSize - size; }
    template <class T>
    static uint64_t extended(T v) {
        if constexpr (std::is_signed_v<T>) return uint64_t(int64_t{v});
        return uint64_t(v);
    }
};

/// rd after instruction T with these source values: R and R1 formats.
template <class T>
uint64_t run(uint64_t a, uint64_t b = 0) {
    FakeContext e;
    e.x[5] = a, e.x[6] = b;
    Slot o;
    o.rd = 7, o.rs1 = 5, o.rs2 = 6, o.len = 2;
    T::exec(e, o);
    return e.x[7];
}

/// rd after instruction T with a source and an immediate: I, Shift and AES key schedule formats.
template <class T>
uint64_t run_imm(uint64_t a, int32_t imm) {
    FakeContext e;
    e.x[5] = a;
    Slot o;
    o.rd = 7, o.rs1 = 5, o.imm = imm, o.len = 2;
    T::exec(e, o);
    return e.x[7];
}

}  // namespace covesim::isa::test
