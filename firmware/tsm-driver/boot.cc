// From the boot ROM to the host: the boot hart reads the device tree, carves memory, builds the MPTs, edits the tree
// for the host, and starts the TSM; the other harts wait for HSM. The one Rdsm object lives here.
#include "firmware/lib/csr.h"
#include "firmware/lib/memory.h"
#include "firmware/lib/panic.h"
#include "firmware/lib/print.h"
#include "firmware/tsm-driver/rdsm.h"
#include "sim/core/layout/encryption_table.h"

extern "C" uint32_t rdsm_ready;

namespace covesim::fw {
namespace {

// The machine's exit codes: beside those of the command line, so that a failure is told from wrong usage.
constexpr uint16_t kPanicCode = 5, kFailureCode = 6;

// Cleared by entry.S, then built in place; the boot hart is alone.
constinit Rdsm the_rdsm{};

/// Reads a CSR that may not exist: the vector is moved behind the read for its duration, so that the
/// illegal-instruction trap just skips it. Only before anything below M-mode runs.
template <uint16_t N>
bool probe_csr(uint64_t& value) {
    uint64_t ok, vector;
    asm volatile(
        "  la %[vector], 1f\n"
        "  csrrw %[vector], mtvec, %[vector]\n"
        "  li %[ok], 0\n"
        "  csrr %[value], %[number]\n"
        "  li %[ok], 1\n"
        "  .balign 4\n"
        "1: csrw mtvec, %[vector]\n"
        : [vector] "=&r"(vector), [ok] "=&r"(ok), [value] "+&r"(value)
        : [number] "i"(N)
        : "memory");
    return ok != 0;
}

/// Programmable counters that can hold a value, as a bit mask by index.
template <unsigned N = 0>
uint32_t probe_hpm() {
    if constexpr (N == 29) {
        return 0;
    } else {
        uint64_t v = 0;
        uint32_t found = 0;
        if (probe_csr<csr::mhpmcounter3 + N>(v)) {
            csr_write<csr::mhpmcounter3 + N>(1);
            if (csr_swap<csr::mhpmcounter3 + N>(0) == 1) found = uint32_t{1} << (3 + N);
        }
        return found | probe_hpm<N + 1>();
    }
}

/// mhpmevent3 has Sscofpmf's bits.
bool probe_overflow() {
    csr_write<csr::mhpmevent3>(bit(63));
    return csr_swap<csr::mhpmevent3>(0) == bit(63);
}

/// A device tree that lies where the tables go moves to just below them: the host keeps one contiguous piece of memory.
Fdt place_tree(Fdt tree, uint64_t& address, Carve& c) {
    const Span own{address, tree.total_size()};
    if (c.host_ram.contains(own.base, own.size)) return tree;
    // The top of the host's memory; images there would be overwritten.
    const uint64_t size = align_up(own.size, kPageSize);
    const Span to{c.host_ram.end() - size, size};
    for (const Span& image : the_rdsm.platform.images)
        require(!image.overlaps(to), "memory: no room for the device tree", image.base);
    move_bytes(reinterpret_cast<void*>(to.base), reinterpret_cast<const void*>(own.base), own.size);
    address = to.base;
    return Fdt{reinterpret_cast<const void*>(to.base), own.size};
}

/// Every wired interrupt is the host's.
void delegate_interrupts(const Platform& p) {
    constexpr uint32_t kDelegate = 1 << 10;  // to child 0
    for (uint32_t i = 1; i <= p.aplic_sources; ++i) mmio_write<uint32_t>(p.aplic + 4ull * i, kDelegate);
}

rdsm::Range range(const Span& s) { return {s.base, s.size}; }

void fill_info(const Carve& c) {
    const Platform& p = the_rdsm.platform;
    rdsm::BootInfo& i = the_rdsm.info;
    i.magic = rdsm::kBootInfoMagic;
    i.size = sizeof i;
    i.hart_count = p.harts.count;
    i.own_sdid = rdsm::kTsmDomain;
    i.host_sdid = rdsm::kHostDomain;
    i.mpt_mode = static_cast<uint32_t>(p.mpt.mode);
    i.encryption_contexts = the_rdsm.encryption_contexts;
    i.measurement_registers = the_rdsm.rot.registers();
    i.timebase_hz = p.timebase;
    i.isa = p.isa;
    i.cbom_bytes = p.cbom;
    i.cboz_bytes = p.cboz;
    i.ram_count = p.ram.count;
    for (unsigned n = 0; n < p.ram.count; ++n) i.ram[n] = range(p.ram.items[n]);
    i.rdsm = range(c.rdsm);
    i.mpt_pool = range(c.mpt_pool);
    i.tsm_image = range(c.tsm_image);
    i.tsm_pool = range(c.tsm_pool);
    for (unsigned n = 0; n < p.harts.count; ++n) i.hart_ids[n] = p.harts.items[n].id;
    // SDIDLEN: the writable low bits of mmpt.SDID.
    csr_write<csr::mmpt>(Field<57, 52>::kMask);
    for (uint64_t v = Field<57, 52>::get(csr_swap<csr::mmpt>(0)); v != 0; v >>= 1) ++i.sdid_bits;
}

void build_harts() {
    const Platform& p = the_rdsm.platform;
    the_rdsm.hart_count = p.harts.count;
    for (unsigned n = 0; n < p.harts.count; ++n) {
        Hart& h = the_rdsm.harts[n];
        h.id = p.harts.items[n].id;
        h.msip = p.harts.items[n].msip;
        h.rdsm = &the_rdsm;
        for (Frame& f : h.frame) f.hart = &h;
    }
}

Hart& this_hart(uint64_t id, uint64_t stack) {
    Hart* h = the_rdsm.find_hart(id);
    require(h != nullptr, "a hart that the device tree does not name", id);
    for (Frame& f : h->frame) f.stack = stack;
    return *h;
}

}  // namespace

void panic(const char* what, uint64_t value) {
    print(the_rdsm.uart, "\ntsm-driver: panic: {} ({x})\n", what, value);
    the_rdsm.finisher.fail(kPanicCode);
    for (;;) wfi();
}

void system_reset(Rdsm& rdsm, uint64_t type, bool failure) {
    if (failure) rdsm.finisher.fail(kFailureCode);
    else if (type == sbi::srst::kShutdown) rdsm.finisher.pass();
    else rdsm.finisher.reset();
    for (;;) wfi();
}

extern "C" Frame* rdsm_boot(uint64_t hart_id, uint64_t tree_address, uint64_t stack) {
    constexpr uint64_t kMaxTree = 0x10'0000;
    Platform& p = the_rdsm.platform;
    Fdt tree{reinterpret_cast<const void*>(tree_address), kMaxTree};
    find_console(tree, p);
    the_rdsm.uart = Uart{p.uart.base, p.uart_shift};
    the_rdsm.finisher = Finisher{tree.reg(tree.find_compatible("sifive,test0")).base};
    require(tree.ok(), "no device tree at", tree_address);
    read_platform(tree, p);
    require(p.is_ram(tree_address, tree.total_size()), "device tree outside RAM", tree_address);

    uint64_t unused = 0;
    the_rdsm.has_scontext = probe_csr<csr::scontext>(unused);
    the_rdsm.has_stateen = probe_csr<csr::mstateen0>(unused);
    the_rdsm.has_seccfg = probe_csr<csr::mseccfg>(unused);
    the_rdsm.hpm_counters = probe_hpm();
    the_rdsm.has_overflow = (the_rdsm.hpm_counters & bit(3)) != 0 && probe_overflow();
    the_rdsm.rot.init(p.mailbox);
    if (p.encryption_table != 0)
        the_rdsm.encryption_contexts = mmio_read<uint32_t>(p.encryption_table + ectx::kContexts);

    Carve c = Domains::carve(p);
    tree = place_tree(tree, tree_address, c);
    the_rdsm.domains.build(p, c);
    fill_info(c);
    copy_bytes(reinterpret_cast<void*>(c.tsm_pool.base), &the_rdsm.info, sizeof the_rdsm.info);
    delegate_interrupts(p);
    edit_for_host(tree, c.main_ram, c.host_ram);
    build_harts();

    print(the_rdsm.uart,
          "tsm-driver: {} harts, host memory {x} + {} MiB, tables {} KiB, root of trust {}, encryption contexts {}\n",
          the_rdsm.hart_count, c.host_ram.base, c.host_ram.size >> 20, (c.mpt_pool.size + c.tsm_pool.size) >> 10,
          the_rdsm.rot ? "present" : "absent", the_rdsm.encryption_contexts);

    Hart& hart = this_hart(hart_id, stack);
    hart.start = {p.host.entry, tree_address};
    hart.state.store(sbi::hsm::kStartPending);
    hart.init_machine_csrs();
    hart.full_fence();
    __atomic_store_n(&rdsm_ready, 1, __ATOMIC_RELEASE);
    return hart.enter_domain();
}

extern "C" Frame* rdsm_boot_secondary(uint64_t hart_id, uint64_t, uint64_t stack) {
    Hart& hart = this_hart(hart_id, stack);
    hart.init_machine_csrs();
    return hart.wait_for_start();
}

}  // namespace covesim::fw
