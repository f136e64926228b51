#include "dev/virtio/rng.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "dev/virtio/layout.h"
#include "sim/core/archive.h"

namespace covesim {

VirtioRng::VirtioRng(uint64_t seed, BusPort& port)
    : VirtioDevice({.name = "virtio-rng", .id = virtio::kEntropyDevice, .pci_class = 0x108000, .queue_size = 8}, port) {
    // Small seeds are far apart, and no seed gives the generator's fixed point 0.
    generator_.state = (seed + 1) * 0x9e37'79b9'7f4a'7c15 | 1;
}

void VirtioRng::archive_device(Archive& a) { a(generator_); }

void VirtioRng::serve(uint32_t queue, Chain chain, Tick now) {
    const uint64_t room = chain.writable_bytes();
    if (room == 0 || !chain.readable.empty()) return fail();  // 5.4.6.1: only device-writable buffers
    const auto n = static_cast<uint32_t>(std::min<uint64_t>(room, kMostBytes));
    std::array<std::byte, kMostBytes> bytes;
    for (uint32_t i = 0; i < n; i += 8) {
        const uint64_t v = generator_.next();
        std::memcpy(bytes.data() + i, &v, std::min(8u, n - i));
    }
    if (!chain.write(memory(), 0, bytes.data(), n, now)) return fail();
    done(queue, chain, n, now);
}

}  // namespace covesim
