// Goldfish real-time clock as on QEMU's `virt`: nanoseconds since 1970 and an alarm.
//
// Models the register set of Android's goldfish RTC. The clock is a fixed epoch (a parameter) plus simulated time: host
// time never enters. Reading TIME_LOW latches TIME_HIGH.
#pragma once
#include <span>

#include "sim/core/irq.h"
#include "sim/core/regbank.h"
#include "sim/core/timeline.h"

namespace covesim {

class GoldfishRtc final : public RegDevice<GoldfishRtc>, private TimelineHandler {
  public:
    /// `epoch_s`: Unix time in seconds at simulated time zero.
    GoldfishRtc(uint64_t epoch_s, IrqSink& irq, uint32_t line, Timeline& timeline);
    std::string_view name() const override { return "rtc"; }
    static std::span<const Reg<GoldfishRtc>> regs();
    void on_reset();
    void archive(Archive& a) override;

    /// Nanoseconds since 1970.
    uint64_t time_ns(Tick now) const { return now.fs / 1'000'000 + offset_ns_; }

  private:
    uint64_t read_time_low(uint32_t);
    uint64_t read_time_high(uint32_t) { return latched_high_; }
    void write_time_low(uint32_t, uint64_t v);
    void write_time_high(uint32_t, uint64_t v) { time_high_ = v; }
    uint64_t read_alarm_low(uint32_t) { return alarm_ns_ & 0xffffffff; }
    uint64_t read_alarm_high(uint32_t) { return alarm_ns_ >> 32; }
    void write_alarm_low(uint32_t, uint64_t v);
    void write_alarm_high(uint32_t, uint64_t v) { alarm_high_ = v; }
    uint64_t read_irq_enabled(uint32_t) { return irq_enabled_; }
    void write_irq_enabled(uint32_t, uint64_t v);
    void clear_alarm(uint32_t, uint64_t);
    uint64_t alarm_status(uint32_t) { return alarm_running_; }
    void clear_interrupt(uint32_t, uint64_t);
    void arm();
    void update();
    void on_event(Tick when, uint64_t) override;

    const uint64_t epoch_ns_;
    IrqSink& irq_;
    const uint32_t line_;
    Timeline& timeline_;
    const uint32_t handler_;
    uint64_t offset_ns_;
    uint64_t latched_high_ = 0, time_high_ = 0, alarm_high_ = 0, alarm_ns_ = 0;
    bool irq_enabled_ = false, irq_pending_ = false, alarm_running_ = false;
    Timeline::Id event_;
};

}  // namespace covesim
