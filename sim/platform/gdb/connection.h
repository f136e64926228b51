// TCP on the loopback interface, for one debugger (Boost.Asio). No thread: bytes move within the calls below.
#pragma once
#include <memory>

#include "sim/platform/exit_code.h"
#include "sim/platform/gdb/link.h"

namespace covesim::gdb {

class Connection final : public Wire {
  public:
    /// Listens on 127.0.0.1; port 0: one that is free. A port that cannot be had is a failure with code 9.
    static Expected<std::unique_ptr<Connection>, Failure> listen(uint16_t port);
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    uint16_t port() const;
    /// Somebody has connected, within this time; nobody else can from then on.
    bool accept(std::chrono::milliseconds patience);

    std::string read(std::chrono::milliseconds patience) override;
    void write(std::string_view bytes) override;
    bool closed() const override;

  private:
    struct Impl;
    explicit Connection(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace covesim::gdb
