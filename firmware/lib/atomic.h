// Atomics and a ticket spinlock for code that runs on several harts. Built on the compiler's __atomic builtins (AMO and
// LR/SC instructions).
#pragma once
#include <stdint.h>

#include "firmware/lib/insn.h"

namespace covesim::fw {

template <class T>
class Atomic {
  public:
    constexpr Atomic(T v = T{}) : v_{v} {}
    Atomic(const Atomic&) = delete;
    Atomic& operator=(const Atomic&) = delete;
    T load() const { return __atomic_load_n(&v_, __ATOMIC_ACQUIRE); }
    void store(T v) { __atomic_store_n(&v_, v, __ATOMIC_RELEASE); }
    T exchange(T v) { return __atomic_exchange_n(&v_, v, __ATOMIC_ACQ_REL); }
    T fetch_add(T v) { return __atomic_fetch_add(&v_, v, __ATOMIC_ACQ_REL); }
    T fetch_sub(T v) { return __atomic_fetch_sub(&v_, v, __ATOMIC_ACQ_REL); }
    T fetch_or(T v) { return __atomic_fetch_or(&v_, v, __ATOMIC_ACQ_REL); }
    T fetch_and(T v) { return __atomic_fetch_and(&v_, v, __ATOMIC_ACQ_REL); }
    bool compare_exchange(T expected, T desired) {
        return __atomic_compare_exchange_n(&v_, &expected, desired, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
    }

  private:
    T v_;
};

/// Fair, so that no hart starves. `idle` is called while waiting: a hart that others may be waiting for must serve them
/// there.
class Spinlock {
  public:
    constexpr Spinlock() = default;
    template <class Idle>
    void lock(Idle idle) {
        const uint32_t ticket = next_.fetch_add(1);
        while (serving_.load() != ticket) idle();
    }
    void lock() {
        lock([] {
#ifdef __riscv
            pause();
#endif
        });
    }
    void unlock() { serving_.store(serving_.load() + 1); }

  private:
    Atomic<uint32_t> next_{0}, serving_{0};
};

class LockGuard {
  public:
    explicit LockGuard(Spinlock& l) : lock_{l} { lock_.lock(); }
    ~LockGuard() { lock_.unlock(); }
    LockGuard(const LockGuard&) = delete;
    LockGuard& operator=(const LockGuard&) = delete;

  private:
    Spinlock& lock_;
};

}  // namespace covesim::fw
