#include "sim/tlm/device_target.h"

#include <algorithm>
#include <cstring>

#include "sim/tlm/mem_extension.h"

namespace covesim {

DeviceTarget::DeviceTarget(const sc_core::sc_module_name& name, Device& device, Tick latency)
    : sc_module(name), device_(device), latency_(latency) {
    socket.register_b_transport(this, &DeviceTarget::b_transport);
    socket.register_transport_dbg(this, &DeviceTarget::transport_dbg);
}

void DeviceTarget::b_transport(tlm::tlm_generic_payload& trans, sc_core::sc_time& delay) {
    const unsigned n = trans.get_data_length();
    if (trans.get_byte_enable_ptr()) {
        trans.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
        return;
    }
    if (n == 0 || n > 8 || trans.get_streaming_width() < n) {
        trans.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
        return;
    }
    trans.set_dmi_allowed(false);
    const Tick now = tick_of(sc_core::sc_time_stamp() + delay);
    uint64_t value = 0;  // the host is little-endian, as the machine is
    bool ok = true;
    if (trans.is_write()) {
        std::memcpy(&value, trans.get_data_ptr(), n);
        ok = device_.write(trans.get_address(), n, value, now);
    } else if (trans.is_read()) {
        ok = device_.read(trans.get_address(), n, value, now);
        std::memcpy(trans.get_data_ptr(), &value, n);
    }
    delay += time_of(latency_);
    trans.set_response_status(ok ? tlm::TLM_OK_RESPONSE : tlm::TLM_COMMAND_ERROR_RESPONSE);
}

unsigned DeviceTarget::transport_dbg(tlm::tlm_generic_payload& trans) {
    if (!trans.is_read()) return 0;  // a debugger does not operate devices
    const Tick now = tick_of(sc_core::sc_time_stamp());
    for (unsigned i = 0; i < trans.get_data_length(); ++i) {
        uint64_t value = 0;
        if (!device_.peek(trans.get_address() + i, 1, value, now)) return i;
        trans.get_data_ptr()[i] = static_cast<unsigned char>(value);
    }
    return trans.get_data_length();
}

}  // namespace covesim
