// Lets SystemC's kernel wake the machine's timeline: sleeps until the earliest event and delivers what is due. The
// events themselves stay in the timeline, where they can be saved.
#pragma once
#include <systemc>

#include "sim/core/timeline.h"

namespace covesim {

class TimelineModule final : public sc_core::sc_module, public TimelineWaker {
  public:
    SC_HAS_PROCESS(TimelineModule);
    TimelineModule(const sc_core::sc_module_name& name, Timeline& timeline);
    ~TimelineModule() override { timeline_.set_waker(nullptr); }

    void earliest_changed(Tick when) override;
    /// After the timeline.
    template <class A>
    void archive(A& a) {
        a(armed_);
    }

  private:
    void wake();
    void arm(Tick when);

    Timeline& timeline_;
    Tick armed_ = kNever;  ///< when the kernel wakes next: perhaps for an event that was cancelled meanwhile
    sc_core::sc_event event_;
};

}  // namespace covesim
