#include "dev/uart_16550.h"

#include "sim/core/archive.h"

namespace covesim {

namespace {
// IER and the causes of IIR, most urgent first (data sheet table IV).
constexpr uint8_t kRda = 1, kThre = 2, kLine = 4, kModem = 8;
constexpr uint8_t kIirNone = 0x1, kIirLine = 0x6, kIirRda = 0x4, kIirTimeout = 0xc, kIirThre = 0x2, kIirModem = 0x0;
}  // namespace

std::span<const Reg<Uart16550>> Uart16550::regs() {
    using R = Uart16550;
    static constexpr Reg<R> kRegs[] = {
        {.name = "RBR/THR/DLL",
         .offset = 0,
         .bytes = 1,
         .doc = "Receive buffer (read), transmit holding (write); divisor low when LCR.DLAB.",
         .read = &R::read0,
         .write = &R::write0,
         .read_effect = true},
        {.name = "IER/DLM",
         .offset = 1,
         .bytes = 1,
         .doc = "Interrupt enable; divisor high when LCR.DLAB.",
         .read = &R::read1,
         .write = &R::write1},
        {.name = "IIR/FCR",
         .offset = 2,
         .bytes = 1,
         .reset = 1,
         .doc = "Interrupt identification (read); FIFO control (write).",
         .read = &R::read_iir,
         .write = &R::write_fcr,
         .read_effect = true},
        {.name = "LCR", .offset = 3, .bytes = 1, .doc = "Line control.", .read = &R::read_lcr, .write = &R::write_lcr},
        {.name = "MCR",
         .offset = 4,
         .bytes = 1,
         .doc = "Modem control; bit 4 loops back.",
         .read = &R::read_mcr,
         .write = &R::write_mcr},
        {.name = "LSR",
         .offset = 5,
         .bytes = 1,
         .access = RegAccess::RO,
         .reset = 0x60,
         .doc = "Line status: bit 0 data ready, 1 overrun (cleared by reading), 5 and 6 transmitter empty.",
         .read = &R::read_lsr,
         .read_effect = true},
        {.name = "MSR",
         .offset = 6,
         .bytes = 1,
         .access = RegAccess::RO,
         .reset = 0xb0,
         .doc = "Modem status; the deltas are cleared by reading.",
         .read = &R::read_msr,
         .read_effect = true},
        {.name = "SCR", .offset = 7, .bytes = 1, .doc = "Scratch.", .read = &R::read_scr, .write = &R::write_scr},
    };
    return kRegs;
}

void Uart16550::on_reset() {
    s_ = {};
    s_.thre_pending = true;  // the transmitter is empty
    update();
}

uint32_t Uart16550::room() const { return (fifo_on() ? kFifo : 1) - s_.count; }

void Uart16550::receive(uint8_t byte) {
    if (s_.mcr & 0x10) return;  // in loopback the line input is disconnected
    push(byte);
    update();
}

void Uart16550::push(uint8_t byte) {
    if (room() == 0) {
        s_.overrun = true;
        if (!fifo_on()) s_.fifo[s_.head] = byte;  // without FIFO the new byte overwrites the unread one
        return;
    }
    s_.fifo[(s_.head + s_.count++) % kFifo] = byte;
}

uint64_t Uart16550::read0(uint32_t) {
    if (divisor()) return s_.dll;
    if (s_.count == 0) return 0;
    const uint8_t byte = s_.fifo[s_.head];
    s_.head = (s_.head + 1) % kFifo;
    --s_.count;
    update();
    other_end_.looked(now_);
    return byte;
}

void Uart16550::write0(uint32_t, uint64_t v) {
    const uint8_t byte = static_cast<uint8_t>(v);
    if (divisor()) {
        s_.dll = byte;
        return;
    }
    // Writing THR resets the THRE interrupt; the transmitter is empty again at once and requests it anew.
    s_.thre_pending = true;
    if (s_.mcr & 0x10) {
        push(byte);
    } else {
        other_end_.put(byte, now_);
    }
    update();
}

uint64_t Uart16550::read1(uint32_t) { return divisor() ? s_.dlm : s_.ier; }

void Uart16550::write1(uint32_t, uint64_t v) {
    if (divisor()) {
        s_.dlm = static_cast<uint8_t>(v);
        return;
    }
    const uint8_t next = v & 0xf;
    if (next & ~s_.ier & kThre) s_.thre_pending = true;  // enabling with an empty transmitter interrupts at once
    s_.ier = next;
    update();
}

uint8_t Uart16550::cause() const {
    static constexpr uint8_t kTrigger[] = {1, 4, 8, 14};
    if ((s_.ier & kLine) && s_.overrun) return kIirLine;
    if (s_.ier & kRda) {
        if (s_.count >= (fifo_on() ? kTrigger[s_.fcr >> 6] : 1)) return kIirRda;
        if (s_.count > 0) return kIirTimeout;
    }
    if ((s_.ier & kThre) && s_.thre_pending) return kIirThre;
    if ((s_.ier & kModem) && s_.msr_delta) return kIirModem;
    return kIirNone;
}

uint64_t Uart16550::read_iir(uint32_t) {
    const uint8_t c = cause();
    if (c == kIirThre) {
        s_.thre_pending = false;
        update();
    }
    return c | (fifo_on() ? 0xc0 : 0);
}

void Uart16550::write_fcr(uint32_t, uint64_t v) {
    if (((v ^ s_.fcr) & 1) || (v & 2)) s_.head = s_.count = 0;  // switching the FIFOs or bit 1 empties the receiver
    s_.fcr = v & 1 ? v & 0xc9 : 0;                              // the other bits are programmed only with bit 0 set
    update();
    other_end_.looked(now_);
}

/// Lines CTS, DSR, RI, DCD (bits 4..7): a connected modem, or in loopback RTS, DTR, OUT1, OUT2.
uint8_t Uart16550::modem() const {
    if (!(s_.mcr & 0x10)) return 0xb0;
    return static_cast<uint8_t>((s_.mcr & 2) << 3 | (s_.mcr & 1) << 5 | (s_.mcr & 4) << 4 | (s_.mcr & 8) << 4);
}

void Uart16550::write_mcr(uint32_t, uint64_t v) {
    const uint8_t before = modem();
    s_.mcr = v & 0x1f;
    const uint8_t changed = static_cast<uint8_t>((before ^ modem()) >> 4);
    // Deltas: any change of CTS, DSR, DCD; RI only when it goes away (TERI).
    s_.msr_delta |= (changed & 0xb) | (changed & (before >> 4) & 4);
    update();
}

uint64_t Uart16550::read_lsr(uint32_t) {
    const uint8_t v = static_cast<uint8_t>(0x60 | (s_.overrun ? 2 : 0) | (s_.count ? 1 : 0));
    s_.overrun = false;
    update();
    other_end_.looked(now_);
    return v;
}

uint64_t Uart16550::read_msr(uint32_t) {
    const uint8_t v = modem() | s_.msr_delta;
    s_.msr_delta = 0;
    update();
    return v;
}

void Uart16550::update() { irq_.set_irq(line_, cause() != kIirNone); }

void Uart16550::archive(Archive& a) { a(s_); }

}  // namespace covesim
