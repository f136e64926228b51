// The panic notifier, as QEMU's `pvpanic-pci` (QEMU, "PVPANIC DEVICE", PCI interface): a guest's kernel says that it
// has panicked. PCI function 1b36:0011 without interrupts; BAR 0 (32-bit memory) has one register.
#pragma once
#include "dev/pci/function.h"

namespace covesim {

/// Told once for each event that a guest writes.
struct PanicSink {
    enum class Event : uint8_t {
        Panicked = 1,     ///< to be dealt with by the host
        CrashLoaded = 2,  ///< the guest deals with it itself (kdump)
        Shutdown = 4,     ///< regular
    };
    virtual void guest_event(Event event) = 0;

  protected:
    ~PanicSink() = default;
};

/// What BAR 0 holds.
class PvpanicRegisters final : public RegDevice<PvpanicRegisters> {
  public:
    explicit PvpanicRegisters(PanicSink& sink) : sink_(sink) {}
    std::string_view name() const override { return "pvpanic"; }
    static std::span<const Reg<PvpanicRegisters>> regs();

  private:
    uint64_t read_events(uint32_t) { return 7; }
    void write_events(uint32_t, uint64_t v);
    PanicSink& sink_;
};

class Pvpanic final : public PciFunction {
  public:
    /// `port` and `pins` belong to every function; this one uses neither.
    Pvpanic(PanicSink& sink, BusPort& port, IrqSink& pins, uint32_t line);
    PvpanicRegisters& registers() { return registers_; }

  private:
    void archive_function(Archive&) override {}  // no state
    bool read_bar(uint32_t, uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) override {
        return registers_.read(offset, bytes, out, now);
    }
    bool write_bar(uint32_t, uint64_t offset, uint32_t bytes, uint64_t value, Tick now) override {
        return registers_.write(offset, bytes, value, now);
    }
    PvpanicRegisters registers_;
};

}  // namespace covesim
