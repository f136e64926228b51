// The device tree, read back by libfdt and accepted by dtc.
#include <catch2/catch.hpp>

#include <libfdt.h>

#include <cstdlib>
#include <cstring>

#include "sim/platform/device_tree.h"
#include "tests/unit/platform/elf_builder.h"

using namespace covesim;

namespace {
struct Tree {
    explicit Tree(Blob b) : blob(std::move(b)) { REQUIRE(fdt_check_header(blob.data()) == 0); }
    int node(const char* path) const { return fdt_path_offset(blob.data(), path); }
    std::string raw(const char* path, const char* name) const {
        int length = 0;
        const void* p = fdt_getprop(blob.data(), node(path), name, &length);
        return p ? std::string(static_cast<const char*>(p), static_cast<size_t>(length)) : "absent";
    }
    std::string text(const char* path, const char* name) const { return raw(path, name).c_str(); }
    uint64_t cells(const char* path, const char* name, int index, int count) const {
        const auto s = raw(path, name);
        uint64_t v = 0;
        REQUIRE(s.size() >= static_cast<size_t>(4 * (index + count)));
        for (int i = 4 * index; i < 4 * (index + count); ++i)
            v = v << 8 | static_cast<uint8_t>(s[static_cast<size_t>(i)]);
        return v;
    }
    bool dtc_accepts() const {
        const test::TempFile f(std::string(reinterpret_cast<const char*>(blob.data()), blob.size()), ".dtb");
        return std::system(("dtc -q -I dtb -O dts -o /dev/null " + f.path() + " 2>/dev/null").c_str()) == 0;
    }
    Blob blob;
};
}  // namespace

TEST_CASE("platform/device-tree 1: the machine as on virt") {
    MachineParams p;
    p.harts = 2;
    p.ram = 256 << 20;
    const Tree t(platform_device_tree(p, Isa::full(), {}));
    CHECK(t.cells("/memory@80000000", "reg", 0, 2) == 0x80000000);
    CHECK(t.cells("/memory@80000000", "reg", 2, 2) == 0x10000000);
    CHECK(t.cells("/cpus", "timebase-frequency", 0, 1) == 10000000);
    CHECK(t.text("/cpus/cpu@1", "mmu-type") == "riscv,sv57");
    CHECK(t.text("/cpus/cpu@1", "riscv,isa-base") == "rv64i");
    CHECK(t.text("/cpus/cpu@0", "riscv,isa").starts_with("rv64imafdcvh_zic"));
    CHECK(t.raw("/cpus/cpu@0", "riscv,isa-extensions").starts_with(std::string("i\0m\0a\0f\0d\0c\0v\0h\0", 16)));
    CHECK(t.text("/cpus/cpu@0/interrupt-controller", "compatible") == "riscv,cpu-intc");
    CHECK(t.node("/cpus/cpu@2") < 0);
    CHECK(t.text("/soc/serial@10000000", "compatible") == "ns16550a");
    CHECK(t.cells("/soc/serial@10000000", "clock-frequency", 0, 1) == 3686400);
    CHECK(t.cells("/soc/serial@10000000", "interrupts", 0, 1) == 10);
    CHECK(t.cells("/soc/plic@c000000", "riscv,ndev", 0, 1) == 95);
    CHECK(t.raw("/soc/plic@c000000", "interrupts-extended").size() == 2 * 2 * 8);
    CHECK(t.cells("/soc/plic@c000000", "interrupts-extended", 1, 1) == 11);
    CHECK(t.cells("/soc/plic@c000000", "interrupts-extended", 3, 1) == 9);
    CHECK(t.cells("/soc/clint@2000000", "interrupts-extended", 1, 1) == 3);
    CHECK(t.cells("/soc/clint@2000000", "interrupts-extended", 3, 1) == 7);
    CHECK(t.raw("/soc/test@100000", "compatible") == std::string("sifive,test1\0sifive,test0\0syscon\0", 33));
    CHECK(t.text("/poweroff", "compatible") == "syscon-poweroff");
    CHECK(t.cells("/poweroff", "value", 0, 1) == 0x5555);
    CHECK(t.cells("/reboot", "value", 0, 1) == 0x7777);
    CHECK(t.cells("/poweroff", "regmap", 0, 1) == t.cells("/soc/test@100000", "phandle", 0, 1));
    CHECK(t.text("/soc/rtc@101000", "compatible") == "google,goldfish-rtc");
    CHECK(t.text("/chosen", "stdout-path") == "/soc/serial@10000000");
    CHECK(t.raw("/chosen", "rng-seed").size() == 64);
    CHECK(t.node("/soc/root-of-trust@10200000") < 0);
    CHECK(t.dtc_accepts());
}

TEST_CASE("platform/device-tree 1d: virtio slots as on virt, when a device is there") {
    DeviceTreeExtras x;
    CHECK(Tree(platform_device_tree({}, Isa::full(), x)).node("/soc/virtio_mmio@10001000") < 0);
    x.virtio_slots = 8;
    const Tree t(platform_device_tree({}, Isa::full(), x));
    CHECK(t.text("/soc/virtio_mmio@10001000", "compatible") == "virtio,mmio");
    CHECK(t.cells("/soc/virtio_mmio@10001000", "interrupts", 0, 1) == 1);
    CHECK(t.cells("/soc/virtio_mmio@10008000", "reg", 0, 2) == 0x10008000);
    CHECK(t.cells("/soc/virtio_mmio@10008000", "reg", 2, 2) == 0x1000);
    CHECK(t.cells("/soc/virtio_mmio@10008000", "interrupts", 0, 1) == 8);
    CHECK(t.dtc_accepts());
}

TEST_CASE("platform/device-tree 1e: the PCI Express host bridge as on virt") {
    MachineParams p;
    DeviceTreeExtras x;
    CHECK(Tree(platform_device_tree(p, Isa::full(), x)).node("/soc/pci@30000000") < 0);
    x.pcie = true;
    const Tree t(platform_device_tree(p, Isa::full(), x));
    const char* const pci = "/soc/pci@30000000";
    CHECK(t.text(pci, "compatible") == "pci-host-ecam-generic");
    CHECK(t.cells(pci, "reg", 0, 2) == 0x30000000);
    CHECK(t.cells(pci, "reg", 2, 2) == 0x10000000);
    CHECK(t.cells(pci, "ranges", 0, 1) == 0x02000000);
    CHECK(t.cells(pci, "ranges", 1, 2) == 0x40000000);
    CHECK(t.cells(pci, "ranges", 3, 2) == 0x40000000);
    CHECK(t.cells(pci, "ranges", 5, 2) == 0x40000000);
    CHECK(t.cells(pci, "ranges", 7, 1) == 0x43000000);
    CHECK(t.cells(pci, "ranges", 10, 2) == 0x400000000);
    CHECK(t.cells(pci, "ranges", 12, 2) == 0x400000000);
    // Device 1, INTA: source 33.
    CHECK(t.cells(pci, "interrupt-map-mask", 0, 1) == 0x1800);
    CHECK(t.cells(pci, "interrupt-map", 6, 1) == 0x800);
    CHECK(t.cells(pci, "interrupt-map", 9, 1) == 1);
    CHECK(t.cells(pci, "interrupt-map", 11, 1) == 33);
    CHECK(t.dtc_accepts());
    p.ram = 16ull << 30;  // RAM ends at 0x480000000
    CHECK(Tree(platform_device_tree(p, Isa::full(), x)).cells(pci, "ranges", 10, 2) == 0x800000000);
}

TEST_CASE("platform/device-tree 1b: what the counters count, in the binding riscv,pmu") {
    MachineParams p;
    p.hart.priv.hpm_counters = 4;
    const Tree t(platform_device_tree(p, Isa::full(), {}));
    CHECK(t.text("/pmu", "compatible") == "riscv,pmu");
    // Cycles: selector 1, counters 0 and 3 to 6.
    CHECK(t.cells("/pmu", "riscv,event-to-mhpmevent", 0, 1) == 1);
    CHECK(t.cells("/pmu", "riscv,event-to-mhpmevent", 1, 2) == 1);
    CHECK(t.cells("/pmu", "riscv,event-to-mhpmcounters", 0, 1) == 1);
    CHECK(t.cells("/pmu", "riscv,event-to-mhpmcounters", 1, 1) == 1);
    CHECK(t.cells("/pmu", "riscv,event-to-mhpmcounters", 2, 1) == 0x79);
    CHECK(t.cells("/pmu", "riscv,raw-event-to-mhpmcounters", 0, 2) == 1);
    CHECK(t.cells("/pmu", "riscv,raw-event-to-mhpmcounters", 2, 2) == ~uint64_t{0});
    CHECK(t.cells("/pmu", "riscv,raw-event-to-mhpmcounters", 4, 1) == 0x78);
    p.hart.priv.hpm_counters = 0;
    CHECK(Tree(platform_device_tree(p, Isa::full(), {})).node("/pmu") < 0);
}

TEST_CASE("platform/device-tree 1c: what the TSM driver is asked for") {
    MachineParams p;
    DeviceTreeExtras x;
    x.tsm_driver = FirmwareNode{{0x8000'0000, 0x1000}, 0x8000'0000};
    const Tree t(platform_device_tree(p, Isa::full(), x));
    const char* node = "/chosen/tsm-driver@80000000";
    CHECK(t.text(node, "covesim,mpt-mode") == "smmpt43");
    CHECK(t.raw(node, "covesim,mpt-napot") == "absent");
    x.tsm = FirmwareNode{{0x8020'0000, 0x1000}, 0x8020'0000};
    CHECK(Tree(platform_device_tree(p, Isa::full(), x)).raw("/chosen/tsm@80200000", "status") == "absent");
    p.firmware = {FirmwareMpt::Smmpt64, true, true, false};
    const Tree u(platform_device_tree(p, Isa::full(), x));
    CHECK(u.text(node, "covesim,mpt-mode") == "smmpt64");
    CHECK(u.raw(node, "covesim,mpt-superpages").empty());
    CHECK(u.raw(node, "covesim,mpt-napot").empty());
    CHECK(u.text("/chosen/tsm@80200000", "status") == "disabled");
}

TEST_CASE("platform/device-tree 2: seeds differ, the tree is reproducible, slack is left") {
    MachineParams p;
    const Tree a(platform_device_tree(p, Isa::full(), {})), b(platform_device_tree(p, Isa::full(), {}));
    CHECK(a.blob == b.blob);
    p.seed = 2;
    const Tree c(platform_device_tree(p, Isa::full(), {}));
    CHECK(a.raw("/chosen", "rng-seed") != c.raw("/chosen", "rng-seed"));
    Blob room = a.blob;
    const std::string large(4096, 'x');
    CHECK(fdt_setprop(room.data(), fdt_path_offset(room.data(), "/chosen"), "bootargs", large.c_str(), 4096) == 0);
}

TEST_CASE("platform/device-tree 3: chosen for Linux and for the CoVE stack") {
    MachineParams p;
    DeviceTreeExtras x;
    x.bootargs = "console=ttyS0";
    x.initrd = MemoryRange{0x84000000, 0x1000};
    x.root_of_trust = true;
    x.tsm_driver = FirmwareNode{{0x80000000, 0x10000}, 0x80000004};
    x.tsm = FirmwareNode{{0x80200000, 0x20000}, 0x80200000};
    x.host_vmm = FirmwareNode{{0x81000000, 0x3000}, 0x81000000};
    TvmNode tvm;
    tvm.params.arg = 0x1234;
    tvm.images.push_back({{0x9f000000, 0x2000}, 0x80200000});
    x.tvm = tvm;
    const Tree t(platform_device_tree(p, Isa::full(), x));
    CHECK(t.text("/chosen", "bootargs") == "console=ttyS0");
    CHECK(t.cells("/chosen", "linux,initrd-start", 0, 2) == 0x84000000);
    CHECK(t.cells("/chosen", "linux,initrd-end", 0, 2) == 0x84001000);
    CHECK(t.text("/chosen/tsm-driver@80000000", "compatible") == "covesim,tsm-driver");
    CHECK(t.cells("/chosen/tsm-driver@80000000", "entry", 0, 2) == 0x80000004);
    CHECK(t.cells("/chosen/tsm@80200000", "reg", 2, 2) == 0x20000);
    CHECK(t.text("/chosen/host-vmm@81000000", "compatible") == "covesim,host-vmm");
    CHECK(t.text("/chosen/tvm", "compatible") == "covesim,tvm");
    CHECK(t.cells("/chosen/tvm", "memory-size", 0, 2) == 0x8000000);
    CHECK(t.cells("/chosen/tvm", "arg", 0, 2) == 0x1234);
    CHECK(t.cells("/chosen/tvm", "covesim,demand-page", 0, 2) == 0x200000);
    CHECK(t.text("/chosen/tvm/image@9f000000", "compatible") == "covesim,tvm-image");
    CHECK(t.cells("/chosen/tvm/image@9f000000", "covesim,gpa", 0, 2) == 0x80200000);
    CHECK(t.cells("/soc/root-of-trust@10200000", "reg", 0, 2) == 0x10200000);
    CHECK(t.text("/soc/encryption-table@10210000", "compatible") == "covesim,encryption-table");
    CHECK(t.dtc_accepts());
}

TEST_CASE("platform/device-tree 4: without an interrupt controller nothing refers to one") {
    MachineParams p;
    p.irqchip = IrqChip::None;
    const Tree t(platform_device_tree(p, *Isa::parse("rv64imac"), {}));
    CHECK(t.node("/soc/plic@c000000") < 0);
    CHECK(t.raw("/soc/serial@10000000", "interrupts") == "absent");
    CHECK(t.text("/cpus/cpu@0", "mmu-type") == "riscv,sv39");
    CHECK(t.dtc_accepts());
}

TEST_CASE("platform/device-tree 4b: AIA as QEMU's virt writes it: IMSICs of both levels, two APLIC domains") {
    MachineParams p;
    p.harts = 2;
    p.irqchip = IrqChip::Aia;
    p.hart.priv.geilen = 3;
    const Tree t(platform_device_tree(p, *machine_isa(p), {}));
    const char *m = "/soc/interrupt-controller@24000000", *s = "/soc/interrupt-controller@28000000";
    const char *root = "/soc/interrupt-controller@c000000", *child = "/soc/interrupt-controller@d000000";
    for (const char* imsic : {m, s}) {
        CHECK(t.raw(imsic, "compatible") == std::string("qemu,imsics\0riscv,imsics\0", 25));
        CHECK(t.cells(imsic, "riscv,num-ids", 0, 1) == 255);
        CHECK(t.cells(imsic, "#interrupt-cells", 0, 1) == 0);
        CHECK(t.raw(imsic, "interrupt-controller").empty());
        CHECK(t.raw(imsic, "msi-controller").empty());
        CHECK(t.raw(imsic, "interrupts-extended").size() == 2 * 8);
    }
    CHECK(t.cells(m, "interrupts-extended", 1, 1) == 11);
    CHECK(t.cells(s, "interrupts-extended", 3, 1) == 9);
    CHECK(t.cells(m, "reg", 2, 2) == 0x2000);
    CHECK(t.cells(s, "reg", 2, 2) == 0x8000);
    CHECK(t.raw(m, "riscv,guest-index-bits") == "absent");
    CHECK(t.cells(s, "riscv,guest-index-bits", 0, 1) == 2);
    for (const char* aplic : {root, child}) {
        CHECK(t.raw(aplic, "compatible") == std::string("qemu,aplic\0riscv,aplic\0", 23));
        CHECK(t.cells(aplic, "riscv,num-sources", 0, 1) == 96);
        CHECK(t.cells(aplic, "#interrupt-cells", 0, 1) == 2);
        CHECK(t.cells(aplic, "reg", 2, 2) == 0x8000);
        CHECK(t.raw(aplic, "interrupts-extended") == "absent");
    }
    CHECK(t.cells(root, "msi-parent", 0, 1) == t.cells(m, "phandle", 0, 1));
    CHECK(t.cells(child, "msi-parent", 0, 1) == t.cells(s, "phandle", 0, 1));
    CHECK(t.cells(root, "riscv,children", 0, 1) == t.cells(child, "phandle", 0, 1));
    CHECK(t.cells(root, "riscv,delegation", 0, 1) == t.cells(child, "phandle", 0, 1));
    CHECK(t.cells(root, "riscv,delegation", 1, 2) == (uint64_t{1} << 32 | 96));
    CHECK(t.raw(child, "riscv,children") == "absent");
    CHECK(t.cells("/soc/serial@10000000", "interrupts", 0, 2) == (uint64_t{10} << 32 | 4));
    CHECK(t.cells("/soc/serial@10000000", "interrupt-parent", 0, 1) == t.cells(child, "phandle", 0, 1));
    CHECK(t.node("/soc/plic@c000000") < 0);
    CHECK(t.text("/cpus/cpu@0", "riscv,isa").find("_ssaia") != std::string::npos);
    CHECK(t.dtc_accepts());

    p.irqchip = IrqChip::Aplic;
    const Tree direct(platform_device_tree(p, *machine_isa(p), {}));
    CHECK(direct.node(m) < 0);
    CHECK(direct.node(s) < 0);
    CHECK(direct.raw(root, "msi-parent") == "absent");
    CHECK(direct.cells(root, "interrupts-extended", 1, 1) == 11);
    CHECK(direct.cells(child, "interrupts-extended", 3, 1) == 9);
    CHECK(direct.text("/cpus/cpu@0", "riscv,isa").find("aia") == std::string::npos);
    CHECK(direct.dtc_accepts());
}

TEST_CASE("platform/device-tree 5: a TVM's tree has no H, no Zawrs, a polled UART and a zero seed") {
    TvmParams g;
    g.bootargs = "quiet";
    const Tree t(tvm_device_tree(g, Isa::full(), 10000000, MemoryRange{0x82200000, 0x800}));
    const auto extensions = t.raw("/cpus/cpu@0", "riscv,isa-extensions");
    const auto has = [&](const std::string& e) {
        return ('\0' + extensions).find('\0' + e + '\0') != std::string::npos;
    };
    for (const char* e : {"i", "m", "a", "f", "d", "c", "zba", "zknh", "sstc", "svpbmt", "zicboz"}) CHECK(has(e));
    for (const char* e : {"h", "zawrs", "smsd", "smepmp", "svadu", "sscofpmf", "zihpm", "v", "zvbb"})
        CHECK_FALSE(has(e));
    MachineParams p;
    p.irqchip = IrqChip::Aia;
    const Tree with_aia(tvm_device_tree(g, *machine_isa(p), 10000000, {}));
    CHECK(with_aia.text("/cpus/cpu@0", "riscv,isa").find("aia") == std::string::npos);
    CHECK(t.text("/cpus/cpu@0", "riscv,isa").find("zawrs") == std::string::npos);
    CHECK(t.raw("/soc/serial@10000000", "interrupts") == "absent");
    CHECK(t.cells("/soc/serial@10000000", "clock-frequency", 0, 1) == 3686400);
    CHECK(t.raw("/chosen", "rng-seed") == std::string(64, '\0'));
    CHECK(t.cells("/chosen", "linux,initrd-end", 0, 2) == 0x82200800);
    CHECK(t.cells("/memory@80000000", "reg", 2, 2) == 0x8000000);
    CHECK(t.dtc_accepts());
}
