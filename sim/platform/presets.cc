#include "sim/platform/presets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "sim/core/schema/assign.h"
#include "sim/platform/files.h"

namespace covesim {
namespace fs = std::filesystem;

std::vector<std::string> data_directories() {
    std::vector<std::string> dirs;
    if (const char* env = std::getenv("COVESIM_DATA")) dirs.emplace_back(env);
    std::error_code ec;
    const auto self = fs::read_symlink("/proc/self/exe", ec);
    if (!ec) dirs.push_back((self.parent_path() / ".." / "share" / "covesim").lexically_normal().string());
#ifdef COVESIM_INSTALL_DATA  // for a program of the user's own
    dirs.emplace_back(COVESIM_INSTALL_DATA);
#endif
#ifdef COVESIM_BUILD_DATA
    dirs.emplace_back(COVESIM_BUILD_DATA);
#endif
#ifdef COVESIM_SOURCE_DATA
    dirs.emplace_back(COVESIM_SOURCE_DATA);
#endif
    // What guest-images/fetch.py made, such as the Linux guest's kernel.
    const char *cache = std::getenv("XDG_CACHE_HOME"), *home = std::getenv("HOME");
    if (cache && cache[0] == '/') dirs.push_back((fs::path(cache) / "covesim").string());
    else if (home) dirs.push_back((fs::path(home) / ".cache" / "covesim").string());
    return dirs;
}

std::string find_data_file(const std::string& relative) {
    std::error_code ec;
    for (const auto& dir : data_directories())
        if (const auto p = fs::path(dir) / relative; fs::is_regular_file(p, ec)) return p.string();
    return {};
}

std::string described_file(const std::string& file, const std::string& description) {
    if (file.empty() || fs::path(file).is_absolute()) return file;
    std::error_code ec;
    if (const auto beside = fs::path(description).parent_path() / file; fs::exists(beside, ec)) return beside.string();
    const auto found = find_data_file(file);
    return found.empty() ? file : found;
}

std::vector<std::string> preset_names() {
    std::vector<std::string> names;
    std::error_code ec;
    for (const auto& dir : data_directories())
        for (const auto& entry : fs::directory_iterator(fs::path(dir) / "presets", ec))
            if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

Expected<void, Failure> apply_config_file(MachineParams& params, const std::string& path) {
    const auto data = read_file(path);
    if (!data) return Failure(data.error());
    const std::string_view text(reinterpret_cast<const char*>(data->data()), data->size());
    const auto tree = path.ends_with(".json") ? config::parse_json(text, path) : config::parse_toml(text, path);
    if (!tree) return Failure(tree.error());
    if (const auto s = config::set(params, *tree); !s) return Failure(kExitUsage, path + ": " + s.error().message);
    return {};
}

Expected<void, Failure> apply_preset(MachineParams& params, const std::string& name) {
    const auto known = preset_names();
    if (std::find(known.begin(), known.end(), name) == known.end()) {
        const std::vector<std::string_view> views(known.begin(), known.end());
        const auto near = config::nearest(name, views);
        return Failure(kExitUsage, near.empty() ? fmt::format("unknown preset '{}'", name)
                                                : fmt::format("unknown preset '{}'; the nearest is '{}'", name, near));
    }
    return apply_config_file(params, find_data_file("presets/" + name + ".toml"));
}

Status apply_setting(MachineParams& params, std::string_view setting) {
    const auto eq = setting.find('=');
    if (eq == setting.npos || eq == 0) return ConfigError{fmt::format("--set {}: must be path=value", setting)};
    return config::set(params, setting.substr(0, eq), setting.substr(eq + 1));
}

}  // namespace covesim
