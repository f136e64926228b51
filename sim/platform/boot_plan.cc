#include "sim/platform/boot_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "sim/core/layout/ram_layout.h"
#include "sim/platform/device_tree.h"
#include "sim/platform/host.h"
#include "sim/platform/loader.h"
#include "sim/platform/presets.h"

namespace covesim {
namespace {

constexpr uint64_t kFirmwareBase = map::kRamBase;
constexpr uint64_t kKernelBase = map::kRamBase + 0x20'0000;
constexpr uint64_t kPage = 4096, kLargePage = 0x20'0000;
/// Behind the device tree, for firmware that expands it in place: OpenSBI grows it by its reserved memory and gives the
/// larger size to the next stage.
constexpr uint64_t kTreeRoom = 64 << 10;
constexpr const char* kGuestImage = "guest-image";
/// Where images are placed before their fit is checked.
constexpr uint64_t kNoEnd = 1ull << 56;

uint64_t padded_size(uint64_t size) { return (size + kPage - 1) / kPage * kPage; }
Blob padded(Blob data) {
    data.resize(padded_size(data.size()));
    return data;
}

Failure no_room(const std::string& what) {
    return Failure(kExitUsage, fmt::format("RAM is too small for {}; give more with --ram", what));
}

/// What the stack cannot do without: what its firmware is compiled for (firmware/CMakeLists.txt), and what it is there
/// to use.
Expected<void, Failure> check_isa(const Isa& isa) {
    using isa::Ext;
    constexpr isa::IsaSet kNeeded{Ext::M, Ext::A, Ext::C, Ext::Zifencei, Ext::Zicsr, Ext::H, Ext::Sstc, Ext::Smmpt43};
    isa::IsaSet missing = kNeeded;
    missing.remove(isa.set());
    if (missing == isa::IsaSet{}) return {};
    return Failure(kExitUsage, fmt::format("--isa: the boot stack needs {}", fmt::join(missing.names(), ", ")));
}

/// The last step of every plan: images fit and do not overlap, for the given amount of RAM.
Expected<void, Failure> check_plan(const BootPlan& plan, const MachineParams& params) {
    BackingStore empty;
    if (!add_memory(empty, params))
        return Failure(kExitUsage,
                       fmt::format("this host has no room for {} MiB of RAM; give less with --ram", params.ram >> 20));
    std::vector<Image> all = plan.images;
    for (const auto* image : {&plan.rom, &plan.tsm_driver, &plan.tsm})
        if (*image) all.push_back(**image);
    if (const auto ok = check_placement(all, empty); !ok) return Failure(ok.error());
    return {};
}

/// What the TSM driver leaves the hosting domain of this much RAM.
map::Range host_memory(const BootPlan& plan, uint64_t ram, const MachineParams& params) {
    const uint64_t tsm = plan.tsm->end() - plan.tsm->begin();
    const unsigned levels = 3 + static_cast<unsigned>(params.firmware.mpt_mode);
    return map::divide_ram({map::kRamBase, ram}, ram, 1, params.harts, tsm, levels).host;
}

/// The stack's own view of the RAM: the tables at its top leave the host enough for what the loader puts there and for
/// a second copy of the guest's images, which the TSM measures into confidential memory. More may be needed later: the
/// TVM's memory is populated on demand, and a kernel wants some to work with.
bool ram_suffices(const BootPlan& plan, uint64_t ram, const MachineParams& params) {
    const auto host = host_memory(plan, ram, params);
    uint64_t used = 0;
    for (const auto& image : plan.images) {
        const uint64_t size = padded_size(image.end() - image.begin());
        if (image.begin() < host.base || image.end() > host.end()) return false;
        used += image.component == kGuestImage ? 2 * size : size;
    }
    return used <= host.size;
}

Expected<void, Failure> check_ram(const BootPlan& plan, const MachineParams& params) {
    constexpr uint64_t kStep = 1 << 20, kMost = 64ull << 30;
    if (ram_suffices(plan, params.ram, params)) return {};
    uint64_t least = (params.ram / kStep + 1) * kStep;
    while (least <= kMost && !ram_suffices(plan, least, params)) least += kStep;
    return Failure(kExitUsage,
                   fmt::format("RAM is too small: {} needs at least {} MiB to start, and {} KiB are "
                               "given; give more with --ram",
                               plan.host.empty() ? "this guest" : "this host", least >> 20, params.ram >> 10));
}

/// struct fw_dynamic_info of OpenSBI (docs/firmware/fw_dynamic.md): next stage at `next`, in S-mode.
Blob fw_dynamic_info(uint64_t next) {
    const uint64_t words[] = {0x4942534f, 2, next, 1, 0, 0};
    Blob data(sizeof words);
    std::memcpy(data.data(), words, sizeof words);
    return data;
}

uint64_t kernel_base(const Blob& data) {
    const auto header = linux_header(data);
    return header ? map::kRamBase + (header->text_offset ? header->text_offset : 0x20'0000) : kKernelBase;
}

/// An image in the next free place.
template <class Space>
Expected<MemoryRange, Failure> place(BootPlan& plan, Space& space, Image image, const std::string& what) {
    const uint64_t size = image.segments[0].size;
    const auto at = space.take(size, kPage);
    if (!at) return no_room(what);
    image.segments[0].base = image.entry = *at;
    plan.images.push_back(std::move(image));
    return MemoryRange{*at, size};
}

Expected<Image, Failure> firmware_file(const std::string& name, const std::string& component) {
    const auto file = find_data_file("firmware/" + name + ".elf");
    if (file.empty())
        return Failure(kExitInput, fmt::format("cannot find firmware/{}.elf; is the firmware built?", name));
    auto image = read_image(file, component, 0);
    if (!image) return Failure(image.error());
    return *image;
}

/// One contiguous image (from the first to the last byte in memory): what the device tree can describe and the root of
/// trust can measure.
Image flattened(const Image& image) {
    Blob all(image.end() - image.begin());
    for (const auto& s : image.segments)
        std::copy(s.data.begin(), s.data.end(), all.begin() + static_cast<ptrdiff_t>(s.base - image.begin()));
    Image flat = make_image(image.file, image.component, image.begin(), std::move(all));
    flat.entry = image.entry;
    flat.symbols = image.symbols;
    flat.code = image.code;
    return flat;
}

/// Symbols of one of several programs: by "component:name" too, because names repeat.
void add_symbols(BootPlan& plan, const Image& image) {
    for (const auto& [name, value] : image.symbols) {
        plan.symbols.emplace(name, value);
        plan.symbols.emplace(image.component + ":" + name, value);
    }
}

FirmwareNode node_of(const Image& image) { return {{image.begin(), image.end() - image.begin()}, image.entry}; }

/// Read the guest's images, generate its device tree, and place all of them.
Expected<TvmNode, Failure> place_guest(BootPlan& plan, BottomUp& space, const Guest& guest, const Isa& isa,
                                       uint64_t timebase) {
    TvmNode node{guest.tvm, {}};
    struct Part {
        Blob data;
        const TvmImage* image;
    };
    std::vector<Part> parts;
    std::optional<MemoryRange> initrd;
    for (const auto& image : guest.images) {
        Part part{{}, &image};
        if (image.kind == TvmImageKind::DeviceTree) {
            if (node.params.arg == 0) node.params.arg = image.gpa;
        } else {
            auto data = read_file(image.file);
            if (!data) return Failure(data.error());
            if (data->empty()) return Failure(kExitInput, fmt::format("'{}' is empty", image.file));
            part.data = std::move(*data);
            if (image.kind == TvmImageKind::Initrd) initrd = MemoryRange{image.gpa, part.data.size()};
        }
        parts.push_back(std::move(part));
    }
    for (auto& part : parts) {
        if (part.image->kind == TvmImageKind::DeviceTree) part.data = tvm_device_tree(guest.tvm, isa, timebase, initrd);
        const uint64_t end = part.image->gpa + part.data.size();
        const std::string what = part.image->file.empty() ? "the guest's device tree" : "'" + part.image->file + "'";
        if (end > guest.tvm.memory_base + guest.tvm.memory_size)
            return Failure(kExitInput, fmt::format("{} does not fit into the TVM's memory", what));
        for (const auto& other : parts)
            if (&other < &part && part.image->gpa < other.image->gpa + other.data.size() && other.image->gpa < end)
                return Failure(kExitInput, fmt::format("the guest's images overlap at 0x{:x}",
                                                       std::max(part.image->gpa, other.image->gpa)));
        const auto range = place(plan, space, make_image(what, kGuestImage, 0, padded(part.data)), what);
        if (!range) return range.error();
        node.images.push_back({*range, part.image->gpa});
    }
    return node;
}

/// Rom, TSM driver and TSM: what the root of trust measures.
Expected<void, Failure> place_firmware(BootPlan& plan, DeviceTreeExtras& extras, const Isa& isa) {
    if (const auto ok = check_isa(isa); !ok) return ok.error();
    extras.root_of_trust = true;
    const std::pair<const char*, std::optional<Image>*> measured[] = {
        {"rom", &plan.rom}, {"tsm-driver", &plan.tsm_driver}, {"tsm", &plan.tsm}};
    for (const auto& [name, to] : measured) {
        auto image = firmware_file(name, name);
        if (!image) return image.error();
        *to = flattened(*image);
        add_symbols(plan, *image);
    }
    extras.tsm_driver = node_of(*plan.tsm_driver);
    extras.tsm = node_of(*plan.tsm);
    return {};
}

/// The device tree behind everything else, and the checks.
Expected<BootPlan, Failure> finish_boot(BootPlan plan, BottomUp& space, const DeviceTreeExtras& extras,
                                        const MachineParams& params, const Isa& isa) {
    const auto placed =
        place(plan, space, make_image("the device tree", "device-tree", 0, platform_device_tree(params, isa, extras)),
              "the device tree");
    if (!placed) return placed.error();
    plan.device_tree = placed->base;
    plan.entry = plan.rom->entry;
    if (const auto ok = check_ram(plan, params); !ok) return ok.error();
    if (const auto ok = check_plan(plan, params); !ok) return ok.error();
    return plan;
}

}  // namespace

bool add_memory(BackingStore& store, const MachineParams& params) {
    return store.add_region("rom", Spa{map::kBootRom.base}, map::kBootRom.size, false) &&
           store.add_region("ram", Spa{map::kRamBase}, params.ram, true);
}

Expected<BootPlan, Failure> plan_run(const Options& o, const Isa& isa) {
    BootPlan plan;
    TopDown top(map::kRamBase, o.params.ram, plan.images);
    DeviceTreeExtras extras;
    extras.bootargs = o.append;
    extras.pcie = o.params.devices.transport == VirtioBus::Pci;
    if (!extras.pcie && (!o.disks.empty() || o.params.devices.any())) extras.virtio_slots = map::kVirtioSlots;
    const bool firmware = !o.bios.empty() && o.bios != "none";
    std::optional<uint64_t> next;

    if (firmware) {
        auto image = read_image(o.bios, "firmware", kFirmwareBase);
        if (!image) return Failure(image.error());
        plan.entry = image->entry;
        plan.symbols = image->symbols;
        plan.images.push_back(std::move(*image));
    }
    if (const auto& file = o.elf.empty() ? o.kernel : o.elf; !file.empty()) {
        auto data = read_file(file);
        if (!data) return Failure(data.error());
        auto image = o.elf.empty() ? read_image(file, "kernel", kernel_base(*data)) : parse_elf(*data, file, "program");
        if (!image) return Failure(image.error());
        next = image->entry;
        for (const auto& [name, value] : image->symbols) plan.symbols.insert_or_assign(name, value);
        plan.images.push_back(std::move(*image));
    }
    if (!firmware) plan.entry = *next;
    if (!o.initrd.empty()) {
        auto image = read_image(o.initrd, "initrd", 0);
        if (!image) return Failure(image.error());
        const auto range = place(plan, top, std::move(*image), "the initial RAM disk");
        if (!range) return range.error();
        extras.initrd = *range;
    }
    Blob tree;
    if (o.dtb.empty()) {
        tree = platform_device_tree(o.params, isa, extras);
    } else {
        auto data = read_file(o.dtb);
        if (!data) return Failure(data.error());
        if (!valid_device_tree(*data)) return Failure(kExitInput, fmt::format("'{}' is not a device tree blob", o.dtb));
        tree = std::move(*data);
    }
    tree.resize(tree.size() + kTreeRoom);
    const auto placed =
        place(plan, top, make_image("the device tree", "device-tree", 0, std::move(tree)), "the device tree");
    if (!placed) return placed.error();
    plan.device_tree = placed->base;
    if (firmware && next) {
        const auto info = place(
            plan, top, make_image("fw_dynamic information", "device-tree", 0, fw_dynamic_info(*next)), "the firmware");
        if (!info) return info.error();
        plan.fw_dynamic = info->base;
    }
    if (const auto ok = check_plan(plan, o.params); !ok) return ok.error();
    return plan;
}

Expected<BootPlan, Failure> plan_boot(const Options& o, const Isa& isa) {
    const auto guest = load_guest(o.guest);
    if (!guest) return guest.error();
    BootPlan plan;
    DeviceTreeExtras extras;
    if (const auto ok = place_firmware(plan, extras, isa); !ok) return ok.error();
    auto vmm = firmware_file("host-vmm", "host-vmm");
    if (!vmm) return vmm.error();
    extras.host_vmm = node_of(*vmm);
    plan.images.push_back(flattened(*vmm));
    add_symbols(plan, *vmm);
    // The TSM driver takes the top of RAM for the MPTs and the TSM's page tracker, so everything else goes behind the
    // VMM.
    BottomUp space(vmm->end(), kNoEnd);
    auto tvm = place_guest(plan, space, *guest, isa, o.params.timebase);
    if (!tvm) return tvm.error();
    extras.tvm = std::move(*tvm);
    return finish_boot(std::move(plan), space, extras, o.params, isa);
}

Expected<BootPlan, Failure> plan_hosted(const Options& o, const Isa& isa) {
    const auto host = load_host(o.host);
    if (!host) return host.error();
    BootPlan plan;
    DeviceTreeExtras extras;
    if (const auto ok = place_firmware(plan, extras, isa); !ok) return ok.error();
    plan.host = host->name;
    const auto data = read_file(host->files.kernel);
    if (!data) return Failure(data.error());
    // boot-image-header.rst: text_offset from the start of the memory that the kernel is told of.
    const auto header = linux_header(*data);
    auto kernel = read_image(host->files.kernel, host->name,
                             host_memory(plan, o.params.ram, o.params).base + (header ? header->text_offset : 0));
    if (!kernel) return Failure(kernel.error());
    extras.host_vmm = node_of(*kernel);
    plan.images.push_back(flattened(*kernel));
    add_symbols(plan, *kernel);
    // Linux takes its image's last 2 MiB page whole, and refuses a RAM disk there.
    BottomUp space(map::round_up(kernel->end(), kLargePage), kNoEnd);
    if (const auto& file = host->files.initrd; !file.empty()) {
        auto image = read_image(file, host->name, 0);
        if (!image) return Failure(image.error());
        const auto range = place(plan, space, std::move(*image), "the initial RAM disk");
        if (!range) return range.error();
        extras.initrd = *range;
    }
    extras.bootargs = host->files.bootargs;
    if (!o.append.empty()) extras.bootargs += (extras.bootargs.empty() ? "" : " ") + o.append;
    return finish_boot(std::move(plan), space, extras, o.params, isa);
}

}  // namespace covesim
