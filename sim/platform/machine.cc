#include "sim/platform/machine.h"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>
#include <systemc>

#include "dev/aclint.h"
#include "dev/encryption_table.h"
#include "dev/finisher.h"
#include "dev/goldfish_rtc.h"
#include "dev/plic.h"
#include "dev/uart_16550.h"
#include "mem/dram.h"
#include "mem/encryption_engine.h"
#include "mem/llc.h"
#include "mem/tile.h"
#include "rot/keys/development_key.h"
#include "rot/root_of_trust.h"
#include "sim/core/layout/memory_map.h"
#include "sim/core/schema/describe.h"
#include "sim/platform/htif.h"
#include "sim/platform/loader.h"
#include "sim/platform/report/hart_monitor.h"
#include "sim/platform/semihosting.h"
#include "sim/platform/turns.h"
#include "sim/tlm/device_target.h"
#include "sim/tlm/line_drop.h"
#include "sim/tlm/port_bridge.h"
#include "sim/tlm/router.h"
#include "sim/tlm/timeline_module.h"

namespace covesim {
namespace {

constexpr uint32_t kDecodedPages = 4096;

/// The unit of sc_time becomes ours; must happen before anything of SystemC exists.
bool set_resolution() {
    sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
    return true;
}

/// How the finisher's requests are called among the milestones.
std::string_view end_name(StopReason why) {
    return why == StopReason::PowerOff ? "power-off" : why == StopReason::Reset ? "reset" : "guest exit";
}

/// The wire between devices when the machine has no interrupt controller.
struct NoIrq final : IrqSink {
    void set_irq(uint32_t, bool) override {}
};

struct ConsoleBytes final : ByteSink {
    explicit ConsoleBytes(Console& c) : console(c) {}
    void put(uint8_t byte, Tick) override { console.put(byte); }
    Console& console;
};

struct FlatMemory final : SemihostMemory {
    explicit FlatMemory(Hart& h) : hart(h) {}
    bool read(uint64_t va, void* out, uint32_t bytes) override { return hart.peek(va, out, bytes); }
    Hart& hart;
};

}  // namespace

struct Machine::Impl final : HartPorts, HartIrqSink, FinisherSink, rot::HartRelease, SemihostHandler {
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
    /// The hart as the topmost level: its L0 entries follow its caches.
    struct LineDrop final : MemUp {
        Hart* hart = nullptr;
        bool drop(Spa line, Drop) override {
            if (hart) hart->line_dropped(line);
            return false;
        }
    };
    /// A MemPort behind a pair of TLM-2.0 sockets: where a user's model can take our model's place.
    struct Link {
        Link(const std::string& name, BackingStore& store, MemPort& target)
            : from((name + "_out").c_str(), store), to((name + "_in").c_str(), target) {
            from.socket.bind(to.socket);
        }
        PortInitiator from;
        PortTarget to;
    };
    /// How the shared levels take a line away from a tile.
    struct DropLink {
        DropLink(const std::string& name, MemUp& tile)
            : from((name + "_drop").c_str()), to((name + "_dropped").c_str(), tile) {
            from.in.bind(to.out);
        }
        LineDropPort from;
        LineDropExport to;
    };
    /// A hart's way to the devices.
    struct IoInitiator final : sc_core::sc_module {
        explicit IoInitiator(const sc_core::sc_module_name& name) : sc_module(name) {}
        tlm_utils::simple_initiator_socket<IoInitiator> socket{"socket"};

        bool access(Spa a, uint32_t size, bool write, uint64_t& data, Tick& now) {
            auto bytes = data;
            tlm::tlm_generic_payload trans;
            trans.set_command(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
            trans.set_address(a.v);
            trans.set_data_ptr(reinterpret_cast<unsigned char*>(&bytes));
            trans.set_data_length(size);
            trans.set_streaming_width(size);
            const Tick kernel = Turns::kernel_now(), start = std::max(now, kernel);
            sc_core::sc_time delay = time_of(start - kernel);
            socket->b_transport(trans, delay);
            now += Turns::kernel_now() + tick_of(delay) - start;
            if (!trans.is_response_ok()) return false;
            if (!write) data = size < 8 ? bytes & ((1ull << (8 * size)) - 1) : bytes;
            return true;
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

    Impl(const MachineParams& p, const Isa& i, Console& c)
        : params(p),
          isa(i),
          console(c),
          code(store, kDecodedPages),
          dram(p.memory.dram),
          dram_link("dram", store, dram),
          encryption(p.memory.encryption, store, dram_link.from),
          encryption_link("encryption", store, encryption),
          llc(p.memory.llc, Clock{p.memory.clock_period_fs}, encryption_link.from),
          console_bytes(c),
          aclint(p.harts, p.timebase, *this, timeline),
          plic(p.harts, *this),
          uart(console_bytes, irq_sink(), map::kIrqUart0),
          rtc(p.rtc_epoch, irq_sink(), map::kIrqRtc, timeline),
          finisher(*this),
          encryption_table(encryption),
          rot(p.rot, store, *this),
          turns(p.harts, timeline),
          waker("timeline", timeline),
          router("bus", Tick{}) {
        sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
        add_memory(store, params);
        code.set_owner_map([](const void* self, Spa page) { return static_cast<const Impl*>(self)->owners.at(page); },
                           this);
        add_device(finisher, map::kFinisher);
        add_device(rtc, map::kRtc);
        add_device(aclint, map::kAclint);
        if (params.irqchip == IrqChip::Plic) add_device(plic, map::kPlic);
        add_device(uart, map::kUart0);
        add_device(rot, map::kRotMailbox);
        add_device(encryption_table, map::kEncryptionTable);
        tiles.resize(params.harts);
        for (uint32_t h = 0; h < params.harts; ++h) build_tile(h);
        std::vector<Hart*> all;
        for (auto& t : tiles) all.push_back(t.hart.get());
        for (auto& t : tiles) t.hart->set_peers(all);
    }

    IrqSink& irq_sink() { return params.irqchip == IrqChip::Plic ? static_cast<IrqSink&>(plic) : no_irq; }

    void add_device(Device& device, map::Range range) {
        device.reset();
        connect(device, Spa{range.base}, range.size);
        pma.add_io(Spa{range.base}, range.size);
    }

    void connect(Device& device, Spa base, uint64_t size) {
        const std::string name(device.name());
        targets.push_back(std::make_unique<DeviceTarget>(name.c_str(), device, Tick{params.io_latency}));
        if (const auto ok = router.map(name, base, size, targets.back()->socket); !ok)
            throw std::logic_error(ok.error().message);
    }

    void build_tile(uint32_t h) {
        HartTile& t = tiles[h];
        t.exit.machine = this;
        t.exit.hart = h;
        const Clock clock{params.hart.clock_period_fs};
        t.tile = std::make_unique<Tile>(params.tile, clock, t.exit, t.up);
        const std::string name = fmt::format("tile{}", h);
        t.link = std::make_unique<Link>(name, store, llc);
        t.exit.out = &t.link->from;
        t.drop_link = std::make_unique<DropLink>(name, *t.tile);
        llc.set_tile(h, t.drop_link->from);
        t.io = std::make_unique<IoInitiator>((name + "_io").c_str());
        t.io->socket.bind(router.in);
        TileCaches caches;
        caches.fetch = &t.tile->l1i();
        caches.data = &t.tile->l1d();
        caches.fetch_stamp = caches.data_stamp = &Cache::stamp_of;
        caches.fetch_cache = &t.tile->l1i();
        caches.data_cache = &t.tile->l1d();
        caches.fetch_hit_cycles = params.tile.l1i.latency;
        caches.data_hit_cycles = params.tile.l1d.latency;
        caches.pte = &t.tile->pte_port();
        caches.mpt = &t.tile->mpt_port();
        Hart::Config config;
        config.id = h;
        config.params = params.hart;
        config.features = isa.features();
        config.isa = isa.set();
        config.decode = {static_cast<uint8_t>(params.mfence_pa_funct7), static_cast<uint8_t>(params.minval_pa_funct7)};
        config.accelerators = params.accelerators;
        config.timebase_hz = params.timebase;
        config.harts = params.harts;
        t.hart = std::make_unique<Hart>(config, *this, store, code, pma, caches);
        t.up.hart = t.hart.get();
        t.monitor = std::make_unique<HartMonitor>(owners, milestones);
        t.monitor->attach(*t.hart);
        t.observers.add(*t.monitor);
        t.hart->observe(&t.observers);
        t.tile->bind_sequence(t.hart->mmu().sequence());
        t.thread = std::make_unique<Thread>(fmt::format("hart{}", h).c_str(), *this, h);
    }

    /// Main memory, with the words that HTIF watches as I/O. Called once, before the first instruction.
    void map_memory() {
        if (memory_mapped) return;
        memory_mapped = true;
        pma.add_rom(Spa{map::kBootRom.base}, map::kBootRom.size);
        uint64_t at = map::kRamBase;
        const uint64_t end = map::kRamBase + params.ram;
        if (htif) {
            std::array<Device*, 2> words{&htif->tohost_device(), &htif->fromhost_device()};
            std::array<uint64_t, 2> bases{htif->tohost().v, htif->fromhost().v};
            if (bases[1] < bases[0]) std::swap(bases[0], bases[1]), std::swap(words[0], words[1]);
            for (size_t i = 0; i < 2; ++i) {
                if (bases[i] < at || bases[i] + 8 > end) continue;
                if (bases[i] > at) pma.add_ram(Spa{at}, bases[i] - at);
                pma.add({Spa{bases[i]}, 8, false, {true, true, false}, false, false, true});
                connect(*words[i], Spa{bases[i]}, 8);
                at = bases[i] + 8;
            }
        }
        if (at < end) pma.add_ram(Spa{at}, end - at);
    }

    // HartPorts
    bool io(uint32_t hart, Spa a, uint32_t size, bool write, uint64_t& data, Tick& now) override {
        turn(hart, now);
        Tick done = now;
        const bool ok = tiles[hart].io->access(a, size, write, data, done);
        if (event_trace) event_trace->mmio(*tiles[hart].hart, a, size, write, data, ok);
        if (tiles[hart].hart->mode() == Mode::Timed) now = done;
        if (exit.code() || finished || console.stopped()) tiles[hart].hart->request_stop();
        if (finished) milestones.note(end_name(finished->why), hart, tiles[hart].hart->retired(), now);
        return ok;
    }
    void turn(uint32_t hart, Tick now) override { turns.wait_turn(hart, now); }

    // HartIrqSink
    void set_pending(uint32_t hart, uint32_t mip_bit, bool level) override {
        if (hart >= tiles.size()) return;
        tiles[hart].hart->set_line(static_cast<int>(mip_bit), level);
        if (level && tiles[hart].hart->waiting()) turns.wake(hart);
    }

    // FinisherSink
    void finish(Request what, uint32_t code_) override {
        if (finished) return;
        const StopReason why = what == Request::Reset  ? StopReason::Reset
                               : what == Request::Pass ? StopReason::PowerOff
                                                       : StopReason::GuestExit;
        finished = RunResult{why, what == Request::Fail ? static_cast<int>(code_) : 0, {}};
    }

    // rot::HartRelease
    void release_harts(Spa reset_vector) override {
        for (auto& t : tiles) t.hart->state().pc = reset_vector.v;
        milestones.note("harts released", 0, 0, Tick{});
    }

    // SemihostHandler
    bool semihost(Hart& hart) override {
        FlatMemory memory(hart);
        auto& x = hart.state().x;
        x[10] = covesim::semihost(x[10], x[11], memory, console, exit);
        if (exit.code() || console.stopped()) hart.request_stop();
        return true;
    }

    uint64_t instructions() const {
        uint64_t n = 0;
        for (const auto& t : tiles) n += t.hart->retired();
        return n;
    }

    /// Why the run is over, if it is.
    std::optional<RunResult> over() {
        if (limits.progress) limits.progress->update(instructions(), Tick{sc_core::sc_time_stamp().value()});
        if (exit.code()) return RunResult{StopReason::GuestExit, *exit.code() & 0xff, {}};
        if (finished) return finished;
        if (console.stopped()) return RunResult{StopReason::ConsolePattern, kExitOk, {}};
        if (reached_stop_pc) return RunResult{StopReason::StopPc, kExitOk, {}};
        if (limits.max_instructions && instructions() >= *limits.max_instructions)
            return RunResult{StopReason::InstructionLimit, kExitInstructionLimit,
                             fmt::format("instruction limit reached ({})", *limits.max_instructions)};
        if (deadline && std::chrono::steady_clock::now() >= *deadline)
            return RunResult{StopReason::Timeout, kExitTimeout,
                             fmt::format("time limit reached ({} s)", *limits.timeout)};
        return std::nullopt;
    }

    /// In a hart's thread: the run ends here; goes on when run() is called again.
    void end_run(RunResult result) {
        if (!ended) ended = std::move(result);
        sc_core::sc_pause();
        sc_core::wait(resume);
    }

    void hart_thread(uint32_t id) {
        Hart& hart = *tiles[id].hart;
        for (;;) {
            turns.wait_turn(id, hart.now());
            if (auto result = over()) {
                end_run(std::move(*result));
                continue;
            }
            if (limits.max_instructions)
                hart.set_instruction_limit(hart.retired() + *limits.max_instructions - instructions());
            hart.clear_stop();
            const uint64_t quantum = params.quantum;
            Tick limit{(hart.now().fs / quantum + 1) * quantum};
            if (timeline.next() < limit && timeline.next() > hart.now()) limit = timeline.next();
            const RunEnd end = hart.run(limit);
            if (hart.at_stop_pc()) reached_stop_pc = true;
            if (end == RunEnd::Wait && !over()) sleep(id, hart);
        }
    }

    void sleep(uint32_t id, Hart& hart) {
        turns.wait_turn(id, hart.now());
        if (!hart.waiting()) return;
        const Tick until = hart.wake_at();
        turns.set_next(id, until);
        if (until == kNever && turns.dead()) {
            end_run({StopReason::Deadlock, kExitTimeout, "every hart waits for an interrupt and none can come"});
            return;
        }
        hart.advance_to(turns.sleep(id, until));
    }

    RunResult run(const RunLimits& l) {
        map_memory();
        limits = l;
        ended.reset();
        reached_stop_pc = false;
        deadline.reset();
        if (limits.timeout)
            deadline =
                std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                                       std::chrono::duration<double>(*limits.timeout));
        for (auto& t : tiles) {
            t.hart->set_mode(mode);
            t.hart->observe_commits(commits);
            t.hart->set_stop_pc(limits.stop_pc);
            t.hart->set_instruction_limit(UINT64_MAX);
        }
        resume.notify(sc_core::SC_ZERO_TIME);
        while (!ended) sc_core::sc_start();
        console.flush();
        return *ended;
    }

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
    ConsoleBytes console_bytes;
    Aclint aclint;
    Plic plic;
    Uart16550 uart;
    GoldfishRtc rtc;
    Finisher finisher;
    EncryptionTable encryption_table;
    rot::RootOfTrust rot;
    std::unique_ptr<Htif> htif;
    Turns turns;
    TimelineModule waker;
    Router router;
    std::vector<std::unique_ptr<DeviceTarget>> targets;
    std::vector<HartTile> tiles;
    sc_core::sc_event resume;

    CommitObserver* commits = nullptr;
    Milestones milestones;
    EventTrace* event_trace = nullptr;
    Mode mode = params.mode;
    RunLimits limits;
    std::optional<std::chrono::steady_clock::time_point> deadline;
    std::optional<RunResult> finished, ended;
    bool memory_mapped = false, reached_stop_pc = false;
};

Machine::Machine(const MachineParams& params, const Isa& isa, Console& console)
    : impl_(std::make_unique<Impl>(params, isa, console)) {}
Machine::~Machine() = default;

Expected<void, Failure> Machine::load(const BootPlan& plan) {
    if (const auto ok = load_images(plan.images, impl_->store, impl_->owners); !ok) return Failure(ok.error());
    for (uint32_t h = 0; h < harts(); ++h) {
        HartState& s = hart(h).state();
        s.pc = plan.entry;
        s.x[10] = h;
        s.x[11] = plan.device_tree;
        s.x[12] = plan.fw_dynamic;
    }
    return {};
}

Expected<void, Failure> Machine::secure_boot(const BootPlan& plan, const std::optional<Blob>& flash) {
    if (auto ok = load(plan); !ok) return ok;
    std::vector<uint8_t> bytes;
    if (flash) {
        const auto* from = reinterpret_cast<const uint8_t*>(flash->data());
        bytes.assign(from, from + flash->size());
    } else {
        std::vector<rot::FlashImage> images;
        for (const auto* image : {&*plan.rom, &*plan.tsm_driver, &*plan.tsm}) {
            const auto& data = image->segments[0].data;
            const auto* from = reinterpret_cast<const uint8_t*>(data.data());
            images.push_back({image->component, {from, from + data.size()}, Spa{image->begin()}, Spa{image->entry}});
        }
        bytes = rot::build_flash(images, rot::Seed(rot::kDevelopmentKeySeed), impl_->params.rot.security_version);
    }
    const auto anchor = rot::RootOfTrust::anchor(impl_->params.rot);
    if (!anchor) return Failure(kExitUsage, "rot.anchor: must be 96 hexadecimal digits, or empty");
    impl_->rot.set_device_tree(Spa{plan.device_tree});
    const auto result = impl_->rot.boot(bytes, *anchor, impl_->params.rot.security_version);
    if (!result.ok()) return Failure(kExitRefused, "the root of trust refuses the boot: " + result.message);
    for (const auto* image : {&*plan.rom, &*plan.tsm_driver, &*plan.tsm})
        impl_->owners.add(image->begin(), image->end() - image->begin(), image->component);
    return {};
}

void Machine::enable_htif(Spa tohost, Spa fromhost) {
    impl_->htif = std::make_unique<Htif>(impl_->store, impl_->console, impl_->exit, tohost, fromhost);
}

void Machine::enable_semihosting() {
    for (auto& t : impl_->tiles) t.hart->set_semihosting(impl_.get());
}

void Machine::observe_commits(CommitObserver* observer) { impl_->commits = observer; }
void Machine::trace(EventTrace* trace) {
    impl_->event_trace = trace;
    for (auto& t : impl_->tiles) t.observers.add(*trace);
}
void Machine::set_mode(Mode mode) { impl_->mode = mode; }
Mode Machine::mode() const { return impl_->mode; }
RunResult Machine::run(const RunLimits& limits) { return impl_->run(limits); }
uint32_t Machine::harts() const { return static_cast<uint32_t>(impl_->tiles.size()); }
Hart& Machine::hart(uint32_t i) { return *impl_->tiles[i].hart; }
BackingStore& Machine::memory() { return impl_->store; }
const OwnerMap& Machine::owners() const { return impl_->owners; }
const MachineParams& Machine::params() const { return impl_->params; }
uint64_t Machine::instructions() const { return impl_->instructions(); }

Tick Machine::now() const {
    Tick latest;
    for (const auto& t : impl_->tiles) latest = std::max(latest, t.hart->now());
    return latest;
}

CostReport Machine::cost_report() {
    CostReport report;
    const MachineParams& p = impl_->params;
    report.header.version = "0.1.0";
    report.header.mode = EnumNames<Mode>::names[static_cast<size_t>(hart(0).mode())];
    report.header.harts = p.harts;
    report.header.quantum_fs = p.quantum;
    report.header.clock_period_fs = p.hart.clock_period_fs;
    report.header.ram = p.ram;
    report.header.seed = p.seed;
    for (auto& t : impl_->tiles) {
        t.monitor->finish();
        Cache* l2 = t.tile->l2();
        report.add_hart(*t.hart, impl_->owners, &t.tile->l1i().stats(), &t.tile->l1d().stats(),
                        l2 ? &l2->stats() : nullptr);
        report.add_switches(*t.monitor);
    }
    report.llc = impl_->llc.stats();
    report.encryption = impl_->encryption.stats();
    report.dram = impl_->dram.stats();
    report.milestones = impl_->milestones.list();
    return report;
}

config::Value Machine::stats() {
    config::Value root;
    root["instructions"] = instructions();
    root["time"] = now().fs;
    for (auto& t : impl_->tiles) {
        config::Value h;
        h["retired"] = t.hart->retired();
        h["cycles"] = t.hart->cycles();
        h["engine"] = config::tree_of(t.hart->stats());
        h["predictor"] = config::tree_of(t.hart->predictor_stats());
        h["mmu"] = config::tree_of(t.hart->mmu().stats());
        h["l1i"] = config::tree_of(t.tile->l1i().stats());
        h["l1d"] = config::tree_of(t.tile->l1d().stats());
        if (t.tile->l2()) h["l2"] = config::tree_of(t.tile->l2()->stats());
        config::Value accounts = config::Value::Array{};
        for (const Account& a : t.hart->accounts()) {
            config::Value row;
            // A TVM's pages come from the host at run time, so the loader's map does not know them.
            row["component"] = a.owner == kOther && a.v ? std::string_view("tvm") : impl_->owners.name(a.owner);
            row["sdid"] = unsigned{a.sdid};
            row["v"] = a.v;
            row["privilege"] = a.priv == Priv::M ? "M" : a.priv == Priv::S ? "S" : "U";
            row["vmid"] = unsigned{a.vmid};
            row["instructions"] = a.instructions;
            row["cycles"] = a.cycles;
            accounts.push(std::move(row));
        }
        h["accounts"] = std::move(accounts);
        root["harts"].push(std::move(h));
    }
    root["llc"] = config::tree_of(impl_->llc.stats());
    root["encryption"] = config::tree_of(impl_->encryption.stats());
    root["dram"] = config::tree_of(impl_->dram.stats());
    return root;
}

}  // namespace covesim

/// SystemC's own main() is not used; its library only needs the symbol.
int sc_main(int, char**) { return covesim::kExitInternal; }
