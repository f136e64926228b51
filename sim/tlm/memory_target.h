// Memory as a TLM-2.0 target for devices and debuggers: data from the backing store, time from a MemPort (the
// last-level cache, so that DMA is coherent). Addresses are physical. A payload's DmaExtension says which mode the
// machine is in; without one a transfer takes time.
//
// DMI is granted for reading, a 4 KiB page at a time: writes must be seen by decoded code, reservations and caches. A
// page whose contents change lazily (encryption keys) has its DMI invalidated.
#pragma once
#include <tlm_utils/simple_target_socket.h>

#include <systemc>

#include "mem/backing_store.h"
#include "mem/port.h"

namespace covesim {

class MemoryTarget final : public sc_core::sc_module, public WriteObserver {
  public:
    tlm_utils::simple_target_socket<MemoryTarget> socket{"socket"};
    /// `timing` may be null: no time passes.
    MemoryTarget(const sc_core::sc_module_name& name, BackingStore& store, MemPort* timing);

    void written(Spa, uint64_t) override {}
    void withdrawn(Spa base, uint64_t bytes) override;

  private:
    void b_transport(tlm::tlm_generic_payload& trans, sc_core::sc_time& delay);
    unsigned transport_dbg(tlm::tlm_generic_payload& trans);
    bool get_direct_mem_ptr(tlm::tlm_generic_payload& trans, tlm::tlm_dmi& dmi);

    BackingStore& store_;
    MemPort* timing_;
    bool dmi_granted_ = false;
};

}  // namespace covesim
