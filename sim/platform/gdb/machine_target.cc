#include "sim/platform/gdb/machine_target.h"

#include <fmt/format.h>

#include "sim/platform/gdb/hex.h"
#include "sim/platform/gdb/registers.h"

namespace covesim::gdb {
namespace {

/// "M", "S", "U", "VS", "VU"; S stands for HS.
std::string mode_name(const HartState& s) {
    const char* const level = s.priv == Priv::M ? "M" : s.priv == Priv::S ? "S" : "U";
    return (s.v ? "V" : "") + std::string(level);
}

}  // namespace

std::string MachineTarget::description() const { return target_description(machine_.hart(0)); }

std::string MachineTarget::state_of(uint32_t hart) const {
    const Hart& h = machine_.hart(hart);
    const char* const doing = h.busy() ? ", within an instruction" : h.waiting() ? ", waits for an interrupt" : "";
    return mode_name(h.state()) + "-mode" + doing;
}

std::optional<std::string> MachineTarget::read_register(uint32_t hart, uint32_t number) const {
    return gdb::read_register(machine_.hart(hart), number);
}

std::optional<std::string> MachineTarget::write_register(uint32_t hart, uint32_t number, std::string_view bytes) {
    return gdb::write_register(machine_.hart(hart), number, bytes);
}

// --- memory
// -----------------------------------------------------------------------------------------------------------

std::optional<Spa> MachineTarget::find(uint32_t hart, uint64_t address) const {
    if (physical_) return Spa{address};
    const Hart& h = machine_.hart(hart);
    Regime r = h.privileged().fetch_regime();
    if (r.priv == Priv::U) r.priv = Priv::S;  // with SUM and MXR, S reads whatever S or U reads or executes
    r.sum = r.mxr = r.vs_mxr = true;
    Spa spa;
    Fault fault;
    const Access access{Va{h.privileged().data_regime().masked(address)}, 1, Acc::Load, false, false, false};
    if (!h.mmu().probe(r, access, spa, fault)) return std::nullopt;
    return spa;
}

template <class F>
uint64_t MachineTarget::each_page(uint32_t hart, uint64_t address, uint64_t bytes, F f) const {
    constexpr uint64_t kPage = 4096;
    uint64_t done = 0;
    while (done < bytes) {
        const uint64_t at = address + done, n = std::min(bytes - done, kPage - at % kPage);
        const auto spa = find(hart, at);
        if (!spa || !f(*spa, done, n)) break;
        done += n;
    }
    return done;
}

std::string MachineTarget::read_memory(uint32_t hart, uint64_t address, uint64_t bytes) const {
    std::string out(bytes, '\0');
    const BackingStore& memory = machine_.memory();
    out.resize(each_page(hart, address, bytes,
                         [&](Spa a, uint64_t at, uint64_t n) { return memory.read(a, out.data() + at, n); }));
    return out;
}

bool MachineTarget::write_memory(uint32_t hart, uint64_t address, std::string_view bytes) {
    BackingStore& memory = machine_.memory();
    const auto there = [&](Spa a, uint64_t, uint64_t n) { return memory.raw(a, n) != nullptr; };
    if (each_page(hart, address, bytes.size(), there) != bytes.size()) return false;  // all of it or nothing
    each_page(hart, address, bytes.size(),
              [&](Spa a, uint64_t at, uint64_t n) { return memory.write(a, bytes.data() + at, n); });
    for (uint32_t h = 0; h < harts(); ++h)
        if (!machine_.hart(h).busy()) machine_.hart(h).refetch();
    return true;
}

// --- monitor commands
// -------------------------------------------------------------------------------------------------

const MachineTarget::Command MachineTarget::kCommands[] = {
    {"help", "this list", &MachineTarget::help},
    {"harts", "where each hart stands", &MachineTarget::list_harts},
    {"physical", "on|off: memory by physical address, or as the hart translates", &MachineTarget::physical},
    {"stats", "every statistic so far, as JSON", &MachineTarget::stats},
    {"translate", "ADDRESS: its physical address for this hart", &MachineTarget::translate},
};

std::string MachineTarget::monitor(uint32_t hart, std::string_view command) {
    const std::string_view name = take(command, ' ');
    for (const Command& c : kCommands)
        if (c.name == name) return (this->*c.run)(hart, command);
    return fmt::format("unknown command '{}'; monitor help lists them\n", name);
}

std::string MachineTarget::help(uint32_t, std::string_view) {
    std::string text;
    for (const Command& c : kCommands) text += fmt::format("monitor {:<10} {}\n", c.name, c.help);
    return text;
}

std::string MachineTarget::list_harts(uint32_t, std::string_view) {
    std::string text;
    for (uint32_t h = 0; h < harts(); ++h) {
        const Hart& hart = machine_.hart(h);
        text += fmt::format("hart {}: pc {:#x}, {}, {} instructions, {} cycles\n", h, hart.pc(), state_of(h),
                            hart.retired(), hart.cycles());
    }
    return text;
}

std::string MachineTarget::physical(uint32_t, std::string_view argument) {
    if (argument == "on" || argument == "off") physical_ = argument == "on";
    else if (!argument.empty()) return "monitor physical on, or off\n";
    return fmt::format("addresses are {}\n", physical_ ? "physical" : "virtual");
}

std::string MachineTarget::stats(uint32_t, std::string_view) { return config::json_text(machine_.stats()); }

std::string MachineTarget::translate(uint32_t hart, std::string_view argument) {
    if (argument.starts_with("0x")) argument.remove_prefix(2);
    const auto address = number(argument);
    if (!address) return "monitor translate ADDRESS, in hexadecimal\n";
    const auto spa = find(hart, *address);
    return spa ? fmt::format("{:#x}\n", spa->v) : "no physical address\n";
}

}  // namespace covesim::gdb
