// A user's DRAM model and device in the machine; the example of docs/embedding.md, with the device's address from the
// environment.
#include <tlm_utils/simple_target_socket.h>

#include <cstdlib>
#include <cstring>
#include <optional>

#include "sim/platform/embed.h"

struct FlatDram : sc_core::sc_module {
    tlm_utils::simple_target_socket<FlatDram> socket{"socket"};
    uint32_t requests = 0;
    explicit FlatDram(const sc_core::sc_module_name& name) : sc_module(name) {
        socket.register_b_transport(this, &FlatDram::b_transport);
    }
    void b_transport(tlm::tlm_generic_payload& trans, sc_core::sc_time& delay) {
        ++requests;
        delay += sc_core::sc_time(100, sc_core::SC_NS);
        trans.set_response_status(tlm::TLM_OK_RESPONSE);
    }
};

struct Counter : sc_core::sc_module {
    tlm_utils::simple_target_socket<Counter> socket{"socket"};
    const FlatDram& dram;
    Counter(const sc_core::sc_module_name& name, const FlatDram& d) : sc_module(name), dram(d) {
        socket.register_b_transport(this, &Counter::b_transport);
    }
    void b_transport(tlm::tlm_generic_payload& trans, sc_core::sc_time&) {
        if (trans.is_read() && trans.get_data_length() == 4) std::memcpy(trans.get_data_ptr(), &dram.requests, 4);
        trans.set_response_status(tlm::TLM_OK_RESPONSE);
    }
};

int main(int argc, char** argv) {
    std::optional<FlatDram> dram;
    std::optional<Counter> counter;
    return covesim::covesim_main(argc, argv, [&](covesim::UserModels& models) {
        const char* base = std::getenv("COUNTER_BASE");
        models.memory(dram.emplace("flat_dram").socket);
        models.device("counter", base ? std::strtoull(base, nullptr, 16) : 0x1800'0000, 4096,
                      counter.emplace("counter", *dram).socket);
    });
}
