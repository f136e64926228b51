// One simulated machine as the Python worker drives it: set up once, then run, look and change, run again.
//
// Plain C++ over sim/platform; module.cc binds it. One per process (SystemC has one kernel). Leaves out: writing CSRs
// (a CSR instruction's side effects belong to the hart), device registers.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/platform/workload.h"

namespace covesim {

/// How a run ended; `why` is a word of docs/python.md.
struct SessionEnd {
    std::string_view why;
    int code = 0;
    std::string message;
};

class Session {
  public:
    /// Everything but the workload; the guest's console is kept.
    explicit Session(const MachineParams& params);

    /// Plan, build and load, or with `options.restored` go on from a checkpoint of these parameters. Once.
    Expected<void, Failure> start(const Options& options);
    bool started() const { return machine_ != nullptr; }

    struct Until {
        std::string stop_pc;  ///< symbol or address; empty: none
        std::string console;  ///< regular expression; empty: none
        std::optional<uint64_t> instructions;
        std::optional<double> timeout;
    };
    /// The instruction count is that of this run; it may be exceeded up to the next sampling point.
    Expected<SessionEnd, Failure> run(const Until& until);

    /// Runs on until the machine can be saved, and saves it. The guest may end before.
    Expected<SessionEnd, Failure> checkpoint(const std::string& file);

    Machine& machine() { return *machine_; }
    const Console& console() const { return console_; }
    Expected<uint64_t, Failure> symbol(std::string_view name) const;
    std::string stats() { return config::json_text(machine_->stats()); }
    std::string report_json() { return config::json_text(machine_->cost_report().json()); }
    std::string report_text() { return machine_->cost_report().text(); }

    /// x0…, zero…, f0…, ft0…, pc, priv, v, or a CSR's name.
    Expected<uint64_t, Failure> read_register(uint32_t hart, std::string_view name);
    /// x, f and pc only.
    Expected<void, Failure> write_register(uint32_t hart, std::string_view name, uint64_t value);
    /// The VLEN / 8 bytes of a vector register, `index` below 32.
    Expected<std::string, Failure> read_vector(uint32_t hart, uint32_t index);
    Expected<void, Failure> write_vector(uint32_t hart, uint32_t index, std::string_view bytes);
    /// Names of the CSRs that this hart has.
    std::vector<std::string> csrs(uint32_t hart);

    /// Physical memory, or with a hart virtual memory as its loads and stores would see it.
    Expected<std::string, Failure> read_memory(uint64_t address, uint64_t bytes, std::optional<uint32_t> hart);
    Expected<void, Failure> write_memory(uint64_t address, std::string_view data, std::optional<uint32_t> hart);

  private:
    Expected<void, Failure> check_hart(uint32_t hart) const;

    MachineParams params_;
    Console console_{-1};
    std::optional<Workload> workload_;
    std::unique_ptr<Machine> machine_;
    std::unordered_map<std::string, uint16_t> csr_numbers_;
};

}  // namespace covesim
