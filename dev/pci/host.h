// A PCI Express host bridge as QEMU's `virt` has it (generic ECAM): configuration space of bus 0 at the ECAM window
// (PCI Express Base 4.0, 7.2.2), memory windows in which the functions' BARs answer, INTx swizzled to four wires.
//
// A function that does not exist reads all ones; so does memory that no BAR claims. Leaves out: bridges and buses
// behind them, I/O space, the root complex's own registers.
#pragma once
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "dev/pci/function.h"

namespace covesim {

class PciHost final : public IrqSink {
  public:
    static constexpr uint32_t kDevices = 32;
    /// INTx of device d, pin A, is `first_line` + d % 4.
    PciHost(IrqSink& irq, uint32_t first_line) : irq_(irq), first_line_(first_line) {}

    /// Device number `device`, function 0.
    void add(uint32_t device, PciFunction& function) { functions_[device] = &function; }

    /// INTA of a device.
    void set_irq(uint32_t device, bool level) override;

    /// Configuration space of all functions.
    Device& ecam() { return ecam_; }
    /// A window of memory space that begins at bus address `base`; made before the machine runs.
    Device& window(std::string name, uint64_t base);

  private:
    struct Ecam final : Device {
        explicit Ecam(PciHost& h) : host(h) {}
        std::string_view name() const override { return "pcie_ecam"; }
        bool read(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) override;
        bool write(uint64_t offset, uint32_t bytes, uint64_t value, Tick now) override;
        bool peek(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) override;
        void reset() override;
        /// Of all functions, and the wires.
        void archive(Archive& a) override;
        PciFunction* function(uint64_t offset) const;
        PciHost& host;
    };
    struct Window final : Device {
        Window(PciHost& h, std::string n, uint64_t b) : host(h), window_name(std::move(n)), base(b) {}
        std::string_view name() const override { return window_name; }
        bool read(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) override;
        bool write(uint64_t offset, uint32_t bytes, uint64_t value, Tick now) override;
        bool peek(uint64_t, uint32_t, uint64_t& out, Tick) override {
            out = 0;
            return true;
        }
        void reset() override {}
        void archive(Archive&) override {}  // the functions' BARs are in their configuration space
        /// False: no BAR answers.
        bool access(uint64_t offset, uint32_t bytes, bool write, uint64_t& data, Tick now, bool& ok);
        PciHost& host;
        const std::string window_name;
        const uint64_t base;
    };

    IrqSink& irq_;
    const uint32_t first_line_;
    std::array<PciFunction*, kDevices> functions_{};
    std::array<bool, kDevices> levels_{};
    Ecam ecam_{*this};
    std::vector<std::unique_ptr<Window>> windows_;
};

}  // namespace covesim
