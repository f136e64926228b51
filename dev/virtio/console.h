// Virtio console: VIRTIO 1.2, 5.3, one port. Queue 0 receives, queue 1 transmits.
//
// Output leaves at once and takes no time of its own. Input arrives only through receive(), which the platform calls at
// quantum boundaries, and waits for buffers of the driver. Leaves out: several ports (VIRTIO_CONSOLE_F_MULTIPORT), the
// console's size, emergency writes.
#pragma once
#include <deque>

#include "dev/uart_16550.h"
#include "dev/virtio/device.h"

namespace covesim {

class VirtioConsole final : public VirtioDevice {
  public:
    /// More output in one buffer is the driver's fault: it bounds the work for one buffer.
    static constexpr uint64_t kMostBytes = 1 << 20;
    static constexpr uint32_t kInputRoom = 256;

    VirtioConsole(SerialLine& other_end, BusPort& port);

    /// The driver has brought the device up: it has buffers for input, or will have.
    bool listens() const { return running(); }
    uint32_t room() const { return kInputRoom - static_cast<uint32_t>(input_.size()); }
    void receive(uint8_t byte);

  private:
    bool ready_for(uint32_t queue) const override { return queue == 1 || !input_.empty(); }
    void serve(uint32_t queue, Chain chain, Tick now) override;
    void archive_device(Archive& a) override;
    void give_input(const Chain& chain, Tick now);
    void send_output(const Chain& chain, Tick now);

    SerialLine& other_end_;
    std::deque<uint8_t> input_;
};

}  // namespace covesim
