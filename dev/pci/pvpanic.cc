#include "dev/pci/pvpanic.h"

namespace covesim {

std::span<const Reg<PvpanicRegisters>> PvpanicRegisters::regs() {
    using R = PvpanicRegisters;
    static constexpr Reg<R> kRegs[] = {
        {.name = "events",
         .offset = 0,
         .bytes = 1,
         .reset = 7,
         .doc =
             "Read: the events known. Write: bit 0 the guest has panicked, 1 and deals with it itself, 2 shuts down.",
         .read = &R::read_events,
         .write = &R::write_events},
    };
    return kRegs;
}

void PvpanicRegisters::write_events(uint32_t, uint64_t v) {
    for (const auto e : {PanicSink::Event::Panicked, PanicSink::Event::CrashLoaded, PanicSink::Event::Shutdown})
        if (v & static_cast<uint64_t>(e)) sink_.guest_event(e);
}

Pvpanic::Pvpanic(PanicSink& sink, BusPort& port, IrqSink& pins, uint32_t line)
    : PciFunction("pvpanic",
                  {.vendor = 0x1b36,
                   .device = 0x0011,
                   .subsystem = 0x1100,
                   .revision = 1,
                   .class_code = 0x088000,
                   .pin = false},
                  0, port, pins, line),
      registers_(sink) {
    constexpr uint64_t kSmallestMemoryBar = 16;
    add_bar(0, kSmallestMemoryBar, false);
}

}  // namespace covesim
