// What a generic payload carries inside the machine beside address and data: why the request exists, from whom, under
// which encryption context, and for our own models the exact start and finish times and the tag-state answer.
//
// Sockets above the last-level cache carry it; below, a plain base-protocol target may ignore it and annotate a delay.
#pragma once
#include <tlm>

#include "mem/port.h"

namespace covesim {

struct MemExtension final : tlm::tlm_extension<MemExtension> {
    MemReq request;
    Tick start;
    MemDone done;
    bool answered = false;  ///< a model that understands the extension filled `done`

    tlm::tlm_extension_base* clone() const override { return new MemExtension(*this); }
    void copy_from(const tlm::tlm_extension_base& o) override { *this = static_cast<const MemExtension&>(o); }
};

/// SystemC's time in ticks; its resolution is 1 fs (set by the platform before elaboration).
inline Tick tick_of(const sc_core::sc_time& t) { return Tick{t.value()}; }
inline sc_core::sc_time time_of(Tick t) { return sc_core::sc_time::from_value(t.fs); }

}  // namespace covesim
