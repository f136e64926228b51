// ACLINT in the layout of SiFive's CLINT: software interrupts (MSWI at +0x0) and the machine timer (MTIMER: mtimecmp at
// +0x4000, mtime at +0xbff8). RISC-V ACLINT 1.0-rc4, sections 2 and 3; privileged specification 3.2.1 (mtime,
// mtimecmp).
//
// mtime is derived from simulated time, never counted. The timer interrupt is an event on the timeline. mtimecmp resets
// to all ones, so no timer interrupt is pending after reset. Leaves out SSWI: supervisor software uses SBI or Sstc.
#pragma once
#include <array>
#include <span>

#include "sim/core/irq.h"
#include "sim/core/regbank.h"
#include "sim/core/timeline.h"

namespace covesim {

/// Told when software writes mtime, whose shadow the harts' `time` is: what stimecmp and vstimecmp are compared with.
struct TimeObserver {
    /// mtime is from now on the number of ticks since simulated time 0, plus `offset` (modulo 2^64).
    virtual void mtime_moved(uint64_t offset) = 0;

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

    uint64_t mtime(Tick now) const { return now.fs / period_fs_ + offset_; }
    void observe(TimeObserver& o) { observer_ = &o; }

    void archive(Archive& a) override;

  private:
    uint64_t read_msip(uint32_t hart) { return msip_ >> hart & 1; }
    void write_msip(uint32_t hart, uint64_t v);
    uint64_t read_mtimecmp(uint32_t hart) { return mtimecmp_[hart]; }
    void write_mtimecmp(uint32_t hart, uint64_t v);
    uint64_t read_mtime(uint32_t) { return mtime(now_); }
    void write_mtime(uint32_t, uint64_t v);
    void compare(uint32_t hart, Tick now);
    /// The first simulated time at which mtime reaches `value`, which is above mtime now; kNever when it is past the
    /// end of time.
    Tick when(uint64_t value, Tick now) const;
    void on_event(Tick when, uint64_t hart) override;

    const uint32_t harts_;
    const uint64_t period_fs_;
    HartIrqSink& sink_;
    Timeline& timeline_;
    const uint32_t handler_;
    uint64_t offset_ = 0;  // mtime = now / period + offset, modulo 2^64
    std::array<uint64_t, kMaxHarts> mtimecmp_{};
    std::array<Timeline::Id, kMaxHarts> event_{};
    uint64_t msip_ = 0;  // bit per hart
    TimeObserver* observer_ = nullptr;
};

}  // namespace covesim
