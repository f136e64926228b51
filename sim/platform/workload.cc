#include "sim/platform/workload.h"

#include <fmt/format.h>

#include "sim/core/schema/describe.h"
#include "sim/platform/files.h"
#include "sim/platform/version.h"

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

/// Gives the words' addresses to the checkpoints, too.
Expected<void, Failure> connect_htif(const Options& o, const Symbols& symbols, Machine& machine, CheckpointHead& head) {
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
    head.tohost = **to;
    head.fromhost = answer;
    return {};
}

Expected<void, Failure> open_disks(const std::vector<DiskOption>& options, Workload& w) {
    for (const auto& disk : options) {
        auto image = DiskImage::open(disk);
        if (!image) return Failure(image.error());
        w.disks.push_back(std::move(*image));
    }
    return {};
}

Expected<void, Failure> add_virtio(const Workload& w, Machine& machine) {
    std::vector<DiskImage*> disks;
    for (const auto& disk : w.disks) disks.push_back(disk.get());
    return machine.add_virtio(disks);
}

Expected<void, Failure> plan_restore(const Options& o, Workload& w) {
    const CheckpointHead& head = w.checkpoint->head();
    w.plan.symbols = head.symbols;
    if (!o.disks.empty() && o.disks.size() != head.disks.size())
        return Failure(kExitUsage,
                       fmt::format("--restore {}: the checkpoint has {} disks", o.restore, head.disks.size()));
    return open_disks(o.disks.empty() ? head.disks : o.disks, w);
}

Expected<void, Failure> go_on(const Options& o, const Workload& w, Machine& machine) {
    const CheckpointHead& head = w.checkpoint->head();
    if (!head.boot)
        if (auto ok = add_virtio(w, machine); !ok) return ok;
    if (head.tohost && head.fromhost) machine.enable_htif(Spa{*head.tohost}, Spa{*head.fromhost});
    if (head.semihosting) machine.enable_semihosting();
    CheckpointHead now = head;
    now.parameters = config::json_text(config::tree_of(machine.params()));
    if (!o.disks.empty()) now.disks = o.disks;
    machine.describe(now);
    if (auto ok = machine.restore(*w.checkpoint); !ok) return ok;
    if (o.restore_mode) machine.set_mode(*o.restore_mode);
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
    Workload w{*isa, {}, {}, o.restored, {}};
    if (w.checkpoint) {
        if (auto ok = plan_restore(o, w); !ok) return ok.error();
        return w;
    }
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
        if (auto ok = open_disks(o.disks, w); !ok) return ok.error();
        auto plan = plan_run(o, w.isa);
        if (!plan) return plan.error();
        w.plan = std::move(*plan);
    }
    return w;
}

Expected<void, Failure> start_workload(const Options& o, const Workload& w, Machine& machine) {
    if (w.checkpoint) return go_on(o, w, machine);
    CheckpointHead head;
    head.version = kVersion;
    head.parameters = config::json_text(config::tree_of(machine.params()));
    head.preset = o.preset;
    head.boot = o.command == Command::Boot;
    head.semihosting = o.semihosting;
    head.disks = o.disks;
    head.symbols = w.plan.symbols;
    if (head.boot) {
        if (auto ok = machine.secure_boot(w.plan, w.flash); !ok) return ok;
    } else {
        if (auto ok = machine.load(w.plan); !ok) return ok;
        if (auto ok = add_virtio(w, machine); !ok) return ok;
        if (auto ok = connect_htif(o, w.plan.symbols, machine, head); !ok) return ok;
    }
    if (o.semihosting) machine.enable_semihosting();
    machine.describe(head);
    return {};
}

}  // namespace covesim
