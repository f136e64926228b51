// Framing of the GDB remote serial protocol: "$payload#checksum", acknowledgements, the interrupt byte.
//
// GDB manual, "Remote Protocol", Overview and "Interrupts": the checksum is the sum of the payload's bytes modulo 256
// as two hexadecimal digits; '}' escapes a byte, which follows exclusive-or 0x20. Leaves out: run-length encoding,
// which only a stub would send; notifications.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace covesim::gdb {

/// Longest payload that is taken, in bytes as they come; announced as PacketSize.
inline constexpr size_t kPacketSize = 0x8000;

/// The payload framed and escaped.
std::string framed(std::string_view payload);

/// Cuts a stream of bytes into what GDB said.
class PacketReader {
  public:
    enum class Kind : uint8_t {
        Packet,     ///< with its payload, unescaped
        Bad,        ///< wrong checksum, or longer than kPacketSize
        Interrupt,  ///< Ctrl-C: 0x03 outside a packet
        Nak,        ///< '-': send the last packet again
    };
    struct Event {
        Kind kind = Kind::Packet;
        std::string payload;
    };

    void feed(std::string_view bytes) { bytes_ += bytes; }
    /// The next event in what was fed; nothing: more bytes are needed.
    std::optional<Event> next();

  private:
    std::optional<Event> packet();
    std::string bytes_;  ///< not consumed yet; a packet from its '$' on
};

}  // namespace covesim::gdb
