// NS16550A UART: registers, 16-byte receive FIFO and interrupts as in National Semiconductor's PC16550D data sheet,
// section 8 (registers), one byte per register.
//
// A transmitted byte leaves at once and takes no simulated time, so the transmitter is always empty; a byte below the
// FIFO's trigger level raises the character time-out at once. Input arrives only through receive(), which the platform
// calls at quantum boundaries. Leaves out: baud-rate timing, break and parity generation, the DMA mode pins.
#pragma once
#include <array>
#include <span>

#include "sim/core/irq.h"
#include "sim/core/regbank.h"

namespace covesim {

/// The other end of the line.
struct SerialLine {
    /// A transmitted byte.
    virtual void put(uint8_t byte, Tick when) = 0;
    /// The receiver was read, emptied or asked for its state: room() may have grown.
    virtual void looked(Tick) {}

  protected:
    ~SerialLine() = default;
};

class Uart16550 final : public RegDevice<Uart16550> {
  public:
    static constexpr uint32_t kFifo = 16;

    Uart16550(SerialLine& other_end, IrqSink& irq, uint32_t line) : other_end_(other_end), irq_(irq), line_(line) {}
    std::string_view name() const override { return "uart0"; }
    static std::span<const Reg<Uart16550>> regs();
    void on_reset();

    /// Bytes that receive() takes without an overrun.
    uint32_t room() const;
    /// One byte from the line. Without room the byte is lost and the overrun flag set, as in the part.
    void receive(uint8_t byte);

    struct State {
        uint8_t ier = 0, lcr = 0, mcr = 0, scr = 0, fcr = 0, dll = 0, dlm = 0, msr_delta = 0;
        bool overrun = false;
        bool thre_pending = false;  // the THRE interrupt, reset by reading it in IIR or by writing THR
        std::array<uint8_t, kFifo> fifo{};
        uint32_t head = 0, count = 0;
    };
    void archive(Archive& a) override;

  private:
    uint64_t read0(uint32_t);
    void write0(uint32_t, uint64_t v);
    uint64_t read1(uint32_t);
    void write1(uint32_t, uint64_t v);
    uint64_t read_iir(uint32_t);
    void write_fcr(uint32_t, uint64_t v);
    uint64_t read_lcr(uint32_t) { return s_.lcr; }
    void write_lcr(uint32_t, uint64_t v) { s_.lcr = static_cast<uint8_t>(v); }
    uint64_t read_mcr(uint32_t) { return s_.mcr; }
    void write_mcr(uint32_t, uint64_t v);
    uint64_t read_lsr(uint32_t);
    uint64_t read_msr(uint32_t);
    uint64_t read_scr(uint32_t) { return s_.scr; }
    void write_scr(uint32_t, uint64_t v) { s_.scr = static_cast<uint8_t>(v); }

    bool divisor() const { return s_.lcr & 0x80; }
    bool fifo_on() const { return s_.fcr & 1; }
    uint8_t modem() const;
    uint8_t cause() const;
    void push(uint8_t byte);
    void update();

    SerialLine& other_end_;
    IrqSink& irq_;
    const uint32_t line_;
    State s_;
};

}  // namespace covesim
