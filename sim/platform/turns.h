// In which order harts act: by (time, hart id), over SystemC's kernel.
//
// A hart's thread may be ahead of the kernel's time by at most a quantum. wait_turn() returns when no other hart could
// still do something earlier: its own local time has become the kernel's time, or nobody is behind it. Sleeping harts
// (WFI) take no turn until something wakes them. Devices that act by themselves (DMA) are one further participant,
// numbered behind the harts. Included by .cc files only: it needs SystemC.
#pragma once
#include <algorithm>
#include <systemc>
#include <vector>

#include "sim/core/timeline.h"
#include "sim/core/types.h"

namespace covesim {

class Turns {
  public:
    Turns(uint32_t harts, Timeline& timeline)
        : timeline_(timeline), next_(harts + 1), asleep_(harts), woken_(harts), devices_(harts) {
        next_[devices_] = kNever;
    }

    /// Kernel time; the machine starts at tick 0.
    static Tick kernel_now() { return Tick{sc_core::sc_time_stamp().value()}; }
    /// The time of whatever is acting now: a hart that runs ahead, or the kernel.
    Tick now() const { return acting_ > kernel_now() ? acting_ : kernel_now(); }

    /// Called in hart `id`'s thread.
    void wait_turn(uint32_t id, Tick at) {
        set_next(id, at);
        if (!first(id, at) || timeline_.next() <= at) return go_on_waiting(id);
        acting_ = at;
    }
    /// The rest of wait_turn(), also for a hart that was within it when a checkpoint was taken.
    void go_on_waiting(uint32_t id) {
        const Tick at = next_[id];
        wait_until(at);
        timeline_.run_until(at);
        // Not a loop of delta cycles: who is earlier may itself be waiting for time to pass, in a model behind a
        // socket.
        while (!first(id, at)) sc_core::wait(moved_);
        acting_ = at;
    }
    /// A sleeping hart: returns at `until`, or when wake() was called; gives the time to go on at.
    Tick sleep(uint32_t id, Tick until) {
        set_next(id, until);
        asleep_[id] = true;
        return go_on_sleeping(id);
    }
    /// The same for one that was asleep when a checkpoint was taken.
    Tick go_on_sleeping(uint32_t id) {
        const Tick until = next_[id];
        if (until == kNever) sc_core::wait(woken_[id]);
        else if (until > kernel_now()) sc_core::wait(span(until - kernel_now()), woken_[id]);
        asleep_[id] = false;
        timeline_.run_until(kernel_now());
        return kernel_now();
    }
    /// An interrupt line of a hart rose, now. Means something when it sleeps: one that still waits for the turn to go
    /// to sleep finds the interrupt then.
    void wake(uint32_t id) {
        if (!asleep_[id]) return;
        const Tick at = now();
        if (at >= next_[id]) return;  // it wakes by then
        next_[id] = at;
        woken_[id].notify(span(at - kernel_now()));
    }
    /// In any thread: hart `id`, which neither runs nor sleeps, acts next at `at`; kNever: not before this is called
    /// again.
    void acts_next(uint32_t id, Tick at) { set_next(id, at); }
    /// In a hart's thread before anything else: the kernel's time becomes `at`, a checkpoint's.
    static void begin_at(Tick at) { wait_until(at); }
    template <class A>
    void archive(A& a) {
        a.fixed(next_);
        a.fixed(asleep_);
        a(acting_);
    }
    /// The devices' number.
    uint32_t devices() const { return devices_; }
    /// The devices act at `at`: nobody who is later goes first. They take their turn then, or kNever when done.
    void devices_act(Tick at) { set_next(devices_, at); }
    /// Up to when nothing can happen any more, while hart `id`, running, is at `at`: what sleeps until then has slept.
    Tick settled(uint32_t id, Tick at) const {
        Tick t = std::min(at, timeline_.next());
        for (uint32_t g = 0; g < next_.size(); ++g)
            if (g != id) t = std::min(t, next_[g]);
        return t;
    }

  private:
    void set_next(uint32_t id, Tick at) {
        next_[id] = at;
        moved_.notify();
    }
    bool first(uint32_t id, Tick at) const {
        for (uint32_t g = 0; g < next_.size(); ++g)
            if (g != id && (next_[g] < at || (next_[g] == at && g < id))) return false;
        return true;
    }
    static sc_core::sc_time span(Tick t) { return sc_core::sc_time::from_value(t.fs); }
    static void wait_until(Tick at) {
        if (at > kernel_now()) sc_core::wait(span(at - kernel_now()));
    }

    Timeline& timeline_;
    std::vector<Tick> next_;  ///< when each hart acts next; kNever: asleep
    std::vector<bool> asleep_;
    std::vector<sc_core::sc_event> woken_;
    sc_core::sc_event moved_;  ///< a hart acts next at another time than before
    Tick acting_;
    const uint32_t devices_;
};

}  // namespace covesim
