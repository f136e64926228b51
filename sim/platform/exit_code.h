// How the process ends: the exit codes of the command line and the kinds of error that lead to them.
//
// A guest's own code (HTIF, semihosting, finisher) passes through as its low byte, which is all that a process can
// return; a code other than 0 whose low byte is 0 becomes 255, with a line that says so, and a finisher's failure with
// code 0 becomes 1: only a clean end is 0.
#pragma once
#include <string>

#include "sim/core/expected.h"

namespace covesim {

enum ExitCode : int {
    kExitOk = 0,
    kExitUsage = 2,          ///< wrong usage or configuration
    kExitInput = 3,          ///< an unusable input (or output) file
    kExitRefused = 4,        ///< the root of trust refused the boot
    kExitPanic = 5,          ///< boot: the TSM driver panicked (firmware/tsm-driver/boot.cc)
    kExitFailure = 6,        ///< boot: the host VMM asked for the end with a failure
    kExitCriticalError = 7,  ///< a hart is in the critical-error state (Smdbltrp)
    kExitGuestPanic = 8,     ///< the guest's kernel says that it has panicked (pvpanic)
    kExitPort = 9,           ///< the debugger's port cannot be had
    kExitTimeout = 124,      ///< wall-clock limit
    kExitInstructionLimit = 125,
    kExitInternal = 126,  ///< a fault of the simulator itself
    kExitSignal = 128,    ///< plus the signal's number: stopped by it (Ctrl-A x: as by SIGINT)
};

/// A file that cannot be used: missing, truncated, of another machine, overlapping, not writable. One line.
struct InputError {
    std::string message;
};

/// Any user error with the exit code that it means.
struct Failure {
    int code = kExitInternal;
    std::string message;
    Failure(int c, std::string m) : code(c), message(std::move(m)) {}
    Failure(const ConfigError& e) : code(kExitUsage), message(e.message) {}
    Failure(const InputError& e) : code(kExitInput), message(e.message) {}
};

}  // namespace covesim
