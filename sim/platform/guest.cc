#include "sim/platform/guest.h"

#include <fmt/format.h>

#include <filesystem>

#include "sim/core/schema/assign.h"
#include "sim/platform/files.h"
#include "sim/platform/presets.h"

namespace covesim {
namespace fs = std::filesystem;
namespace {

Expected<void, Failure> check(const Guest& guest, const std::string& where) {
    const auto fail = [&](std::string_view why) { return Failure(kExitUsage, fmt::format("{}: {}", where, why)); };
    const auto& tvm = guest.tvm;
    const uint64_t end = tvm.memory_base + tvm.memory_size;
    if (end < tvm.memory_base) return fail("tvm.memory_size wraps around the address space");
    if (tvm.entry < tvm.memory_base || tvm.entry >= end) return fail("tvm.entry is outside the TVM's memory");
    if (tvm.entry % 2 != 0) return fail("tvm.entry is odd: instructions begin at even addresses");
    if (guest.images.empty()) return fail("needs at least one [[tvm.image]]");
    for (size_t i = 0; i < guest.images.size(); ++i) {
        const auto& image = guest.images[i];
        if (image.gpa < tvm.memory_base || image.gpa >= end)
            return fail(fmt::format("tvm.image {}: gpa is outside the TVM's memory", i));
        if (image.file.empty() != (image.kind == TvmImageKind::DeviceTree))
            return fail(
                fmt::format("tvm.image {}: {}", i,
                            image.file.empty() ? "needs a file" : "a device-tree is generated and takes no file"));
    }
    return {};
}

}  // namespace

Expected<Guest, Failure> parse_guest(std::string_view toml, const std::string& where) {
    const auto fail = [&](std::string_view why) { return Failure(kExitUsage, fmt::format("{}: {}", where, why)); };
    const auto tree = config::parse_toml(toml, where);
    if (!tree) return Failure(tree.error());
    for (const auto& [key, item] : *tree->object())
        if (key != "tvm") return fail(fmt::format("unknown key '{}'; the nearest is 'tvm'", key));
    const auto* tvm = tree->find("tvm");
    if (!tvm || !tvm->object()) return fail("needs a [tvm] table");

    Guest guest;
    guest.name = fs::path(where).stem().string();
    config::Value scalars = config::Value::Object{};
    for (const auto& [key, item] : *tvm->object())
        if (key != "image") scalars[key] = item;
    if (const auto s = config::set(guest.tvm, scalars); !s) return fail("tvm: " + s.error().message);
    const auto* images = tvm->find("image");
    if (images && !images->array()) return fail("tvm.image must be an array of tables ([[tvm.image]])");
    if (images)
        for (const auto& item : *images->array()) {
            TvmImage image;
            if (const auto s = config::set(image, item); !s) return fail("tvm.image: " + s.error().message);
            image.file = described_file(image.file, where);
            guest.images.push_back(std::move(image));
        }
    if (const auto ok = check(guest, where); !ok) return ok.error();
    return guest;
}

Expected<Guest, Failure> load_guest(const std::string& name_or_file) {
    std::string file = name_or_file;
    if (!file.ends_with(".toml")) {
        file = find_data_file("guest-images/" + name_or_file + ".toml");
        if (file.empty())
            return Failure(kExitUsage,
                           fmt::format("unknown guest '{}': must be tiny, linux or a .toml file", name_or_file));
    }
    const auto data = read_file(file);
    if (!data) return Failure(data.error());
    auto guest = parse_guest({reinterpret_cast<const char*>(data->data()), data->size()}, file);
    if (!guest || name_or_file != "linux") return guest;
    std::error_code ec;
    for (const auto& image : guest->images)
        if (!image.file.empty() && !fs::exists(image.file, ec))
            return Failure(kExitInput, fmt::format("the Linux guest lacks '{}'; `./covesim boot` or "
                                                   "`guest-images/fetch.py linux` gets it",
                                                   image.file));
    return guest;
}

}  // namespace covesim
