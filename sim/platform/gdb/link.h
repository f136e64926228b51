// Packets to and from GDB over a stream of bytes: acknowledgements, repetition, Ctrl-C.
//
// GDB manual, "Packet Acknowledgment". Everything happens in the calls below, on the machine's own thread.
#pragma once
#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sim/platform/gdb/packet.h"

namespace covesim::gdb {

/// A stream of bytes in both directions.
struct Wire {
    virtual ~Wire() = default;
    /// What has come; waits for it at most this long.
    virtual std::string read(std::chrono::milliseconds patience) = 0;
    virtual void write(std::string_view bytes) = 0;
    /// The other side is gone.
    virtual bool closed() const = 0;
};

class Link {
  public:
    /// `give_up` is asked while nothing comes.
    Link(Wire& wire, std::function<bool()> give_up) : wire_(wire), give_up_(std::move(give_up)) {}

    /// The next packet, waiting for it; nothing: the connection is lost, or given up.
    std::optional<std::string> receive();
    void send(std::string_view payload);
    /// From now on packets are not acknowledged.
    void stop_acknowledging() { acknowledges_ = false; }

    /// Ctrl-C has come since the last forget_interrupt(), or nobody is there any more. Never waits.
    bool interrupted();
    /// As far as has been heard, without listening.
    bool known_interrupted() const { return interrupted_ || wire_.closed(); }
    void forget_interrupt() { interrupted_ = false; }
    bool lost() const { return wire_.closed(); }

  private:
    void pump(std::chrono::milliseconds patience);

    Wire& wire_;
    std::function<bool()> give_up_;
    PacketReader reader_;
    std::deque<std::string> packets_;
    std::string last_sent_;
    bool acknowledges_ = true, interrupted_ = false;
};

}  // namespace covesim::gdb
