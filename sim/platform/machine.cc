// The public class, and how images get into the machine: by the loader, or through the root of trust.
#include "rot/keys/development_key.h"
#include "sim/platform/loader.h"
#include "sim/platform/machine_impl.h"

namespace covesim {

Machine::Machine(const MachineParams& params, const Isa& isa, Console& console)
    : impl_(std::make_unique<Impl>(params, isa, console)) {}
Machine::~Machine() = default;

Expected<void, Failure> Machine::load(const BootPlan& plan) {
    if (const auto ok = load_images(plan.images, impl_->store, impl_->owners); !ok) return Failure(ok.error());
    impl_->enter(plan);
    return {};
}

Expected<void, Failure> Machine::secure_boot(const BootPlan& plan, const std::optional<Blob>& flash) {
    if (impl_->virtio) return Failure(kExitInternal, "a secure boot with devices whose DMA no MPT checks");
    if (auto ok = load(plan); !ok) return ok;
    std::vector<uint8_t> bytes;
    if (flash) {
        const auto* from = reinterpret_cast<const uint8_t*>(flash->data());
        bytes.assign(from, from + flash->size());
    } else {
        std::vector<rot::FlashImage> images;
        for (const auto* image : {&*plan.rom, &*plan.tsm_driver, &*plan.tsm}) {
            const auto& data = image->segments[0].data;
            const auto* from = reinterpret_cast<const uint8_t*>(data.data());
            images.push_back({image->component, {from, from + data.size()}, Spa{image->begin()}, Spa{image->entry}});
        }
        bytes = rot::build_flash(images, rot::Seed(rot::kDevelopmentKeySeed), impl_->params.rot.security_version);
    }
    const auto anchor = rot::RootOfTrust::anchor(impl_->params.rot);
    if (!anchor) return Failure(kExitUsage, "rot.anchor: must be 96 hexadecimal digits, or empty");
    impl_->rot.set_device_tree(Spa{plan.device_tree});
    const auto result = impl_->rot.boot(bytes, *anchor, impl_->params.rot.security_version);
    if (!result.ok()) return Failure(kExitRefused, "the root of trust refuses the boot: " + result.message);
    for (const auto* image : {&*plan.rom, &*plan.tsm_driver, &*plan.tsm})
        impl_->owners.add(image->begin(), image->end() - image->begin(), image->component);
    if (!plan.host.empty()) impl_->owners.add(map::kRamBase, impl_->params.ram, plan.host);
    return {};
}

Expected<void, Failure> Machine::add_virtio(const std::vector<DiskImage*>& disks) { return impl_->add_virtio(disks); }

void Machine::enable_htif(Spa tohost, Spa fromhost) {
    impl_->htif = std::make_unique<Htif>(impl_->store, impl_->console, impl_->input, impl_->exit, tohost, fromhost);
    impl_->input.add_device(*impl_->htif);
}

void Machine::enable_semihosting() {
    for (auto& t : impl_->tiles) t.hart->set_semihosting(impl_.get());
}

void Machine::observe_commits(CommitObserver* observer) { impl_->commits = observer; }
void Machine::trace(EventTrace* trace) {
    impl_->event_trace = trace;
    for (auto& t : impl_->tiles) t.observers.add(*trace);
}
void Machine::set_mode(Mode mode) { impl_->mode = mode; }
Mode Machine::mode() const { return impl_->mode; }
size_t Machine::switches_made() const { return impl_->switches_made; }
void Machine::describe(const CheckpointHead& head) { impl_->checkpoint.head = head; }
size_t Machine::checkpoints_taken() const { return impl_->checkpoint.taken; }
Expected<void, Failure> Machine::restore(CheckpointReader& from) { return impl_->restore(from); }
RunResult Machine::run(const RunLimits& limits) { return impl_->run(limits); }
uint32_t Machine::harts() const { return static_cast<uint32_t>(impl_->tiles.size()); }
Hart& Machine::hart(uint32_t i) { return *impl_->tiles[i].hart; }
BackingStore& Machine::memory() { return impl_->store; }
const OwnerMap& Machine::owners() const { return impl_->owners; }
const MachineParams& Machine::params() const { return impl_->params; }
uint64_t Machine::instructions() const { return impl_->instructions(); }

Tick Machine::now() const { return impl_->latest(); }
void Machine::type(std::string bytes) { impl_->input.type(std::move(bytes), impl_->latest()); }
void Machine::replay(const std::vector<InputEntry>& entries) { impl_->input.replay(entries); }
const std::vector<InputEntry>& Machine::input() const { return impl_->input.entered(); }

}  // namespace covesim

/// SystemC's own main() is not used; its library only needs the symbol.
int sc_main(int, char**) { return covesim::kExitInternal; }
