#include "sim/platform/gdb/link.h"

namespace covesim::gdb {

void Link::pump(std::chrono::milliseconds patience) {
    reader_.feed(wire_.read(patience));
    while (auto event = reader_.next()) {
        switch (event->kind) {
            case PacketReader::Kind::Packet:
                if (acknowledges_) wire_.write("+");
                packets_.push_back(std::move(event->payload));
                break;
            case PacketReader::Kind::Bad:
                if (acknowledges_) wire_.write("-");
                break;
            case PacketReader::Kind::Nak: wire_.write(last_sent_); break;
            case PacketReader::Kind::Interrupt: interrupted_ = true; break;
        }
    }
}

std::optional<std::string> Link::receive() {
    constexpr std::chrono::milliseconds kPatience{200};
    while (packets_.empty()) {
        if (wire_.closed() || give_up_()) return std::nullopt;
        pump(kPatience);
    }
    std::string packet = std::move(packets_.front());
    packets_.pop_front();
    return packet;
}

void Link::send(std::string_view payload) {
    last_sent_ = framed(payload);
    wire_.write(last_sent_);
}

bool Link::interrupted() {
    pump(std::chrono::milliseconds{0});
    return known_interrupted();
}

}  // namespace covesim::gdb
