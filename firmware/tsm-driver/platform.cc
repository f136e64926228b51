#include "firmware/tsm-driver/platform.h"

#include <initializer_list>

#include "firmware/lib/memory.h"
#include "firmware/lib/panic.h"

namespace covesim::fw {
namespace {

// Devices that only the RDSM may reach.
constexpr const char* kSecureDevices[] = {
    "covesim,root-of-trust", "covesim,encryption-table", "riscv,clint0",       "sifive,clint0",
    "riscv,aclint-mswi",     "riscv,aclint-mtimer",      "riscv,aclint-mtime", "sifive,test0",
};
constexpr uint32_t kMachineExternal = 11;  // interrupt number in interrupts-extended

/// An AIA controller whose parent interrupt is the machine external one.
bool machine_level(const Fdt& t, FdtNode n) {
    const FdtProperty p = t.property(n, "compatible");
    if (!p.has_text("riscv,imsics") && !p.has_text("riscv,aplic")) return false;
    const FdtProperty x = t.property(n, "interrupts-extended");
    if (x) return x.cell(1) == kMachineExternal;
    // An APLIC in MSI mode names an IMSIC instead.
    const FdtProperty msi = t.property(n, "msi-parent");
    return msi && t.property(t.find_phandle(msi.cell(0)), "interrupts-extended").cell(1) == kMachineExternal;
}

bool secure_device(const Fdt& t, FdtNode n) {
    const FdtProperty p = t.property(n, "compatible");
    for (const char* device : kSecureDevices)
        if (p.has_text(device)) return true;
    return machine_level(t, n);
}

bool secure(const Fdt& t, FdtNode n) {
    if (secure_device(t, n)) return true;
    // What ends or resets the machine by writing to such a device: the host has SRST.
    const FdtProperty regmap = t.property(n, "regmap");
    return regmap && secure_device(t, t.find_phandle(regmap.cell(0)));
}

bool has_letter(const char* isa, char letter) {
    // "rv64imafdch_zicsr_...": single letters up to the first underscore.
    for (isa += 4; *isa != 0 && *isa != '_'; ++isa)
        if (*isa == letter) return true;
    return false;
}

bool has_word(const char* isa, const char* word) {
    for (const char* s = isa; *s != 0; ++s) {
        if (*s != '_') continue;
        const char *a = s + 1, *b = word;
        while (*b != 0 && *a == *b) ++a, ++b;
        if (*b == 0 && (*a == '_' || *a == 0)) return true;
    }
    return false;
}

bool has_extension(const Fdt& t, FdtNode cpu, const char* name) {
    if (t.property(cpu, "riscv,isa-extensions").has_text(name)) return true;
    const FdtProperty p = t.property(cpu, "riscv,isa");
    const char* isa = p ? p.text() : nullptr;
    if (isa == nullptr || text_length(isa) < 4) return false;
    return text_length(name) == 1 ? has_letter(isa, name[0]) : has_word(isa, name);
}

uint64_t isa_flags(const Fdt& t, FdtNode cpu) {
    const auto has = [&](const char* n) { return has_extension(t, cpu, n); };
    const bool zkn = has("zkn") || has("zk");
    uint64_t f = 0;
    // The digest code uses rev8 as well.
    if ((has("zknh") || zkn) && (has("zbb") || has("zbkb") || zkn)) f |= rdsm::kIsaZknh;
    if (has("zicbom")) f |= rdsm::kIsaZicbom;
    if (has("zicboz")) f |= rdsm::kIsaZicboz;
    if (has("svinval")) f |= rdsm::kIsaSvinval;
    if (has("svpbmt")) f |= rdsm::kIsaSvpbmt;
    if (has("sstc")) f |= rdsm::kIsaSstc;
    if (has("zkr")) f |= rdsm::kIsaZkr;
    if (has("f")) f |= rdsm::kIsaF;
    if (has("d")) f |= rdsm::kIsaD;
    if (has("v")) f |= rdsm::kIsaV;
    if (has("ssaia")) f |= rdsm::kIsaSsaia;
    if (has("smstateen") || has("ssstateen")) f |= rdsm::kIsaSmstateen;
    return f;
}

/// The binding riscv,isa-extensions: a hart that names Svadu alone updates A and D from the start; with Svade beside it
/// software would first have to ask (FWFT).
bool hardware_ad(const Fdt& t, FdtNode cpu) {
    return has_extension(t, cpu, "svadu") && !has_extension(t, cpu, "svade");
}

/// Block size that all harts share; 0 if one differs or lacks it.
uint32_t block_size(const Fdt& t, FdtNode cpu, const char* name) {
    const uint32_t v = t.property(cpu, name).cell(0);
    return v >= 8 && v <= 4096 && (v & (v - 1)) == 0 ? v : 0;
}

void read_harts(const Fdt& t, Platform& out) {
    const FdtNode cpus = t.find("/cpus");
    out.timebase = t.property(cpus, "timebase-frequency").cell(0);
    require(out.timebase != 0, "device tree: no /cpus timebase-frequency");
    FdtNode swi = t.find_compatible("riscv,aclint-mswi");
    if (!swi) swi = t.find_compatible("sifive,clint0");
    if (!swi) swi = t.find_compatible("riscv,clint0");
    const Span msip = t.reg(swi);
    const FdtProperty wired = t.property(swi, "interrupts-extended");
    // Cells are (phandle, interrupt) pairs; a CLINT lists the timer interrupt too, so hart k is the k-th software
    // interrupt.
    constexpr uint32_t kMachineSoftware = 3;
    out.isa = ~uint64_t{0};
    bool first = true;
    for (FdtNode cpu = t.first_child(cpus); cpu; cpu = t.next_sibling(cpu)) {
        if (!t.property(cpu, "device_type").has_text("cpu") || !t.enabled(cpu)) continue;
        const FdtProperty reg = t.property(cpu, "reg");
        HartInfo hart{reg.number(0, t.cells(cpus, "#address-cells", 1)), 0};
        const uint32_t handle = t.property(t.first_child(cpu), "phandle").cell(0);
        uint64_t index = 0;
        for (uint32_t i = 0; i + 1 < wired.cells(); i += 2) {
            if (wired.cell(i + 1) != kMachineSoftware) continue;
            if (wired.cell(i) == handle) hart.msip = msip.base + 4 * index;
            ++index;
        }
        require(hart.msip != 0, "device tree: hart without a software interrupt register", hart.id);
        require(out.harts.add(hart), "device tree: too many harts");
        out.isa &= isa_flags(t, cpu);
        out.hardware_ad = hardware_ad(t, cpu) && (first || out.hardware_ad);
        const uint32_t cbom = block_size(t, cpu, "riscv,cbom-block-size");
        const uint32_t cboz = block_size(t, cpu, "riscv,cboz-block-size");
        out.cbom = first || out.cbom == cbom ? cbom : 0;
        out.cboz = first || out.cboz == cboz ? cboz : 0;
        first = false;
    }
    require(!first, "device tree: no hart");
    if (out.cbom == 0) out.isa &= ~uint64_t{rdsm::kIsaZicbom};
    if (out.cboz == 0) out.isa &= ~uint64_t{rdsm::kIsaZicboz};
    if ((out.isa & rdsm::kIsaZicbom) == 0) out.cbom = 0;
    if ((out.isa & rdsm::kIsaZicboz) == 0) out.cboz = 0;
}

void read_memory(const Fdt& t, Platform& out) {
    for (FdtNode n = t.first_child(t.root()); n; n = t.next_sibling(n)) {
        if (!t.property(n, "device_type").has_text("memory") || !t.enabled(n)) continue;
        for (uint32_t i = 0;; ++i) {
            const Span r = t.reg(n, i);
            if (r.size == 0) break;
            require(r.well_formed() && aligned(r.base, kPageSize) && aligned(r.size, kPageSize),
                    "device tree: bad /memory", r.base);
            require(out.ram.add(r), "device tree: too many memory ranges");
        }
    }
    require(out.ram.count != 0, "device tree: no memory");
}

void add_mmio(Platform& out, Span r) {
    // A device's page is its granule: two owners in one page cannot be told apart.
    const uint64_t base = align_down(r.base, kPageSize);
    r = {base, align_up(r.base + r.size, kPageSize) - base};
    if (!r.well_formed()) return;
    for (const Span& m : out.ram) require(!m.overlaps(r), "device tree: device registers inside RAM", r.base);
    require(out.host_mmio.add(r), "device tree: too many devices");
}

/// Devices are children of the root and of simple buses below it.
void read_devices(const Fdt& t, FdtNode bus, Platform& out) {
    for (FdtNode n = t.first_child(bus); n; n = t.next_sibling(n)) {
        const FdtProperty compatible = t.property(n, "compatible");
        if (t.property(n, "device_type").has_text("memory") || !t.enabled(n)) continue;
        if (compatible.has_text("simple-bus")) {
            read_devices(t, n, out);
            continue;
        }
        const bool is_secure = secure(t, n);
        for (uint32_t i = 0;; ++i) {
            const Span r = t.reg(n, i);
            if (r.size == 0) break;
            if (is_secure) require(out.secure_mmio.add(r), "device tree: too many secure devices");
            else add_mmio(out, r);
        }
        // PCIe windows: child address (3 cells), parent address (2), size (2).
        const FdtProperty windows = t.property(n, "ranges");
        if (compatible.has_text("pci-host-ecam-generic") && windows)
            for (uint32_t i = 0; i + 7 <= windows.cells(); i += 7)
                add_mmio(out, {windows.number(i + 3, 2), windows.number(i + 5, 2)});
    }
}

/// The APLIC's root domain, which has one child: the host's.
void read_aplic(const Fdt& t, Platform& out) {
    for (FdtNode n = t.next({}); n; n = t.next(n)) {
        if (!t.property(n, "compatible").has_text("riscv,aplic") || !machine_level(t, n)) continue;
        out.aplic = t.reg(n).base;
        out.aplic_sources = t.property(n, "riscv,num-sources").cell(0);
        require(out.aplic_sources <= 1023, "device tree: riscv,num-sources", out.aplic_sources);
        require(t.property(n, "riscv,children").cells() == 1, "device tree: an APLIC root without exactly one child");
    }
}

Image read_image(const Fdt& t, const char* compatible, const Platform& p) {
    const FdtNode n = t.find_compatible(compatible);
    if (!n) return {};
    // These nodes use two cells each whatever /chosen says.
    const FdtProperty reg = t.property(n, "reg"), entry = t.property(n, "entry");
    Image image{{reg.number(0, 2), reg.number(2, 2)}, 0};
    image.entry = entry ? entry.number(0, entry.cells() >= 2 ? 2 : 1) : image.range.base;
    require(reg.cells() >= 4 && p.is_ram(image.range.base, image.range.size), "device tree: image outside RAM",
            image.range.base);
    return image;
}

/// How the domains' tables are to be built: properties of this image's own node, smmpt43 and 4 KiB leaves without them.
mpt::Style read_mpt_style(const Fdt& t) {
    const FdtNode n = t.find_compatible("covesim,tsm-driver");
    mpt::Style style;
    if (const FdtProperty mode = t.property(n, "covesim,mpt-mode")) {
        if (mode.has_text("smmpt43")) style.mode = mpt::Mode::Smmpt43;
        else if (mode.has_text("smmpt52")) style.mode = mpt::Mode::Smmpt52;
        else if (mode.has_text("smmpt64")) style.mode = mpt::Mode::Smmpt64;
        else require(false, "device tree: covesim,mpt-mode is none of smmpt43, smmpt52, smmpt64");
    }
    style.superpages = static_cast<bool>(t.property(n, "covesim,mpt-superpages"));
    style.napot = static_cast<bool>(t.property(n, "covesim,mpt-napot"));
    return style;
}

/// Everything that the loader placed: nodes with reg under /chosen, to a depth of two (a TVM's images are grouped).
void add_images(const Fdt& t, FdtNode parent, Platform& out, unsigned depth) {
    for (FdtNode n = t.first_child(parent); n && depth != 0; n = t.next_sibling(n)) {
        const FdtProperty reg = t.property(n, "reg");
        const Span r{reg.number(0, 2), reg.number(2, 2)};
        if (reg.cells() >= 4 && r.size != 0)
            require(r.well_formed() && out.images.add(r), "device tree: bad image list", r.base);
        add_images(t, n, out, depth - 1);
    }
}

// What the host does not have, though the hart does: extensions of M-level, and those for lower levels that M-mode
// switches on and that init_machine_csrs leaves off. Smstateen stays: it names what the host has of it, too.
constexpr const char* kWithheld[] = {
    "smaia",   "smcdeleg", "smcntrpmf", "smcsrind", "smdbltrp", "smepmp", "smmpm",    "smmpt43",
    "smmpt52", "smmpt64",  "smnpm",     "smrnmi",   "smsd",     "ssccfg", "ssdbltrp", "zicfiss",
};

void withhold(Fdt& t, FdtNode cpu, const char* extension) {
    t.remove_text(cpu, "riscv,isa-extensions", extension);
    t.remove_word(cpu, "riscv,isa", extension);
}

void withhold_extensions(Fdt& t) {
    const FdtNode cpus = t.find("/cpus");
    for (FdtNode cpu = t.first_child(cpus); cpu; cpu = t.next_sibling(cpu)) {
        for (const char* extension : kWithheld) withhold(t, cpu, extension);
        if (!hardware_ad(t, cpu)) withhold(t, cpu, "svadu");
    }
}

/// A PLIC names the machine-level contexts too; an interrupt number of all ones says that a context is not connected.
void hide_machine_contexts(Fdt& t) {
    for (FdtNode n = t.find_compatible("sifive,plic-1.0.0"); n; n = t.find_compatible("sifive,plic-1.0.0", n)) {
        const FdtProperty x = t.property(n, "interrupts-extended");
        for (uint32_t i = 1; i < x.cells(); i += 2)
            if (x.cell(i) == kMachineExternal) t.set_cell(x, i, ~uint32_t{0});
    }
}

}  // namespace

void find_console(const Fdt& t, Platform& out) {
    FdtNode n = t.find_compatible("ns16550a");
    if (const char* path = t.property(t.find("/chosen"), "stdout-path").text(); path != nullptr)
        if (const FdtNode chosen = t.find(path); chosen && t.property(chosen, "compatible").has_text("ns16550a"))
            n = chosen;
    out.uart = t.reg(n);
    out.uart_shift = min_of(t.property(n, "reg-shift").cell(0), 3);
}

void read_platform(const Fdt& t, Platform& out) {
    read_memory(t, out);
    read_harts(t, out);
    read_devices(t, t.root(), out);
    read_aplic(t, out);
    out.finisher = t.reg(t.find_compatible("sifive,test0")).base;
    out.mailbox = t.reg(t.find_compatible("covesim,root-of-trust")).base;
    out.encryption_table = t.reg(t.find_compatible("covesim,encryption-table")).base;
    out.mpt = read_mpt_style(t);
    out.pmu.read(t);
    out.tsm = read_image(t, "covesim,tsm", out);
    out.host = read_image(t, "covesim,host-vmm", out);
    require(static_cast<bool>(out.tsm), "device tree: no covesim,tsm image");
    out.start_tsm = t.enabled(t.find_compatible("covesim,tsm"));
    require(static_cast<bool>(out.host), "device tree: no covesim,host-vmm image");
    add_images(t, t.find("/chosen"), out, 2);
}

void edit_for_host(Fdt& t, Span main_ram, Span host_ram) {
    withhold_extensions(t);
    hide_machine_contexts(t);
    for (FdtNode n = t.next({}); n;) {
        const FdtNode after = t.next(n);
        if (t.property(n, "device_type").has_text("memory")) {
            for (uint32_t i = 0;; ++i) {
                const Span r = t.reg(n, i);
                if (r.size == 0) break;
                if (r.base == main_ram.base) t.set_reg(n, i, host_ram);
            }
        }
        n = after;
    }
    // Nodes that are told by another one that they name (an APLIC by its IMSIC) go before it.
    for (const bool names_another : {true, false}) {
        for (FdtNode n = t.next({}); n;) {
            const FdtNode after = t.next(n);
            if ((t.property(n, "msi-parent") || t.property(n, "regmap")) == names_another && secure(t, n)) t.erase(n);
            n = after;
        }
    }
}

}  // namespace covesim::fw
