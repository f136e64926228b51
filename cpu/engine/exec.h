// The execution context E that instruction bodies run in (contract: docs/engine.md). One object per instruction, made
// on the spot; inlined, nothing of it remains but the registers and the L0 compare.
#pragma once
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "cpu/fp/format.h"
#include "cpu/hart.h"

namespace covesim {

template <Mode M>
struct Exec {
    static constexpr uint32_t kShift = M == Mode::Fast ? 12 : 6;
    static constexpr uint64_t kGranule = 1ULL << kShift;

    Hart& h;
    const isa::Slot* s;
    uint64_t icount;  ///< instructions counted up to the end of the current block
    uint64_t* x;
    uint64_t* f;

    HartState& state() const { return h.state_; }
    Privileged& priv() const { return h.priv_; }
    uint64_t pc() const { return h.pc_of(s); }

    /// Host address for [va, va + size) if the L0 has it; misaligned accesses never match.
    template <L0Kind K, uint32_t Size>
    std::byte* hit(uint64_t va) const {
        L0Bank& b = *h.bank_;
        const uint32_t i = L0::index(va, kShift);
        const L0Entry& e = b.entry[int(K)][i];
        if (e.tag != (va & (~(kGranule - 1) | (Size - 1)))) [[unlikely]]
            return nullptr;
        if constexpr (M != Mode::Fast) {
            const L0Stamps& st = b.stamps[int(K)][i];
            const uint64_t seq = ++h.mmu_.sequence();
            if (st.line) *st.line = seq;
            if (st.tlb) *st.tlb = seq;
        }
        return reinterpret_cast<std::byte*>(va + e.addend);
    }

    template <class T>
    static uint64_t extend(T v) {
        if constexpr (std::is_signed_v<T>) return static_cast<uint64_t>(static_cast<int64_t>(v));
        else return static_cast<uint64_t>(v);
    }

    template <class T>
    bool load(uint64_t va, uint64_t& out) const {
        if (const std::byte* p = hit<L0Kind::Read, sizeof(T)>(va)) [[likely]] {
            T v;
            std::memcpy(&v, p, sizeof v);
            out = extend(v);
            return true;
        }
        uint64_t raw;
        if (!h.slow_load(va, sizeof(T), raw, s, icount)) return false;
        out = extend(static_cast<T>(raw));
        return true;
    }

    template <class T>
    bool store(uint64_t va, uint64_t value) const {
        if (std::byte* p = hit<L0Kind::Write, sizeof(T)>(va)) [[likely]] {
            const T v = static_cast<T>(value);
            std::memcpy(p, &v, sizeof v);
            return true;
        }
        return h.slow_store(va, sizeof(T), value, s, icount);
    }

    template <class T, class F>
    bool amo(uint64_t va, uint64_t& out, F fn) const {
        if (std::byte* p = hit<L0Kind::Write, sizeof(T)>(va)) [[likely]] {
            T old;
            std::memcpy(&old, p, sizeof old);
            const T v = static_cast<T>(fn(old));
            std::memcpy(p, &v, sizeof v);
            out = extend(old);
            return true;
        }
        T old;
        if (!h.slow_amo_begin(va, sizeof(T), &old, s, icount)) return false;
        const T v = static_cast<T>(fn(old));
        if (!h.slow_amo_end(sizeof(T), &v, s)) return false;
        out = extend(old);
        return true;
    }

    /// AMOCAS: `old` becomes what is in memory, and where that equals `compare`, memory becomes `swap`.
    template <class T>
    bool cas(uint64_t va, const T& compare, const T& swap, T& old) const {
        if (std::byte* p = hit<L0Kind::Write, sizeof(T)>(va)) [[likely]] {
            std::memcpy(&old, p, sizeof old);
            if (old == compare) std::memcpy(p, &swap, sizeof swap);
            return true;
        }
        if (!h.slow_amo_begin(va, sizeof(T), &old, s, icount)) return false;
        if (old == compare) return h.slow_amo_end(sizeof(T), &swap, s);
        h.slow_amo_unchanged(sizeof(T), &old);
        return true;
    }

    template <class T>
    bool lr(uint64_t va, uint64_t& out) const {
        uint64_t raw;
        if (!h.slow_lr(va, sizeof(T), raw, s, icount)) return false;
        out = extend(static_cast<T>(raw));
        return true;
    }
    template <class T>
    bool sc(uint64_t va, uint64_t value, uint64_t& out) const {
        return h.slow_sc(va, sizeof(T), value, out, s, icount);
    }
    template <class T>
    bool hv_load(uint64_t va, uint64_t& out, bool hlvx) const {
        uint64_t raw;
        if (!h.slow_hv_load(va, sizeof(T), hlvx, raw, s, icount)) return false;
        out = extend(static_cast<T>(raw));
        return true;
    }
    template <class T>
    bool hv_store(uint64_t va, uint64_t value) const {
        return h.slow_hv_store(va, sizeof(T), value, s, icount);
    }
    uint64_t shadow_pointer() const { return h.priv_.shadow_stack_active() ? h.state_.ssp : 0; }
    bool shadow_push(uint64_t value) const { return h.slow_shadow_push(value, s, icount); }
    bool shadow_pop_check(uint64_t link) const { return h.slow_shadow_pop_check(link, s, icount); }
    template <class T>
    bool shadow_swap(uint64_t va, uint64_t value, uint64_t& out) const {
        T old;
        const T v = static_cast<T>(value);
        if (!h.slow_amo_begin(va, sizeof(T), &old, s, icount, true)) return false;
        if (!h.slow_amo_end(sizeof(T), &v, s)) return false;
        out = extend(old);
        return true;
    }
    bool cbo(uint64_t va, isa::Cbo kind) const { return h.slow_cbo(va, kind, s, icount); }
    void prefetch(uint64_t va, isa::PrefetchFor what) const {
        if constexpr (M != Mode::Fast) h.slow_prefetch(va, what, s, icount);
    }

    bool illegal() const { return h.raise_with_bits(cause::kIllegal, s, icount); }
    bool virtual_instruction() const { return h.raise_with_bits(cause::kVirtual, s, icount); }
    bool raise(uint64_t cause, uint64_t tval) const { return h.raise(cause, tval, s, icount); }

    bool fp_on() const { return fp_enabled(h.state_); }
    bool host_fp() const { return h.config_.accelerators.host_fp; }
    bool rounding(uint8_t field, fp::Rm& out) const {
        const uint8_t rm = field == 7 ? h.state_.frm : field;
        out = static_cast<fp::Rm>(rm);
        return rm <= 4;
    }
    void fp_dirty(uint8_t flags) const {
        h.state_.fflags |= flags;
        mark_fp_dirty(h.state_);
    }

    void effects(Effect e) const { h.apply(e); }
    void fence(bool after_stores) const {
        if constexpr (M == Mode::Timed) {
            if (after_stores) h.slow_fence(s, icount);
        }
    }
    void fence_i() const {}
    isa::Flow wrs(bool) const { return isa::Flow::Next; }
};

}  // namespace covesim
