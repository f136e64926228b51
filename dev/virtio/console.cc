#include "dev/virtio/console.h"

#include <algorithm>
#include <array>

#include "dev/virtio/layout.h"
#include "sim/core/archive.h"

namespace covesim {

VirtioConsole::VirtioConsole(SerialLine& other_end, BusPort& port)
    : VirtioDevice({.name = "virtio-console", .id = virtio::kConsoleDevice, .pci_class = 0x078000, .queues = 2}, port),
      other_end_(other_end) {}

void VirtioConsole::receive(uint8_t byte) {
    input_.push_back(byte);
    look_at(0);
}

void VirtioConsole::archive_device(Archive& a) { a(input_); }

void VirtioConsole::serve(uint32_t queue, Chain chain, Tick now) {
    if (queue == 0) give_input(chain, now);
    else send_output(chain, now);
}

void VirtioConsole::give_input(const Chain& chain, Tick now) {
    if (!chain.readable.empty() || chain.writable_bytes() == 0) return fail();
    std::array<uint8_t, kInputRoom> bytes;
    const auto n = static_cast<uint32_t>(std::min<uint64_t>(chain.writable_bytes(), input_.size()));
    std::copy_n(input_.begin(), n, bytes.begin());
    if (!chain.write(memory(), 0, bytes.data(), n, now)) return fail();
    input_.erase(input_.begin(), input_.begin() + n);
    done(0, chain, n, now);
    other_end_.looked(now);
}

void VirtioConsole::send_output(const Chain& chain, Tick now) {
    const uint64_t all = chain.readable_bytes();
    if (!chain.writable.empty() || all > kMostBytes) return fail();
    std::array<uint8_t, 4096> bytes;
    for (uint64_t at = 0; at < all; at += bytes.size()) {
        const uint64_t n = std::min<uint64_t>(bytes.size(), all - at);
        if (!chain.read(memory(), at, bytes.data(), n, now)) return fail();
        for (uint64_t i = 0; i < n; ++i) other_end_.put(bytes[i], now);
    }
    done(1, chain, 0, now);
}

}  // namespace covesim
