// GDB manual, "Remote Protocol", Overview, "Packet Acknowledgment" and "Interrupts". Checksums by hand: the sum of the
// payload's bytes modulo 256.
#include <catch2/catch.hpp>

#include "sim/platform/gdb/link.h"

using namespace covesim::gdb;
using Kind = PacketReader::Kind;

namespace {

/// What the test feeds, piece by piece, and what was written.
struct FakeWire final : Wire {
    std::string read(std::chrono::milliseconds) override {
        if (pieces.empty()) {
            gone = true;
            return {};
        }
        std::string piece = pieces.front();
        pieces.pop_front();
        return piece;
    }
    void write(std::string_view bytes) override { written += bytes; }
    bool closed() const override { return gone; }
    std::deque<std::string> pieces;
    std::string written;
    bool gone = false;
};

std::string payload(std::string_view bytes) {
    PacketReader r;
    r.feed(bytes);
    const auto e = r.next();
    return e && e->kind == Kind::Packet ? e->payload : "none";
}

}  // namespace

TEST_CASE("gdb.packet.1 a payload is framed by $, # and its checksum") {
    CHECK(framed("OK") == "$OK#9a");    // 0x4f + 0x4b
    CHECK(framed("") == "$#00");        // "not supported"
    CHECK(framed("E01") == "$E01#a6");  // 0x45 + 0x30 + 0x31
}

TEST_CASE("gdb.packet.2 }, $, # and * are escaped: } and the byte exclusive-or 0x20") {
    // 0x7d 0x03, and the checksum is of what is sent: 0x7d + 0x03 = 0x80.
    CHECK(framed("#") == std::string("$}\x03#80"));
    CHECK(framed("$") == std::string("$}\x04#81"));
    CHECK(framed("}") == "$}]#da");
    CHECK(framed("*") == "$}\n#87");
    CHECK(payload("$}]#da") == "}");
    CHECK(payload(std::string("$}\x03#80")) == "#");
}

TEST_CASE("gdb.packet.3 packets are found in a stream that is cut anywhere") {
    const std::string stream = "+$g#67+$m0,4#fd";
    for (size_t cut = 0; cut <= stream.size(); ++cut) {
        PacketReader r;
        std::vector<std::string> seen;
        for (const std::string& part : {stream.substr(0, cut), stream.substr(cut)}) {
            r.feed(part);
            while (const auto e = r.next()) seen.push_back(e->payload);
        }
        CHECK(seen == std::vector<std::string>{"g", "m0,4"});
    }
}

TEST_CASE("gdb.packet.4 a wrong checksum, no number for one, and an endless packet are bad") {
    for (const std::string& bytes :
         {std::string("$g#68"), std::string("$g#zz"), '$' + std::string(kPacketSize + 1, 'x')}) {
        PacketReader r;
        r.feed(bytes);
        const auto e = r.next();
        REQUIRE(e);
        CHECK(e->kind == Kind::Bad);
        CHECK_FALSE(r.next());
    }
}

TEST_CASE("gdb.packet.5 0x03 is an interrupt between packets, and a byte within one") {
    PacketReader r;
    r.feed("\x03$X0,1:\x03#22");
    CHECK(r.next()->kind == Kind::Interrupt);
    const auto e = r.next();
    REQUIRE(e);
    CHECK(e->kind == Kind::Packet);
    CHECK(e->payload == "X0,1:\x03");
    CHECK_FALSE(r.next());
}

TEST_CASE(
    "gdb.packet.6 packets are acknowledged, bad ones asked for again, ours repeated, until that is switched off") {
    FakeWire wire;
    Link link(wire, [] { return false; });
    wire.pieces = {"$g#68", "$g#67", "-", "$c#63"};
    link.send("OK");
    CHECK(link.receive() == "g");
    CHECK(wire.written == "$OK#9a-+");
    CHECK(link.receive() == "c");
    CHECK(wire.written == "$OK#9a-+$OK#9a+");
    link.stop_acknowledging();
    wire.pieces = {"$g#67"};
    CHECK(link.receive() == "g");
    CHECK(wire.written == "$OK#9a-+$OK#9a+");
    CHECK_FALSE(link.receive());
    CHECK(link.lost());
}

TEST_CASE("gdb.packet.7 an interrupt is known until it is forgotten; a lost connection is one") {
    FakeWire wire;
    Link link(wire, [] { return false; });
    wire.pieces = {"", "\x03", ""};
    CHECK_FALSE(link.interrupted());
    CHECK(link.interrupted());
    CHECK(link.interrupted());
    CHECK(link.known_interrupted());
    link.forget_interrupt();
    CHECK_FALSE(link.known_interrupted());
    CHECK(link.interrupted());  // nothing more to read: the other side is gone
}

TEST_CASE("gdb.packet.8 waiting for a packet ends when it is given up") {
    FakeWire wire;
    int asked = 0;
    Link link(wire, [&] { return ++asked == 3; });
    wire.pieces = {"", "", "", ""};
    CHECK_FALSE(link.receive());
    CHECK_FALSE(link.lost());
    CHECK(wire.pieces.size() == 2);
}
