#include "sim/platform/commands.h"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>

#include "sim/platform/commit_log.h"
#include "sim/platform/event_trace.h"
#include "sim/platform/gdb/debugger.h"
#include "sim/platform/host_signals.h"
#include "sim/platform/isa_command.h"
#include "sim/platform/params_command.h"
#include "sim/platform/report/histogram.h"
#include "sim/platform/report/profile.h"
#include "sim/platform/signature.h"
#include "sim/platform/workload.h"

namespace covesim {
namespace {

/// Files that the run will write, checked before it starts so that an impossible one stops it early.
struct Outputs {
    OutputFile signature, stats, report, input, histogram, profile;
    std::unique_ptr<LineFile> log;
    std::unique_ptr<CommitLog> commits;
    std::unique_ptr<EventTrace> trace;
    std::optional<Histogram> instructions;
    std::optional<Profile> functions;
};

Expected<void, Failure> open_outputs(const Options& o, const BootPlan& plan, Outputs& out) {
    if (!o.signature.empty())
        if (const auto range = signature_range(plan.symbols); !range) return Failure(range.error());
    for (const auto& [file, path] : {std::pair{&out.signature, &o.signature}, std::pair{&out.stats, &o.stats},
                                     std::pair{&out.report, &o.report_file}, std::pair{&out.input, &o.console_record},
                                     std::pair{&out.histogram, &o.histogram}, std::pair{&out.profile, &o.profile}}) {
        if (path->empty()) continue;
        auto opened = OutputFile::create(*path);
        if (!opened) return Failure(opened.error());
        *file = std::move(*opened);
    }
    return {};
}

Expected<void, Failure> start_log(const Options& o, Machine& machine, Outputs& out) {
    if (!o.log_commits && o.trace.empty()) return {};
    auto log = LineFile::open(o.log);
    if (!log) return Failure(log.error());
    out.log = std::move(*log);
    if (o.log_commits) {
        out.commits = std::make_unique<CommitLog>(*out.log);
        machine.observe_commits(out.commits.get());
    }
    if (!o.trace.empty()) {
        out.trace = std::make_unique<EventTrace>(o.trace, *out.log, machine.owners());
        machine.trace(out.trace.get());
    }
    return {};
}

/// The functions of every component that comes from an ELF file, and of those that the user has one for.
Expected<Profile::Tables, Failure> function_tables(const Options& o, const BootPlan& plan) {
    Profile::Tables tables;
    for (const auto& image : plan.images) tables.emplace(image.component, FunctionTable(image.code));
    for (const auto* image : {&plan.rom, &plan.tsm_driver, &plan.tsm})
        if (*image) tables.emplace((*image)->component, FunctionTable((*image)->code));
    for (const auto& [component, file] : o.symbols) {
        const auto data = read_file(file);
        if (!data) return Failure(data.error());
        auto image = parse_elf(*data, file, component);
        if (!image) return Failure(image.error());
        if (image->code.empty()) return Failure(kExitInput, fmt::format("'{}' has no symbols of code", file));
        tables.insert_or_assign(component, FunctionTable(std::move(image->code)));
    }
    return tables;
}

void start_counting(Machine& machine, Outputs& out, std::optional<Profile::Tables> tables) {
    if (out.histogram.wanted()) out.instructions.emplace(machine.harts());
    if (tables) out.functions.emplace(machine.owners(), std::move(*tables));
    for (uint32_t h = 0; h < machine.harts(); ++h) {
        if (out.instructions) machine.hart(h).count_instructions(&out.instructions->hart(h));
        if (out.functions) machine.hart(h).profile(&*out.functions);
    }
}

Expected<void, Failure> write_counts(const Options& o, Machine& machine, Outputs& out) {
    if (out.instructions) {
        const bool json = o.histogram.ends_with(".json");
        const auto text = json ? config::json_text(out.instructions->json()) : out.instructions->text();
        if (const auto ok = out.histogram.commit(text); !ok) return Failure(ok.error());
    }
    if (!out.functions) return {};
    uint64_t asleep = 0;
    for (uint32_t h = 0; h < machine.harts(); ++h) asleep += machine.hart(h).stats().idle_cycles;
    for (const auto& [component, file] : o.symbols)
        if (!out.functions->used(component))
            fmt::print(stderr, "covesim: --symbols {}: nothing was executed of that component\n", component);
    const bool json = o.profile.ends_with(".json");
    const auto text = json ? config::json_text(out.functions->json(asleep)) : out.functions->text();
    const auto ok = out.profile.commit(text);
    return ok ? Expected<void, Failure>{} : Failure(ok.error());
}

Expected<void, Failure> write_report(const Options& o, Machine& machine, OutputFile& file) {
    CostReport report = machine.cost_report();
    report.header.preset = o.preset;
    const auto text = o.report == "json" ? config::json_text(report.json()) : report.text();
    const auto ok = file.wanted() ? file.commit(text) : write_all(STDOUT_FILENO, text, "standard output");
    return ok ? Expected<void, Failure>{} : Failure(ok.error());
}

Expected<void, Failure> write_outputs(const Options& o, const BootPlan& plan, Machine& machine, Outputs& out) {
    if (out.log)
        if (const auto ok = out.log->close(); !ok) return Failure(ok.error());
    if (out.input.wanted())
        if (const auto ok = out.input.commit(input_text(machine.input())); !ok) return Failure(ok.error());
    if (out.signature.wanted()) {
        const auto range = signature_range(plan.symbols);
        if (!range) return Failure(range.error());
        const auto text = signature_text(machine.memory(), range->begin, range->end, o.signature_granularity);
        if (!text) return Failure(text.error());
        if (const auto ok = out.signature.commit(*text); !ok) return Failure(ok.error());
    }
    if (out.stats.wanted())
        if (const auto ok = out.stats.commit(config::json_text(machine.stats())); !ok) return Failure(ok.error());
    if (const auto ok = write_counts(o, machine, out); !ok) return ok;
    if (o.report != "none") return write_report(o, machine, out.report);
    return {};
}

Expected<std::vector<InputEntry>, Failure> recorded_input(const Options& o) {
    if (o.console_replay.empty()) return std::vector<InputEntry>{};
    const auto data = read_file(o.console_replay);
    if (!data) return Failure(data.error());
    auto entries = parse_input({reinterpret_cast<const char*>(data->data()), data->size()}, o.console_replay);
    if (!entries) return Failure(entries.error());
    return std::move(*entries);
}

/// A place that several options name alike: a decimal count of instructions, or an address or a symbol (then `pc`).
Expected<void, Failure> place(const std::string& where, std::string_view option, const Symbols& symbols,
                              uint64_t& instructions, std::optional<uint64_t>& pc) {
    const char* const end = where.data() + where.size();
    if (const auto r = std::from_chars(where.data(), end, instructions); r.ptr == end && r.ec == std::errc{}) return {};
    const auto a = workload_address(where, option, symbols);
    if (!a) return a.error();
    pc = *a;
    return {};
}

Expected<CheckpointPoint, Failure> checkpoint_point(const Options::CheckpointAt& c, const Symbols& symbols) {
    CheckpointPoint point;
    point.file = c.file;
    point.by_guest = c.where == "guest";
    if (!point.by_guest)
        if (auto ok = place(c.where, "--checkpoint-at", symbols, point.instructions, point.pc); !ok) return ok.error();
    return point;
}

Expected<ModeSwitch, Failure> mode_switch(const Options::SwitchMode& s, const Symbols& symbols) {
    ModeSwitch to;
    to.mode = s.mode;
    if (auto ok = place(s.where, "--switch-mode", symbols, to.instructions, to.pc); !ok) return ok.error();
    return to;
}

}  // namespace

Expected<int, Failure> execute(const Options& o, const AddModels& add) {
    const auto workload = plan_workload(o);
    if (!workload) return workload.error();
    const BootPlan& plan = workload->plan;
    const auto recorded = recorded_input(o);
    if (!recorded) return recorded.error();
    std::optional<Profile::Tables> functions;
    if (!o.profile.empty()) {
        auto tables = function_tables(o, plan);
        if (!tables) return tables.error();
        functions = std::move(*tables);
    }
    Outputs out;
    if (const auto ok = open_outputs(o, plan, out); !ok) return ok.error();
    std::optional<Progress> progress;  // outlives the console, which clears it
    auto console = Console::open(o.console);
    if (!console) return Failure(console.error());
    if (!o.stop_on_console.empty())
        if (const auto ok = (*console)->stop_on(o.stop_on_console); !ok) return Failure(ok.error());
    RunLimits limits;
    limits.max_instructions = o.max_instructions;
    limits.timeout = o.timeout;
    if (o.command == Command::Run && o.reboot && !o.restored) limits.reboot = &plan;  // a checkpoint has no images
    if (::isatty(STDERR_FILENO)) {
        limits.progress = &progress.emplace(STDERR_FILENO);
        (*console)->set_progress(limits.progress);
    }
    for (const auto& s : o.switch_modes) {
        const auto to = mode_switch(s, plan.symbols);
        if (!to) return to.error();
        limits.switches.push_back(*to);
    }
    for (const auto& c : o.checkpoints) {
        const auto point = checkpoint_point(c, plan.symbols);
        if (!point) return point.error();
        if (const auto free = OutputFile::create(c.file); !free) return Failure(free.error());
        limits.checkpoints.push_back(*point);
    }
    if (!o.stop_pc.empty()) {
        const auto pc = workload_address(o.stop_pc, "--stop-pc", plan.symbols);
        if (!pc) return pc.error();
        limits.stop_pc = *pc;
    }

    std::optional<gdb::Debugger> debugger;
    if (o.gdb) {
        auto listening = gdb::Debugger::listen(*o.gdb);
        if (!listening) return listening.error();
        debugger.emplace(std::move(*listening));
    }

    Machine machine(o.params, workload->isa, **console);
    if (UserModels models(machine); add) {
        add(models);
        if (models.failure()) return *models.failure();
    }
    if (const auto ok = start_workload(o, *workload, machine); !ok) return ok.error();
    if (const auto ok = start_log(o, machine, out); !ok) return ok.error();
    start_counting(machine, out, std::move(functions));
    limits.log = out.log.get();
    if (!o.console_replay.empty()) machine.replay(*recorded);
    const host_signals::Guard guard;
    std::optional<HostInput> keyboard;
    if (o.console == "stdio" && o.console_replay.empty()) {
        limits.input = &keyboard.emplace(STDIN_FILENO);
        if (keyboard->terminal() && limits.progress)
            std::fputs("covesim: the keyboard belongs to the guest; Ctrl-A x ends the run\n", stderr);
    }
    const RunResult result = debugger ? debugger->run(machine, limits) : machine.run(limits);
    keyboard.reset();
    if (progress) progress->clear();
    if (result.why == StopReason::CheckpointRefused) return Failure(result.code, result.message);
    const size_t switches_left = limits.switches.size() - machine.switches_made();
    for (size_t i = o.switch_modes.size() - switches_left; i < o.switch_modes.size(); ++i)
        fmt::print(stderr, "covesim: the run ended before the switch to {} mode at {}\n",
                   EnumNames<Mode>::names[static_cast<size_t>(o.switch_modes[i].mode)], o.switch_modes[i].where);
    for (size_t i = machine.checkpoints_taken(); i < o.checkpoints.size(); ++i)
        fmt::print(stderr, "covesim: the run ended before the checkpoint at {}\n", o.checkpoints[i].where);
    if (result.why == StopReason::OutputLost && !result.message.empty()) return Failure(result.code, result.message);
    if (const auto ok = write_outputs(o, plan, machine, out); !ok) return ok.error();
    if (!result.message.empty()) return Failure(result.code, result.message);
    if (o.command == Command::Boot && (result.code == kExitPanic || result.code == kExitFailure))
        return Failure(result.code, "the boot failed: " + (*console)->last_line());
    return result.code;
}

int covesim_main(int argc, const char* const* argv, const AddModels& add) {
    const auto fail = [](const Failure& f) {
        // Without an answer for the case that this fails too.
        std::fputs(fmt::format("covesim: error: {}\n", f.message).c_str(), stderr);
        return f.code;
    };
    const auto parsed = parse_options(argc, argv);
    if (!parsed) return fail(parsed.error());
    const auto print = [&](const std::string& text) {
        const auto ok = write_all(STDOUT_FILENO, text, "standard output");
        return ok ? kExitOk : fail(ok.error());
    };
    if (parsed->print) return print(*parsed->print);
    if (parsed->options.command == Command::Params)
        return print(show_params(parsed->options.params, parsed->options.format));
    if (parsed->options.command == Command::Isa) return print(show_isa(parsed->options.format));
    const auto code = execute(parsed->options, add);
    if (code) return *code;
    fail(code.error());
    // A shell that runs us in a loop must see that the signal ended us.
    if (const int signal = host_signals::received(); signal && code.error().code == kExitSignal + signal)
        ::raise(signal);
    return code.error().code;
}

}  // namespace covesim
