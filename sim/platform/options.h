// The command line as data (CLI11 fills it; tests and Python may as well).
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/platform/disk_image.h"
#include "sim/platform/exit_code.h"
#include "sim/platform/machine_params.h"

namespace covesim {

class CheckpointReader;

enum class Command : uint8_t { Boot, Run, Params, Isa };

/// What runs in the hosting domain unless something else is asked for: the small host VMM, with a guest.
inline constexpr const char* kHostVmm = "vmm";

struct Options {
    Command command = Command::Run;
    std::string preset;    ///< names of the presets applied, separated by commas
    MachineParams params;  ///< defaults, preset, file, --set and the short options, in this order

    // What to run.
    std::string host = kHostVmm;  ///< boot: vmm, linux or a TOML file
    std::string guest;            ///< boot with the host VMM: tiny, linux or a TOML file
    std::string flash;  ///< boot: the root of trust's flash image; empty: made from the firmware, development key
    std::vector<DiskOption> disks;
    std::string elf, bios, kernel, initrd, append, dtb;

    // Talking to the host.
    std::string console = "stdio";
    std::string console_record, console_replay;
    std::string tohost, fromhost;  ///< symbol or address; empty: the program's symbols
    bool htif = true;
    bool semihosting = false;
    bool reboot = true;  ///< run: a reset starts the machine anew

    // When to stop.
    std::optional<uint64_t> max_instructions;
    std::optional<double> timeout;  ///< seconds of wall-clock time
    std::string stop_pc, stop_on_console;
    std::optional<uint16_t> gdb;  ///< port of the debugger to wait for; 0: any that is free

    /// A change of mode on the way, in the order of the command line.
    struct SwitchMode {
        Mode mode = Mode::Fast;
        std::string where;  ///< a decimal count of instructions, a symbol, or an address (0x…)
    };
    std::vector<SwitchMode> switch_modes;

    /// A checkpoint on the way, in the order of the command line.
    struct CheckpointAt {
        std::string where;  ///< a decimal count of instructions, a symbol, an address (0x…), or "guest"
        std::string file;
    };
    std::vector<CheckpointAt> checkpoints;
    std::string restore;               ///< a checkpoint in the place of a workload
    std::optional<Mode> restore_mode;  ///< to go on in; without: the checkpoint's
    /// The checkpoint, once its parameters have been taken from it.
    std::shared_ptr<CheckpointReader> restored;

    // What to write.
    std::string signature;
    uint32_t signature_granularity = 4;
    bool log_commits = false;
    std::string log;
    std::vector<std::string> trace;  ///< sbi, traps, mmio, domains
    std::string stats;
    std::string histogram, profile;                            ///< JSON when they end in .json, else a table
    std::vector<std::pair<std::string, std::string>> symbols;  ///< for the profile: component, ELF file
    std::string report;                                        ///< text, json or none
    std::string report_file;                                   ///< empty: standard output

    std::string format = "text";  ///< params: text, json, schema or markdown; isa: without schema
};

/// What main() does with the command line: run these options, or print this text (help, version) and leave.
struct ParsedOptions {
    Options options;
    std::optional<std::string> print;
};

/// Parse; wrong usage and wrong configuration are failures with code 2, unreadable configuration files with code 3.
Expected<ParsedOptions, Failure> parse_options(int argc, const char* const* argv);

}  // namespace covesim
