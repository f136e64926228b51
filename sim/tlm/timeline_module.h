// Lets SystemC's kernel wake the machine's timeline: sleeps until the earliest event and delivers what is due. The
// events themselves stay in the timeline, where they can be saved.
#pragma once
#include <systemc>

#include "sim/core/timeline.h"

namespace covesim {

class TimelineModule final : public sc_core::sc_module, public TimelineWaker {
  public:
    SC_HAS_PROCESS(TimelineModule);
    /// `origin`: the tick of SystemC's time zero (after a restored checkpoint).
    TimelineModule(const sc_core::sc_module_name& name, Timeline& timeline, Tick origin = {});
    ~TimelineModule() override { timeline_.set_waker(nullptr); }

    void earliest_changed(Tick when) override;

  private:
    void wake();
    void arm(Tick when);

    Timeline& timeline_;
    const Tick origin_;
    sc_core::sc_event event_;
};

}  // namespace covesim
