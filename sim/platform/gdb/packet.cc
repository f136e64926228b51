#include "sim/platform/gdb/packet.h"

#include <algorithm>

#include "sim/platform/gdb/hex.h"

namespace covesim::gdb {
namespace {

constexpr char kEscape = '}', kFlip = 0x20, kInterrupt = 0x03;

uint8_t checksum(std::string_view text) {
    uint8_t sum = 0;
    for (const char c : text) sum = static_cast<uint8_t>(sum + static_cast<uint8_t>(c));
    return sum;
}

std::string unescaped(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == kEscape && i + 1 < text.size()) out += static_cast<char>(text[++i] ^ kFlip);
        else out += text[i];
    }
    return out;
}

}  // namespace

std::string framed(std::string_view payload) {
    std::string body;
    for (const char c : payload) {
        // "Responses sent by the stub must also escape '*'".
        if (c == '$' || c == '#' || c == kEscape || c == '*') body += {kEscape, static_cast<char>(c ^ kFlip)};
        else body += c;
    }
    const char sum = static_cast<char>(checksum(body));
    return '$' + body + '#' + to_hex({&sum, 1});
}

std::optional<PacketReader::Event> PacketReader::next() {
    while (!bytes_.empty()) {
        const char first = bytes_[0];
        if (first == '$') return packet();
        bytes_.erase(0, 1);
        if (first == kInterrupt) return Event{Kind::Interrupt, {}};
        if (first == '-') return Event{Kind::Nak, {}};
        // '+' needs no answer; anything else between packets is noise.
    }
    return std::nullopt;
}

std::optional<PacketReader::Event> PacketReader::packet() {
    const size_t end = bytes_.find('#');
    if (end == std::string::npos) {
        if (bytes_.size() <= kPacketSize) return std::nullopt;
        bytes_.clear();
        return Event{Kind::Bad, {}};
    }
    if (bytes_.size() < end + 3) return std::nullopt;
    const std::string body = bytes_.substr(1, end - 1);
    const auto sum = number(std::string_view(bytes_).substr(end + 1, 2));
    bytes_.erase(0, end + 3);
    if (body.size() > kPacketSize || sum != checksum(body)) return Event{Kind::Bad, {}};
    return Event{Kind::Packet, unescaped(body)};
}

}  // namespace covesim::gdb
