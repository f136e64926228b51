#include "sim/tlm/dma_initiator.h"

#include <algorithm>

#include "mem/port.h"
#include "sim/tlm/dma_extension.h"
#include "sim/tlm/mem_extension.h"

namespace covesim {

DmaInitiator::DmaInitiator(const sc_core::sc_module_name& name, uint32_t requester, Link link)
    : sc_module(name), requester_(requester), link_(link) {}

bool DmaInitiator::transfer(bool write, uint64_t address, void* data, uint32_t bytes, Mode mode, Tick& now) {
    if (bytes == 0) return true;
    if (mode != Mode::Timed) {
        Tick unused = now;
        return transact(write, address, data, bytes, mode, unused);
    }
    const Tick begin = now;
    for (uint32_t at = 0; at < bytes;) {
        const auto to_line_end = static_cast<uint32_t>(kLineBytes - (address + at) % kLineBytes);
        const uint32_t n = std::min(bytes - at, to_line_end);
        Tick t = lane_.reserve(begin, link_.line_time) + link_.latency;
        if (!transact(write, address + at, static_cast<std::byte*>(data) + at, n, mode, t)) return false;
        now = std::max(now, t);
        at += n;
    }
    return true;
}

bool DmaInitiator::transact(bool write, uint64_t address, void* data, uint32_t bytes, Mode mode, Tick& now) {
    DmaExtension extension;
    extension.requester = requester_;
    extension.mode = mode;
    tlm::tlm_generic_payload trans;
    trans.set_command(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    trans.set_address(address);
    trans.set_data_ptr(static_cast<unsigned char*>(data));
    trans.set_data_length(bytes);
    trans.set_streaming_width(bytes);
    trans.set_extension(&extension);
    const Tick kernel = tick_of(sc_core::sc_time_stamp()), start = std::max(now, kernel);
    sc_core::sc_time delay = time_of(start - kernel);
    socket->b_transport(trans, delay);
    trans.clear_extension(&extension);
    now = tick_of(sc_core::sc_time_stamp() + delay);
    return trans.is_response_ok();
}

}  // namespace covesim
