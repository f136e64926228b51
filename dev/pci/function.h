// A PCI function's configuration space: PCI Local Bus 3.0, chapter 6 (type 0 header, BAR sizing, capability list), as
// PCI Express shows it through ECAM, with MSI-X (6.8.2) and one INTx pin.
//
// A device derives its function from this, adds BARs and capabilities when it is built, and answers accesses to its
// BARs. MSI-X messages are 32-bit memory writes of the function's bus master port, held back until the machine lets the
// device act. Leaves out: the PCI Express capability and extended configuration space (read zero), expansion ROM, power
// management, MSI, more than one function in a device.
#pragma once
#include <array>
#include <vector>

#include "sim/core/bus_master.h"
#include "sim/core/irq.h"
#include "sim/core/regbank.h"

namespace covesim {

class PciFunction : public RegDevice<PciFunction>, public BusMaster {
  public:
    struct Identity {
        uint16_t vendor = 0, device = 0, subsystem = 0;
        uint8_t revision = 0;
        uint32_t class_code = 0;  ///< 24 bits
        bool pin = true;          ///< INTA, or no interrupt pin
    };
    /// `vectors`: MSI-X vectors, 0: none. INTA of the function drives `line` of `pins`.
    PciFunction(std::string name, const Identity& identity, uint32_t vectors, BusPort& port, IrqSink& pins,
                uint32_t line);
    std::string_view name() const override { return name_; }
    static std::span<const Reg<PciFunction>> regs();
    void on_reset();
    void archive(Archive& a) final;

    /// The BAR that answers at this bus address now, and the offset in it; false: none.
    bool decode(uint64_t address, uint32_t bytes, uint32_t& bar, uint64_t& offset) const;
    bool access_bar(uint32_t bar, uint64_t offset, uint32_t bytes, bool write, uint64_t& data, Tick now);

    void act(Tick now, uint64_t payload) final;

  protected:
    static constexpr uint32_t kBars = 6;
    static constexpr uint16_t kNoVector = 0xffff;

    /// `size`: a power of two, at least 16. A 64-bit BAR takes the next number too.
    void add_bar(uint32_t bar, uint64_t size, bool wide);
    /// Links a capability (id, next and `body` behind them) into the list; gives its offset.
    uint8_t add_capability(uint8_t id, std::span<const uint8_t> body);
    /// A capability's byte that software may write.
    void writable(uint8_t offset, uint32_t bytes);
    uint8_t* capability(uint8_t offset) { return &space_[offset]; }

    virtual bool read_bar(uint32_t bar, uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) = 0;
    virtual bool write_bar(uint32_t bar, uint64_t offset, uint32_t bytes, uint64_t value, Tick now) = 0;
    /// Configuration space at and behind 0x40, a byte.
    virtual uint8_t read_capability(uint32_t offset) { return space_[offset]; }
    virtual void capability_written(uint32_t) {}
    virtual void on_function_reset() {}
    /// What the function is beside its configuration space. One that does not say refuses checkpoints by its name.
    virtual void archive_function(Archive& a);

    uint32_t vectors() const { return static_cast<uint32_t>(table_.size()); }
    bool msix_enabled() const { return msix_ && space_[msix_ + 3] & 0x80; }
    /// Sends the vector's message, or remembers it while it is masked.
    void message(uint16_t vector);
    /// The pin's level as the device wants it.
    void set_pin(bool level);

  private:
    struct Bar {
        uint64_t size = 0;
        uint64_t value = 0;
        bool wide = false, high = false;  ///< high: the upper half of the BAR before it
    };
    struct Vector {
        std::array<uint32_t, 4> words{};  ///< address, upper address, data, control (bit 0: masked)
        bool pending = false;
    };
    static constexpr uint32_t kMsixBar = 2, kMsixBarBytes = 0x1000, kPba = 0x800;

    uint64_t read_vendor(uint32_t) { return identity_.vendor; }
    uint64_t read_device(uint32_t) { return identity_.device; }
    uint64_t read_command(uint32_t) { return command_; }
    void write_command(uint32_t, uint64_t v);
    uint64_t read_status(uint32_t) { return (first_ ? 0x10 : 0) | (pin_ ? 8 : 0); }
    uint64_t read_revision(uint32_t) { return identity_.revision; }
    uint64_t read_class(uint32_t i) { return identity_.class_code >> (8 * i) & 0xff; }
    uint64_t read_bar_register(uint32_t i);
    void write_bar_register(uint32_t i, uint64_t v);
    uint64_t read_subsystem(uint32_t) { return identity_.subsystem; }
    uint64_t read_first_capability(uint32_t) { return first_; }
    uint64_t read_space(uint32_t i) { return read_capability(0x40 + i); }
    void write_space(uint32_t i, uint64_t v);
    uint64_t read_pin(uint32_t) { return identity_.pin; }
    uint64_t read_line(uint32_t) { return line_register_; }
    void write_line(uint32_t, uint64_t v) { line_register_ = static_cast<uint8_t>(v); }

    uint64_t read_msix(uint64_t offset, uint32_t bytes) const;
    void write_msix(uint64_t offset, uint32_t bytes, uint64_t value);
    bool masked(const Vector& v) const { return (space_[msix_ + 3] & 0x40) || (v.words[3] & 1); }
    void send_pending();
    void update_pin();

    const std::string name_;
    const Identity identity_;
    BusPort& port_;
    IrqSink& pins_;
    const uint32_t line_;
    std::array<Bar, kBars> bars_{};
    std::array<uint8_t, 256> space_{}, writable_{}, initial_{};
    std::vector<Vector> table_;
    uint16_t command_ = 0;
    uint8_t first_ = 0, last_ = 0, free_ = 0x40, msix_ = 0, line_register_ = 0;
    bool pin_ = false;
};

}  // namespace covesim
