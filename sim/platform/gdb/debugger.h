// A run under a debugger (`--gdb PORT`): waits for GDB on the loopback interface and serves it until the run is over.
//
// When GDB detaches or its connection breaks, the run goes on without it. The wall-clock limit counts all the time.
#pragma once
#include <memory>

#include "sim/platform/exit_code.h"
#include "sim/platform/machine.h"

namespace covesim::gdb {

class Connection;

/// The port is taken before the machine is built, so that one that cannot be had costs nothing.
class Debugger {
  public:
    static Expected<Debugger, Failure> listen(uint16_t port);
    Debugger(Debugger&&) noexcept;
    ~Debugger();

    /// As machine.run(limits); limits.switches keeps those of the machine's last run()
    RunResult run(Machine& machine, RunLimits& limits);

  private:
    explicit Debugger(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> connection_;
};

}  // namespace covesim::gdb
