// The machine's bus master for MSIs of its APLIC: 32-bit writes to the devices' addresses.
//
// In the timed mode a write takes as long as a hart's access to a device, in the others no time; writes arrive in the
// order in which they were sent. What no device accepts is lost: no memory can be reached. Included by .cc files only:
// it needs SystemC.
#pragma once
#include <algorithm>
#include <map>

#include "sim/core/irq.h"
#include "sim/core/timeline.h"
#include "sim/core/types.h"
#include "sim/platform/machine_links.h"
#include "sim/platform/turns.h"
#include "sim/tlm/router.h"

namespace covesim {

class MsiWriter final : public MsiBus, TimelineHandler {
  public:
    /// All references outlive this object; `mode` is the machine's current one.
    MsiWriter(Timeline& timeline, const Turns& turns, const Mode& mode, Tick latency)
        : timeline_(timeline),
          turns_(turns),
          mode_(mode),
          latency_(latency),
          handler_(timeline.add_handler("msi", *this)) {}

    void bind(Router& bus) { initiator_.socket.bind(bus.in); }

    Tick write_msi(Spa address, uint32_t data) override {
        const Tick now = turns_.now(), delay = mode_ == Mode::Timed ? latency_ : Tick{};
        if (delay == Tick{} && s_.under_way.empty()) {
            deliver({address.v, data}, now);
            return now;
        }
        s_.last = std::max(s_.last, now + delay);
        s_.under_way[s_.next] = {address.v, data};
        timeline_.schedule(s_.last, handler_, s_.next++);
        return s_.last;
    }

    struct Write {
        uint64_t address = 0;
        uint32_t data = 0;
    };
    struct State {
        std::map<uint64_t, Write> under_way;  ///< by the number that the timeline's event carries
        uint64_t next = 0;
        Tick last;  ///< when the latest of them arrives
    };
    template <class A>
    void archive(A& a) {
        a(s_);
    }

  private:
    void on_event(Tick when, uint64_t number) override {
        const auto write = s_.under_way.extract(number);
        deliver(write.mapped(), when);
    }
    void deliver(const Write& w, Tick now) {
        uint64_t data = w.data;
        initiator_.access(Spa{w.address}, 4, true, data, now);
    }

    Timeline& timeline_;
    const Turns& turns_;
    const Mode& mode_;
    const Tick latency_;
    const uint32_t handler_;
    IoInitiator initiator_{"msi"};
    State s_;
};

}  // namespace covesim
