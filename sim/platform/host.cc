#include "sim/platform/host.h"

#include <fmt/format.h>

#include <filesystem>

#include "sim/core/schema/assign.h"
#include "sim/platform/files.h"
#include "sim/platform/presets.h"

namespace covesim {
namespace fs = std::filesystem;

Expected<Host, Failure> parse_host(std::string_view toml, const std::string& where) {
    const auto fail = [&](std::string_view why) { return Failure(kExitUsage, fmt::format("{}: {}", where, why)); };
    const auto tree = config::parse_toml(toml, where);
    if (!tree) return Failure(tree.error());
    for (const auto& [key, item] : *tree->object())
        if (key != "host") return fail(fmt::format("unknown key '{}'; the nearest is 'host'", key));
    const auto* table = tree->find("host");
    if (!table || !table->object()) return fail("needs a [host] table");
    Host host;
    host.name = fs::path(where).stem().string();
    if (const auto s = config::set(host.files, *table); !s) return fail("host: " + s.error().message);
    if (host.files.kernel.empty()) return fail("needs host.kernel");
    host.files.kernel = described_file(host.files.kernel, where);
    host.files.initrd = described_file(host.files.initrd, where);
    return host;
}

Expected<Host, Failure> load_host(const std::string& name_or_file) {
    std::string file = name_or_file;
    if (!file.ends_with(".toml")) {
        file = find_data_file("guest-images/hosts/" + name_or_file + ".toml");
        if (file.empty())
            return Failure(kExitUsage,
                           fmt::format("unknown host '{}': must be vmm, linux or a .toml file", name_or_file));
    }
    const auto data = read_file(file);
    if (!data) return Failure(data.error());
    auto host = parse_host({reinterpret_cast<const char*>(data->data()), data->size()}, file);
    if (!host || name_or_file != "linux") return host;
    std::error_code ec;
    for (const auto& image : {host->files.kernel, host->files.initrd})
        if (!fs::exists(image, ec))
            return Failure(kExitInput, fmt::format("the Linux host lacks '{}'; `./covesim boot --host linux` or "
                                                   "`guest-images/fetch.py linux` gets it",
                                                   image));
    return host;
}

}  // namespace covesim
