// `covesim run` and `covesim boot`: everything from the checked command line to the exit code.
#pragma once
#include "sim/platform/embed.h"
#include "sim/platform/options.h"

namespace covesim {

/// Plan, build, run, write the outputs. The error or the guest's end gives the exit code. The program around it is
/// covesim_main() in embed.h.
Expected<int, Failure> execute(const Options& options, const AddModels& add = {});

}  // namespace covesim
