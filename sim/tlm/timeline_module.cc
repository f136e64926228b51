#include "sim/tlm/timeline_module.h"

#include <algorithm>

#include "sim/tlm/mem_extension.h"

namespace covesim {

TimelineModule::TimelineModule(const sc_core::sc_module_name& name, Timeline& timeline)
    : sc_module(name), timeline_(timeline) {
    SC_METHOD(wake);
    sensitive << event_;
    timeline.set_waker(this);  // wake() also runs once at the start, for events scheduled before
}

void TimelineModule::wake() {
    const Tick now = tick_of(sc_core::sc_time_stamp());
    if (armed_ <= now) armed_ = kNever;
    timeline_.run_until(now);
    arm(timeline_.next());
}

void TimelineModule::earliest_changed(Tick when) { arm(when); }

void TimelineModule::arm(Tick when) {
    const Tick now = tick_of(sc_core::sc_time_stamp());
    armed_ = std::min(armed_, std::max(when, now));
    // SystemC keeps only the earlier of two notifications, which is what is wanted here.
    if (armed_ != kNever) event_.notify(time_of(armed_ - now));
}

}  // namespace covesim
