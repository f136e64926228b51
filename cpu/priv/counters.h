// Hardware performance counters: mcycle, minstret, mhpmcounter3..31 with mcountinhibit, Sscofpmf overflow and mode
// filters, and those of mcycle and minstret (Smcntrpmf). Privileged specification 1.13, "Hardware Performance Monitor",
// Sscofpmf and Smcntrpmf.
//
// Nothing is counted here: counters are differences of the hart's own monotonic counts, brought up to date when they
// are read or when what they depend on changes (privilege mode, inhibit bit, event, configuration). Overflow is
// therefore found at the engine's sampling points, not at the instruction. An instruction that writes mhpmevent or
// mcountinhibit does not count in an instruction counter that it starts; xRET counts in the mode that it leaves.
#pragma once
#include <cstdint>

#include "cpu/hart_state.h"
#include "cpu/priv/hart_env.h"
#include "cpu/priv/params.h"

namespace covesim {

class Counters {
  public:
    static constexpr int kCycle = 0, kTime = 1, kInstret = 2, kFirstHpm = 3;

    /// References must outlive this object.
    Counters(HartState& state, HartEnv& env, const PrivParams& params, const HartFeatures& features)
        : s_(state), env_(env), params_(params), features_(features) {}

    /// Recomputes what is derived from the state (after reset or restore).
    void refresh();

    /// Counters that exist, as a mask over 31:0 (cycle, time, instret, hpm).
    uint32_t implemented() const;

    uint64_t read(int i) const;  ///< mcycle (0), minstret (2), mhpmcounter i
    void write(int i, uint64_t value);
    uint64_t read_event(int i);
    void write_event(int i, uint64_t value);
    void write_inhibit(uint64_t value);
    void write_config(int i, uint64_t value);  ///< mcyclecfg (0), minstretcfg (2)
    uint32_t overflow_bits();                  ///< OF of every mhpmevent, bit i for counter i

    /// The only way to change privilege and V: counters with mode filters stop or start.
    /// MRET and SRET retire, in the mode that they leave.
    void change_mode(Priv priv, bool v, bool retiring = false);

    bool overflow_armed() const { return armed_; }
    /// True when LCOFIP was set since the last call.
    bool poll_overflow();
    /// After the state.
    template <class A>
    void archive(A& a) {
        a(raised_);
        if (a.loading()) refresh();
    }

  private:
    uint64_t event_mask() const;
    uint64_t count(uint64_t event) const;
    bool runs(const HpmCounter& c, int i) const;
    bool inhibited(int i) const { return s_.mcountinhibit >> i & 1; }
    uint64_t filters() const;
    bool fixed_runs(int i) const;
    template <class Change>
    void with_fixed(bool retiring, Change change);
    void sync(bool retiring = false);
    void start(bool retiring);

    HartState& s_;
    HartEnv& env_;
    const PrivParams& params_;
    const HartFeatures& features_;
    bool armed_ = false;     ///< some counter runs with OF=0
    bool filtered_ = false;  ///< some selected event has mode filters
    bool raised_ = false;
};

}  // namespace covesim
