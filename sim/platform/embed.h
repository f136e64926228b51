// A program of one's own around the machine: the whole command line, with the user's SystemC models in the machine.
//
// IEEE 1666, TLM-2.0 base protocol, blocking transport. Together with sim/tlm/mem_extension.h, sim/tlm/device_target.h
// and what these include it is the installed interface (docs/embedding.md has an example). Left out: a model in the
// place of a cache or of the encryption engine, initiators (DMA), the user's device in the generated device tree.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <tlm>

#include "sim/core/irq.h"
#include "sim/core/types.h"
#include "sim/platform/exit_code.h"

namespace covesim {

class Machine;

/// Puts models into a machine that has been built and has not run yet. SystemC's time resolution is 1 fs by then. The
/// models belong to the caller and must outlive the run.
class UserModels {
  public:
    explicit UserModels(Machine& machine) : machine_(machine) {}

    /// In the place of the DRAM model, below last-level cache and encryption engine: requests of up to a line at
    /// physical addresses. Only the delay counts; data stays in the machine's backing store. Requests carry a
    /// MemExtension, which a model may look at or ignore. An error response is counted and otherwise ignored. Nothing
    /// comes here in `fast`, and in `warm` the delay is ignored.
    void memory(tlm::tlm_target_socket<>& target);

    /// A device at [base, base + size): naturally aligned accesses of 1 to 8 bytes at addresses relative to base.
    void device(const std::string& name, uint64_t base, uint64_t size, tlm::tlm_target_socket<>& target);

    /// The machine's wired interrupt lines (source numbers of PLIC or APLIC; `irqchip = none`: nowhere).
    IrqSink& interrupts();

    /// The first of the calls above that could not be done.
    const std::optional<Failure>& failure() const { return failure_; }

  private:
    void refuse(std::string message);
    Machine& machine_;
    std::optional<Failure> failure_;
};

/// Called once for `run` and `boot`, before anything is loaded.
using AddModels = std::function<void(UserModels&)>;

/// The program `covesim` with these models: command line, messages and exit codes are the same. A model that cannot be
/// placed is a failure with code 2.
int covesim_main(int argc, const char* const* argv, const AddModels& add = {});

}  // namespace covesim
