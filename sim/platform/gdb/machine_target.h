// The machine as the debugging session sees it: memory by virtual address, and the user's `monitor` commands.
//
// Memory is what the walker finds in the regime that the hart executes in (without MPRV), looked up without caches,
// statistics, time or A/D updates. Page permissions are not looked at: whatever may be read, written or executed can be
// read and written. PMP and MPT are: what they withhold from the hart is reached by physical address. Only memory, not
// devices, whose registers may change when they are read.
#pragma once
#include <functional>

#include "sim/platform/gdb/target.h"
#include "sim/platform/machine.h"

namespace covesim::gdb {

class MachineTarget final : public Target {
  public:
    using Run = std::function<Stop(const DebugStops&)>;
    MachineTarget(Machine& machine, Run run) : machine_(machine), run_(std::move(run)) {}

    uint32_t harts() const override { return machine_.harts(); }
    std::string description() const override;
    std::string state_of(uint32_t hart) const override;
    uint64_t pc(uint32_t hart) const override { return machine_.hart(hart).pc(); }
    std::optional<std::string> read_register(uint32_t hart, uint32_t number) const override;
    std::optional<std::string> write_register(uint32_t hart, uint32_t number, std::string_view bytes) override;
    std::string read_memory(uint32_t hart, uint64_t address, uint64_t bytes) const override;
    bool write_memory(uint32_t hart, uint64_t address, std::string_view bytes) override;
    std::string monitor(uint32_t hart, std::string_view command) override;
    Stop resume(const DebugStops& stops) override { return run_(stops); }

  private:
    struct Command {
        std::string_view name, help;
        std::string (MachineTarget::*run)(uint32_t hart, std::string_view argument);
    };
    static const Command kCommands[];
    std::string help(uint32_t hart, std::string_view argument);
    std::string list_harts(uint32_t hart, std::string_view argument);
    std::string physical(uint32_t hart, std::string_view argument);
    std::string stats(uint32_t hart, std::string_view argument);
    std::string translate(uint32_t hart, std::string_view argument);

    std::optional<Spa> find(uint32_t hart, uint64_t address) const;
    /// Calls f(physical address, offset, bytes) for each page's part; ends where it returns false.
    template <class F>
    uint64_t each_page(uint32_t hart, uint64_t address, uint64_t bytes, F f) const;

    Machine& machine_;
    Run run_;
    bool physical_ = false;  ///< addresses are physical
};

}  // namespace covesim::gdb
