#include "sim/platform/workload.h"

#include <fmt/format.h>

#include "sim/platform/files.h"

namespace covesim {
namespace {

/// An address option, or this symbol of the program when the option is not given.
Expected<std::optional<uint64_t>, Failure> address_or(const std::string& text, std::string_view option,
                                                      const char* symbol, const Symbols& symbols) {
    if (text.empty()) {
        const auto it = symbols.find(symbol);
        return it == symbols.end() ? std::optional<uint64_t>{} : std::optional<uint64_t>{it->second};
    }
    const auto a = workload_address(text, option, symbols);
    if (!a) return a.error();
    return std::optional<uint64_t>{*a};
}

Expected<void, Failure> connect_htif(const Options& o, const Symbols& symbols, Machine& machine) {
    if (!o.htif) return {};
    const auto to = address_or(o.tohost, "--tohost", "tohost", symbols);
    if (!to) return to.error();
    const auto from = address_or(o.fromhost, "--fromhost", "fromhost", symbols);
    if (!from) return from.error();
    if (!*to) return {};
    const uint64_t answer = *from ? **from : **to + 8;
    if (**to % 8 != 0 || answer % 8 != 0) return Failure(kExitUsage, "tohost and fromhost must be 8-byte aligned");
    if (answer == **to) return Failure(kExitUsage, "tohost and fromhost must be different words");
    if (!machine.memory().host(Spa{**to}, 8) || !machine.memory().host(Spa{answer}, 8))
        return Failure(kExitUsage, "tohost and fromhost must lie in RAM");
    machine.enable_htif(Spa{**to}, Spa{answer});
    return {};
}

}  // namespace

Expected<uint64_t, Failure> workload_address(std::string_view text, std::string_view option, const Symbols& symbols) {
    const auto a = resolve_address(text, symbols);
    if (!a)
        return Failure(kExitUsage, fmt::format("{} {}: neither an address nor a symbol of the program", option, text));
    return *a;
}

Expected<Workload, Failure> plan_workload(const Options& o) {
    if (const auto s = check_machine(o.params); !s) return Failure(s.error());
    auto isa = machine_isa(o.params);
    Workload w{*isa, {}, {}, {}};
    if (o.command == Command::Boot) {
        if (o.params.devices.any())
            return Failure(kExitUsage,
                           "boot: devices.* would let DMA past the memory protection tables, which check harts only");
        auto plan = o.host == kHostVmm ? plan_boot(o, w.isa) : plan_hosted(o, w.isa);
        if (!plan) return plan.error();
        w.plan = std::move(*plan);
        if (!o.flash.empty()) {
            auto data = read_file(o.flash);
            if (!data) return Failure(data.error());
            w.flash = std::move(*data);
        }
    } else {
        for (const auto& disk : o.disks) {
            auto image = DiskImage::open(disk);
            if (!image) return Failure(image.error());
            w.disks.push_back(std::move(*image));
        }
        auto plan = plan_run(o, w.isa);
        if (!plan) return plan.error();
        w.plan = std::move(*plan);
    }
    return w;
}

Expected<void, Failure> start_workload(const Options& o, const Workload& w, Machine& machine) {
    if (o.command == Command::Boot) {
        if (auto ok = machine.secure_boot(w.plan, w.flash); !ok) return ok;
    } else {
        if (auto ok = machine.load(w.plan); !ok) return ok;
        std::vector<DiskImage*> disks;
        for (const auto& disk : w.disks) disks.push_back(disk.get());
        if (auto ok = machine.add_virtio(disks); !ok) return ok;
        if (auto ok = connect_htif(o, w.plan.symbols, machine); !ok) return ok;
    }
    if (o.semihosting) machine.enable_semihosting();
    return {};
}

}  // namespace covesim
