// Devices that act by themselves: one thread for all of them, which takes its turn behind the harts by simulated time.
//
// A device asks for a moment through its port; the request lives in the machine's timeline. When it is due, the thread
// takes the turn and the device acts: transfers through its TLM socket may wait (a user's memory model), which an event
// of the timeline itself must not. Until the thread is done no hart goes past that moment, except in private hits.
// Included by .cc files only: it needs SystemC.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "dev/params.h"
#include "sim/core/bus_master.h"
#include "sim/core/timeline.h"
#include "sim/platform/turns.h"
#include "sim/tlm/dma_initiator.h"
#include "sim/tlm/router.h"

namespace covesim {

class BusMasters final : public sc_core::sc_module {
  public:
    SC_HAS_PROCESS(BusMasters);
    /// `mode`: the machine's, which may change.
    BusMasters(const sc_core::sc_module_name& name, Turns& turns, Timeline& timeline, const Mode& mode,
               const DmaParams& params);

    /// A port for one device, on the fabric. Ports are made in an order that the configuration alone defines.
    BusPort& add(const std::string& name, uint32_t requester, Router& fabric);
    /// Whose port it is; before the machine runs.
    static void connect(BusPort& port, BusMaster& master) { static_cast<Port&>(port).master = &master; }
    /// No device acts, or is about to: a checkpoint can be taken.
    bool idle() const { return due_.empty(); }
    template <class A>
    void archive(A& a) {
        for (auto& p : ports_) a(p->initiator);
    }

  private:
    struct Work {
        Tick when;
        BusMaster* master;
        uint64_t payload;
    };
    struct Port final : BusPort, TimelineHandler {
        Port(BusMasters& o, const std::string& name, uint32_t requester);
        bool read(uint64_t address, void* out, uint32_t bytes, Tick& now) override;
        bool write(uint64_t address, const void* in, uint32_t bytes, Tick& now) override;
        bool timed() const override { return owner.mode_ == Mode::Timed; }
        Tick now() const override { return owner.timeline_.now(); }
        void schedule(Tick when, uint64_t payload) override;
        void on_event(Tick when, uint64_t payload) override;

        BusMasters& owner;
        DmaInitiator initiator;
        const uint32_t handler;
        BusMaster* master = nullptr;
    };
    void main();

    Turns& turns_;
    Timeline& timeline_;
    const Mode& mode_;
    const DmaParams params_;
    std::vector<std::unique_ptr<Port>> ports_;
    std::deque<Work> due_;
    sc_core::sc_event more_;
};

}  // namespace covesim
