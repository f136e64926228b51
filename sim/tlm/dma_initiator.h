// A bus master's TLM-2.0 socket: blocking transport of any length at bus addresses, with a DmaExtension.
//
// Models: the device's link, which takes a fixed time for each line, and the way to the last-level cache. In `timed` a
// transfer is cut into lines, each with its own start; else it is one transaction that takes no time.
#pragma once
#include <tlm_utils/simple_initiator_socket.h>

#include <systemc>

#include "mem/busy.h"
#include "sim/core/bus_master.h"

namespace covesim {

class DmaInitiator final : public sc_core::sc_module {
  public:
    struct Link {
        Tick latency, line_time;
    };
    tlm_utils::simple_initiator_socket<DmaInitiator> socket{"socket"};
    DmaInitiator(const sc_core::sc_module_name& name, uint32_t requester, Link link);

    /// `now` is when the transfer starts and becomes when it is done. Called in a thread: a target may wait.
    bool transfer(bool write, uint64_t address, void* data, uint32_t bytes, Mode mode, Tick& now);
    template <class A>
    void archive(A& a) {
        a(lane_);
    }

  private:
    bool transact(bool write, uint64_t address, void* data, uint32_t bytes, Mode mode, Tick& now);

    const uint32_t requester_;
    const Link link_;
    Lane lane_;
};

}  // namespace covesim
