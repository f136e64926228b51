#include "sim/platform/embed.h"

#include <fmt/format.h>

#include "sim/platform/machine_impl.h"

namespace covesim {

void UserModels::refuse(std::string message) {
    if (!failure_) failure_ = Failure(kExitUsage, std::move(message));
}

void UserModels::memory(tlm::tlm_target_socket<>& target) {
    Link& link = machine_.impl_->dram_link;
    if (link.bound()) return refuse("there is a model in the place of the DRAM already, or the machine has run");
    link.bind(target);
    machine_.impl_->checkpoint.without_archive.emplace_back("the user's memory model");
}

void UserModels::device(const std::string& name, uint64_t base, uint64_t size, tlm::tlm_target_socket<>& target) {
    Machine::Impl& m = *machine_.impl_;
    if (m.memory_mapped) return refuse(fmt::format("device {}: the machine has run", name));
    for (const auto& r : m.store.regions())
        if (base < r.base.v + r.size && r.base.v < base + size)
            return refuse(fmt::format("device {} overlaps {}", name, r.name));
    if (const auto ok = m.router.map(name, Spa{base}, size, target); !ok) return refuse(ok.error().message);
    m.pma.add_io(Spa{base}, size);
    m.checkpoint.without_archive.push_back("the user's device '" + name + "'");
}

IrqSink& UserModels::interrupts() { return machine_.impl_->irq_sink(); }

}  // namespace covesim
