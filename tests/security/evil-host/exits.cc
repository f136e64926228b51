// Every kind of exit of the canary TVM, twice with different poison: what the host sees of it, and whether the TVM
// found itself as it was.
#include "tests/security/evil-host/exits.h"

#include "firmware/lib/insn.h"
#include "firmware/lib/memory.h"

namespace covesim::security {

using namespace fw;
using namespace sbi::covh;

namespace {

enum class What : uint8_t { Covg, Byte, Write, Read, Load, Store, Zero, Share, Wfi, Interrupt };

/// One step of the payload's round, in its order.
struct Step {
    const char* name;
    What what;
    uint64_t scause;
    uint64_t detail;  // Covg: function. Load, Store: offset in the MMIO page. Zero: page
    uint64_t htinst = 0, value = 0;
};
constexpr uint64_t kEcall = 10, kFetchFault = 20, kLoadFault = 21, kVirtual = 22, kStoreFault = 23;
constexpr uint64_t kTimer = 1ull << 63 | 5, kSoft = 1ull << 63 | 1;
constexpr uint64_t kX21 = 0x10C0'FFEE'5EC2'E715, kX9 = 0x10C0'FFEE'5EC2'E709;  // canaries of round 0; + 32 a round

// htinst: the access with a0 for its register and zeros for address and offset; bit 1 clear for a compressed one.
constexpr Step kSteps[] = {
    {"covg-mmio", What::Covg, kEcall, sbi::covg::kAddMmioRegion},
    {"covg-share", What::Covg, kEcall, sbi::covg::kShareMemory},
    {"dbcn-byte", What::Byte, kEcall, 0},
    {"dbcn-write", What::Write, kEcall, 0},
    {"dbcn-read", What::Read, kEcall, 0},
    {"mmio-lw", What::Load, kLoadFault, kInPage, 0x2503},
    {"mmio-ld", What::Load, kLoadFault, kInPage, 0x3503},
    {"mmio-lbu", What::Load, kLoadFault, kInPage + 3, 0x4503},
    {"mmio-sw", What::Store, kStoreFault, kInPage, 0xa02023, 0xffff'ffff},
    {"mmio-sd", What::Store, kStoreFault, kInPage, 0xa03023, ~0ull},
    {"mmio-sb", What::Store, kStoreFault, kInPage + 1, 0xa00023, 0xff},
    {"mmio-c.sw", What::Store, kStoreFault, kInPage, 0xa02021, 0xffff'ffff},
    {"load-fault", What::Zero, kLoadFault, 0},
    {"store-fault", What::Zero, kStoreFault, 1},
    {"amo-fault", What::Zero, kStoreFault, 2},
    {"fetch-fault", What::Zero, kFetchFault, 3},
    {"shared-fault", What::Share, kLoadFault, 0},
    {"wfi", What::Wfi, kVirtual, 0},
    {"interrupt", What::Interrupt, kTimer, 0},
};
constexpr unsigned kStepCount = sizeof kSteps / sizeof *kSteps;
constexpr uint64_t kSlice = 100;  // ticks; the payload's loop takes forty times that

/// A run until an exit that is not a complaint of the payload.
struct Run {
    Exit exit;
    cove::NaclShmem* shm;
    uint64_t id;
    unsigned poison;
    uint64_t slice;
    Answer answer;  // to the exit before
    TextBuffer<100> complaint;
};
Run the_run;
const char* last_step;
char last_round[2];

uint64_t go(uint64_t argument) {
    Run& r = *reinterpret_cast<Run*>(argument);
    r.complaint = {};
    for (;;) {
        run_vcpu(r.exit, *r.shm, r.id, r.poison, r.answer, r.slice);
        const auto* text = reinterpret_cast<const char*>(r.shm->console);
        const bool write = r.exit.after.scause == kEcall && r.shm->gprs[17] == sbi::kDbcn && r.shm->gprs[16] == 0;
        if (r.exit.error() || !write || text[0] != '!') break;
        for (uint64_t i = 1; i < r.shm->gprs[10] && i < cove::kConsoleBytes && text[i] != '\n'; ++i)
            r.complaint.put(text[i]);
        r.complaint.put(';');
        r.answer = {0, r.shm->gprs[10]};
    }
    return 0;
}

/// Complaints fail the step before.
void judge_last_step() {
    if (last_step) {
        Case c{"exit", last_round, last_step, "inside"};
        c.expect(the_run.complaint.length == 0, the_run.complaint.text);
    }
    if (the_run.exit.error()) give_up("run_tvm_vcpu", the_run.exit.error());
    the_run.answer = {};
}

void next(World& w, unsigned poison, uint64_t slice) {
    the_run.shm = w.shm;
    the_run.id = w.runner.id;
    the_run.poison = poison;
    the_run.slice = slice;
    go(reinterpret_cast<uint64_t>(&the_run));
    judge_last_step();
}

void check(World& w, const Step& s, unsigned round) {
    Change changes[16];
    unsigned n = 0;
    const auto allow = [&](uint64_t word, uint64_t value) { changes[n++] = {word, value}; };
    const auto ecall = [&](uint64_t eid, uint64_t fid, uint64_t a0, uint64_t a1, uint64_t a2) {
        const uint64_t args[8] = {a0, a1, a2, 0, 0, 0, fid, eid};
        for (unsigned i = 0; i < 8; ++i)
            allow(10 + i, i >= 3 && i <= 5 ? canary(Kind::X, 10 + i + 32 * round) : args[i]);
    };
    const auto fault = [&](uint64_t gpa, uint64_t htinst) {
        allow(kCsrWords + cove::kNaclHtval, gpa >> 2);
        allow(kCsrWords + cove::kNaclHtinst, htinst);
    };
    const uint64_t a2 = canary(Kind::X, 12 + 32 * round);
    uint64_t stval = 0;
    const uint64_t mmio = kMmioGpa + round * kPageSize, shared = kSharedGpa + round * kPageSize,
                   demand = kDemandGpa + (16 * round + s.detail) * kPageSize;
    const cove::NaclShmem& shm = *the_run.shm;
    switch (s.what) {
        case What::Covg:
            ecall(sbi::kCovg, s.detail, s.detail == sbi::covg::kShareMemory ? shared : mmio, kPageSize, a2);
            break;
        case What::Byte: ecall(sbi::kDbcn, sbi::dbcn::kWriteByte, 0x55, 0, 0); break;
        case What::Write: {
            ecall(sbi::kDbcn, 0, sizeof kConsoleText, reinterpret_cast<uint64_t>(shm.console), 0);
            // Exactly these bytes, and the rest of the last word as it was.
            auto* bytes = reinterpret_cast<uint8_t*>(the_run.exit.shm_before + kConsoleWords);
            for (unsigned i = 0; i < sizeof kConsoleText; ++i) bytes[i] = uint8_t(kConsoleText[i]);
            the_run.answer = {0, sizeof kConsoleText};
            break;
        }
        case What::Read:
            ecall(sbi::kDbcn, 1, sizeof kConsoleInput, reinterpret_cast<uint64_t>(shm.console), 0);
            the_run.answer = {0, sizeof kConsoleInput, kConsoleInput};
            break;
        case What::Load:
            fault(mmio + (s.detail & ~3ull), s.htinst);
            stval = s.detail & 3;
            the_run.answer.a0 = kMmioAnswer;
            break;
        case What::Store:
            fault(mmio + (s.detail & ~3ull), s.htinst);
            stval = s.detail & 3;
            allow(10, ((s.htinst & 2 ? kX21 : kX9) + 32 * round) & s.value);
            break;
        case What::Zero: fault(demand, 0); break;
        case What::Share: fault(shared, 0); break;
        case What::Wfi: allow(kCsrWords + cove::kNaclHtinst, 0x10500073); break;
        case What::Interrupt: break;
    }
    {
        Case c{"exit", last_round, s.name, "registers"};
        check_registers(c, the_run.exit);
        c.equal("value", the_run.exit.value(), 0);
    }
    {
        Case c{"exit", last_round, s.name, "csrs"};
        check_csrs(c, the_run.exit, s.scause, stval);
    }
    {
        Case c{"exit", last_round, s.name, "shared-memory"};
        check_shared_memory(c, the_run.exit, shm, changes, n);
    }
    if (s.what == What::Zero)
        need(covh(kAddZeroPages, w.runner.id, w.runner.next_spare(), cove::kPage4K, 1, demand), "add_tvm_zero_pages");
    if (s.what == What::Share) {
        const uint64_t page = w.arena.take(kPageSize);
        fill_bytes(reinterpret_cast<void*>(page), 0, kPageSize);
        *reinterpret_cast<uint64_t*>(page + kInPage) = kSharedWord;
        need(covh(kAddSharedPages, w.runner.id, page, cove::kPage4K, 1, shared), "add_tvm_shared_pages");
    }
    // Counters of the host stand still in the TVM and the TSM; the loop alone is 400,000 instructions.
    if (s.what == What::Interrupt) {
        Case c{"exit", last_round, s.name, "counters"};
        c.expect(the_run.exit.instructions < 2000, "instret counted", the_run.exit.instructions);
        c.expect(the_run.exit.cycles < 20000, "cycle counted", the_run.exit.cycles);
    }
    last_step = s.name;
}

constexpr unsigned kCasesOfStep = 4;  // registers, CSRs, shared memory, inside

}  // namespace

unsigned declared_exits() {
    // Steps, one counter case a round and one for the spin; pause and spin; the last exit has no inside.
    return kRounds * (kStepCount * kCasesOfStep + 1) + 2 * kCasesOfStep + 1 + 3;
}

void exits_until_pause(World& w) {
    for (unsigned round = 0; round < kRounds; ++round) {
        for (const Step& s : kSteps) {
            next(w, round, s.what == What::Interrupt ? kSlice : 0);
            last_round[0] = char('0' + round);
            check(w, s, round);
        }
    }
    next(w, 0, 0);
    last_round[0] = 'a';
    check(w, {"pause", What::Wfi, kVirtual, 0}, 3);
}

// The TVM checks its memory, tries instructions that it must not have, and loops, on the other hart; a software
// interrupt of this one ends that. Then its shutdown, here.
void exits_after_attack(World& w) {
    the_run.shm = w.shm_of_other;
    the_run.poison = 1;
    the_run.slice = 0;
    cache_before_running();
    start_other(go, reinterpret_cast<uint64_t>(&the_run));
    while (covh(kTvmFence, w.runner.id).error != sbi::kAlreadyStarted) pause();
    while_running(w);
    fence_while_running();
    need(sbi::call(sbi::kIpi, sbi::ipi::kSend, 2, 0), "send_ipi");
    wait_other();
    judge_last_step();
    check(w, {"spin", What::Interrupt, kSoft, 0}, 4);
    check_after_running();

    next(w, 0, 0);
    Change changes[8];
    const uint64_t args[8] = {0, 0, 0, 0, 0, 0, sbi::srst::kReset, sbi::kSrst};
    for (unsigned i = 0; i < 8; ++i)
        changes[i] = {10 + i, i >= 2 && i <= 5 ? canary(Kind::X, 10 + i + 32 * 5) : args[i]};
    {
        Case c{"exit", last_round, "shutdown", "registers"};
        check_registers(c, the_run.exit);
        c.expect(the_run.exit.value() != 0, "not fatal");
    }
    {
        Case c{"exit", last_round, "shutdown", "csrs"};
        check_csrs(c, the_run.exit, kEcall, 0);
    }
    {
        Case c{"exit", last_round, "shutdown", "shared-memory"};
        check_shared_memory(c, the_run.exit, *w.shm, changes, 8);
    }
}

}  // namespace covesim::security
