// What the session debugs, as it sees it. Harts have numbers from 0; the session makes thread ids of them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/platform/debug_stops.h"

namespace covesim::gdb {

/// Why the machine stands.
struct Stop {
    enum class Why : uint8_t {
        Debugger,  ///< `stop` says which of its wishes
        Stuck,     ///< every hart waits for an interrupt and none can come
        Exited,    ///< the run is over, with this exit code
        Signalled  ///< the run was ended by this signal
    };
    Why why = Why::Debugger;
    DebugStop stop;
    int code = 0;
};

struct Target {
    virtual uint32_t harts() const = 0;
    /// Registers of every hart, as GDB's target description.
    virtual std::string description() const = 0;
    /// A few words for a list of threads.
    virtual std::string state_of(uint32_t hart) const = 0;
    /// Address of the next instruction.
    virtual uint64_t pc(uint32_t hart) const = 0;
    /// The register's bytes, least significant first; nothing: there is no such register.
    virtual std::optional<std::string> read_register(uint32_t hart, uint32_t number) const = 0;
    /// Why it cannot be written, or nothing.
    virtual std::optional<std::string> write_register(uint32_t hart, uint32_t number, std::string_view bytes) = 0;
    /// As many of the bytes as are memory, from the first on.
    virtual std::string read_memory(uint32_t hart, uint64_t address, uint64_t bytes) const = 0;
    virtual bool write_memory(uint32_t hart, uint64_t address, std::string_view bytes) = 0;
    /// A user's `monitor` command; the answer is lines of text.
    virtual std::string monitor(uint32_t hart, std::string_view command) = 0;
    /// Runs until something stops it.
    virtual Stop resume(const DebugStops& stops) = 0;

  protected:
    ~Target() = default;
};

}  // namespace covesim::gdb
