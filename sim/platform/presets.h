// Presets and configuration files: machine configurations as data, applied in order over the defaults.
#pragma once
#include <string>
#include <vector>

#include "sim/platform/exit_code.h"
#include "sim/platform/machine_params.h"

namespace covesim {

/// Where presets, firmware and guests are looked for: $COVESIM_DATA, beside the executable, the installation, the
/// build.
std::vector<std::string> data_directories();
/// The first existing file of this relative name in the data directories, or "".
std::string find_data_file(const std::string& relative);
/// Where the description `description` finds the file that it names: beside itself, else in the data directories.
std::string described_file(const std::string& file, const std::string& description);
/// Names of all presets, sorted.
std::vector<std::string> preset_names();

/// Apply presets/NAME.toml; an unknown name is an error that names the nearest.
Expected<void, Failure> apply_preset(MachineParams& params, const std::string& name);
/// Apply a TOML file (or JSON, by its suffix).
Expected<void, Failure> apply_config_file(MachineParams& params, const std::string& path);
/// Apply "path=value".
Status apply_setting(MachineParams& params, std::string_view setting);

}  // namespace covesim
