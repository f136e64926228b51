// Polled NS16550A transmitter and receiver, one-byte register spacing unless reg-shift says otherwise. Left out: baud
// rate and line set-up (a simulated line has none; a real one is set by the boot ROM), interrupts.
#pragma once
#include <stdint.h>

#include "firmware/lib/insn.h"

namespace covesim::fw {

class Uart {
  public:
    constexpr Uart() = default;
    constexpr explicit Uart(uint64_t base, unsigned shift = 0) : base_{base}, shift_{shift} {}
    explicit operator bool() const { return base_ != 0; }

#ifdef __riscv
    void put(char c) {
        if (base_ == 0) return;
        while ((mmio_read<uint8_t>(reg(5)) & 0x20) == 0) pause();  // LSR.THRE
        mmio_write<uint8_t>(reg(0), static_cast<uint8_t>(c));
    }
    /// The next received byte, or −1.
    int get() {
        if (base_ == 0 || (mmio_read<uint8_t>(reg(5)) & 0x01) == 0) return -1;  // LSR.DR
        return mmio_read<uint8_t>(reg(0));
    }
#endif

  private:
    uint64_t reg(unsigned n) const { return base_ + (uint64_t{n} << shift_); }
    uint64_t base_ = 0;
    unsigned shift_ = 0;
};

}  // namespace covesim::fw
