// A machine runs: one thread per hart, turns by time, limits, and what harts and devices tell the machine meanwhile.
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstring>

#include "sim/platform/host_signals.h"
#include "sim/platform/machine_impl.h"
#include "sim/platform/semihosting.h"

namespace covesim {
namespace {

/// How the finisher's requests are called among the milestones.
std::string_view end_name(StopReason why) {
    switch (why) {
        case StopReason::PowerOff: return "power-off";
        case StopReason::Reset: return "reset";
        case StopReason::GuestPanic: return "guest panic";
        default: return "guest exit";
    }
}

RunResult guest_exit(uint64_t code) {
    const int status = exit_status(code);
    if (code == 0 || (code & 0xff) != 0) return {StopReason::GuestExit, status, {}};
    return {StopReason::GuestExit, status,
            fmt::format("the guest failed with code {}, whose low byte would say success: exit code {}", code, status)};
}

struct FlatMemory final : SemihostMemory {
    explicit FlatMemory(Hart& h) : hart(h) {}
    bool read(uint64_t va, void* out, uint32_t bytes) override { return hart.peek(va, out, bytes); }
    Hart& hart;
};

}  // namespace

bool Machine::Impl::io(uint32_t hart, Spa a, uint32_t size, bool write, uint64_t& data, Tick& now) {
    turn(hart, now);
    Tick done = now;
    accessing = hart;
    const bool ok = tiles[hart].io->access(a, size, write, data, done);
    if (event_trace) event_trace->mmio(*tiles[hart].hart, a, size, write, data, ok);
    if (tiles[hart].hart->mode() == Mode::Timed) now = done;
    if (exit.code() || finished || console.stopped()) tiles[hart].hart->request_stop();
    if (finished) milestones.note(end_name(finished->why), hart, tiles[hart].hart->retired(), now);
    return ok;
}

void Machine::Impl::set_pending(uint32_t hart, uint32_t mip_bit, bool level) {
    if (hart >= tiles.size()) return;
    tiles[hart].hart->set_line(static_cast<int>(mip_bit), level);
    if (level) turns.wake(hart);
}

void Machine::Impl::mtime_moved(uint64_t offset) {
    for (uint32_t h = 0; h < tiles.size(); ++h) {
        tiles[h].hart->set_time_offset(offset);
        turns.wake(h);  // a sleeper's timer is due at another time
    }
}

void Machine::Impl::msi(uint32_t hart, uint32_t file, uint32_t identity) {
    if (hart >= tiles.size()) return;
    tiles[hart].hart->msi(file, identity);
    if (tiles[hart].hart->privileged().wfi_wakes()) turns.wake(hart);
}

void Machine::Impl::finish(Request what, uint32_t code_) {
    if (finished) return;
    if (what == Request::Reset && limits.reboot) return ask_for_reset();
    if (what == Request::Fail) finished = guest_exit(code_ != 0 ? code_ : 1);  // a failure whatever its code
    else finished = RunResult{what == Request::Reset ? StopReason::Reset : StopReason::PowerOff, kExitOk, {}};
}

void Machine::Impl::guest_event(PanicSink::Event event) {
    if (event == PanicSink::Event::CrashLoaded) {
        const Hart& hart = *tiles[accessing].hart;
        milestones.note("guest panic, left to its crash kernel", accessing, hart.retired(), hart.now());
        return;
    }
    if (finished) return;
    if (event == PanicSink::Event::Shutdown) finished = RunResult{StopReason::PowerOff, kExitOk, {}};
    else finished = RunResult{StopReason::GuestPanic, kExitGuestPanic, "the guest's kernel has panicked (pvpanic)"};
}

control::Status Machine::Impl::command(control::Command what, uint64_t value, uint32_t hart, Tick now) {
    using control::Command;
    using control::Status;
    const auto done = [&](bool ok) {
        if (!ok) regions.refused();
        return ok ? Status::Done : Status::Refused;
    };
    switch (what) {
        case Command::RegionBegin: return done(regions.begin(value, totals(now)));
        case Command::RegionEnd: return done(regions.end(value, totals(now)));
        case Command::Mode:
            if (value >= EnumNames<Mode>::names.size()) return done(false);
            if (value == mode_number()) return Status::Done;
            mode = static_cast<Mode>(value);
            note_mode(hart);
            apply_mode();
            return Status::Done;
        case Command::Checkpoint: return request_checkpoint() ? Status::Done : Status::Unavailable;
        case Command::Exit:
            exit.request(value);
            tiles[hart].hart->request_stop();
            return Status::Done;
    }
    return done(false);
}

void Machine::Impl::release_harts(Spa reset_vector) {
    for (auto& t : tiles) t.hart->state().pc = reset_vector.v;
    milestones.note("harts released", 0, 0, Tick{});
}

bool Machine::Impl::semihost(Hart& hart) {
    FlatMemory memory(hart);
    auto& x = hart.state().x;
    x[10] = covesim::semihost(x[10], x[11], memory, console, exit);
    if (exit.code() || console.stopped()) hart.request_stop();
    return true;
}

uint64_t Machine::Impl::instructions() const {
    uint64_t n = 0;
    for (const auto& t : tiles) n += t.hart->retired();
    return n;
}

uint64_t Machine::Impl::exceptions() const {
    uint64_t n = 0;
    for (const auto& t : tiles) n += t.hart->stats().exceptions;
    return n;
}

Tick Machine::Impl::latest() const {
    Tick t = turns.now();
    for (const auto& tile : tiles) t = std::max(t, tile.hart->now());
    return t;
}

std::optional<RunResult> Machine::Impl::over() {
    if (limits.progress) limits.progress->update(instructions(), Tick{sc_core::sc_time_stamp().value()});
    if (exit.code()) return guest_exit(*exit.code());
    if (finished) return finished;
    for (const auto& t : tiles) {
        if (!t.hart->critical_error()) continue;
        return RunResult{StopReason::CriticalError, kExitCriticalError,
                         fmt::format("hart {} is in the critical-error state: double trap at {:#x}", t.hart->id(),
                                     t.hart->state().pc)};
    }
    if (console.stopped()) return RunResult{StopReason::ConsolePattern, kExitOk, {}};
    if (console.error()) return RunResult{StopReason::OutputLost, kExitInput, console.error()->message};
    if (virtio)
        if (const std::string* why = virtio->disk_failure()) return RunResult{StopReason::DiskLost, kExitInput, *why};
    if (limits.log && limits.log->failed())
        return RunResult{StopReason::OutputLost, kExitInput, {}};  // close() says why
    if (const int signal = host_signals::received())
        return RunResult{StopReason::Interrupted, kExitSignal + signal,
                         fmt::format("stopped by SIG{}", ::sigabbrev_np(signal))};
    if (limits.input && limits.input->quit())
        return RunResult{StopReason::Interrupted, kExitSignal + SIGINT, "stopped from the terminal (Ctrl-A x)"};
    // A guest whose trap handler itself traps retires nothing: its exceptions are bounded too.
    if (limits.max_instructions && std::max(instructions(), exceptions()) >= *limits.max_instructions)
        return RunResult{StopReason::InstructionLimit, kExitInstructionLimit,
                         fmt::format("instruction limit reached ({})", *limits.max_instructions)};
    if (turns.now() >= kTimeEnd)
        return RunResult{StopReason::TimeEnd, kExitTimeout,
                         fmt::format("simulated time has come to its end ({} s)", kTimeEnd.fs / 1'000'000'000'000'000)};
    if (limits.debug && limits.debug->attention && limits.debug->attention())
        return RunResult{StopReason::Debugger, kExitOk, {}, {}};
    if (deadline && std::chrono::steady_clock::now() >= *deadline)
        return RunResult{StopReason::Timeout, kExitTimeout, fmt::format("time limit reached ({} s)", *limits.timeout)};
    return std::nullopt;
}

void Machine::Impl::sleepers_reach(Tick at) {
    for (auto& t : tiles)
        if (t.hart->waiting()) t.hart->advance_to(at);
}

void Machine::Impl::end_run(uint32_t id, RunResult result) {
    result.debug.hart = id;
    if (!ended) ended = std::move(result);
    sleepers_reach(turns.settled(id, tiles[id].hart->now()));
    sc_core::sc_pause();
    sc_core::wait(resume);
}

void Machine::Impl::pause_while_over(uint32_t id) {
    while (auto result = over()) end_run(id, std::move(*result));
}

void Machine::Impl::wait_at(Place p, uint32_t id) {
    place[id] = p;
    turns.wait_turn(id, tiles[id].hart->now());
    place[id] = Place::Acting;
}

void Machine::Impl::hart_thread(uint32_t id) {
    Hart& hart = *tiles[id].hart;
    if (checkpoint.from) go_back_to_place(id);
    else wait_at(Place::BetweenQuanta, id);
    for (;; wait_at(Place::BetweenQuanta, id)) {
        if (reset_wanted) {
            meet_for_reset(id);
            continue;
        }
        checkpoint_between_quanta(id);
        switch_modes(id);
        pause_while_over(id);
        if (limits.input && hart.now() >= ask_next) ask_host(hart.now());
        const uint64_t quantum = params.quantum;
        Tick limit{std::min((hart.now().fs / quantum + 1) * quantum, kTimeEnd.fs)};
        if (timeline.next() < limit && timeline.next() > hart.now()) limit = timeline.next();
        RunEnd end = run_hart(hart, limit);
        // A stop ends no quantum: the hart keeps its turn and its limit, so that no other acts in between.
        while (end == RunEnd::Stop && !reset_wanted) {
            look_for_checkpoint(id);
            switch_modes(id);
            if (auto stop = debug_stop(id)) end_run(id, std::move(*stop));
            if (hart.at_stop_pc() && hart.state().pc == limits.stop_pc) end_run(id, {StopReason::StopPc, kExitOk, {}});
            pause_while_over(id);
            end = run_hart(hart, limit);
        }
        if (end == RunEnd::Wait && !over()) sleep(id, hart);
    }
}

RunEnd Machine::Impl::run_hart(Hart& hart, Tick limit) {
    limit_instructions(hart);
    hart.clear_stop();
    return hart.run(limit);
}

void Machine::Impl::limit_instructions(Hart& hart) const {
    const uint64_t others = instructions() - hart.retired();
    uint64_t limit = limits.max_instructions.value_or(UINT64_MAX);
    if (const ModeSwitch* s = next_switch(); s && !s->pc) limit = std::min(limit, s->instructions);
    if (const CheckpointPoint* c = next_checkpoint(); c && !c->pc && !c->by_guest)
        limit = std::min(limit, c->instructions);
    hart.set_instruction_limit(limit - std::min(limit, others));
}

void Machine::Impl::turn(uint32_t hart, Tick now) {
    turns.wait_turn(hart, now);
    const bool counting = limits.max_instructions || (next_switch() && !next_switch()->pc) ||
                          (next_checkpoint() && !next_checkpoint()->pc);
    if (counting) limit_instructions(*tiles[hart].hart);  // others may have retired some
}

const ModeSwitch* Machine::Impl::next_switch() const {
    return switches_made < limits.switches.size() ? &limits.switches[switches_made] : nullptr;
}

const CheckpointPoint* Machine::Impl::next_checkpoint() const {
    const bool left = !checkpoint.due && checkpoint.taken < limits.checkpoints.size();
    return left ? &limits.checkpoints[checkpoint.taken] : nullptr;
}

void Machine::Impl::switch_modes(uint32_t id) {
    const Hart& hart = *tiles[id].hart;
    bool switched = false;
    for (; const ModeSwitch* s = next_switch(); ++switches_made) {
        const bool due = s->pc ? hart.at_stop_pc() && hart.state().pc == *s->pc : instructions() >= s->instructions;
        if (!due || (switched && s->pc)) break;  // an instruction is executed between two switches by address
        switched = true;
        mode = s->mode;
        note_mode(id);
    }
    if (!switched) return;
    apply_mode();
    set_stop_pcs();
}

void Machine::Impl::note_mode(uint32_t id) {
    const Hart& hart = *tiles[id].hart;
    milestones.note(fmt::format("{} mode", EnumNames<Mode>::names[static_cast<size_t>(mode)]), id, hart.retired(),
                    hart.now());
}

void Machine::Impl::apply_mode() {
    for (auto& t : tiles) {
        t.hart->set_mode(mode);
        limit_instructions(*t.hart);
    }
}

void Machine::Impl::set_stop_pcs() {
    std::vector<uint64_t> pcs;
    if (limits.stop_pc) pcs.push_back(*limits.stop_pc);
    if (const ModeSwitch* s = next_switch(); s && s->pc) pcs.push_back(*s->pc);
    if (const CheckpointPoint* c = next_checkpoint(); c && c->pc) pcs.push_back(*c->pc);
    for (auto& t : tiles) {
        std::vector<uint64_t> of_hart = pcs;
        if (limits.debug) {
            const auto more = limits.debug->breakpoints_of(t.hart->id());
            of_hart.insert(of_hart.end(), more.begin(), more.end());
        }
        t.hart->set_stop_pcs(std::move(of_hart));
    }
}

void Machine::Impl::set_debug_stops() {
    const DebugStops none;
    const DebugStops& debug = limits.debug ? *limits.debug : none;
    for (auto& t : tiles) {
        Hart& hart = *t.hart;
        hart.end_step();
        hart.set_watches(debug.watches);
        if (DebugStops::contains(debug.steps, hart.id())) hart.step();
    }
}

std::optional<RunResult> Machine::Impl::debug_stop(uint32_t id) {
    if (!limits.debug) return std::nullopt;
    Hart& hart = *tiles[id].hart;
    RunResult result{StopReason::Debugger, kExitOk, {}, {}};
    if (const auto& hit = hart.watch_hit()) {
        result.debug.why = DebugStop::Why::Watchpoint;
        result.debug.hit = *hit;
    } else if (const auto pcs = limits.debug->breakpoints_of(id);
               hart.at_stop_pc() && std::find(pcs.begin(), pcs.end(), hart.state().pc) != pcs.end()) {
        result.debug.why = DebugStop::Why::Breakpoint;
    } else if (hart.stepped()) {
        result.debug.why = DebugStop::Why::Step;
    } else {
        return std::nullopt;
    }
    hart.end_step();
    return result;
}

void Machine::Impl::sleep(uint32_t id, Hart& hart) {
    wait_at(Place::FallingAsleep, id);
    sleep_now(id, hart);
}

void Machine::Impl::sleep_now(uint32_t id, Hart& hart) {
    // An interrupt, or a reset, came while it waited for its turn.
    if (hart.privileged().wfi_wakes() || reset_wanted) return;
    const Tick until = hart.wake_at();
    place[id] = Place::Asleep;
    hart.advance_to(turns.sleep(id, until == kNever ? until : std::min(until, kTimeEnd)));
    place[id] = Place::Acting;
}

void Machine::Impl::ask_host(Tick now) {
    constexpr uint64_t kEveryQuanta = 16;
    constexpr size_t kAhead = 4096;
    ask_next = Tick{(now.fs / params.quantum + kEveryQuanta) * params.quantum};
    console.flush();  // a prompt has no newline
    const size_t waiting = input.waiting();
    if (auto bytes = limits.input->read(kAhead - std::min(waiting, kAhead)); !bytes.empty())
        input.type(std::move(bytes), now);
    if (limits.input->ended()) limits.input = nullptr;
}

bool Machine::Impl::await_input() {
    constexpr auto kLongest = std::chrono::seconds(1);  // a signal between check and wait is seen then
    if (limits.progress) limits.progress->clear();
    console.flush();
    // Where bytes wait that no device takes, no further one will wake a hart.
    if (input.waiting() != 0) return false;
    while (limits.input && input.waiting() == 0 && !over()) {
        auto patience = std::chrono::milliseconds(kLongest);
        if (deadline)
            patience = std::min(
                patience, std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now()));
        limits.input->wait(static_cast<int>(patience.count()));
        ask_host(latest());
    }
    return input.waiting() != 0;
}

RunResult Machine::Impl::run(const RunLimits& l) {
    map_memory();
    limits = l;
    switches_made = 0;
    checkpoint.taken = 0;
    checkpoint.due = false;
    if (!limits.checkpoints.empty())
        if (std::string why = checkpoint_refusal(); !why.empty())
            return {StopReason::CheckpointRefused, kExitUsage, "no checkpoint can be taken: " + why};
    ended.reset();
    ask_next = {};
    deadline.reset();
    if (limits.timeout)
        deadline = std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                                          std::chrono::duration<double>(*limits.timeout));
    for (auto& t : tiles) {
        t.hart->set_mode(mode);
        t.hart->observe_commits(commits);
        limit_instructions(*t.hart);
    }
    set_stop_pcs();
    set_debug_stops();
    resume.notify(sc_core::SC_ZERO_TIME);
    while (!ended) {
        sc_core::sc_start();
        if (ended || sc_core::sc_pending_activity() || checkpoint_asleep() || await_input()) continue;
        sleepers_reach(latest());
        ended = over();
        if (!ended) ended = {StopReason::Deadlock, kExitTimeout, "every hart waits for an interrupt and none can come"};
    }
    for (auto& t : tiles) t.hart->settle_profile();
    console.flush();
    if (console.error() && ended->why != StopReason::OutputLost)
        ended = {StopReason::OutputLost, kExitInput, console.error()->message};
    if (virtio)  // also when the guest has ended meanwhile: what it wrote is lost
        if (const std::string* why = virtio->disk_failure()) ended = {StopReason::DiskLost, kExitInput, *why};
    return *ended;
}

}  // namespace covesim
