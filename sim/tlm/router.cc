#include "sim/tlm/router.h"

#include "sim/tlm/mem_extension.h"

namespace covesim {

Router::Router(const sc_core::sc_module_name& name, Tick latency) : sc_module(name), latency_(latency) {
    in.register_b_transport(this, &Router::b_transport);
    in.register_transport_dbg(this, &Router::transport_dbg);
    in.register_get_direct_mem_ptr(this, &Router::get_direct_mem_ptr);
    out.register_invalidate_direct_mem_ptr(this, &Router::invalidate_direct_mem_ptr);
}

Status Router::check(const std::string& name, Spa base, uint64_t size) const {
    if (size == 0 || base.v + (size - 1) < base.v)
        return ConfigError{"address range of " + name + " is empty or wraps"};
    for (const Range& r : ranges_) {
        if (base.v - r.base < r.size || r.base - base.v < size) {
            return ConfigError{"address ranges of " + r.name + " and " + name + " overlap"};
        }
    }
    return {};
}

int Router::find(uint64_t address, uint64_t bytes) const {
    for (size_t i = 0; i < ranges_.size(); ++i) {
        const Range& r = ranges_[i];
        if (address - r.base < r.size && bytes <= r.size - (address - r.base)) return static_cast<int>(i);
    }
    return -1;
}

void Router::b_transport(int, tlm::tlm_generic_payload& trans, sc_core::sc_time& delay) {
    const uint64_t address = trans.get_address();
    const int i = find(address, trans.get_data_length());
    if (i < 0) {
        trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
        return;
    }
    trans.set_address(address - offset(i));
    delay += time_of(latency_);
    out[i]->b_transport(trans, delay);
    trans.set_address(address);
}

unsigned Router::transport_dbg(int, tlm::tlm_generic_payload& trans) {
    const uint64_t address = trans.get_address();
    const int i = find(address, trans.get_data_length());
    if (i < 0) return 0;
    trans.set_address(address - offset(i));
    const unsigned n = out[i]->transport_dbg(trans);
    trans.set_address(address);
    return n;
}

bool Router::get_direct_mem_ptr(int, tlm::tlm_generic_payload& trans, tlm::tlm_dmi& dmi) {
    const uint64_t address = trans.get_address();
    const int i = find(address, 1);
    if (i < 0) return false;
    trans.set_address(address - offset(i));
    const bool ok = out[i]->get_direct_mem_ptr(trans, dmi);
    trans.set_address(address);
    dmi.set_start_address(dmi.get_start_address() + offset(i));
    dmi.set_end_address(dmi.get_end_address() + offset(i));
    return ok;
}

void Router::invalidate_direct_mem_ptr(int target, sc_dt::uint64 start, sc_dt::uint64 end) {
    for (unsigned i = 0; i < in.size(); ++i)
        in[i]->invalidate_direct_mem_ptr(start + offset(target), end + offset(target));
}

}  // namespace covesim
