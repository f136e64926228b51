// Virtio entropy device: VIRTIO 1.2, 5.4. Every byte comes from a generator that the machine's seed starts
// (xorshift64*): the same run draws the same bytes. Not a model of a noise source, and no secret.
#pragma once
#include "dev/virtio/device.h"
#include "sim/core/replacement.h"

namespace covesim {

class VirtioRng final : public VirtioDevice {
  public:
    /// At most so many bytes are given for one buffer, which 5.4.6.2 allows.
    static constexpr uint32_t kMostBytes = 4096;

    VirtioRng(uint64_t seed, BusPort& port);

  private:
    void serve(uint32_t queue, Chain chain, Tick now) override;
    void archive_device(Archive& a) override;

    Xorshift generator_;
};

}  // namespace covesim
