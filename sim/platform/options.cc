#include "sim/platform/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "sim/core/schema/leaf.h"
#include "sim/platform/checkpoint_file.h"
#include "sim/platform/presets.h"
#include "sim/platform/version.h"

namespace covesim {
namespace {

/// Options that change machine parameters, kept until all are known because their order is fixed.
struct ParameterOptions {
    std::vector<std::string> presets, configs, sets, switches, disks, symbols, checkpoints;
    std::string isa, mode, harts, ram;
};

/// CLI11 takes -1 for the largest number.
std::string whole_number(const std::string& text) {
    uint64_t v = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), v);
    return ec == std::errc{} && end == text.data() + text.size() ? "" : "must be a whole number, not '" + text + "'";
}

std::string seconds(const std::string& text) {
    double v = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), v);
    const bool ok = ec == std::errc{} && end == text.data() + text.size() && v > 0 && v <= 1e9;
    return ok ? "" : "must be a number of seconds above 0 and up to 10^9, not '" + text + "'";
}

void add_machine_options(CLI::App& app, ParameterOptions& p) {
    app.add_option("--preset", p.presets, "Machine preset by name (presets/NAME.toml)")
        ->type_name("NAME")
        ->allow_extra_args(false);
    app.add_option("--config", p.configs, "Machine parameters from a TOML or JSON file")
        ->type_name("FILE")
        ->allow_extra_args(false);
    app.add_option("--set", p.sets, "One machine parameter; see covesim params")
        ->type_name("PATH=VALUE")
        ->allow_extra_args(false);
    app.add_option("--isa", p.isa, "ISA string or profile")->type_name("STR");
    app.add_option("--mode", p.mode, "fast, warm or timed")->type_name("MODE");
    app.add_option("--harts", p.harts, "Number of harts")->type_name("N");
    app.add_option("--ram", p.ram, "Size of RAM, such as 512M")->type_name("SIZE");
}

void add_run_options(CLI::App& app, Options& o, ParameterOptions& p) {
    app.add_option(
           "--switch-mode", p.switches,
           "Change the mode before the instruction at SYM or 0xADDR is executed, or when COUNT instructions of all "
           "harts have retired; several follow one another in this order")
        ->type_name("MODE@SYM|0xADDR|COUNT")
        ->allow_extra_args(false);
    app.add_option("--checkpoint-at", p.checkpoints,
                   "Save the machine when the instruction at SYM or 0xADDR is about to be executed, when COUNT "
                   "instructions of all harts have retired, or when the guest asks for it; several follow one another")
        ->type_name("SYM|0xADDR|COUNT|guest,FILE")
        ->allow_extra_args(false);
    app.add_option("--restore", o.restore, "Go on from a checkpoint: machine and workload are the checkpoint's")
        ->type_name("FILE");
    app.add_option("--console", o.console, "stdio (input too), none or a file")->type_name("WHERE");
    app.add_option("--console-record", o.console_record, "Write the console's input with the time of each entry")
        ->type_name("FILE");
    app.add_option("--console-replay", o.console_replay, "Console input from such a file, not from standard input")
        ->type_name("FILE");
    app.add_option("--max-instructions", o.max_instructions, "Stop with code 125 after N instructions of all harts")
        ->type_name("N")
        ->check(whole_number);
    app.add_option("--timeout", o.timeout, "Stop with code 124 after this wall-clock time")
        ->type_name("SECONDS")
        ->check(seconds);
    app.add_option("--stop-on-console", o.stop_on_console, "Stop with code 0 when a console line matches")
        ->type_name("REGEX");
    app.add_option("--stop-pc", o.stop_pc, "Stop with code 0 before the instruction there is executed")
        ->type_name("SYM|ADDR");
    app.add_option("--gdb", o.gdb, "Wait for a debugger on this port of the loopback interface (0: choose one)")
        ->type_name("PORT")
        ->check(CLI::Range(0, 65535));
    app.add_flag("--log-commits", o.log_commits, "Write every retired instruction in Spike's format");
    app.add_option("--log", o.log, "File for --log-commits and --trace (default: standard error)")->type_name("FILE");
    app.add_option("--trace", o.trace, "Decoded events: sbi, traps, mmio, domains")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("WHAT,…")
        ->check(CLI::IsMember({"sbi", "traps", "mmio", "domains"}));
    app.add_option("--stats", o.stats, "Write the statistics as JSON")->type_name("FILE");
    app.add_option("--histogram", o.histogram,
                   "Count each instruction that retires; write a table, or JSON when the name ends in .json")
        ->type_name("FILE");
    app.add_option("--profile", o.profile,
                   "Instructions and cycles of each function; write a table, or JSON when the name ends in .json")
        ->type_name("FILE");
    app.add_option("--symbols", p.symbols,
                   "The ELF file with the symbols of a component, for --profile; TVM and VM stand for every guest")
        ->type_name("COMPONENT=FILE")
        ->allow_extra_args(false);
    app.add_option("--report", o.report, "text, json or none")
        ->check(CLI::IsMember({"text", "json", "none"}))
        ->type_name("FORM");
    app.add_option("--report-file", o.report_file, "Write the report there instead of standard output")
        ->type_name("FILE");
}

void add_workload_options(CLI::App& app, Options& o, ParameterOptions& p, std::string& htif) {
    app.add_option("elf", o.elf, "ELF file, loaded by its program headers")->type_name("ELF");
    app.add_option("--bios", o.bios, "M-mode firmware, or none")->type_name("FILE");
    app.add_option("--kernel", o.kernel, "Kernel: Linux Image, ELF or raw")->type_name("FILE");
    app.add_option("--initrd", o.initrd, "Initial RAM disk")->type_name("FILE");
    app.add_option("--append", o.append, "Kernel command line")->type_name("STR");
    app.add_option("--dtb", o.dtb, "Device tree instead of the generated one")->type_name("FILE");
    app.add_option("--disk", p.disks,
                   "A raw image as a virtio block device; overlay and snapshot leave the image itself untouched")
        ->type_name("FILE[,readonly|,overlay=FILE|,snapshot]")
        ->allow_extra_args(false);
    app.add_option("--signature", o.signature, "Write [begin_signature, end_signature) at the exit")->type_name("FILE");
    app.add_option("--signature-granularity", o.signature_granularity, "Bytes per line")
        ->check(CLI::IsMember({4, 8, 16}))
        ->type_name("4|8|16");
    app.add_option("--tohost", o.tohost, "Where the program writes HTIF commands")->type_name("SYM|ADDR");
    app.add_option("--fromhost", o.fromhost, "Where it reads the answers")->type_name("SYM|ADDR");
    app.add_option("--htif", htif, "on or off")->check(CLI::IsMember({"on", "off"}))->type_name("on|off");
    app.add_flag("!--no-reboot", o.reboot, "A reset ends the run; without, the machine starts anew");
    app.add_flag("--semihosting", o.semihosting, "Serve RISC-V semihosting calls");
}

Expected<void, Failure> apply(Options& o, const ParameterOptions& p) {
    for (const auto& name : p.presets)
        if (auto s = apply_preset(o.params, name); !s) return s;
    o.preset = fmt::format("{}", fmt::join(p.presets, ","));
    for (const auto& file : p.configs)
        if (auto s = apply_config_file(o.params, file); !s) return s;
    std::vector<std::string> settings = p.sets;
    const std::pair<const char*, const std::string*> shorthands[] = {
        {"isa", &p.isa}, {"mode", &p.mode}, {"harts", &p.harts}, {"ram", &p.ram}};
    for (const auto& [path, text] : shorthands)
        if (!text->empty()) settings.push_back(fmt::format("{}={}", path, *text));
    for (const auto& setting : settings)
        if (const auto s = apply_setting(o.params, setting); !s) return Failure(s.error());
    if (const auto s = check_machine(o.params); !s) return Failure(s.error());
    return {};
}

/// "main,f.checkpoint", "1000000,f.checkpoint", "guest,f.checkpoint".
Expected<Options::CheckpointAt, Failure> parse_checkpoint(const std::string& text) {
    const size_t comma = text.find(',');
    if (comma == std::string::npos || comma == 0 || comma + 1 == text.size())
        return Failure(kExitUsage, fmt::format("--checkpoint-at {}: must be SYM,FILE or 0xADDR,FILE or COUNT,FILE or "
                                               "guest,FILE",
                                               text));
    return Options::CheckpointAt{text.substr(0, comma), text.substr(comma + 1)};
}

/// The machine is the checkpoint's; the command line may only repeat it, or change what changes no number.
Expected<void, Failure> apply_restored(Options& o, const ParameterOptions& p) {
    auto reader = CheckpointReader::open(o.restore);
    if (!reader) return Failure(reader.error());
    o.restored = std::move(*reader);
    if (auto ok = restored_parameters(*o.restored, o.params); !ok) return ok;
    MachineParams saved = o.params;
    if (auto ok = apply(o, p); !ok) return ok;
    if (p.presets.empty()) o.preset = o.restored->head().preset;
    const bool says_mode = std::any_of(p.sets.begin(), p.sets.end(), [](auto& s) { return s.starts_with("mode="); });
    if (!p.mode.empty() || says_mode || o.params.mode != saved.mode) o.restore_mode = o.params.mode;
    const auto then = config::leaves(saved), now = config::leaves(o.params);
    for (size_t i = 0; i < now.size(); ++i) {
        if (!now[i].scalar() || now[i].text() == then[i].text()) continue;
        if (now[i].path == "mode" || now[i].path.starts_with("accelerators.")) continue;
        return Failure(kExitUsage, fmt::format("--restore {}: {} is {} in the checkpoint, not {}", o.restore,
                                               now[i].path, then[i].text(), now[i].text()));
    }
    return {};
}

Expected<void, Failure> check_restore(const Options& o) {
    const auto usage = [&](std::string_view why) {
        return Failure(kExitUsage, fmt::format("--restore {}: {}", o.restore, why));
    };
    const bool boot = o.command == Command::Boot;
    if (o.restored->head().boot != boot)
        return usage(boot ? "is a checkpoint of `covesim run`" : "is a checkpoint of `covesim boot`");
    const std::pair<const char*, bool> given[] = {
        {"an ELF file", !o.elf.empty()},  {"--bios", !o.bios.empty()},         {"--kernel", !o.kernel.empty()},
        {"--initrd", !o.initrd.empty()},  {"--append", !o.append.empty()},     {"--dtb", !o.dtb.empty()},
        {"--tohost", !o.tohost.empty()},  {"--fromhost", !o.fromhost.empty()}, {"--htif off", !o.htif},
        {"--semihosting", o.semihosting}, {"--guest", !o.guest.empty()},       {"--flash", !o.flash.empty()},
        {"--host", o.host != kHostVmm}};
    for (const auto& [name, is] : given)
        if (is) return usage(fmt::format("the workload is in the checkpoint; {} cannot be given", name));
    return {};
}

/// "timed@main", "fast@0x80200000", "warm@1000000".
Expected<Options::SwitchMode, Failure> parse_switch(const std::string& text) {
    const auto bad = [&](std::string_view why) {
        return Failure(kExitUsage, fmt::format("--switch-mode {}: {}", text, why));
    };
    const size_t at = text.find('@');
    if (at == std::string::npos || at + 1 == text.size()) return bad("must be MODE@SYM, MODE@0xADDR or MODE@COUNT");
    const auto& names = EnumNames<Mode>::names;
    const auto name = std::find(names.begin(), names.end(), std::string_view(text).substr(0, at));
    if (name == names.end()) return bad("the mode must be fast, warm or timed");
    return Options::SwitchMode{static_cast<Mode>(name - names.begin()), text.substr(at + 1)};
}

Expected<void, Failure> check_workload(const Options& o) {
    const auto usage = [](std::string message) { return Failure(kExitUsage, std::move(message)); };
    if (o.elf.empty() && o.bios.empty() && o.kernel.empty())
        return usage("nothing to run: give an ELF file, --bios or --kernel");
    if (!o.elf.empty() && !o.kernel.empty()) return usage("give either an ELF file or --kernel, not both");
    if (!o.kernel.empty() && o.bios.empty())
        return usage("--kernel needs --bios FILE, or --bios none to enter it in M-mode");
    if (o.bios == "none" && o.kernel.empty() && o.elf.empty())
        return usage("--bios none needs a kernel or an ELF file");
    if (!o.initrd.empty() && o.kernel.empty()) return usage("--initrd needs --kernel");
    return {};
}

Expected<void, Failure> check_host(const Options& o) {
    if (o.host == kHostVmm) {
        if (!o.append.empty()) return Failure(kExitUsage, "--append needs --host linux or a description");
    } else if (!o.guest.empty()) {
        return Failure(kExitUsage, "--guest needs the host VMM: no other host here runs a TVM");
    }
    return {};
}

/// "+signature=F" and "+signature-granularity=N", as architecture test suites spell them.
std::string plus_option(std::string_view arg) {
    return arg.starts_with("+signature") ? "--" + std::string(arg.substr(1)) : std::string(arg);
}

std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

}  // namespace

Expected<ParsedOptions, Failure> parse_options(int argc, const char* const* argv) {
    ParsedOptions parsed;
    Options& o = parsed.options;
    ParameterOptions parameters;
    std::string htif = "on";

    CLI::App app{"covesim: a full-system, cycle-level RISC-V simulator for confidential computing", "covesim"};
    app.require_subcommand(1);
    app.set_version_flag("--version", std::string("covesim ") + kVersion);
    auto* boot = app.add_subcommand("boot", "Boot the CoVE stack with a confidential guest, end to end");
    boot->add_option("--host", o.host,
                     "What runs in the hosting domain: vmm (the host VMM with a guest), linux, or a description (TOML)")
        ->type_name("NAME|FILE")
        ->default_str(kHostVmm);
    boot->add_option("--append", o.append, "Kernel command line behind the host's own")->type_name("STR");
    boot->add_option("--guest", o.guest, "tiny, linux or a description (TOML)")
        ->type_name("NAME|FILE")
        ->default_str("linux");
    boot->add_option("--flash", o.flash,
                     "The root of trust's flash image (default: the built firmware, development key)")
        ->type_name("FILE");
    add_machine_options(*boot, parameters);
    add_run_options(*boot, o, parameters);
    auto* run = app.add_subcommand("run", "Run any workload");
    add_machine_options(*run, parameters);
    add_workload_options(*run, o, parameters, htif);
    add_run_options(*run, o, parameters);
    auto* params = app.add_subcommand("params", "Print every machine parameter");
    add_machine_options(*params, parameters);
    params->add_option("--format", o.format, "text, json, schema or markdown")
        ->check(CLI::IsMember({"text", "json", "schema", "markdown"}))
        ->type_name("FORM");

    auto* isa = app.add_subcommand("isa", "Print what is implemented of the instruction set, and where it is tested");
    isa->add_option("--format", o.format, "text, json or markdown")
        ->check(CLI::IsMember({"text", "json", "markdown"}))
        ->type_name("FORM");

    std::vector<std::string> arguments;  // CLI11 takes them last first
    for (int i = argc - 1; i > 0; --i) arguments.push_back(plus_option(argv[i]));
    std::vector<std::string> commands;
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
        commands.push_back(command->get_name());
    if (argc > 1 && argv[1][0] != '-' && std::find(commands.begin(), commands.end(), argv[1]) == commands.end())
        return Failure(kExitUsage,
                       fmt::format("unknown command '{}': must be one of {}", argv[1], fmt::join(commands, ", ")));
    try {
        app.parse(arguments);
    } catch (const CLI::Success& e) {
        std::ostringstream out, error;
        app.exit(e, out, error);
        parsed.print = out.str();
        return parsed;
    } catch (const CLI::ParseError& e) { return Failure(kExitUsage, one_line(e.what())); }
    o.htif = htif == "on";
    o.command = boot->parsed()  ? Command::Boot
                : run->parsed() ? Command::Run
                : isa->parsed() ? Command::Isa
                                : Command::Params;
    if (o.command == Command::Boot)
        if (const auto s = check_host(o); !s) return s.error();
    if (o.report.empty()) o.report = o.command == Command::Boot || !o.report_file.empty() ? "text" : "none";
    if (o.command == Command::Boot)
        o.params.mode = Mode::Timed;  // its report is about cost; --mode and --set still win
    if (o.restore.empty()) {
        if (o.guest.empty()) o.guest = "linux";
        if (const auto s = apply(o, parameters); !s) return s.error();
    } else {
        if (const auto s = apply_restored(o, parameters); !s) return s.error();
        if (const auto s = check_restore(o); !s) return s.error();
    }
    for (const auto& text : parameters.checkpoints) {
        auto c = parse_checkpoint(text);
        if (!c) return c.error();
        o.checkpoints.push_back(std::move(*c));
    }
    for (const auto& text : parameters.switches) {
        auto s = parse_switch(text);
        if (!s) return s.error();
        o.switch_modes.push_back(std::move(*s));
    }
    for (const auto& text : parameters.symbols) {
        const size_t at = text.find('=');
        if (at == 0 || at == std::string::npos || at + 1 == text.size())
            return Failure(kExitUsage, fmt::format("--symbols {}: must be COMPONENT=FILE", text));
        o.symbols.emplace_back(text.substr(0, at), text.substr(at + 1));
    }
    if (!o.symbols.empty() && o.profile.empty()) return Failure(kExitUsage, "--symbols needs --profile");
    for (const auto& text : parameters.disks) {
        auto d = DiskOption::parse(text);
        if (!d) return d.error();
        o.disks.push_back(std::move(*d));
    }
    if (o.command == Command::Run && o.restore.empty())
        if (const auto s = check_workload(o); !s) return s.error();
    return parsed;
}

}  // namespace covesim
