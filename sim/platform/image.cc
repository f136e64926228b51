#include "sim/platform/image.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace covesim {
namespace {
template <class T>
T load(const Blob& data, size_t offset) {
    T v;
    std::memcpy(&v, data.data() + offset, sizeof v);
    return v;
}
}  // namespace

uint64_t Image::begin() const {
    uint64_t lowest = UINT64_MAX;
    for (const auto& s : segments) lowest = std::min(lowest, s.base);
    return lowest;
}

uint64_t Image::end() const {
    uint64_t highest = 0;
    for (const auto& s : segments) highest = std::max(highest, s.end());
    return highest;
}

std::optional<LinuxHeader> linux_header(const Blob& data) {
    if (data.size() < 64 || std::memcmp(data.data() + 0x38, "RSC\x05", 4) != 0) return std::nullopt;
    return LinuxHeader{load<uint64_t>(data, 8), load<uint64_t>(data, 16)};
}

Image make_image(std::string name, std::string component, uint64_t base, Blob data) {
    Image image;
    image.file = std::move(name);
    image.component = std::move(component);
    image.entry = base;
    const uint64_t size = data.size();
    image.segments.push_back({base, size, std::move(data)});
    return image;
}

Expected<Image, InputError> read_image(const std::string& file, std::string component, uint64_t base) {
    auto data = read_file(file);
    if (!data) return data.error();
    if (data->empty()) return InputError{"'" + file + "' is empty"};
    if (data->size() >= 4 && std::memcmp(data->data(),
                                         "\x7f"
                                         "ELF",
                                         4) == 0)
        return parse_elf(*data, file, std::move(component));
    const auto header = linux_header(*data);
    auto image = make_image(file, std::move(component), base, std::move(*data));
    if (header) image.segments[0].size = std::max(image.segments[0].size, header->image_size);
    return image;
}

std::optional<uint64_t> resolve_address(std::string_view text, const Symbols& symbols) {
    if (const auto it = symbols.find(text); it != symbols.end()) return it->second;
    const bool hex = text.starts_with("0x") || text.starts_with("0X");
    const auto digits = hex ? text.substr(2) : text;
    uint64_t v = 0;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), v, hex ? 16 : 10);
    if (ec != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return v;
}

}  // namespace covesim
