// The control device (custom to covesim): a guest marks regions of interest, switches the mode, asks for a checkpoint
// or ends the run. Registers: sim/core/layout/control.h; what the commands do: docs/control.md.
#pragma once
#include <span>

#include "sim/core/layout/control.h"
#include "sim/core/regbank.h"

namespace covesim {

/// The machine behind the device.
struct ControlSink {
    virtual control::Status command(control::Command what, uint64_t value, Tick now) = 0;
    /// The mode in force: 0 fast, 1 warm, 2 timed.
    virtual uint32_t mode_number() const = 0;

  protected:
    ~ControlSink() = default;
};

class Control final : public RegDevice<Control> {
  public:
    explicit Control(ControlSink& sink) : sink_(sink) {}
    std::string_view name() const override { return "control"; }
    static std::span<const Reg<Control>> regs();
    void archive(Archive& a) override;

  private:
    template <control::Command C>
    void command(uint32_t, uint64_t value) {
        status_ = static_cast<uint32_t>(sink_.command(C, value, now_));
    }
    uint64_t mode(uint32_t) { return sink_.mode_number(); }

    ControlSink& sink_;
    uint64_t status_ = 0;
};

}  // namespace covesim
