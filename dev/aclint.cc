#include "dev/aclint.h"

#include "sim/core/archive.h"

namespace covesim {

namespace {
constexpr uint32_t kMsip = 3, kMtip = 7;  // mip bits
}

std::span<const Reg<Aclint>> Aclint::regs() {
    static constexpr Reg<Aclint> kRegs[] = {
        {.name = "msip",
         .offset = 0x0,
         .bytes = 4,
         .doc = "Bit 0: machine software interrupt of hart n.",
         .read = &Aclint::read_msip,
         .write = &Aclint::write_msip,
         .count = kMaxHarts},
        {.name = "mtimecmp",
         .offset = 0x4000,
         .bytes = 8,
         .reset = ~0ull,
         .doc = "Machine timer interrupt of hart n is pending while mtime >= mtimecmp.",
         .read = &Aclint::read_mtimecmp,
         .write = &Aclint::write_mtimecmp,
         .count = kMaxHarts},
        {.name = "mtime",
         .offset = 0xbff8,
         .bytes = 8,
         .doc = "Simulated time at the timebase frequency.",
         .read = &Aclint::read_mtime,
         .write = &Aclint::write_mtime},
    };
    return kRegs;
}

Aclint::Aclint(uint32_t harts, uint64_t timebase_hz, HartIrqSink& sink, Timeline& timeline)
    : harts_(harts < kMaxHarts ? harts : kMaxHarts),
      period_fs_(1'000'000'000'000'000ull / timebase_hz),
      sink_(sink),
      timeline_(timeline),
      handler_(timeline.add_handler("aclint", *this)) {
    mtimecmp_.fill(~0ull);
}

void Aclint::on_reset() {
    offset_ = 0;
    msip_ = 0;
    mtimecmp_.fill(~0ull);
    for (uint32_t h = 0; h < harts_; ++h) {
        timeline_.cancel(event_[h]);
        event_[h] = {};
        sink_.set_pending(h, kMsip, false);
        sink_.set_pending(h, kMtip, false);
    }
}

Tick Aclint::when(uint64_t value, Tick now) const {
    const uint64_t elapsed = now.fs / period_fs_;
    const uint64_t wait = value - mtime(now);
    if (wait > UINT64_MAX / period_fs_ - elapsed) return kNever;
    return Tick{(elapsed + wait) * period_fs_};
}

void Aclint::write_msip(uint32_t hart, uint64_t v) {
    if (hart >= harts_) return;
    msip_ = (msip_ & ~(1ull << hart)) | (v & 1) << hart;
    sink_.set_pending(hart, kMsip, v & 1);
}

void Aclint::write_mtimecmp(uint32_t hart, uint64_t v) {
    if (hart >= harts_) return;
    mtimecmp_[hart] = v;
    compare(hart, now_);
}

void Aclint::write_mtime(uint32_t, uint64_t v) {
    offset_ = v - now_.fs / period_fs_;
    for (uint32_t h = 0; h < harts_; ++h) compare(h, now_);
    if (observer_) observer_->mtime_moved(offset_);
}

void Aclint::compare(uint32_t hart, Tick now) {
    timeline_.cancel(event_[hart]);
    event_[hart] = {};
    const bool expired = mtime(now) >= mtimecmp_[hart];
    sink_.set_pending(hart, kMtip, expired);
    if (expired) return;
    const Tick at = when(mtimecmp_[hart], now);
    if (at != kNever) event_[hart] = timeline_.schedule(at, handler_, hart);
}

void Aclint::on_event(Tick when, uint64_t hart) { compare(static_cast<uint32_t>(hart), when); }

void Aclint::archive(Archive& a) { a(offset_, mtimecmp_, event_, msip_); }

}  // namespace covesim
