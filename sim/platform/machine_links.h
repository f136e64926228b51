// The machine's wiring, one hop each: memory over TLM-2.0 sockets, lines taken away, a hart's accesses to devices.
//
// IEEE 1666 (b_transport with annotated delay). Included by .cc files only: it needs SystemC.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <systemc>

#include "cpu/hart.h"
#include "sim/platform/turns.h"
#include "sim/tlm/line_drop.h"
#include "sim/tlm/port_bridge.h"

namespace covesim {

/// The hart as the topmost level: its L0 entries follow its caches.
struct LineDrop final : MemUp {
    Hart* hart = nullptr;
    bool drop(Spa line, Drop) override {
        if (hart) hart->line_dropped(line);
        return false;
    }
};

/// A MemPort behind a pair of TLM-2.0 sockets: where a user's model can take our model's place.
struct Link {
    Link(const std::string& n, BackingStore& store) : name(n), from((n + "_out").c_str(), store) {}
    Link(const std::string& n, BackingStore& store, MemPort& target) : Link(n, store) { bind(target); }
    void bind(MemPort& target) {
        to.emplace((name + "_in").c_str(), target);
        bind(to->socket);
    }
    void bind(tlm::tlm_target_socket<>& target) {
        from.socket.bind(target);
        is_bound = true;
    }
    bool bound() const { return is_bound; }

    const std::string name;
    PortInitiator from;
    std::optional<PortTarget> to;
    bool is_bound = false;
};

/// How the shared levels take a line away from a tile.
struct DropLink {
    DropLink(const std::string& name, MemUp& tile)
        : from((name + "_drop").c_str()), to((name + "_dropped").c_str(), tile) {
        from.in.bind(to.out);
    }
    LineDropPort from;
    LineDropExport to;
};

/// A hart's way to the devices.
struct IoInitiator final : sc_core::sc_module {
    explicit IoInitiator(const sc_core::sc_module_name& name) : sc_module(name) {}
    tlm_utils::simple_initiator_socket<IoInitiator> socket{"socket"};

    bool access(Spa a, uint32_t size, bool write, uint64_t& data, Tick& now) {
        auto bytes = data;
        tlm::tlm_generic_payload trans;
        trans.set_command(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
        trans.set_address(a.v);
        trans.set_data_ptr(reinterpret_cast<unsigned char*>(&bytes));
        trans.set_data_length(size);
        trans.set_streaming_width(size);
        const Tick kernel = Turns::kernel_now(), start = std::max(now, kernel);
        sc_core::sc_time delay = time_of(start - kernel);
        socket->b_transport(trans, delay);
        now += Turns::kernel_now() + tick_of(delay) - start;
        if (!trans.is_response_ok()) return false;
        if (!write) data = size < 8 ? bytes & ((1ull << (8 * size)) - 1) : bytes;
        return true;
    }
};

}  // namespace covesim
