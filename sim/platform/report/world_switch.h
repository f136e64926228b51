// World switches of one hart, found from architectural events alone: no firmware carries markers for them.
//
// A switch runs from the last instruction in one world (world.h) to the first in another. It begins at the trap that
// leaves the source, or at the source's own xRET, and ends when the destination's first instruction is about to
// execute, its fetch included. A trap or xRET that comes back to the same world (an SBI call that M-mode serves, an
// M-mode interrupt, a system call) is no switch. Its kind (switch_table.h) is a7/a6 at the ECALL, the cause of another
// trap, or, for what comes back from the TSM to the host, scause there if a TVM has run since the host's call.
//
// Three kinds contain work of the software at V=0, by the bounds of guest_state.h: a guest's trap lasts to the end of
// the save; a guest's entry begins with the restore; the TSM's return to the host after a TVM has run begins where the
// TSM starts to clear what the TVM left, and that counts as Save.
//
// Spans are the same from the host's or TVM's view, across the TSM: host → TVM (entry), TVM → host (exit), TVM → TVM
// (the TSM served it by itself), host → host (a call that ran no TVM). They contain the switches, so their cycles count
// twice if the two tables are added. Inside is what the TSM does between its two switches, save for its hgatp writes
// and its fences, and those of M-mode on its behalf.
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

#include "sim/platform/report/guest_state.h"
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
        uint64_t retired = 0;     ///< instructions before the trap
    };
    void trap(const TrapEvent& e);
    /// MRET or SRET, from its beginning to its end.
    void xret(const Moment& m);
    /// An instruction that changed mmpt or hgatp.
    void domain(const Moment& m);
    /// A fence of translations or of the MPT.
    void fence(const Moment& m);
    /// An instruction that named a state_csr(), below M-mode and outside guests; after domain() for the same one.
    void csr(const CsrUse& use, const Moment& m);
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
    template <class A>
    void archive(A& a) {
        a(in_, monitor_, open_, journey_, state_, left_guest_, call_eid_, call_fid_, called_, tvm_ran_);
        a(switches_, spans_, last_into_, unexplained_);
    }

  private:
    using At = PhaseClock::At;
    /// A switch that has begun.
    struct Open {
        PhaseClock clock;
        bool restored = false;  ///< a restore, or clearing, reaches its start
        SwitchKind kind;        ///< without its ends
    };
    /// A span under way: its source has entered the TSM.
    struct Journey {
        World from;
        uint64_t start = 0;
        Phases phases{};
        SwitchKind kind;
    };

    void same_world();
    void end_run();
    void include_run(const World& to);
    void marked(Phase p, const Moment& m);
    void close(const World& w, uint64_t at, uint64_t scause);
    void journey(const World& from, const World& to, uint64_t at, uint64_t scause);

    World in_;
    bool monitor_ = false;  ///< M-mode executes
    std::optional<Open> open_;
    std::optional<Journey> journey_;
    GuestState state_;
    SwitchKind left_guest_;                                   ///< the switch that state_ may still make longer
    uint64_t call_eid_ = SwitchKind::kNoCall, call_fid_ = 0;  ///< the host's call that entered the TSM
    bool called_ = false;                                     ///< the TSM has been entered from the host at all
    bool tvm_ran_ = false;                                    ///< since the last time
    SwitchTable switches_, spans_;
    std::map<World, SwitchKind> last_into_;
    uint64_t unexplained_ = 0;
};

}  // namespace covesim
