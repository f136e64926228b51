#include "sim/platform/device_tree.h"

#include <fmt/format.h>
#include <libfdt.h>

#include <array>

#include "cpu/priv/hpm_events.h"
#include "sim/core/layout/memory_map.h"
#include "sim/core/splitmix.h"
#include "sim/platform/device_tree_irqchip.h"
#include "sim/platform/fdt_writer.h"

namespace covesim {
namespace {

constexpr uint32_t kSlack = 8192;
constexpr uint32_t kUartClock = 3'686'400;
// Privileged interrupt numbers of the local interrupt controller.
constexpr uint32_t kMsi = 3, kMti = 7;

std::string unit(std::string_view name, uint64_t address) { return fmt::format("{}@{:x}", name, address); }

void reg(FdtWriter& w, uint64_t base, uint64_t size) { w.quads("reg", {base, size}); }
void reg(FdtWriter& w, map::Range r) { reg(w, r.base, r.size); }

void compatible(FdtWriter& w, std::initializer_list<std::string_view> names) {
    w.texts("compatible", std::span<const std::string_view>(names.begin(), names.size()));
}

void cpu(FdtWriter& w, uint32_t hart, const std::vector<std::string_view>& extensions, std::string_view isa,
         std::string_view mmu) {
    w.begin(unit("cpu", hart))
        .text("device_type", "cpu")
        .cells("reg", {hart})
        .text("status", "okay")
        .text("compatible", "riscv");
    w.text("riscv,isa", isa)
        .text("riscv,isa-base", "rv64i")
        .texts("riscv,isa-extensions", extensions)
        .text("mmu-type", mmu);
    for (const char* name : {"riscv,cbom-block-size", "riscv,cbop-block-size", "riscv,cboz-block-size"})
        w.cells(name, {64});
    w.begin("interrupt-controller").cells("#interrupt-cells", {1}).flag("interrupt-controller");
    w.text("compatible", "riscv,cpu-intc").cells("phandle", {phandle::kCpu + hart}).end();
    w.end();
}

/// ECAM bridge: windows for BARs, and INTA of device d at wire 32 + d % 4. Bus addresses are physical addresses.
void pcie(FdtWriter& w, const MachineParams& p) {
    constexpr uint32_t kMemory32 = 0x0200'0000, kMemory64 = 0x4300'0000;  // the second prefetchable
    w.begin(unit("pci", map::kPcieEcam.base)).text("compatible", "pci-host-ecam-generic").text("device_type", "pci");
    reg(w, map::kPcieEcam);
    w.cells("#address-cells", {3}).cells("#size-cells", {2}).cells("#interrupt-cells", {1});
    w.cells("bus-range", {0, 255}).cells("linux,pci-domain", {0}).flag("dma-coherent");
    std::vector<uint32_t> ranges;
    const auto range = [&](uint32_t space, map::Range r) {
        for (const uint64_t v : {uint64_t{space}, r.base >> 32, r.base, r.base >> 32, r.base, r.size >> 32, r.size})
            ranges.push_back(static_cast<uint32_t>(v));
    };
    range(kMemory32, map::kPcieLow);
    range(kMemory64, map::pcie_high(p.ram));
    w.cells("ranges", ranges);
    if (p.irqchip != IrqChip::None) {
        std::vector<uint32_t> wires;
        for (uint32_t device = 0; device < 4; ++device) {
            wires.insert(wires.end(), {device << 11, 0, 0, 1, phandle::kIrqchip});
            for (const uint32_t cell : wire_cells(p, map::kIrqPcie0 + device)) wires.push_back(cell);
        }
        w.cells("interrupt-map-mask", {3 << 11, 0, 0, 7}).cells("interrupt-map", wires);
    }
    if (p.irqchip == IrqChip::Aia) w.cells("msi-parent", {phandle::kImsicS});
    w.end();
}

void soc(FdtWriter& w, const MachineParams& p, const Isa& isa, const DeviceTreeExtras& x) {
    w.begin("soc")
        .cells("#address-cells", {2})
        .cells("#size-cells", {2})
        .text("compatible", "simple-bus")
        .flag("ranges");

    w.begin(unit("clint", map::kAclint.base));
    compatible(w, {"sifive,clint0", "riscv,clint0"});
    reg(w, map::kAclint);
    interrupts_to_harts(w, p.harts, {kMsi, kMti});
    w.end();

    irqchip_nodes(w, p, isa);

    w.begin(unit("serial", map::kUart0.base)).text("compatible", "ns16550a");
    reg(w, map::kUart0.base, 0x100);
    w.cells("clock-frequency", {kUartClock});
    wired(w, p, map::kIrqUart0);
    w.end();

    w.begin(unit("rtc", map::kRtc.base)).text("compatible", "google,goldfish-rtc");
    reg(w, map::kRtc);
    wired(w, p, map::kIrqRtc);
    w.end();

    w.begin(unit("test", map::kFinisher.base));
    compatible(w, {"sifive,test1", "sifive,test0", "syscon"});
    reg(w, map::kFinisher);
    w.cells("phandle", {phandle::kSyscon}).end();

    for (uint32_t slot = 0; slot < x.virtio_slots; ++slot) {
        const uint64_t base = map::kVirtioMmio.base + slot * 0x1000ull;
        w.begin(unit("virtio_mmio", base)).text("compatible", "virtio,mmio");
        reg(w, base, 0x1000);
        wired(w, p, map::kIrqVirtio0 + slot);
        w.end();
    }

    if (x.pcie) pcie(w, p);

    if (p.devices.control) {
        w.begin(unit("control", map::kControl.base)).text("compatible", "covesim,control");
        reg(w, map::kControl);
        w.end();
    }

    if (x.root_of_trust) {
        w.begin(unit("root-of-trust", map::kRotMailbox.base)).text("compatible", "covesim,root-of-trust");
        reg(w, map::kRotMailbox);
        w.end();
        w.begin(unit("encryption-table", map::kEncryptionTable.base)).text("compatible", "covesim,encryption-table");
        reg(w, map::kEncryptionTable);
        w.end();
    }
    w.end();
}

/// The seed in the tree depends on the machine's seed only.
std::array<std::byte, 64> rng_seed(uint64_t seed) {
    std::array<std::byte, 64> out;
    for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::byte>(splitmix64(seed, i / 8) >> (8 * (i % 8)));
    return out;
}

/// Leaves the node open for further properties.
void firmware_image(FdtWriter& w, const char* name, const FirmwareNode& node) {
    w.begin(unit(name, node.range.base)).text("compatible", std::string("covesim,") + name);
    reg(w, node.range.base, node.range.size);
    w.quads("entry", {node.entry});
}

void firmware(FdtWriter& w, const char* name, const std::optional<FirmwareNode>& node) {
    if (!node) return;
    firmware_image(w, name, *node);
    w.end();
}

void tsm_driver(FdtWriter& w, const FirmwareParams& p, const std::optional<FirmwareNode>& node) {
    if (!node) return;
    firmware_image(w, "tsm-driver", *node);
    w.text("covesim,mpt-mode", EnumNames<FirmwareMpt>::names[static_cast<size_t>(p.mpt_mode)]);
    if (p.mpt_superpages) w.flag("covesim,mpt-superpages");
    if (p.mpt_napot) w.flag("covesim,mpt-napot");
    w.end();
}

void tsm(FdtWriter& w, const FirmwareParams& p, const std::optional<FirmwareNode>& node) {
    if (!node) return;
    firmware_image(w, "tsm", *node);
    if (!p.tsm) w.text("status", "disabled");
    w.end();
}

void tvm(FdtWriter& w, const TvmNode& t) {
    w.begin("tvm").text("compatible", "covesim,tvm").cells("#address-cells", {2}).cells("#size-cells", {2});
    w.quads("memory-base", {t.params.memory_base}).quads("memory-size", {t.params.memory_size});
    w.quads("entry", {t.params.entry})
        .quads("arg", {t.params.arg})
        .quads("covesim,demand-page", {t.params.demand_page});
    for (const auto& image : t.images) {
        w.begin(unit("image", image.source.base)).text("compatible", "covesim,tvm-image");
        reg(w, image.source.base, image.source.size);
        w.quads("covesim,gpa", {image.gpa}).end();
    }
    w.end();
}

void chosen(FdtWriter& w, const MachineParams& p, const DeviceTreeExtras& x) {
    w.begin("chosen").cells("#address-cells", {2}).cells("#size-cells", {2}).flag("ranges");
    w.text("stdout-path", "/soc/" + unit("serial", map::kUart0.base));
    w.bytes("rng-seed", rng_seed(p.seed));
    if (!x.bootargs.empty()) w.text("bootargs", x.bootargs);
    if (x.initrd)
        w.quads("linux,initrd-start", {x.initrd->base}).quads("linux,initrd-end", {x.initrd->base + x.initrd->size});
    tsm_driver(w, p.firmware, x.tsm_driver);
    tsm(w, p.firmware, x.tsm);
    firmware(w, "host-vmm", x.host_vmm);
    if (x.tvm) tvm(w, *x.tvm);
    w.end();
}

void syscon(FdtWriter& w, const char* name, const char* kind, uint32_t value) {
    w.begin(name)
        .text("compatible", kind)
        .cells("regmap", {phandle::kSyscon})
        .cells("offset", {0})
        .cells("value", {value})
        .end();
}

/// What the programmable counters count, in SBI's terms (SBI 3.0, PMU extension): event_idx and mhpmevent's selector.
/// Only where the meaning is the same: TLB misses of loads and stores together are a raw event.
constexpr std::pair<uint32_t, uint16_t> kSbiEvents[] = {
    {0x00001, hpm_event::kCycles},       {0x00002, hpm_event::kInstructions}, {0x00005, hpm_event::kBranches},
    {0x00006, hpm_event::kBranchMisses}, {0x10021, hpm_event::kItlbMisses},  // instruction TLB, read, miss
    {0x10028, hpm_event::kBranches},                                         // branch predictor, read, access
    {0x10029, hpm_event::kBranchMisses},                                     // … miss
};

void pmu(FdtWriter& w, const MachineParams& p, const Isa& isa) {
    const uint32_t counters = isa.has(isa::Ext::Zihpm) ? p.hart.priv.hpm_counters : 0;
    if (counters == 0) return;
    const uint32_t programmable = ((1u << counters) - 1) << 3;
    std::vector<uint32_t> selectors, ranges, raw;
    for (const auto& [event, selector] : kSbiEvents) {
        selectors.insert(selectors.end(), {event, 0, selector});
        // cycle and instret, counters 0 and 2, count their own event too.
        const uint32_t fixed = event == 1 ? 1 : event == 2 ? 4 : 0;
        ranges.insert(ranges.end(), {event, event, programmable | fixed});
    }
    for (const HpmEvent& e : kHpmEvents) raw.insert(raw.end(), {0, e.id, ~0u, ~0u, programmable});
    w.begin("pmu").text("compatible", "riscv,pmu");
    w.cells("riscv,event-to-mhpmevent", selectors)
        .cells("riscv,event-to-mhpmcounters", ranges)
        .cells("riscv,raw-event-to-mhpmcounters", raw)
        .end();
}

}  // namespace

Blob platform_device_tree(const MachineParams& p, const Isa& isa, const DeviceTreeExtras& x) {
    FdtWriter w;
    w.begin("").cells("#address-cells", {2}).cells("#size-cells", {2});
    compatible(w, {"riscv-virtio", "covesim"});
    w.text("model", "riscv-virtio,covesim");
    chosen(w, p, x);
    w.begin(unit("memory", map::kRamBase)).text("device_type", "memory");
    reg(w, map::kRamBase, p.ram);
    w.end();
    w.begin("cpus").cells("#address-cells", {1}).cells("#size-cells", {0});
    w.cells("timebase-frequency", {static_cast<uint32_t>(p.timebase)});
    for (uint32_t h = 0; h < p.harts; ++h) cpu(w, h, isa.extensions(), isa.string(), isa.mmu_type());
    w.end();
    pmu(w, p, isa);
    soc(w, p, isa, x);
    syscon(w, "poweroff", "syscon-poweroff", 0x5555);
    syscon(w, "reboot", "syscon-reboot", 0x7777);
    w.end();
    return w.finish(kSlack);
}

Blob tvm_device_tree(const TvmParams& t, const Isa& isa, uint64_t timebase, std::optional<MemoryRange> initrd) {
    // What the TSM enables for a vCPU: no H, no M-level and no supervisor-domain extension, no PMU and of the counters
    // only time, no SBI-switched A/D update, no control-flow integrity (henvcfg), no AIA, no Zawrs, whose WRS.NTO
    // would trap under VTW, no Zkr, which traps with V=1, and no vectors: VS is
    // off. Ssnpm is the guest's own (senvcfg).
    using isa::Ext;
    isa::IsaSet enabled = isa.set();
    for (const Ext e :
         {Ext::H,        Ext::Smepmp, Ext::Smstateen, Ext::Smsd,     Ext::Smmpt43, Ext::Smmpt52, Ext::Smmpt64,
          Ext::Sscofpmf, Ext::Zihpm,  Ext::Zicntr,    Ext::Svadu,    Ext::Zawrs,   Ext::Zicfilp, Ext::Zicfiss,
          Ext::Smnpm,    Ext::Smmpm,  Ext::Smcsrind,  Ext::Sscsrind, Ext::Smaia,   Ext::Ssaia,   Ext::Zkr,
          Ext::V,        Ext::Zvbb,   Ext::Zvkb,      Ext::Zvfhmin,  Ext::Zvkt})
        enabled.remove(e);
    FdtWriter w;
    w.begin("").cells("#address-cells", {2}).cells("#size-cells", {2});
    compatible(w, {"covesim,tvm-guest"});
    w.text("model", "covesim TVM");
    w.begin("chosen").text("stdout-path", "/soc/serial@10000000").bytes("rng-seed", std::array<std::byte, 64>{});
    if (!t.bootargs.empty()) w.text("bootargs", t.bootargs);
    if (initrd) w.quads("linux,initrd-start", {initrd->base}).quads("linux,initrd-end", {initrd->base + initrd->size});
    w.end();
    w.begin(unit("memory", t.memory_base)).text("device_type", "memory");
    reg(w, t.memory_base, t.memory_size);
    w.end();
    w.begin("cpus")
        .cells("#address-cells", {1})
        .cells("#size-cells", {0})
        .cells("timebase-frequency", {static_cast<uint32_t>(timebase)});
    cpu(w, 0, enabled.names(), enabled.to_string(), isa.mmu_type());
    w.end();
    w.begin("soc")
        .cells("#address-cells", {2})
        .cells("#size-cells", {2})
        .text("compatible", "simple-bus")
        .flag("ranges");
    w.begin("serial@10000000").text("compatible", "ns16550a");
    reg(w, 0x1000'0000, 0x100);
    w.cells("clock-frequency", {kUartClock}).end();
    w.end();
    w.end();
    return w.finish(kSlack);
}

bool valid_device_tree(const Blob& data) { return data.size() >= 40 && fdt_check_full(data.data(), data.size()) == 0; }

}  // namespace covesim
