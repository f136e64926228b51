// A debugging session: what GDB's packets ask for, and the answers.
//
// GDB manual, "Remote Protocol": all-stop, no multiprocess extensions; thread n is hart n - 1. Breakpoints of either
// kind (Z0, Z1) are addresses, nothing is patched into memory. Watchpoints stop before the access, as GDB expects of
// RISC-V. Harts share simulated time, so none can be held while another runs: when GDB resumes one hart alone, to step
// it over a breakpoint that it has removed for that moment, the others go on as far as that takes, and the breakpoint
// stays for them. Leaves out: non-stop, range stepping, reverse execution, conditions evaluated by the stub, `vFile`,
// `vRun`.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/platform/gdb/target.h"

namespace covesim::gdb {

class Session {
  public:
    enum class State : uint8_t {
        Open,
        Detached,  ///< GDB has left; the run goes on
        Killed,    ///< the user wants the end of the run
        Over       ///< the run has ended, and GDB was told
    };
    explicit Session(Target& target) : target_(target) {}

    /// Does what a packet says; the packets to answer with. May run the machine.
    std::vector<std::string> handle(std::string_view packet);
    State state() const { return state_; }
    /// Packets are no longer acknowledged, from the answer to the last one on.
    bool no_acknowledgements() const { return no_acknowledgements_; }

  private:
    /// Of one address.
    struct Breakpoint {
        bool software = false, hardware = false;
        bool any() const { return software || hardware; }
    };

    std::string answer(std::string_view packet);
    std::string query(std::string_view text);
    std::string set(std::string_view text);
    std::string v_packet(std::string_view text);
    std::string supported(std::string_view offered);
    std::string transfer(std::string_view text) const;
    std::string threads() const;
    std::string thread_list() const;
    std::vector<std::string> monitor(std::string_view hex);
    std::string choose_thread(std::string_view text);
    std::string read_all() const;
    std::string write_all(std::string_view hex);
    std::string read_one(std::string_view text) const;
    std::string write_one(std::string_view text);
    std::string read_memory(std::string_view text) const;
    std::string write_memory(std::string_view text, bool binary);
    std::string insert(std::string_view text, bool on);
    std::string resume(std::string_view actions);
    std::string resume_one(std::string_view packet);
    std::string run(std::vector<uint32_t> steps, std::vector<uint32_t> bystanders);
    std::string stop_reply() const;
    std::string thread_of(uint32_t hart) const;
    std::optional<uint32_t> hart_of(std::string_view thread) const;

    Target& target_;
    State state_ = State::Open;
    bool no_acknowledgements_ = false;
    bool knows_swbreak_ = false, knows_hwbreak_ = false;
    uint32_t hart_ = 0;           ///< that register and memory packets are about
    uint32_t continue_hart_ = 0;  ///< that `s` steps
    Stop last_{Stop::Why::Debugger, {DebugStop::Why::Step, 0, {}}, 0};
    std::map<uint64_t, Breakpoint> breakpoints_;
    std::vector<uint64_t> removed_;  ///< since the machine last ran
    std::vector<Watch> watches_;
};

}  // namespace covesim::gdb
