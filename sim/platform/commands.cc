#include "sim/platform/commands.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "sim/platform/commit_log.h"
#include "sim/platform/event_trace.h"
#include "sim/platform/params_command.h"
#include "sim/platform/signature.h"
#include "sim/platform/workload.h"

namespace covesim {
namespace {

/// Files that the run will write, opened before it starts so that an impossible one stops it early.
struct Outputs {
    OutputFile signature, stats, report;
    std::unique_ptr<LineFile> log;
    std::unique_ptr<CommitLog> commits;
    std::unique_ptr<EventTrace> trace;
};

Expected<void, Failure> open_output(OutputFile& file, const std::string& path) {
    if (path.empty()) return {};
    auto opened = OutputFile::create(path);
    if (!opened) return Failure(opened.error());
    file = std::move(*opened);
    return {};
}

Expected<void, Failure> write_outputs(const Options& o, const BootPlan& plan, Machine& machine, Outputs& out) {
    if (out.signature.open()) {
        const auto range = signature_range(plan.symbols);
        if (!range) return Failure(range.error());
        const auto text = signature_text(machine.memory(), range->begin, range->end, o.signature_granularity);
        if (!text) return Failure(text.error());
        if (const auto ok = out.signature.commit(*text); !ok) return Failure(ok.error());
    }
    const auto stats = machine.stats();
    if (out.stats.open())
        if (const auto ok = out.stats.commit(config::json_text(stats)); !ok) return Failure(ok.error());
    if (o.report != "none") {
        CostReport report = machine.cost_report();
        report.header.preset = o.preset;
        const auto text = o.report == "json" ? config::json_text(report.json()) : report.text();
        if (out.report.open()) {
            if (const auto ok = out.report.commit(text); !ok) return Failure(ok.error());
        } else {
            std::fwrite(text.data(), 1, text.size(), stdout);
            std::fflush(stdout);
        }
    }
    if (out.log)
        if (const auto ok = out.log->close(); !ok) return Failure(ok.error());
    return {};
}

}  // namespace

Expected<int, Failure> execute(const Options& o) {
    const auto workload = plan_workload(o);
    if (!workload) return workload.error();
    const BootPlan& plan = workload->plan;
    Outputs out;
    if (!o.signature.empty())
        if (const auto range = signature_range(plan.symbols); !range) return Failure(range.error());
    for (const auto& [file, path] : {std::pair{&out.signature, &o.signature}, std::pair{&out.stats, &o.stats},
                                     std::pair{&out.report, &o.report_file}})
        if (const auto ok = open_output(*file, *path); !ok) return ok.error();
    std::optional<Progress> progress;  // outlives the console, which clears it
    auto console = Console::open(o.console);
    if (!console) return Failure(console.error());
    if (!o.stop_on_console.empty())
        if (const auto ok = (*console)->stop_on(o.stop_on_console); !ok) return Failure(ok.error());
    RunLimits limits{o.max_instructions, o.timeout, std::nullopt, nullptr};
    if (::isatty(STDERR_FILENO)) {
        limits.progress = &progress.emplace(STDERR_FILENO);
        (*console)->set_progress(limits.progress);
    }
    if (!o.stop_pc.empty()) {
        const auto pc = workload_address(o.stop_pc, "--stop-pc", plan.symbols);
        if (!pc) return pc.error();
        limits.stop_pc = *pc;
    }

    Machine machine(o.params, workload->isa, **console);
    if (const auto ok = start_workload(o, *workload, machine); !ok) return ok.error();
    if (o.log_commits || !o.trace.empty()) {
        auto log = LineFile::open(o.log);
        if (!log) return Failure(log.error());
        out.log = std::move(*log);
    }
    if (o.log_commits) {
        out.commits = std::make_unique<CommitLog>(*out.log);
        machine.observe_commits(out.commits.get());
    }
    if (!o.trace.empty()) {
        out.trace = std::make_unique<EventTrace>(o.trace, *out.log, machine.owners());
        machine.trace(out.trace.get());
    }
    const RunResult result = machine.run(limits);
    if (progress) progress->clear();
    if (const auto ok = write_outputs(o, plan, machine, out); !ok) return ok.error();
    if (!result.message.empty()) return Failure(result.code, result.message);
    return result.code;
}

int covesim_main(int argc, const char* const* argv) {
    const auto fail = [](const Failure& f) {
        fmt::print(stderr, "covesim: error: {}\n", f.message);
        return f.code;
    };
    const auto parsed = parse_options(argc, argv);
    if (!parsed) return fail(parsed.error());
    if (parsed->print) {
        fmt::print("{}", *parsed->print);
        return kExitOk;
    }
    if (parsed->options.command == Command::Params) {
        fmt::print("{}", show_params(parsed->options.params, parsed->options.format));
        return kExitOk;
    }
    const auto code = execute(parsed->options);
    return code ? *code : fail(code.error());
}

}  // namespace covesim
