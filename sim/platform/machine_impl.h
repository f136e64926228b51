// What the parts of the Machine share: its models in their order of construction, and what they call back.
//
// Only machine*.cc include it, because SystemC begins here: machine_build.cc (construction and wiring), machine_run.cc
// (threads, limits, what devices and harts tell the machine), machine_stats.cc, machine.cc (the public class, loading).
#pragma once
#include <chrono>
#include <systemc>

#include "dev/aclint.h"
#include "dev/aplic.h"
#include "dev/control.h"
#include "dev/encryption_table.h"
#include "dev/finisher.h"
#include "dev/goldfish_rtc.h"
#include "dev/imsic_pages.h"
#include "dev/plic.h"
#include "dev/uart_16550.h"
#include "mem/dram.h"
#include "mem/encryption_engine.h"
#include "mem/llc.h"
#include "mem/tile.h"
#include "rot/root_of_trust.h"
#include "sim/core/layout/memory_map.h"
#include "sim/platform/checkpoint_file.h"
#include "sim/platform/htif.h"
#include "sim/platform/machine.h"
#include "sim/platform/machine_links.h"
#include "sim/platform/msi_writer.h"
#include "sim/platform/report/hart_monitor.h"
#include "sim/platform/report/regions.h"
#include "sim/platform/turns.h"
#include "sim/platform/virtio_devices.h"
#include "sim/tlm/device_target.h"
#include "sim/tlm/router.h"
#include "sim/tlm/timeline_module.h"

namespace covesim {

struct Machine::Impl final : HartPorts,
                             HartIrqSink,
                             TimeObserver,
                             MsiSink,
                             FinisherSink,
                             ControlSink,
                             PanicSink,
                             rot::HartRelease,
                             SemihostHandler {
    /// The wire between devices when the machine has no interrupt controller.
    struct NoIrq final : IrqSink {
        void set_irq(uint32_t, bool) override {}
    };

    /// The UART's other end: the console.
    struct ConsoleLine final : SerialLine, InputDevice {
        explicit ConsoleLine(Impl& m) : machine(m) {}
        void put(uint8_t byte, Tick) override { machine.console.put(byte); }
        void looked(Tick now) override {
            used = true;
            machine.input.device_read(now);
        }
        bool listens() const override { return used || !machine.htif; }
        uint32_t room() const override { return machine.uart.room(); }
        void receive(uint8_t byte) override { machine.uart.receive(byte); }
        Impl& machine;
        bool used = false;  ///< the guest has looked for input
    };

    /// Control hints of all harts.
    struct HintWatch final : HartObserver {
        explicit HintWatch(Impl& m) : machine(m) {}
        void control_hint(const Hart& hart, uint32_t command, uint64_t value) override {
            machine.command(static_cast<control::Command>(command), value, hart.id(), hart.now());
        }
        Impl& machine;
    };

    /// What a tile's requests pass on their way to the shared levels: the hart's turn.
    struct Exit final : MemPort {
        Impl* machine = nullptr;
        uint32_t hart = 0;
        MemPort* out = nullptr;
        MemDone access(const MemReq& req, Tick now) override {
            if (req.timed) machine->turn(hart, now);
            MemReq r = req;
            r.source = static_cast<uint16_t>(hart);
            return out->access(r, now);
        }
    };
    /// One hart's thread.
    struct Thread final : sc_core::sc_module {
        SC_HAS_PROCESS(Thread);
        Thread(const sc_core::sc_module_name& name, Impl& m, uint32_t id) : sc_module(name), machine(m), id_(id) {
            SC_THREAD(main);
        }
        void main() { machine.hart_thread(id_); }
        Impl& machine;
        const uint32_t id_;
    };
    struct HartTile {
        Exit exit;
        LineDrop up;
        std::unique_ptr<Tile> tile;
        std::unique_ptr<Hart> hart;
        std::unique_ptr<HartMonitor> monitor;
        HartFanOut observers;
        std::unique_ptr<Link> link;
        std::unique_ptr<DropLink> drop_link;
        std::unique_ptr<IoInitiator> io;
        std::unique_ptr<Thread> thread;
    };

    /// Where a hart's thread is, whenever another one acts.
    enum class Place : uint8_t {
        Acting,         ///< within an instruction
        BetweenQuanta,  ///< waits for its turn
        FallingAsleep,  ///< waits for its turn to go to sleep
        Asleep,
    };
    static constexpr uint32_t kNobody = UINT32_MAX;
    /// Checkpoints of the run, and the one that the machine came from.
    struct Checkpoints {
        CheckpointHead head;
        size_t taken = 0;
        bool due = false;  ///< the next one: as soon as nothing is under way
        struct Moment {
            Tick kernel;        ///< SystemC's time
            uint32_t hart = 0;  ///< whose turn it is, or kNobody's
        };
        std::optional<Moment> from;
        std::vector<std::string> without_archive;  ///< a user's models
    };

    // ---- construction (machine_build.cc)
    Impl(const MachineParams& p, const Isa& i, Console& c);
    /// The unit of sc_time becomes ours; must happen before anything of SystemC exists.
    static bool set_resolution();
    /// Where the devices' wires go.
    IrqSink& irq_sink();
    void add_irqchip();
    void add_device(Device& device, map::Range range);
    void add_device(Device& device, map::Range range, Tick latency);
    void connect(Device& device, Spa base, uint64_t size, Tick latency);
    Expected<void, Failure> add_virtio(const std::vector<DiskImage*>& disks);
    void build_tile(uint32_t h);
    /// Main memory: our model unless a user has bound one, and the words that HTIF watches as I/O. Called once, before
    /// the first instruction.
    void map_memory();

    // ---- what harts and devices tell the machine (machine_run.cc)
    bool io(uint32_t hart, Spa a, uint32_t size, bool write, uint64_t& data, Tick& now) override;
    void turn(uint32_t hart, Tick now) override;
    void set_pending(uint32_t hart, uint32_t mip_bit, bool level) override;
    void mtime_moved(uint64_t offset) override;
    void msi(uint32_t hart, uint32_t file, uint32_t identity) override;
    void finish(Request what, uint32_t code_) override;
    void guest_event(PanicSink::Event event) override;
    control::Status command(control::Command what, uint64_t value, Tick now) override {
        return command(what, value, accessing, now);
    }
    control::Status command(control::Command what, uint64_t value, uint32_t hart, Tick now);
    uint32_t mode_number() const override { return static_cast<uint32_t>(mode); }
    void release_harts(Spa reset_vector) override;
    bool semihost(Hart& hart) override;

    // ---- a reset (machine_reset.cc)
    /// Every hart stops at its next sampling point and comes to the meeting.
    void ask_for_reset();
    /// In the thread of hart `id`, between instructions: waits for the others; the last one resets the machine.
    void meet_for_reset(uint32_t id);
    void reset();
    /// The harts at the plan's entry, with their arguments; other registers are zero.
    void enter(const BootPlan& plan);

    // ---- checkpoints (machine_checkpoint.cc)
    /// All models but what memory and disks hold.
    void archive(Archive& a, Checkpoints::Moment& at);
    void archive_storage(Archive& a);
    void archive_tile(Archive& a, HartTile& t);
    void archive_devices(Archive& a);
    void refuse_users_models(Archive& a) const;
    /// The guest asks for one. False: none is waiting to be asked for.
    bool request_checkpoint();
    /// The next of the run's checkpoints that is not due yet; null when none is left.
    const CheckpointPoint* next_checkpoint() const;
    /// Hart `id` stands at an instruction: perhaps one is due.
    void look_for_checkpoint(uint32_t id);
    /// No hart but `id` is within an instruction, and no device acts.
    bool nothing_under_way(uint32_t id) const;
    /// The one that is due, while nothing is under way and it is the turn of hart `id` or of nobody. What ends the run.
    std::optional<RunResult> take_checkpoint(uint32_t id);
    /// In hart `id`'s thread, which has just got its turn between two quanta.
    void checkpoint_between_quanta(uint32_t id);
    /// Every hart sleeps and nothing is due. True: one was taken.
    bool checkpoint_asleep();
    std::optional<RunResult> save(const std::string& file, Checkpoints::Moment at);
    /// Why no checkpoint can be taken of this machine; empty: one can.
    std::string checkpoint_refusal();
    Expected<void, Failure> restore(CheckpointReader& from);
    /// At the beginning of a hart's thread: to where it was.
    void go_back_to_place(uint32_t id);

    // ---- the run (machine_run.cc)
    uint64_t instructions() const;
    uint64_t exceptions() const;
    /// Why the run is over, if it is.
    std::optional<RunResult> over();
    /// Nobody can do anything before `at`: those who sleep have slept until then.
    void sleepers_reach(Tick at);
    /// In a hart's thread: the run ends here; goes on when run() is called again.
    void end_run(uint32_t id, RunResult result);
    void hart_thread(uint32_t id);
    /// In a hart's thread: ends the run as long as it is over.
    void pause_while_over(uint32_t id);
    RunEnd run_hart(Hart& hart, Tick limit);
    void sleep(uint32_t id, Hart& hart);
    void sleep_now(uint32_t id, Hart& hart);
    /// Waits for its turn, being in this place meanwhile.
    void wait_at(Place p, uint32_t id);
    /// The hart stops when all harts together have retired the run's limit.
    void limit_instructions(Hart& hart) const;
    /// The next of the run's mode switches; null when none is left.
    const ModeSwitch* next_switch() const;
    /// Makes those that are due, by hart `id` that stands at an instruction.
    void switch_modes(uint32_t id);
    /// `mode` is another one from now on, by hart `id`; then all harts are told.
    void note_mode(uint32_t id);
    void apply_mode();
    /// All counts, at time `at`.
    MachineTotals totals(Tick at);
    /// Where harts stop: for the run's end, the next mode switch, or a debugger.
    void set_stop_pcs();
    /// The watchpoints and steps of the run's debugger, or none.
    void set_debug_stops();
    /// What hart `id`, which stands, has met for the debugger.
    std::optional<RunResult> debug_stop(uint32_t id);
    /// The latest time that anything in the machine has reached.
    Tick latest() const;
    /// Take what the host has for the console; at most this often, because asking costs a system call.
    void ask_host(Tick now);
    /// Every hart sleeps and nothing is due. True: input comes; false: the run is over, or nothing can come.
    bool await_input();
    RunResult run(const RunLimits& l);

    bool resolution = set_resolution();
    const MachineParams params;
    const Isa isa;
    Console& console;
    GuestExit exit;
    OwnerMap owners;
    BackingStore store;
    CodeCache code;
    PmaTable pma;
    Dram dram;
    Link dram_link;
    EncryptionEngine encryption;
    Link encryption_link;
    Llc llc;
    Timeline timeline;
    NoIrq no_irq;
    ConsoleInput input;
    ConsoleLine console_line;
    Aclint aclint;
    Plic plic;
    std::unique_ptr<MsiWriter> msis;
    std::unique_ptr<Aplic> aplic;
    std::unique_ptr<ImsicPages> imsic_m, imsic_s;
    Uart16550 uart;
    GoldfishRtc rtc;
    Finisher finisher;
    std::unique_ptr<Control> control_device;
    HintWatch hints{*this};
    EncryptionTable encryption_table;
    rot::RootOfTrust rot;
    std::unique_ptr<Htif> htif;
    Turns turns;
    TimelineModule waker;
    Router router;
    std::vector<std::unique_ptr<DeviceTarget>> targets;
    std::unique_ptr<VirtioDevices> virtio;
    std::vector<HartTile> tiles;
    sc_core::sc_event resume;

    CommitObserver* commits = nullptr;
    Milestones milestones;
    Regions regions;
    uint32_t accessing = 0;  ///< the hart whose device access is under way
    EventTrace* event_trace = nullptr;
    Mode mode = params.mode;
    RunLimits limits;
    size_t switches_made = 0;
    std::optional<std::chrono::steady_clock::time_point> deadline;
    std::optional<RunResult> finished, ended;
    std::vector<Device*> devices;
    bool reset_wanted = false;
    uint32_t at_reset = 0;  ///< harts that have come to the meeting
    uint64_t resets = 0;
    sc_core::sc_event reset_done;
    Checkpoints checkpoint;
    std::vector<Place> place;  ///< by hart
    Tick ask_next;             ///< when the host is asked again for input
    bool memory_mapped = false;
};

}  // namespace covesim
