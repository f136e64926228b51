#include "dev/goldfish_rtc.h"

#include "sim/core/archive.h"

namespace covesim {

std::span<const Reg<GoldfishRtc>> GoldfishRtc::regs() {
    using R = GoldfishRtc;
    static constexpr Reg<R> kRegs[] = {
        {.name = "TIME_LOW",
         .offset = 0x00,
         .doc = "Nanoseconds since 1970, low half; reading latches TIME_HIGH, writing sets the clock.",
         .read = &R::read_time_low,
         .write = &R::write_time_low,
         .read_effect = true},
        {.name = "TIME_HIGH",
         .offset = 0x04,
         .doc = "High half, as latched; write it before TIME_LOW.",
         .read = &R::read_time_high,
         .write = &R::write_time_high},
        {.name = "ALARM_LOW",
         .offset = 0x08,
         .doc = "Alarm time, low half; writing arms the alarm.",
         .read = &R::read_alarm_low,
         .write = &R::write_alarm_low},
        {.name = "ALARM_HIGH",
         .offset = 0x0c,
         .doc = "Alarm time, high half; write it before ALARM_LOW.",
         .read = &R::read_alarm_high,
         .write = &R::write_alarm_high},
        {.name = "IRQ_ENABLED",
         .offset = 0x10,
         .doc = "Bit 0: the alarm interrupts.",
         .read = &R::read_irq_enabled,
         .write = &R::write_irq_enabled},
        {.name = "CLEAR_ALARM",
         .offset = 0x14,
         .access = RegAccess::WO,
         .doc = "Any write disarms the alarm.",
         .write = &R::clear_alarm},
        {.name = "ALARM_STATUS",
         .offset = 0x18,
         .access = RegAccess::RO,
         .doc = "Bit 0: armed.",
         .read = &R::alarm_status},
        {.name = "CLEAR_INTERRUPT",
         .offset = 0x1c,
         .access = RegAccess::WO,
         .doc = "Any write lowers the interrupt.",
         .write = &R::clear_interrupt},
    };
    return kRegs;
}

GoldfishRtc::GoldfishRtc(uint64_t epoch_s, IrqSink& irq, uint32_t line, Timeline& timeline)
    : epoch_ns_(epoch_s * 1'000'000'000ull),
      irq_(irq),
      line_(line),
      timeline_(timeline),
      handler_(timeline.add_handler("rtc", *this)),
      offset_ns_(epoch_ns_) {}

void GoldfishRtc::on_reset() {
    timeline_.cancel(event_);
    event_ = {};
    offset_ns_ = epoch_ns_;
    latched_high_ = time_high_ = alarm_high_ = alarm_ns_ = 0;
    irq_enabled_ = irq_pending_ = alarm_running_ = false;
    update();
}

uint64_t GoldfishRtc::read_time_low(uint32_t) {
    const uint64_t t = time_ns(now_);
    latched_high_ = t >> 32;
    return t & 0xffffffff;
}

void GoldfishRtc::write_time_low(uint32_t, uint64_t v) {
    offset_ns_ = (time_high_ << 32 | v) - now_.fs / 1'000'000;
    if (alarm_running_) arm();
}

void GoldfishRtc::write_alarm_low(uint32_t, uint64_t v) {
    alarm_ns_ = alarm_high_ << 32 | v;
    arm();
}

/// An alarm in the past fires at once.
void GoldfishRtc::arm() {
    timeline_.cancel(event_);
    event_ = {};
    alarm_running_ = true;
    if (alarm_ns_ <= time_ns(now_)) {
        on_event(now_, 0);
        return;
    }
    const uint64_t ns = alarm_ns_ - offset_ns_;
    if (ns <= UINT64_MAX / 1'000'000) event_ = timeline_.schedule(Tick{ns * 1'000'000}, handler_);
}

void GoldfishRtc::on_event(Tick, uint64_t) {
    alarm_running_ = false;
    irq_pending_ = true;
    event_ = {};
    update();
}

void GoldfishRtc::write_irq_enabled(uint32_t, uint64_t v) {
    irq_enabled_ = v & 1;
    update();
}

void GoldfishRtc::clear_alarm(uint32_t, uint64_t) {
    timeline_.cancel(event_);
    event_ = {};
    alarm_running_ = false;
}

void GoldfishRtc::clear_interrupt(uint32_t, uint64_t) {
    irq_pending_ = false;
    update();
}

void GoldfishRtc::archive(Archive& a) {
    a(offset_ns_, latched_high_, time_high_, alarm_high_, alarm_ns_, irq_enabled_, irq_pending_, alarm_running_,
      event_);
}

void GoldfishRtc::update() { irq_.set_irq(line_, irq_pending_ && irq_enabled_); }

}  // namespace covesim
