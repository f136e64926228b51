// Bridges between MemPort (plain C++, timestamped) and TLM-2.0 sockets (blocking transport, annotated delay), so that
// any level of the memory system can be replaced by a user's SystemC model.
//
// Time and tags travel, never data: a read's payload points to a scratch line, a write's into the backing store. A
// target that keeps data of its own does no harm, and its data is not looked at.
#pragma once
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <array>
#include <systemc>

#include "mem/backing_store.h"
#include "sim/tlm/mem_extension.h"

namespace covesim {

/// A MemPort whose requests leave through `socket`.
class PortInitiator final : public sc_core::sc_module, public MemPort {
  public:
    tlm_utils::simple_initiator_socket<PortInitiator> socket{"socket"};
    PortInitiator(const sc_core::sc_module_name& name, BackingStore& store);
    MemDone access(const MemReq& req, Tick now) override;

    uint64_t errors() const { return errors_; }  ///< requests that a target refused

  private:
    BackingStore& store_;
    std::array<unsigned char, kLineBytes> scratch_{};
    uint64_t errors_ = 0;
};

/// A target that answers with the times of `port`.
class PortTarget final : public sc_core::sc_module {
  public:
    tlm_utils::simple_target_socket<PortTarget> socket{"socket"};
    PortTarget(const sc_core::sc_module_name& name, MemPort& port);

  private:
    void b_transport(tlm::tlm_generic_payload& trans, sc_core::sc_time& delay);
    MemPort& port_;
};

}  // namespace covesim
