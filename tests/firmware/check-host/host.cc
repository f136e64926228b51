// A host in HS-mode that checks the TSM driver from outside: every SBI extension, every address rule, the world switch,
// and with memory protection what the MPT lets the host touch. Prints one line a group; ends the machine through SRST,
// or with a failure code.
#include <initializer_list>

#include "firmware/abi/rdsm.h"
#include "firmware/lib/atomic.h"
#include "firmware/lib/console.h"
#include "firmware/lib/csr.h"
#include "firmware/lib/fdt.h"
#include "firmware/lib/insn.h"
#include "firmware/lib/memory.h"
#include "firmware/lib/panic.h"
#include "firmware/lib/sha384.h"

extern "C" void secondary();
extern "C" uint64_t probe_landing_pad();
extern "C" uint64_t probe_load(uint64_t), probe_store(uint64_t), probe_fetch(uint64_t), probe_amo(uint64_t);

namespace covesim::fw {
namespace {

using sbi::call;
using sbi::Ret;

volatile uint64_t interrupts[16];
volatile uint64_t last_cause, fetch_return;
Atomic<uint64_t> secondary_seen{0};

SbiConsole console;

void expect(bool ok, const char* what, uint64_t v = 0) {
    if (!ok) panic(what, v);
}

Ret tsm(uint64_t fid, uint64_t a0 = 0, uint64_t a1 = 0, uint64_t a2 = 0, uint64_t a3 = 0, uint64_t a4 = 0,
        uint64_t a5 = 0) {
    return call(sbi::kCovh, sbi::routed(1, fid), a0, a1, a2, a3, a4, a5);
}

/// The access faults that loads, stores, AMOs and fetches of `pa` must give.
void expect_denied(uint64_t pa, const char* what) {
    const auto cause = [&](uint64_t (*probe)(uint64_t)) {
        last_cause = ~uint64_t{0};
        probe(pa);
        return last_cause;
    };
    expect(cause(probe_load) == 5, what, last_cause);
    expect(cause(probe_store) == 7, what, last_cause);
    expect(cause(probe_amo) == 7, what, last_cause);
    expect(cause(probe_fetch) == 1, what, last_cause);
}

void check_base() {
    Ret r = call(sbi::kBase, 0);
    expect(r.error == 0 && r.value >= 0x200'0000, "spec version", r.value);
    for (uint64_t eid : {sbi::kBase, sbi::kTime, sbi::kIpi, sbi::kRfence, sbi::kHsm, sbi::kSrst, sbi::kPmu, sbi::kDbcn,
                         sbi::kSupd, sbi::kCovh})
        expect(call(sbi::kBase, 3, eid).value == 1, "probe", eid);
    for (uint64_t eid : {sbi::kNacl, sbi::kSta, sbi::kSusp, sbi::kCppc, sbi::kFwft})
        expect(call(sbi::kBase, 3, eid).value == 0, "probe", eid);
    expect(call(sbi::kBase, sbi::routed(1, 3), sbi::kNacl).value == 1, "probe of domain 1");
    expect(call(sbi::kSupd, 0).value == 3, "active domains");
    expect(call(0x1234'5678, 0).error == sbi::kNotSupported, "unknown extension");
    expect(call(rdsm::kExtension, rdsm::kMptSet, 0x8200'0000, 1, rdsm::kConf).error == sbi::kNotSupported,
           "TSM's calls from the host");
    expect(call(sbi::kCovh, 0).error == sbi::kNotSupported, "COVH to domain 0");
    expect(call(sbi::kCovh, sbi::routed(2, 0)).error == sbi::kNotSupported, "COVH to domain 2");
    print(console, "check-host: base ok\n");
}

/// The tree as the TSM driver leaves it, on a machine with everything that has a switch.
void check_tree(const Fdt& t) {
    for (const char* gone : {"covesim,root-of-trust", "covesim,encryption-table", "riscv,clint0", "sifive,test0",
                             "syscon-poweroff", "syscon-reboot"})
        expect(!t.find_compatible(gone), gone);
    const FdtProperty plic = t.property(t.find_compatible("sifive,plic-1.0.0"), "interrupts-extended");
    expect(plic.cells() >= 4, "PLIC");
    for (uint32_t i = 0; i < plic.cells(); i += 4)
        expect(plic.cell(i + 1) == 0xffff'ffff && plic.cell(i + 3) == 9, "PLIC contexts", i);
    for (FdtNode cpu = t.first_child(t.find("/cpus")); cpu; cpu = t.next_sibling(cpu)) {
        const FdtProperty list = t.property(cpu, "riscv,isa-extensions");
        for (const char* kept : {"i", "v", "smstateen", "sstc", "svpbmt", "svade", "zicfilp"})
            expect(list.has_text(kept), kept);
        for (const char* gone : {"smsd", "smmpt43", "smepmp", "svadu", "zicfiss"}) expect(!list.has_text(gone), gone);
    }
    print(console, "check-host: tree ok\n");
}

void check_software_check() {
    const uint64_t cause = probe_landing_pad();
    expect(cause == 18, "a missing landing pad in U-mode", cause);
    print(console, "check-host: software check ok\n");
}

void check_dbcn() {
    const char text[] = "";
    const auto own = reinterpret_cast<uint64_t>(text);
    expect(call(sbi::kDbcn, 0, 1, own, 0).error == 0, "dbcn write");
    expect(call(sbi::kDbcn, 0, 16, 0x8000'0000, 0).error == sbi::kInvalidParam, "dbcn reads the TSM driver");
    expect(call(sbi::kDbcn, 0, 16, 0x8020'0000, 0).error == sbi::kInvalidParam, "dbcn reads the TSM");
    expect(call(sbi::kDbcn, 0, 16, 0x803f'fff8, 0).error == sbi::kInvalidParam, "dbcn reads across into own memory");
    expect(call(sbi::kDbcn, 0, 16, 0x1000'0000, 0).error == sbi::kInvalidParam, "dbcn reads a device");
    expect(call(sbi::kDbcn, 0, 16, ~uint64_t{7}, 0).error == sbi::kInvalidParam, "dbcn wraps around");
    expect(call(sbi::kDbcn, 0, 16, own, 1).error == sbi::kInvalidParam, "dbcn high half");
    expect(call(sbi::kDbcn, 1, 16, 0x8000'0000, 0).error == sbi::kInvalidParam, "dbcn writes the TSM driver");
    print(console, "check-host: dbcn ok\n");
}

void check_timer() {
    csr_set<csr::sie>(bit(5));
    interrupts[5] = 0;
    call(sbi::kTime, 0, csr_read<csr::time>() + 1000);
    csr_set<csr::sstatus>(2);
    for (int i = 0; i < 10'000'000 && interrupts[5] == 0; ++i) pause();
    expect(interrupts[5] == 1, "timer interrupt", interrupts[5]);
    interrupts[1] = 0;
    csr_set<csr::sie>(bit(1));
    call(sbi::kIpi, 0, 1, 0);
    expect(interrupts[1] == 1, "own software interrupt", interrupts[1]);
    csr_clear<csr::sstatus>(2);
    print(console, "check-host: time and ipi ok\n");
}

void check_switch() {
    csr_write<csr::sscratch>(0xabcd);
    const uint64_t sie = csr_read<csr::sie>(), stvec = csr_read<csr::stvec>();
    const Ret r = tsm(0x100, 1, 2, 3, 4, 5, 6);
    expect(r.error == 0 && r.value == 21, "teecall", r.value);
    expect(csr_read<csr::scause>() == 21 && csr_read<csr::stval>() == 0x5678, "exit reason");
    expect(csr_read<csr::sscratch>() == 0xabcd && csr_read<csr::sie>() == sie && csr_read<csr::stvec>() == stvec,
           "host CSRs");
    // A software interrupt pending at TEECALL survives.
    call(sbi::kIpi, 0, 1, 0);
    tsm(0x100);
    expect((csr_read<csr::sip>() & 2) != 0, "SSIP over a world switch");
    csr_clear<csr::sip>(2);
    expect(call(sbi::kNacl, sbi::routed(1, 0x100), 1).value == 1, "NACL is routed");
    print(console, "check-host: world switch ok\n");
}

void check_convert(bool protection) {
    constexpr uint64_t kPage = 0x8180'0000;
    *reinterpret_cast<volatile uint64_t*>(kPage) = 0x1111;
    Ret r = tsm(0x101, kPage, 5000);
    expect(r.error == 0 && r.value == rdsm::kMptSetMax, "convert a bounded number", r.value);
    r = tsm(0x102, kPage + 4096 * 3, 2045);
    expect(r.error == 0 && r.value == 2045, "return some", r.value);
    tsm(0x103, kPage, 0x2222);
    expect(call(sbi::kDbcn, 0, 16, kPage, 0).error == sbi::kInvalidParam, "dbcn reads converted memory");
    expect(call(sbi::kDbcn, 1, 16, kPage, 0).error == sbi::kInvalidParam, "dbcn writes converted memory");
    expect(call(sbi::kHsm, 0, 1, kPage, 0).error != 0, "hart starts in converted memory");
    if (protection) {
        for (uint64_t pa : {kPage, kPage + 4096, kPage + 8192 + 4088, uint64_t{0x8000'0000}, uint64_t{0x8020'0000}})
            expect_denied(pa, "host reached memory");
        for (uint64_t pa : {uint64_t{0x10'0000}, uint64_t{0x0200'0000}, uint64_t{0x1020'0000}, uint64_t{0x1021'0000}})
            expect_denied(pa, "host reached a secure device");
        last_cause = 0;
        probe_load(kPage + 4096 * 3);
        expect(last_cause == 0, "returned page", last_cause);
    }
    expect(tsm(0x104, kPage).value == 0x2222, "the TSM's data");
    tsm(0x102, kPage, 3);
    last_cause = 0;
    probe_load(kPage);
    expect(last_cause == 0, "reclaimed page", last_cause);
    print(console, "check-host: conversion ok\n");
}

void check_harts(unsigned count) {
    expect(call(sbi::kHsm, 2, 0).value == 0, "own state");
    expect(call(sbi::kHsm, 2, 99).error == sbi::kInvalidParam, "no such hart");
    expect(call(sbi::kHsm, 0, 0, reinterpret_cast<uint64_t>(&secondary), 0).error == sbi::kAlreadyAvailable,
           "start of a started hart");
    expect(call(sbi::kIpi, 0, 1, 64).error == sbi::kInvalidParam, "ipi to no hart");
    expect(call(sbi::kRfence, 0, 1, 0).error == 0, "rfence self");
    if (count > 1) {
        for (int round = 1; round <= 2; ++round) {
            expect(call(sbi::kHsm, 2, 1).value == 1, "hart 1 stopped");
            expect(call(sbi::kHsm, 0, 1, 0x8000'0000, 0).error == sbi::kInvalidAddress, "start in the TSM driver");
            expect(call(sbi::kHsm, 0, 1, reinterpret_cast<uint64_t>(&secondary), 0x77).error == 0, "hart_start");
            while (secondary_seen.load() != 0x77) pause();
            expect(tsm(0x105, 1).value == (static_cast<uint64_t>(round) << 1 | 1), "epoch", tsm(0x105, 1).value);
            for (uint64_t fid = 0; fid <= 6; ++fid) {
                expect(call(sbi::kRfence, fid, 3, 0, 0x8000'0000, 0x3000, 1).error == 0, "rfence", fid);
                expect(call(sbi::kRfence, fid, 0, ~uint64_t{0}, 0, 0, 1).error == 0, "rfence all", fid);
            }
            expect(call(sbi::kIpi, 0, 2, 0).error == 0, "ipi to hart 1");
            while (secondary_seen.load() != 0x99) pause();
            while (call(sbi::kHsm, 2, 1).value != 1) pause();
            expect((tsm(0x105, 1).value & 1) == 0, "stopped hart");
        }
    }
    print(console, "check-host: harts ok\n");
}

/// Entry of event_get_info (SBI 3.0, "Event info entry format").
struct EventInfo {
    uint32_t event, output;
    uint64_t data;
};

/// Which events there are: configuring a programmable counter and event_get_info say the same.
void check_events() {
    constexpr uint64_t kProgrammable = ~uint64_t{7} & 0xffff'ffff;
    struct {
        EventInfo info;
        bool there;
    } const cases[] = {
        {{0x1, 9, 0}, true},        // cycles
        {{0x2, 9, 0}, true},        // instructions
        {{0x3, 9, 0}, false},       // cache references
        {{0x5, 9, 0}, true},        // branches
        {{0x6, 9, 0}, true},        // branch misses
        {{0x1, 9, 1}, false},       // event_data is reserved
        {{0x10021, 9, 0}, true},    // instruction TLB read misses
        {{0x10019, 9, 0}, false},   // data TLB read misses alone
        {{0x10029, 9, 0}, true},    // branch predictor read misses
        {{0x20000, 9, 15}, true},   // raw
        {{0x20000, 9, 3}, false},   // no such selector
        {{0x30000, 9, 19}, true},   // raw v2
        {{0x30001, 9, 19}, false},  // its code is zero
        {{0x30000, 9, bit(56) | 19}, false},
        {{0xf0005, 9, 0}, false},  // firmware
    };
    constexpr unsigned kCases = sizeof cases / sizeof *cases;
    alignas(16) static EventInfo table[kCases];
    for (unsigned i = 0; i < kCases; ++i) {
        table[i] = cases[i].info;
        const Ret r = call(sbi::kPmu, 2, 0, kProgrammable, 2, cases[i].info.event, cases[i].info.data);
        expect(r.error == (cases[i].there ? sbi::kSuccess : sbi::kNotSupported), "pmu event", i);
        if (r.error == 0)
            expect(r.value >= 3 && call(sbi::kPmu, 4, r.value, 1, 1).error == sbi::kAlreadyStopped, "stop", i);
    }
    const auto at = reinterpret_cast<uint64_t>(table);
    expect(call(sbi::kPmu, 8, at, 0, kCases, 0).error == 0, "event_get_info");
    for (unsigned i = 0; i < kCases; ++i) expect(table[i].output == (cases[i].there ? 1 : 0), "event info", i);
    expect(call(sbi::kPmu, 8, at + 8, 0, 1, 0).error == sbi::kInvalidParam, "event info: alignment");
    expect(call(sbi::kPmu, 8, at, 0, 1, 1).error == sbi::kInvalidParam, "event info: flags");
    expect(call(sbi::kPmu, 8, at, 1, 1, 0).error == sbi::kInvalidAddress, "event info: high half");
    expect(call(sbi::kPmu, 8, 0x8000'0000, 0, 1, 0).error == sbi::kInvalidAddress, "event info in the TSM driver");
    expect(call(sbi::kPmu, 8, at, 0, ~uint64_t{0}, 0).error == sbi::kInvalidAddress, "event info: endless");
    table[0].event |= bit(20);
    expect(call(sbi::kPmu, 8, at, 0, 1, 0).error == sbi::kInvalidParam, "event info: reserved bit");
}

/// A counter of cycles interrupts each time it is started anew, as a sampling profiler needs.
void check_sampling() {
    constexpr uint64_t kLcofi = bit(13);
    const Ret r = call(sbi::kPmu, 2, 0, 0xffff'ffff, 0, 1);
    expect(r.error == 0 && r.value >= 3, "cycles with filters", r.value);
    const uint64_t counter = r.value, before = interrupts[13];
    csr_set<csr::sie>(kLcofi);
    csr_set<csr::sstatus>(bit(1));
    for (unsigned round = 1; round <= 3; ++round) {
        expect(call(sbi::kPmu, 3, counter, 1, 1, ~uint64_t{0} - 1000).error == 0, "start", round);
        while (interrupts[13] == before + round - 1) pause();
        expect(interrupts[13] == before + round, "one interrupt", round);
        expect(call(sbi::kPmu, 4, counter, 1, 0).error == 0, "stop", round);
    }
    csr_clear<csr::sstatus>(bit(1));
    csr_clear<csr::sie>(kLcofi);
    expect(call(sbi::kPmu, 4, counter, 1, 1).error == sbi::kAlreadyStopped, "reset");
}

void check_pmu() {
    const uint64_t n = call(sbi::kPmu, 0).value;
    expect(n >= 3, "counters", n);
    expect(call(sbi::kPmu, 1, 0).value == (0xc00 | 63 << 12), "cycle's info");
    expect(call(sbi::kPmu, 1, 1).error == sbi::kInvalidParam, "time is no counter");
    expect(call(sbi::kPmu, 2, 0, 7, 0, 1).value == 0, "cycles");
    expect(call(sbi::kPmu, 2, 0, 7, 0, 2).value == 2, "instructions");
    expect(call(sbi::kPmu, 7, 0).error == sbi::kNotSupported, "snapshots");
    check_events();
    check_sampling();
    print(console, "check-host: pmu ok, {} counters\n", n);
}

/// The Zknh form of SHA-384 gives the portable form's digest; its cost is printed.
void check_digest(const Fdt& fdt) {
    const FdtNode cpu = fdt.first_child(fdt.find("/cpus"));
    const bool zknh = fdt.property(cpu, "riscv,isa-extensions").has_text("zknh");
    alignas(8) static uint8_t page[4096];
    for (unsigned i = 0; i < sizeof page; ++i) page[i] = static_cast<uint8_t>(i * 7);
    uint64_t cost[2]{};
    Digest digest[2];
    for (unsigned form = 0; form < (zknh ? 2 : 1); ++form) {
        Sha384 h{form == 1};
        const uint64_t before = csr_read<0xc02>();
        h.update(page, sizeof page);
        digest[form] = h.finish();
        cost[form] = csr_read<0xc02>() - before;
    }
    // First bytes of the digest of i * 7 mod 256, from an independent implementation.
    expect(digest[0].bytes[0] == 0x3e && digest[0].bytes[1] == 0x70 && digest[0].bytes[2] == 0x88 &&
               digest[0].bytes[47] == 0x4e,
           "portable digest", digest[0].bytes[0]);
    if (zknh) expect(compare_bytes(&digest[0], &digest[1], sizeof digest[0]) == 0, "Zknh digest", digest[1].bytes[0]);
    print(console, "check-host: digest ok, {} instructions a page, {} with Zknh\n", cost[0], cost[1]);
}

}  // namespace

void panic(const char* what, uint64_t value) {
    print(console, "check-host: FAILED {} ({x})\n", what, value);
    call(sbi::kSrst, 0, 0, 1);
    for (;;) wfi();
}

extern "C" uint64_t host_trap(uint64_t cause, uint64_t pc, uint64_t value) {
    if (cause >> 63 != 0) {
        interrupts[cause & 15] = interrupts[cause & 15] + 1;
        if ((cause & 15) == 1 || (cause & 15) == 13) csr_clear<csr::sip>(bit(cause & 15));
        if ((cause & 15) == 5) call(sbi::kTime, 0, ~uint64_t{0});
        return pc;
    }
    last_cause = cause;
    // A fetch comes back to its caller, the others go on behind the probe.
    if (cause == 1 && pc == value) return reinterpret_cast<uint64_t>(&probe_fetch) + 8;
    const auto near = reinterpret_cast<uint64_t>(&probe_load);
    if (pc - near > 64) panic("trap", cause << 56 | pc);
    return pc + 4;
}

extern "C" void host_secondary(uint64_t hart, uint64_t opaque) {
    csr_set<csr::sie>(2);
    expect(hart == 1, "secondary's id", hart);
    expect(tsm(0x100, hart, 41).value == 42, "teecall on hart 1");
    secondary_seen.store(opaque);
    // Suspended until the software interrupt, served by polling (SIE is off).
    expect(call(sbi::kHsm, 3, 0).error == 0, "suspend");
    expect((csr_read<csr::sip>() & 2) != 0, "woken by the software interrupt");
    secondary_seen.store(0x99);
    call(sbi::kHsm, 1);
    panic("hart_stop returned");
}

extern "C" void host_main(uint64_t hart, uint64_t tree) {
    Fdt fdt{reinterpret_cast<const void*>(tree), 1 << 20};
    expect(fdt.ok(), "device tree", tree);
    const Span memory = fdt.reg(fdt.find("/memory"));
    const bool protection = fdt.property(fdt.find("/chosen"), "covesim,no-memory-protection").data == nullptr;
    unsigned harts = 0;
    for (FdtNode n = fdt.first_child(fdt.find("/cpus")); n; n = fdt.next_sibling(n))
        harts += fdt.property(n, "device_type").has_text("cpu");
    print(console, "check-host: hart {}, {} harts, memory {x} + {x}\n", hart, harts, memory.base, memory.size);
    check_base();
    check_tree(fdt);
    check_software_check();
    check_dbcn();
    check_timer();
    check_switch();
    check_convert(protection);
    check_harts(harts);
    check_pmu();
    check_digest(fdt);
    print(console, "check-host: all ok\n");
    call(sbi::kSrst, 0, 0, 0);
    panic("SRST returned");
}

}  // namespace covesim::fw
