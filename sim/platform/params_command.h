// `covesim params`: every machine parameter, from the one declaration.
#pragma once
#include <string>
#include <string_view>

#include "sim/platform/machine_params.h"

namespace covesim {

/// The parameters as "text", "json", "schema" or "markdown" (docs/parameters.md).
std::string show_params(const MachineParams& params, std::string_view format);

}  // namespace covesim
