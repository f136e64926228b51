// A machine is reset: software asked for it (test finisher, which OpenSBI's SRST calls drive), and the run goes on.
//
// As at power-on: harts, devices, and what the plan loaded, which is written again. As before: other memory, time and
// everything counted, disks, waiting console input, what caches and predictors hold, and the encryption table's ranges.
// Harts stop where a stop would let them, at sampling points, so that a reset is the same in every mode and with every
// accelerator off.
#include "sim/platform/loader.h"
#include "sim/platform/machine_impl.h"

namespace covesim {

void Machine::Impl::enter(const BootPlan& plan) {
    for (uint32_t h = 0; h < tiles.size(); ++h) {
        HartState& s = tiles[h].hart->state();
        s.pc = plan.entry;
        s.x[10] = h;
        s.x[11] = plan.device_tree;
        s.x[12] = plan.fw_dynamic;
    }
}

void Machine::Impl::ask_for_reset() {
    reset_wanted = true;
    for (uint32_t h = 0; h < tiles.size(); ++h) {
        tiles[h].hart->request_stop();
        turns.wake(h);
    }
}

void Machine::Impl::meet_for_reset(uint32_t id) {
    if (++at_reset < tiles.size()) {
        turns.acts_next(id, kNever);
        for (const uint64_t before = resets; resets == before;) sc_core::wait(reset_done);
        return;
    }
    milestones.note("reset", id, tiles[id].hart->retired(), tiles[id].hart->now());
    reset();
    at_reset = 0;
    reset_wanted = false;
    ++resets;
    reset_done.notify(sc_core::SC_ZERO_TIME);
}

void Machine::Impl::reset() {
    for (Device* d : devices) d->reset();
    // Again, now that no device raises its wire any more.
    plic.reset();
    if (aplic) aplic->machine().reset(), aplic->supervisor().reset();
    write_images(limits.reboot->images, store);
    const Tick now = latest();
    for (uint32_t h = 0; h < tiles.size(); ++h) {
        Hart& hart = *tiles[h].hart;
        hart.reset();
        hart.advance_to(now);
        turns.acts_next(h, now);
    }
    enter(*limits.reboot);
}

}  // namespace covesim
