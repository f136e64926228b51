// A whole machine: harts with their tiles, memory system, devices and root of trust, built from MachineParams.
//
// SystemC hosts the models and lives in the .cc; there is one kernel per process, so one Machine per process. Time: one
// SC_THREAD per hart; a hart runs ahead by at most a quantum and takes its turn by (time, hart id) before it does what
// others can observe.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cpu/hart.h"
#include "sim/core/schema/value.h"
#include "sim/platform/boot_plan.h"
#include "sim/platform/checkpoint_file.h"
#include "sim/platform/console.h"
#include "sim/platform/console_input.h"
#include "sim/platform/debug_stops.h"
#include "sim/platform/disk_image.h"
#include "sim/platform/event_trace.h"
#include "sim/platform/guest_exit.h"
#include "sim/platform/host_input.h"
#include "sim/platform/isa_string.h"
#include "sim/platform/line_file.h"
#include "sim/platform/machine_params.h"
#include "sim/platform/owner_map.h"
#include "sim/platform/progress.h"
#include "sim/platform/report/cost_report.h"

namespace covesim {

/// A run changes its mode by itself: before the instruction at `pc` is executed, or when all harts together have
/// retired `instructions`.
struct ModeSwitch {
    Mode mode = Mode::Fast;
    std::optional<uint64_t> pc;
    uint64_t instructions = 0;  ///< without pc
};

/// A run saves the machine: at the first quantum boundary with nothing under way after the instruction at `pc` is about
/// to be executed, or all harts together have retired `instructions`, or the guest has asked for it.
struct CheckpointPoint {
    std::string file;
    std::optional<uint64_t> pc;
    bool by_guest = false;
    uint64_t instructions = 0;  ///< without pc, and not by the guest
    bool ends = false;          ///< the run ends then
};

/// When a run ends although the guest has not asked for it.
struct RunLimits {
    std::optional<uint64_t> max_instructions;  ///< of all harts together
    std::optional<double> timeout;             ///< seconds of wall-clock time
    std::optional<uint64_t> stop_pc;           ///< ends before the instruction there is executed
    std::vector<ModeSwitch> switches;          ///< one after the other, in this order
    std::vector<CheckpointPoint> checkpoints;  ///< one after the other, in this order
    Progress* progress = nullptr;              ///< told how far the run is
    HostInput* input = nullptr;                ///< what is typed at the console meanwhile
    const LineFile* log = nullptr;             ///< the run ends when it can no longer be written
    const DebugStops* debug = nullptr;         ///< what a debugger waits for
    const BootPlan* reboot = nullptr;          ///< what a reset loads again; null: a reset ends the run
};

enum class StopReason : uint8_t {
    GuestExit,
    PowerOff,
    Reset,
    InstructionLimit,
    Timeout,
    TimeEnd,  ///< of simulated time (kTimeEnd)
    StopPc,
    ConsolePattern,
    Deadlock,
    Interrupted,  ///< by a signal or from the terminal
    OutputLost,   ///< console or log cannot be written
    DiskLost,     ///< a disk image cannot be read or written
    GuestPanic,   ///< the guest said so (pvpanic)
    Checkpoint,   ///< saved, and a checkpoint point says that the run ends then
    CheckpointRefused,
    CriticalError,  ///< a hart has met a double trap that nothing can take (Smdbltrp)
    Debugger,       ///< something that RunLimits::debug waits for
};

struct RunResult {
    StopReason why = StopReason::PowerOff;
    int code = 0;         ///< of the process
    std::string message;  ///< for the user, when it is not a clean end
    DebugStop debug{};    ///< of StopReason::Debugger
};

class Machine {
  public:
    /// Builds; parameters have been checked already. Nothing runs yet.
    Machine(const MachineParams& params, const Isa& isa, Console& console);
    ~Machine();
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    /// Loads the plan's images and points the harts at its entry.
    Expected<void, Failure> load(const BootPlan& plan);
    /// Loads the host's images, lets the root of trust verify, measure and place the firmware, and releases the harts.
    /// `flash` replaces the image that is otherwise made from the plan and signed with the development key.
    Expected<void, Failure> secure_boot(const BootPlan& plan, const std::optional<Blob>& flash);

    /// The virtio slots: these disks, then what the parameters ask for; without any, empty slots. DMA reaches all of
    /// RAM, so this and secure_boot() exclude each other. The disks must outlive the machine's last run.
    Expected<void, Failure> add_virtio(const std::vector<DiskImage*>& disks);
    void enable_htif(Spa tohost, Spa fromhost);
    void enable_semihosting();
    /// Told of every retired instruction; nullptr: nobody.
    void observe_commits(CommitObserver* observer);
    /// Told of traps, domain switches and device accesses; must outlive the machine's last run.
    void trace(EventTrace* trace);

    /// Of the next run; initially the parameter. What warm and timed know of caches and TLBs is kept in between.
    void set_mode(Mode mode);
    Mode mode() const;
    /// How many of the last run's switches were made.
    size_t switches_made() const;

    /// What checkpoints say about the machine besides its state; before the first.
    void describe(const CheckpointHead& head);
    /// How many of the last run's checkpoints were taken.
    size_t checkpoints_taken() const;
    /// The state of a checkpoint, into a machine of its parameters, disks and HTIF words that has not run yet and has
    /// nothing in its memory.
    Expected<void, Failure> restore(CheckpointReader& from);

    /// Runs until the guest or a limit ends it; may be called again.
    RunResult run(const RunLimits& limits);

    /// Console input, entering at the next quantum boundary.
    void type(std::string bytes);
    /// Console input at ticks to come.
    void replay(const std::vector<InputEntry>& entries);
    /// All console input so far, with the ticks at which it entered.
    const std::vector<InputEntry>& input() const;

    uint32_t harts() const;
    Hart& hart(uint32_t i);
    BackingStore& memory();
    const OwnerMap& owners() const;
    const MachineParams& params() const;
    uint64_t instructions() const;  ///< retired by all harts
    Tick now() const;               ///< the latest hart's time
    /// What the run has cost so far.
    CostReport cost_report();
    /// Every statistic, by module.
    config::Value stats();

  private:
    friend class UserModels;
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace covesim
