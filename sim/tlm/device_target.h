// Any Device (sim/core/device.h) as a TLM-2.0 target: blocking transport with a fixed access latency, debug reads
// without side effects, no DMI. Naturally aligned accesses of 1, 2, 4 or 8 bytes; a device's refusal is a command error
// response.
#pragma once
#include <tlm_utils/simple_target_socket.h>

#include <systemc>

#include "sim/core/device.h"

namespace covesim {

class DeviceTarget final : public sc_core::sc_module {
  public:
    tlm_utils::simple_target_socket<DeviceTarget> socket{"socket"};
    DeviceTarget(const sc_core::sc_module_name& name, Device& device, Tick latency);
    Device& device() { return device_; }

  private:
    void b_transport(tlm::tlm_generic_payload& trans, sc_core::sc_time& delay);
    unsigned transport_dbg(tlm::tlm_generic_payload& trans);

    Device& device_;
    const Tick latency_;
};

}  // namespace covesim
