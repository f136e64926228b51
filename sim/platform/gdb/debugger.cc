#include "sim/platform/gdb/debugger.h"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "sim/platform/gdb/connection.h"
#include "sim/platform/gdb/machine_target.h"
#include "sim/platform/gdb/session.h"
#include "sim/platform/host_signals.h"

namespace covesim::gdb {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPatience{200};

void say(const std::string& text) { fmt::print(stderr, "covesim: {}\n", text); }

/// One connection's run.
class Service {
  public:
    Service(Connection& connection, Machine& machine, RunLimits& limits)
        : connection_(connection),
          machine_(machine),
          limits_(limits),
          link_(connection, [this] { return given_up(); }),
          target_(machine, [this](const DebugStops& stops) { return resume(stops); }) {
        if (limits.timeout) {
            const std::chrono::duration<double> time(*limits.timeout);
            deadline_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(time);
        }
    }

    RunResult run() {
        say(fmt::format("waiting for a debugger: target remote localhost:{}", connection_.port()));
        while (!connection_.accept(kPatience))
            if (given_up()) return why_given_up();
        stand();
        Session session(target_);
        serve(session);
        switch (session.state()) {
            case Session::State::Over: return result_;
            case Session::State::Killed:
                return {StopReason::Interrupted, kExitSignal + SIGINT, "stopped by the debugger", {}};
            case Session::State::Detached: return go_on();
            case Session::State::Open: break;
        }
        if (given_up()) return why_given_up();
        say("the debugger's connection is lost; the run goes on");
        return go_on();
    }

  private:
    /// Before the first instruction: a run that executes nothing completes the machine's memory map.
    void stand() {
        DebugStops stops;
        stops.attention = [] { return true; };
        result_ = run_machine(&stops);
    }

    void serve(Session& session) {
        while (session.state() == Session::State::Open) {
            const auto packet = link_.receive();
            if (!packet) return;
            const auto answers = session.handle(*packet);
            link_.forget_interrupt();
            for (const auto& answer : answers) link_.send(answer);
            if (session.no_acknowledgements()) link_.stop_acknowledging();
        }
    }

    bool late() const { return deadline_ && Clock::now() >= *deadline_; }
    bool given_up() const { return host_signals::received() != 0 || late(); }
    RunResult why_given_up() const {
        if (const int signal = host_signals::received())
            return {StopReason::Interrupted,
                    kExitSignal + signal,
                    fmt::format("stopped by SIG{}", ::sigabbrev_np(signal)),
                    {}};
        return {StopReason::Timeout, kExitTimeout, fmt::format("time limit reached ({} s)", *limits_.timeout), {}};
    }

    RunResult run_machine(const DebugStops* stops) {
        auto& switches = limits_.switches;
        switches.erase(switches.begin(), switches.begin() + static_cast<std::ptrdiff_t>(switches_made_));
        RunLimits limits = limits_;
        limits.debug = stops;
        if (deadline_) limits.timeout = std::chrono::duration<double>(*deadline_ - Clock::now()).count();
        RunResult result = machine_.run(limits);
        switches_made_ = machine_.switches_made();
        if (result.why == StopReason::Timeout) return why_given_up();  // of the whole, not of this part
        return result;
    }
    RunResult go_on() { return late() ? why_given_up() : run_machine(nullptr); }

    Stop resume(DebugStops stops) {
        constexpr uint32_t kEvery = 16;  // asking the host is a system call
        uint32_t asked = 0;
        stops.attention = [&] { return asked++ % kEvery == 0 ? link_.interrupted() : link_.known_interrupted(); };
        result_ = run_machine(&stops);
        switch (result_.why) {
            case StopReason::Debugger: return {Stop::Why::Debugger, result_.debug, 0};
            case StopReason::Deadlock: return {Stop::Why::Stuck, {}, 0};
            case StopReason::Interrupted: return {Stop::Why::Signalled, {}, result_.code - kExitSignal};
            default: return {Stop::Why::Exited, {}, result_.code};
        }
    }

    Connection& connection_;
    Machine& machine_;
    RunLimits& limits_;
    Link link_;
    MachineTarget target_;
    std::optional<Clock::time_point> deadline_;
    RunResult result_;
    size_t switches_made_ = 0;  ///< by the machine's last run
};

}  // namespace

Expected<Debugger, Failure> Debugger::listen(uint16_t port) {
    auto connection = Connection::listen(port);
    if (!connection) return connection.error();
    return Debugger(std::move(*connection));
}

Debugger::Debugger(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Debugger::Debugger(Debugger&&) noexcept = default;
Debugger::~Debugger() = default;

RunResult Debugger::run(Machine& machine, RunLimits& limits) { return Service(*connection_, machine, limits).run(); }

}  // namespace covesim::gdb
