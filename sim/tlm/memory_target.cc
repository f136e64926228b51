#include "sim/tlm/memory_target.h"

#include <algorithm>

#include "sim/tlm/dma_extension.h"
#include "sim/tlm/mem_extension.h"

namespace covesim {

MemoryTarget::MemoryTarget(const sc_core::sc_module_name& name, BackingStore& store, MemPort* timing)
    : sc_module(name), store_(store), timing_(timing) {
    socket.register_b_transport(this, &MemoryTarget::b_transport);
    socket.register_transport_dbg(this, &MemoryTarget::transport_dbg);
    socket.register_get_direct_mem_ptr(this, &MemoryTarget::get_direct_mem_ptr);
    store.observe(*this);
}

void MemoryTarget::b_transport(tlm::tlm_generic_payload& trans, sc_core::sc_time& delay) {
    const Spa base{trans.get_address()};
    const unsigned n = trans.get_data_length();
    const BackingStore::Region* region = store_.region(base, n);
    if (!region || (trans.is_write() && !region->writable)) {
        trans.set_response_status(region ? tlm::TLM_COMMAND_ERROR_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
        return;
    }
    if (trans.get_byte_enable_ptr() || trans.get_streaming_width() < n || n == 0) {
        trans.set_response_status(trans.get_byte_enable_ptr() ? tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE
                                                              : tlm::TLM_BURST_ERROR_RESPONSE);
        return;
    }
    // Tags first: the harts lose their copies before the data changes.
    const DmaExtension* dma = nullptr;
    trans.get_extension(dma);
    const Mode mode = dma ? dma->mode : Mode::Timed;
    if (timing_ && mode != Mode::Fast) {
        const Tick start = tick_of(sc_core::sc_time_stamp() + delay);
        Tick done = start;
        MemReq req;
        req.acc = trans.is_write() ? Acc::Store : Acc::Load;
        req.why = Why::Dma;
        req.source = kDeviceSource;
        req.timed = mode == Mode::Timed;
        const Spa end = base + n;
        for (Spa a = base; a < end; a = a.align(kLineBytes) + kLineBytes) {
            req.addr = a;
            req.size = static_cast<uint32_t>(std::min(end - a, kLineBytes - (a.v & (kLineBytes - 1))));
            done = std::max(done, timing_->access(req, start).at);
        }
        // A model behind the port may have let time pass.
        const Tick annotated = tick_of(sc_core::sc_time_stamp() + delay);
        if (done > annotated) delay += time_of(done - annotated);
    }
    if (trans.is_read()) store_.read(base, trans.get_data_ptr(), n);
    if (trans.is_write()) store_.write(base, trans.get_data_ptr(), n);
    trans.set_dmi_allowed(true);
    trans.set_response_status(tlm::TLM_OK_RESPONSE);
}

unsigned MemoryTarget::transport_dbg(tlm::tlm_generic_payload& trans) {
    const Spa base{trans.get_address()};
    const unsigned n = trans.get_data_length();
    bool ok = false;
    if (trans.is_read()) ok = store_.read(base, trans.get_data_ptr(), n);
    if (trans.is_write()) ok = store_.write(base, trans.get_data_ptr(), n);
    return ok ? n : 0;
}

bool MemoryTarget::get_direct_mem_ptr(tlm::tlm_generic_payload& trans, tlm::tlm_dmi& dmi) {
    const Spa page = Spa{trans.get_address()}.align(4096);
    dmi.set_start_address(page.v);
    dmi.set_end_address(page.v + 4095);
    std::byte* host = store_.host(page, 4096);
    if (!host || trans.is_write()) {
        dmi.allow_none();
        return false;
    }
    dmi.set_dmi_ptr(reinterpret_cast<unsigned char*>(host));
    dmi.allow_read();
    dmi.set_read_latency(sc_core::SC_ZERO_TIME);
    dmi_granted_ = true;
    return true;
}

void MemoryTarget::withdrawn(Spa base, uint64_t bytes) {
    if (dmi_granted_ && bytes) socket->invalidate_direct_mem_ptr(base.v, base.v + (bytes - 1));
}

}  // namespace covesim
