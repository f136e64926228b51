// World switches of one hart, found from architectural events alone: no firmware carries markers for them.
//
// A switch runs from the last instruction in one world (world.h) to the first in another. It begins at the trap that
// leaves the source, or at the source's own xRET, and ends when the destination's first instruction is about to
// execute, its fetch included. A trap or xRET that comes back to the same world (an SBI call that M-mode serves, an
// M-mode interrupt, a system call) is no switch. Its kind (switch_table.h) is a7/a6 at the ECALL, the cause of another
// trap, or, for what comes back from the TSM to the host, scause there if a TVM has run since the host's call.
//
// Spans are the same from the host's or TVM's view, across the TSM: host → TVM (entry), TVM → host (exit), TVM → TVM
// (the TSM served it by itself), host → host (a call that ran no TVM). They contain the switches, so their cycles count
// twice if the two tables are added. Time inside the TSM is the phase Inside, save for the TSM's hgatp writes and its
// fences, and those of M-mode on its behalf.
//
// Plain events in, so that tests can feed it; HartMonitor (hart_monitor.h) is the adaptor from a hart. Times are cycles
// of the hart; they never go back. In fast and warm modes a cycle count is instructions times fast_cpi.
//
// Approximations: the time of an ECALL begins where the trap is taken, so the ECALL's own issue slot belongs to the
// source. Sleep in WFI between two events is counted like execution. A world whose first fetch traps has been entered
// when that trap is taken. Switches in which a hart was stopped and started again by another are counted as
// one long switch of the call that stopped it.
#pragma once
#include <cstdint>
#include <optional>

#include "sim/platform/report/switch_table.h"

namespace covesim {

class WorldSwitchMonitor {
  public:
    struct TrapEvent {
        uint64_t begin = 0;  ///< before the trap's latency
        uint64_t cause = 0;
        World source;             ///< in force when the trap is taken
        uint64_t a7 = 0, a6 = 0;  ///< matter for ECALLs
        uint64_t scause = 0;      ///< before the trap
    };
    void trap(const TrapEvent& e);
    /// MRET or SRET, from its beginning to its end.
    void xret(uint64_t begin, uint64_t end);
    /// An instruction that changed mmpt or hgatp.
    void domain(uint64_t begin, uint64_t end);
    /// A fence of translations or of the MPT.
    void fence(uint64_t begin, uint64_t end);
    /// The next instruction executes in this world. Need not be told when privilege and component stay the same. True:
    /// a switch, or the hart's first world.
    bool enter(const World& w, uint64_t at, uint64_t scause);
    /// Misses on entries that the world now left had lost while others ran, since it was entered: attributed to the
    /// last switch into it. Call before the enter() that leaves it.
    void refill(const World& w, const RefillCounts& counts);

    /// The world that ran last, monitor excluded.
    const World& world() const { return in_; }
    const SwitchTable& switches() const { return switches_; }
    const SwitchTable& spans() const { return spans_; }
    /// Times at which the world changed without a trap or xRET: model or monitor errors; 0 in a correct run.
    uint64_t unexplained() const { return unexplained_; }

  private:
    enum class At : uint8_t { Trap, Before, Domain, Fence, After, Return };
    /// A switch that has begun.
    struct Open {
        uint64_t start = 0, cursor = 0;
        At at = At::Trap;
        Phases phases{};
        SwitchKind kind;  ///< without its ends
    };
    /// A span under way: its source has entered the TSM.
    struct Journey {
        World from;
        uint64_t start = 0;
        Phases phases{};
        SwitchKind kind;
    };

    void same_world();
    void advance(Phase p, uint64_t to);
    void between(bool domain_next, bool fence_next, uint64_t to);
    void marked(Phase p, uint64_t begin, uint64_t end);
    void close(const World& w, uint64_t at, uint64_t scause);
    void journey(const World& from, const World& to, uint64_t at, uint64_t scause);

    World in_;
    bool monitor_ = false;  ///< M-mode executes
    std::optional<Open> open_;
    std::optional<Journey> journey_;
    uint64_t call_eid_ = SwitchKind::kNoCall, call_fid_ = 0;  ///< the host's call that entered the TSM
    bool tvm_ran_ = false;                                    ///< since then
    SwitchTable switches_, spans_;
    std::map<World, SwitchKind> last_into_;
    uint64_t unexplained_ = 0;
};

}  // namespace covesim
