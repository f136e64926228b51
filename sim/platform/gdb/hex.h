// Numbers and bytes as the remote serial protocol writes them: big-endian hexadecimal numbers, bytes as two digits.
#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace covesim::gdb {

inline std::string to_hex(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * bytes.size());
    for (const char c : bytes) {
        out += kDigits[static_cast<uint8_t>(c) >> 4];
        out += kDigits[static_cast<uint8_t>(c) & 15];
    }
    return out;
}

/// All of `text` as a hexadecimal number.
inline std::optional<uint64_t> number(std::string_view text) {
    uint64_t v = 0;
    const char* const end = text.data() + text.size();
    const auto r = std::from_chars(text.data(), end, v, 16);
    if (r.ec != std::errc{} || r.ptr != end) return std::nullopt;
    return v;
}

inline std::optional<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string out;
    for (size_t i = 0; i < text.size(); i += 2) {
        const auto byte = number(text.substr(i, 2));
        if (!byte) return std::nullopt;
        out += static_cast<char>(*byte);
    }
    return out;
}

/// Takes what stands before the separator, and the separator, off the front; all of it when there is none.
inline std::string_view take(std::string_view& text, char separator) {
    const size_t at = text.find(separator);
    const std::string_view head = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    return head;
}

}  // namespace covesim::gdb
