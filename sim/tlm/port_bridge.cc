#include "sim/tlm/port_bridge.h"

#include <algorithm>

namespace covesim {

PortInitiator::PortInitiator(const sc_core::sc_module_name& name, BackingStore& store)
    : sc_module(name), store_(store) {}

MemDone PortInitiator::access(const MemReq& req, Tick now) {
    const bool write = req.acc == Acc::Store || req.acc == Acc::Amo;
    const uint32_t size = std::min(req.size, kLineBytes);
    std::byte* data = write ? store_.raw(req.addr, size) : nullptr;
    MemExtension ext;
    ext.request = req;
    ext.start = now;
    tlm::tlm_generic_payload trans;
    trans.set_command(req.maint != Maint::None ? tlm::TLM_IGNORE_COMMAND  // only the extension says what it is
                      : write                  ? tlm::TLM_WRITE_COMMAND
                                               : tlm::TLM_READ_COMMAND);
    trans.set_address(req.addr.v);
    trans.set_data_ptr(data ? reinterpret_cast<unsigned char*>(data) : scratch_.data());
    trans.set_data_length(size);
    trans.set_streaming_width(size);
    trans.set_byte_enable_ptr(nullptr);
    trans.set_dmi_allowed(false);
    trans.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    trans.set_extension(&ext);
    // A delay cannot be negative: a request earlier than the kernel's time is exact only through the extension.
    const Tick kernel = tick_of(sc_core::sc_time_stamp());
    sc_core::sc_time delay = time_of(now > kernel ? now - kernel : Tick{});
    socket->b_transport(trans, delay);
    trans.clear_extension(&ext);
    if (trans.is_response_error()) ++errors_;
    if (ext.answered) return ext.done;
    const Tick at = tick_of(sc_core::sc_time_stamp() + delay);
    return {req.timed ? std::max(now, at) : now, Served::Dram, kNoWay, true};
}

PortTarget::PortTarget(const sc_core::sc_module_name& name, MemPort& port) : sc_module(name), port_(port) {
    socket.register_b_transport(this, &PortTarget::b_transport);
}

void PortTarget::b_transport(tlm::tlm_generic_payload& trans, sc_core::sc_time& delay) {
    if (trans.get_byte_enable_ptr()) {
        trans.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
        return;
    }
    MemExtension* ext = nullptr;
    trans.get_extension(ext);
    const Tick annotated = tick_of(sc_core::sc_time_stamp() + delay);
    MemReq req;
    if (ext) {
        req = ext->request;
    } else {  // a foreign initiator: a device
        req.size = trans.get_data_length();
        req.acc = trans.is_write() ? Acc::Store : Acc::Load;
        req.why = Why::Dma;
        req.source = kDeviceSource;
    }
    req.addr = Spa{trans.get_address()};
    const Tick start = ext ? ext->start : annotated;
    MemDone done = port_.access(req, start);
    // A foreign transfer may span lines; each is a request of its own, one after the other's start.
    if (!ext && req.size > 0) {
        const Spa last = (req.addr + (req.size - 1)).align(kLineBytes);
        while (req.addr.align(kLineBytes) != last) {
            req.addr = req.addr.align(kLineBytes) + kLineBytes;
            done.at = std::max(done.at, port_.access(req, start).at);
        }
    }
    if (ext) {
        ext->done = done;
        ext->answered = true;
    }
    if (done.at > annotated) delay += time_of(done.at - annotated);
    trans.set_response_status(tlm::TLM_OK_RESPONSE);
}

}  // namespace covesim
