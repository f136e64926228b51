// A 16550A for a TVM without interrupts: the registers as a polling driver sees them. National Semiconductor PC16550D,
// section 8. The transmitter is always empty. Left out: input, interrupts to the TVM (IIR is right for drivers that
// poll it), line speed (the divisor is stored).
#pragma once
#include <stdint.h>

namespace covesim::host {

template <class Sink>
class Uart16550 {
  public:
    explicit Uart16550(Sink& sink) : sink_{sink} {}

    uint8_t read(unsigned reg) {
        switch (reg & 7) {
            case 0: return dlab() ? uint8_t(divisor_) : 0;
            case 1: return dlab() ? uint8_t(divisor_ >> 8) : ier_;
            case 2: {
                // Bits 7:6 say that the FIFOs are on; 0x02 = transmitter empty, cleared by this read; 0x01 = nothing
                // pending.
                const uint8_t fifo = fcr_ & 1 ? 0xc0 : 0;
                if (!(transmit_pending_ && ier_ & 2)) return fifo | 0x01;
                transmit_pending_ = false;
                return fifo | 0x02;
            }
            case 3: return lcr_;
            case 4: return mcr_;
            case 5: return 0x60;  // THRE, TEMT
            case 6:
                // Loopback: RTS, DTR, OUT1, OUT2 come back as CTS, DSR, RI, DCD. Else: CTS, DSR, DCD on.
                if (mcr_ & 0x10) return uint8_t((mcr_ & 2) << 3 | (mcr_ & 1) << 5 | (mcr_ & 0x0c) << 4);
                return 0xb0;
            default: return scr_;
        }
    }

    void write(unsigned reg, uint8_t v) {
        switch (reg & 7) {
            case 0:
                if (dlab()) {
                    divisor_ = uint16_t((divisor_ & 0xff00) | v);
                } else {
                    if (!(mcr_ & 0x10)) sink_.put(char(v));
                    transmit_pending_ = true;
                }
                break;
            case 1:
                if (dlab()) {
                    divisor_ = uint16_t((divisor_ & 0xff) | v << 8);
                } else {
                    if (v & ~ier_ & 2) transmit_pending_ = true;
                    ier_ = v & 0x0f;
                }
                break;
            case 2: fcr_ = v & 0xc9; break;
            case 3: lcr_ = v; break;
            case 4: mcr_ = v & 0x1f; break;
            case 7: scr_ = v; break;
            default: break;  // LSR and MSR are read-only here
        }
    }

  private:
    bool dlab() const { return lcr_ & 0x80; }
    Sink& sink_;
    uint16_t divisor_ = 12;
    uint8_t ier_ = 0, fcr_ = 0, lcr_ = 0, mcr_ = 0, scr_ = 0;
    bool transmit_pending_ = false;
};

}  // namespace covesim::host
