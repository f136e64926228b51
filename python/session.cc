#include "python/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cpu/priv/csr_row.h"
#include "sim/core/schema/assign.h"

namespace covesim {
namespace {

constexpr std::array<std::string_view, 32> kIntNames = {
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0",  "a1",  "a2", "a3", "a4", "a5",
    "a6",   "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};
constexpr std::array<std::string_view, 32> kFloatNames = {
    "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0",  "fa1",  "fa2", "fa3", "fa4",  "fa5",
    "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9", "ft10", "ft11"};

/// "x7" or the ABI's name; nothing for any other register.
std::optional<uint32_t> index_of(std::string_view name, char letter, const std::array<std::string_view, 32>& names) {
    const auto it = std::find(names.begin(), names.end(), name);
    if (it != names.end()) return static_cast<uint32_t>(it - names.begin());
    if (letter == 'x' && name == "fp") return 8;
    if (name.size() < 2 || name.size() > 3 || name[0] != letter) return std::nullopt;
    uint32_t n = 0;
    for (const char c : name.substr(1)) {
        if (c < '0' || c > '9') return std::nullopt;
        n = 10 * n + static_cast<uint32_t>(c - '0');
    }
    if (n > 31 || (name.size() == 3 && name[1] == '0')) return std::nullopt;
    return n;
}

std::string_view word(StopReason why) {
    switch (why) {
        case StopReason::GuestExit: return "exit";
        case StopReason::PowerOff: return "power-off";
        case StopReason::Reset: return "reset";
        case StopReason::InstructionLimit: return "instructions";
        case StopReason::Timeout: return "timeout";
        case StopReason::TimeEnd: return "time-end";
        case StopReason::StopPc: return "address";
        case StopReason::ConsolePattern: return "console";
        case StopReason::Deadlock: return "deadlock";
        case StopReason::Interrupted: return "interrupted";
        case StopReason::OutputLost: return "output";
        case StopReason::DiskLost: return "disk";
        case StopReason::GuestPanic: return "guest-panic";
        case StopReason::Checkpoint: return "checkpoint";
        case StopReason::CheckpointRefused: return "checkpoint-refused";
        case StopReason::CriticalError: return "critical-error";
        case StopReason::Debugger: return "debugger";
    }
    return "unknown";
}

}  // namespace

Session::Session(const MachineParams& params) : params_(params) {
    console_.keep_text(true);
    for (unsigned n = 0; n < 4096; ++n)
        if (auto name = csr_name(n); !name.empty()) csr_numbers_.emplace(std::move(name), static_cast<uint16_t>(n));
}

Expected<void, Failure> Session::start(const Options& options) {
    if (machine_) return Failure(kExitUsage, "this machine has been started already; make another one");
    Options o = options;
    o.params = params_;
    auto workload = plan_workload(o);
    if (!workload) return workload.error();
    workload_ = std::move(*workload);
    auto machine = std::make_unique<Machine>(params_, workload_->isa, console_);
    auto ok = start_workload(o, *workload_, *machine);
    // SystemC builds once a process: also after a refusal there is no other machine here.
    machine_ = std::move(machine);
    return ok;
}

Expected<SessionEnd, Failure> Session::run(const Until& until) {
    RunLimits limits;
    limits.timeout = until.timeout;
    if (!until.stop_pc.empty()) {
        const auto pc = symbol(until.stop_pc);
        if (!pc) return pc.error();
        limits.stop_pc = *pc;
    }
    if (until.instructions) limits.max_instructions = machine_->instructions() + *until.instructions;
    if (const auto ok = console_.stop_on(until.console); !ok) return Failure(ok.error());
    const RunResult r = machine_->run(limits);
    SessionEnd end{word(r.why), r.code, r.message};
    if (r.why == StopReason::InstructionLimit)
        end.message = fmt::format("instruction limit reached ({})", *until.instructions);
    return end;
}

Expected<SessionEnd, Failure> Session::checkpoint(const std::string& file) {
    RunLimits limits;
    CheckpointPoint here;
    here.file = file;
    here.ends = true;
    limits.checkpoints.push_back(here);
    if (const auto ok = console_.stop_on(""); !ok) return Failure(ok.error());
    const RunResult r = machine_->run(limits);
    if (r.why == StopReason::CheckpointRefused || r.why == StopReason::OutputLost) return Failure(r.code, r.message);
    return SessionEnd{word(r.why), r.code, r.message};
}

Expected<uint64_t, Failure> Session::symbol(std::string_view name) const {
    return workload_address(name, "address", workload_->plan.symbols);
}

Expected<void, Failure> Session::check_hart(uint32_t hart) const {
    if (hart < machine_->harts()) return {};
    return Failure(kExitUsage, fmt::format("hart {}: the machine has {}", hart, machine_->harts()));
}

Expected<uint64_t, Failure> Session::read_register(uint32_t hart, std::string_view name) {
    if (const auto ok = check_hart(hart); !ok) return ok.error();
    Hart& h = machine_->hart(hart);
    if (name == "pc") return h.state().pc;
    if (name == "priv") return uint64_t(h.state().priv);
    if (name == "v") return uint64_t{h.state().v};
    if (const auto i = index_of(name, 'x', kIntNames)) return h.state().x[*i];
    if (const auto i = index_of(name, 'f', kFloatNames)) return h.state().f[*i];
    if (const auto it = csr_numbers_.find(std::string(name)); it != csr_numbers_.end()) {
        if (const auto value = h.privileged().peek(it->second)) return *value;
        return Failure(kExitUsage, fmt::format("this hart has no CSR '{}'", name));
    }
    std::vector<std::string_view> known;
    for (const auto& [csr, number] : csr_numbers_) known.push_back(csr);
    known.insert(known.end(), kIntNames.begin(), kIntNames.end());
    known.insert(known.end(), kFloatNames.begin(), kFloatNames.end());
    std::sort(known.begin(), known.end());
    return Failure(kExitUsage,
                   fmt::format("unknown register '{}'; the nearest is '{}'", name, config::nearest(name, known)));
}

Expected<void, Failure> Session::write_register(uint32_t hart, std::string_view name, uint64_t value) {
    if (const auto ok = read_register(hart, name); !ok) return ok.error();
    HartState& s = machine_->hart(hart).state();
    if (name == "pc") {
        if (value % 2 != 0) return Failure(kExitUsage, fmt::format("pc = 0x{:x}: must be even", value));
        s.pc = value;
    } else if (const auto i = index_of(name, 'x', kIntNames)) {
        if (*i != 0) s.x[*i] = value;
    } else if (const auto j = index_of(name, 'f', kFloatNames)) {
        s.f[*j] = value;
    } else {
        return Failure(kExitUsage, fmt::format("register '{}' can only be read", name));
    }
    return {};
}

Expected<std::string, Failure> Session::read_vector(uint32_t hart, uint32_t index) {
    if (const auto ok = check_hart(hart); !ok) return ok.error();
    const Hart& h = machine_->hart(hart);
    if (!h.config().features.v) return Failure(kExitUsage, fmt::format("this hart has no v{}", index));
    const VectorState& v = h.state().vector;
    return std::string(reinterpret_cast<const char*>(v.reg + index * v.vlenb), v.vlenb);
}

Expected<void, Failure> Session::write_vector(uint32_t hart, uint32_t index, std::string_view bytes) {
    if (const auto ok = read_vector(hart, index); !ok) return ok.error();
    VectorState& v = machine_->hart(hart).state().vector;
    if (bytes.size() != v.vlenb)
        return Failure(kExitUsage, fmt::format("v{}: {} bytes, not VLEN / 8 = {}", index, bytes.size(), v.vlenb));
    std::copy(bytes.begin(), bytes.end(), v.reg + index * v.vlenb);
    return {};
}

std::vector<std::string> Session::csrs(uint32_t hart) {
    std::vector<std::pair<uint16_t, std::string>> found;
    for (const auto& [name, number] : csr_numbers_)
        if (machine_->hart(hart).privileged().find(number)) found.emplace_back(number, name);
    std::sort(found.begin(), found.end());
    std::vector<std::string> names;
    names.reserve(found.size());
    for (auto& [number, name] : found) names.push_back(std::move(name));
    return names;
}

Expected<std::string, Failure> Session::read_memory(uint64_t address, uint64_t bytes, std::optional<uint32_t> hart) {
    const auto nothing = [&] {
        return Failure(kExitUsage, fmt::format("0x{:x} + 0x{:x}: not memory", address, bytes));
    };
    if (hart)
        if (const auto ok = check_hart(*hart); !ok) return ok.error();
    // Before the host allocates anything.
    if (bytes > params_.ram) return nothing();
    std::string data(bytes, '\0');
    const bool ok = hart ? machine_->hart(*hart).peek(address, data.data(), bytes)
                         : machine_->memory().read(Spa{address}, data.data(), bytes);
    if (!ok) return nothing();
    return data;
}

Expected<void, Failure> Session::write_memory(uint64_t address, std::string_view data, std::optional<uint32_t> hart) {
    if (hart)
        if (const auto ok = check_hart(*hart); !ok) return ok.error();
    const bool ok = hart ? machine_->hart(*hart).poke(address, data.data(), data.size())
                         : machine_->memory().write(Spa{address}, data.data(), data.size());
    if (!ok) return Failure(kExitUsage, fmt::format("0x{:x} + 0x{:x}: not memory", address, data.size()));
    return {};
}

}  // namespace covesim
