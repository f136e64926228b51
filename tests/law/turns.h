// Two or more harts in turns by (time, hart id), as the platform runs them, without SystemC: each hart is a context of
// its own (POSIX ucontext) that gives way when a request of it has to wait.
#pragma once
#include <ucontext.h>

#include <functional>
#include <memory>
#include <vector>

#include "sim/core/types.h"

namespace covesim::test {

class HartTurns {
  public:
    explicit HartTurns(uint32_t harts) : next_(harts), context_(harts), body_(harts), stack_(harts) {}

    /// Runs body(h) for every hart until all have returned.
    void run(const std::function<void(uint32_t)>& body) {
        for (uint32_t h = 0; h < next_.size(); ++h) prepare(h, body);
        swapcontext(&done_, &context_[first()]);
    }

    /// Called by hart `h`: returns when nobody else has anything to do before (at, h).
    void wait(uint32_t h, Tick at) {
        next_[h] = at;
        give_way(h);
    }
    uint64_t switches() const { return switches_; }

  private:
    static constexpr size_t kStackBytes = 1 << 20;  // sanitizers need more than others

    [[gnu::noinline]] void prepare(uint32_t h, const std::function<void(uint32_t)>& body) {
        body_[h] = [this, body, h] {
            body(h);
            next_[h] = kNever;
            give_way(h);
        };
        stack_[h] = std::make_unique<char[]>(kStackBytes);
        getcontext(&context_[h]);
        context_[h].uc_stack.ss_sp = stack_[h].get();
        context_[h].uc_stack.ss_size = kStackBytes;
        context_[h].uc_link = nullptr;
        // makecontext() passes integers only.
        const auto self = reinterpret_cast<uintptr_t>(&body_[h]);
        makecontext(&context_[h], reinterpret_cast<void (*)()>(&enter), 2, static_cast<unsigned>(self >> 32),
                    static_cast<unsigned>(self));
    }

    static void enter(unsigned high, unsigned low) {
        (*reinterpret_cast<std::function<void()>*>(uintptr_t{high} << 32 | low))();
    }
    uint32_t first() const {
        uint32_t best = 0;
        for (uint32_t h = 1; h < next_.size(); ++h)
            if (next_[h] < next_[best]) best = h;
        return best;
    }
    void give_way(uint32_t h) {
        const uint32_t to = first();
        if (next_[to] == kNever) setcontext(&done_);
        if (to == h) return;
        ++switches_;
        swapcontext(&context_[h], &context_[to]);
    }

    std::vector<Tick> next_;
    std::vector<ucontext_t> context_;
    std::vector<std::function<void()>> body_;
    std::vector<std::unique_ptr<char[]>> stack_;
    ucontext_t done_{};
    uint64_t switches_ = 0;
};

}  // namespace covesim::test
