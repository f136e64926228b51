// ACLINT in the layout of SiFive's CLINT: software interrupts (MSWI at +0x0) and the machine timer (MTIMER: mtimecmp at
// +0x4000, mtime at +0xbff8). RISC-V ACLINT 1.0-rc4, sections 2 and 3; privileged specification 3.2.1 (mtime,
// mtimecmp).
//
// mtime is derived from simulated time, never counted. The timer interrupt is an event on the timeline. mtimecmp resets
// to all ones, so no timer interrupt is pending after reset. Leaves out SSWI: supervisor software uses SBI or Sstc.
#pragma once
#include <array>
#include <span>
#include <vector>

#include "sim/core/irq.h"
#include "sim/core/regbank.h"
#include "sim/core/timeline.h"

namespace covesim {

/// Told when software writes mtime, so that comparators elsewhere (stimecmp, vstimecmp) are looked at again.
struct TimeObserver {
    virtual void time_changed(Tick now) = 0;

  protected:
    ~TimeObserver() = default;
};

class Aclint final : public RegDevice<Aclint>, private TimelineHandler {
  public:
    static constexpr uint32_t kMaxHarts = 64;

    /// `timebase_hz` divides 1e15 (checked by the parameter's rule): mtime = now / (1e15 / timebase_hz).
    Aclint(uint32_t harts, uint64_t timebase_hz, HartIrqSink& sink, Timeline& timeline);

    std::string_view name() const override { return "aclint"; }
    static std::span<const Reg<Aclint>> regs();
    void on_reset();

    /// The `time` CSR's source.
    uint64_t mtime(Tick now) const { return now.fs / period_fs_ + offset_; }
    /// The first simulated time at which mtime >= value: for Sstc comparators. kNever when it is past the end of time.
    Tick when(uint64_t value) const;
    void observe(TimeObserver& o) { observers_.push_back(&o); }

    struct State {
        uint64_t offset = 0;
        std::array<uint64_t, kMaxHarts> mtimecmp{};
        std::array<Timeline::Id, kMaxHarts> event{};
        uint64_t msip = 0;
    };
    State save() const { return {offset_, mtimecmp_, event_, msip_}; }
    void restore(const State& s, Tick now);

  private:
    uint64_t read_msip(uint32_t hart) { return msip_ >> hart & 1; }
    void write_msip(uint32_t hart, uint64_t v);
    uint64_t read_mtimecmp(uint32_t hart) { return mtimecmp_[hart]; }
    void write_mtimecmp(uint32_t hart, uint64_t v);
    uint64_t read_mtime(uint32_t) { return mtime(now_); }
    void write_mtime(uint32_t, uint64_t v);
    void compare(uint32_t hart, Tick now);
    void on_event(Tick when, uint64_t hart) override;

    const uint32_t harts_;
    const uint64_t period_fs_;
    HartIrqSink& sink_;
    Timeline& timeline_;
    const uint32_t handler_;
    uint64_t offset_ = 0;  // mtime = now / period + offset
    std::array<uint64_t, kMaxHarts> mtimecmp_{};
    std::array<Timeline::Id, kMaxHarts> event_{};
    uint64_t msip_ = 0;  // bit per hart
    std::vector<TimeObserver*> observers_;
};

}  // namespace covesim
