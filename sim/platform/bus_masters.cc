#include "sim/platform/bus_masters.h"

#include <algorithm>

namespace covesim {

BusMasters::BusMasters(const sc_core::sc_module_name& name, Turns& turns, Timeline& timeline, const Mode& mode,
                       const DmaParams& params)
    : sc_module(name), turns_(turns), timeline_(timeline), mode_(mode), params_(params) {
    SC_THREAD(main);
}

BusMasters::Port::Port(BusMasters& o, const std::string& name, uint32_t requester)
    : owner(o),
      initiator((name + "_dma").c_str(), requester, {Tick{o.params_.latency}, Tick{o.params_.line_time}}),
      handler(o.timeline_.add_handler(name, *this)) {}

BusPort& BusMasters::add(const std::string& name, uint32_t requester, Router& fabric) {
    ports_.push_back(std::make_unique<Port>(*this, name, requester));
    ports_.back()->initiator.socket.bind(fabric.in);
    return *ports_.back();
}

bool BusMasters::Port::read(uint64_t address, void* out, uint32_t bytes, Tick& now) {
    return initiator.transfer(false, address, out, bytes, owner.mode_, now);
}

bool BusMasters::Port::write(uint64_t address, const void* in, uint32_t bytes, Tick& now) {
    return initiator.transfer(true, address, const_cast<void*>(in), bytes, owner.mode_, now);  // a write only reads it
}

void BusMasters::Port::schedule(Tick when, uint64_t payload) {
    owner.timeline_.schedule(std::max(when, owner.timeline_.now()), handler, payload);
}

void BusMasters::Port::on_event(Tick when, uint64_t payload) {
    owner.due_.push_back({when, master, payload});
    if (owner.due_.size() > 1) return;  // the thread is at work already, or told
    owner.turns_.devices_act(when);
    owner.more_.notify(sc_core::SC_ZERO_TIME);
}

void BusMasters::main() {
    for (;;) {
        while (due_.empty()) sc_core::wait(more_);
        while (!due_.empty()) {
            const Work work = due_.front();
            turns_.wait_turn(turns_.devices(), work.when);
            work.master->act(work.when, work.payload);
            due_.pop_front();
        }
        turns_.devices_act(kNever);
    }
}

}  // namespace covesim
