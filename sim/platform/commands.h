// `covesim run` and `covesim boot`: everything from the checked command line to the exit code.
#pragma once
#include "sim/platform/options.h"

namespace covesim {

/// Plan, build, run, write the outputs. The error or the guest's end gives the exit code.
Expected<int, Failure> execute(const Options& options);

/// The whole program: prints "covesim: error: …" on standard error for a failure.
int covesim_main(int argc, const char* const* argv);

}  // namespace covesim
