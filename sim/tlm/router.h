// An address-mapped interconnect: any number of initiators, one target per range, ranges checked against overlap.
//
// Forwards blocking, debug and DMI transport with the address relative to the range's base, and DMI invalidation back
// to every initiator. Adds a fixed latency. Leaves out: arbitration and bandwidth (the LLC and DRAM model contention).
#pragma once
#include <tlm_utils/multi_passthrough_initiator_socket.h>
#include <tlm_utils/multi_passthrough_target_socket.h>

#include <string>
#include <systemc>
#include <vector>

#include "sim/core/expected.h"
#include "sim/core/types.h"

namespace covesim {

class Router final : public sc_core::sc_module {
  public:
    tlm_utils::multi_passthrough_target_socket<Router> in{"in"};
    tlm_utils::multi_passthrough_initiator_socket<Router> out{"out"};

    Router(const sc_core::sc_module_name& name, Tick latency);

    struct Range {
        std::string name;
        uint64_t base, size;
        bool absolute;  ///< the target sees addresses as they are (memory), not relative to the base (devices)
    };

    /// Binds `target` to [base, base + size). An error names both ranges when it overlaps another, or the one that is
    /// empty or wraps; nothing is bound then.
    template <class Socket>
    Status map(const std::string& name, Spa base, uint64_t size, Socket& target, bool absolute = false) {
        if (Status ok = check(name, base, size); !ok) return ok;
        ranges_.push_back({name, base.v, size, absolute});
        out.bind(target);
        return {};
    }
    const std::vector<Range>& ranges() const { return ranges_; }

  private:
    Status check(const std::string& name, Spa base, uint64_t size) const;
    /// Index of the range that holds the whole transfer, or -1.
    int find(uint64_t address, uint64_t bytes) const;
    void b_transport(int, tlm::tlm_generic_payload& trans, sc_core::sc_time& delay);
    unsigned transport_dbg(int, tlm::tlm_generic_payload& trans);
    bool get_direct_mem_ptr(int, tlm::tlm_generic_payload& trans, tlm::tlm_dmi& dmi);
    void invalidate_direct_mem_ptr(int target, sc_dt::uint64 start, sc_dt::uint64 end);
    uint64_t offset(int range) const { return ranges_[range].absolute ? 0 : ranges_[range].base; }

    const Tick latency_;
    std::vector<Range> ranges_;
};

}  // namespace covesim
