#include "sim/tlm/timeline_module.h"

#include "sim/tlm/mem_extension.h"

namespace covesim {

TimelineModule::TimelineModule(const sc_core::sc_module_name& name, Timeline& timeline, Tick origin)
    : sc_module(name), timeline_(timeline), origin_(origin) {
    SC_METHOD(wake);
    sensitive << event_;
    timeline.set_waker(this);  // wake() also runs once at the start, for events scheduled before
}

void TimelineModule::wake() {
    timeline_.run_until(origin_ + tick_of(sc_core::sc_time_stamp()));
    arm(timeline_.next());
}

void TimelineModule::earliest_changed(Tick when) { arm(when); }

void TimelineModule::arm(Tick when) {
    if (when == kNever) return;
    const Tick now = origin_ + tick_of(sc_core::sc_time_stamp());
    // SystemC keeps only the earlier of two notifications, which is what is wanted here.
    event_.notify(time_of(when > now ? when - now : Tick{}));
}

}  // namespace covesim
