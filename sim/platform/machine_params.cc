#include "sim/platform/machine_params.h"

#include <fmt/format.h>

#include "sim/platform/isa_string.h"

namespace covesim {

Status check_machine(const MachineParams& params) {
    if (const auto isa = Isa::parse(params.isa); !isa) return isa.error();
    if (!params.decode().valid())
        return ConfigError{
            fmt::format("mfence_pa_funct7 = {}, minval_pa_funct7 = {}: each must be its instruction's alone",
                        params.mfence_pa_funct7, params.minval_pa_funct7)};
    return {};
}

}  // namespace covesim
