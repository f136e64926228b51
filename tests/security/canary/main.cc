// The TVM under attack: before each exit every x and f register, fcsr and the CSRs it owns hold canaries; after it they
// must hold the same. The host checks its own side. A difference is reported as a console line that begins with '!'.
#include "firmware/abi/cove.h"
#include "firmware/lib/bits.h"
#include "firmware/lib/console.h"
#include "firmware/lib/csr.h"
#include "firmware/lib/insn.h"
#include "firmware/lib/panic.h"
#include "tests/security/registers.h"

using namespace covesim;
using namespace covesim::fw;
using namespace covesim::security;

extern "C" {
void canary_ecall(Registers*), canary_wfi(Registers*), canary_lw(Registers*), canary_ld(Registers*),
    canary_lbu(Registers*), canary_sw(Registers*), canary_sd(Registers*), canary_sb(Registers*), canary_csw(Registers*),
    canary_amo(Registers*), canary_fetch(Registers*), canary_spin(Registers*);
uint64_t canary_landing_pad();
extern char canary_fetch_resume[], canary_second[];
volatile uint64_t canary_cause;
}

namespace {

constexpr uint64_t kA0 = 10, kA1 = 11, kA2 = 12, kA6 = 16, kA7 = 17, kValue = 21, kAddress = 22;
constexpr uint64_t kFcsr = 0x75;  // rounding mode 3, flags 0x15
constexpr uint64_t kSatpSv39 = 8ull << 60, kAsid = 0x5EC2;
constexpr uint64_t kSstatusMine = 3ull << 18 | 3 << 13 | 1 << 8 | 1 << 5;  // MXR, SUM, FS, SPP, SPIE
constexpr uint64_t kSecond = 10'000'000;                                   // of `time`

struct Csrs {
    uint64_t sepc, scause, stval, stvec, senvcfg, scounteren, satp, sie, stimecmp, sstatus;
};

alignas(4096) uint64_t root[512];
Registers r;
Csrs want;
uint64_t last_time;

void report(const char* step, const char* what, uint64_t n, uint64_t got) {
    SbiConsole out;
    print(out, "!{}: {} {}: {x}\n", step, what, n, got);
}

Csrs read_csrs() {
    return {csr_read<csr::sepc>(),     csr_read<csr::scause>(),
            csr_read<csr::stval>(),    csr_read<csr::stvec>(),
            csr_read<csr::senvcfg>(),  csr_read<csr::scounteren>(),
            csr_read<csr::satp>(),     csr_read<csr::sie>(),
            csr_read<csr::stimecmp>(), csr_read<csr::sstatus>() & kSstatusMine};
}

void load_canaries(unsigned round) {
    for (unsigned n = 1; n < 32; ++n) r.x_in[n] = canary(Kind::X, n + 32 * round);
    for (unsigned n = 0; n < 32; ++n) r.f_in[n] = canary(Kind::F, n + 32 * round);
    r.fcsr_in = kFcsr;
    csr_write<csr::sepc>(canary(Kind::Csr, 0x42));
    csr_write<csr::scause>(0x2a);
    csr_write<csr::stval>(canary(Kind::Csr, 0x43));
    csr_write<csr::senvcfg>(0xd1);
    csr_write<csr::scounteren>(5);
    csr_write<csr::satp>(kSatpSv39 | kAsid << 44 | reinterpret_cast<uint64_t>(root) >> 12);
    asm volatile("sfence.vma" ::: "memory");
    csr_write<csr::sie>(0);
    csr_write<csr::stimecmp>(kTvmTimer);
    csr_set<csr::sstatus>(kSstatusMine);
    want = read_csrs();
}

/// Whether everything is as before, but x[a] and x[b], which are a and b's new values.
void verify(const char* step, unsigned a = 0, uint64_t a_value = 0, unsigned b = 0, uint64_t b_value = 0) {
    const Csrs now = read_csrs();
    for (unsigned n = 1; n < 32; ++n) {
        const uint64_t expected = n == a ? a_value : n == b ? b_value : r.x_in[n];
        if (r.x_out[n] != expected) report(step, "x", n, r.x_out[n]);
    }
    for (unsigned n = 0; n < 32; ++n)
        if (r.f_out[n] != r.f_in[n]) report(step, "f", n, r.f_out[n]);
    if (r.fcsr_out != r.fcsr_in) report(step, "fcsr", 0, r.fcsr_out);
    const auto* w = reinterpret_cast<const uint64_t*>(&want);
    const auto* g = reinterpret_cast<const uint64_t*>(&now);
    for (unsigned n = 0; n < sizeof(Csrs) / 8; ++n)
        if (w[n] != g[n]) report(step, "csr", n, g[n]);
    if (csr_read<csr::sip>() != 0) report(step, "sip", 0, csr_read<csr::sip>());
    const uint64_t time = csr_read<csr::time>();
    if (time < last_time || time - last_time > 10 * kSecond) report(step, "time", last_time, time);
    last_time = time;
}

void ask(uint64_t eid, uint64_t fid, uint64_t a0, uint64_t a1) {
    r.x_in[kA0] = a0;
    r.x_in[kA1] = a1;
    r.x_in[kA6] = fid;
    r.x_in[kA7] = eid;
    canary_ecall(&r);
}

void one_round(unsigned round) {
    const uint64_t mmio = kMmioGpa + round * kPageSize, shared = kSharedGpa + round * kPageSize;
    const uint64_t demand = kDemandGpa + round * 16 * kPageSize;
    const auto fresh = [&] { load_canaries(round); };

    fresh(), ask(sbi::kCovg, sbi::covg::kAddMmioRegion, mmio, kPageSize), verify("mmio", kA0, 0, kA1, 0);
    fresh(), ask(sbi::kCovg, sbi::covg::kShareMemory, shared, kPageSize), verify("share", kA0, 0, kA1, 0);
    fresh(), ask(sbi::kDbcn, sbi::dbcn::kWriteByte, canary(Kind::X, 0x55), canary(Kind::X, 0x56));
    verify("byte", kA0, 0, kA1, 0);
    fresh(), r.x_in[kA2] = 0;
    ask(sbi::kDbcn, sbi::dbcn::kWrite, sizeof kConsoleText, reinterpret_cast<uint64_t>(kConsoleText));
    verify("write", kA0, 0, kA1, sizeof kConsoleText);
    static char input[sizeof kConsoleInput + 8];
    fresh(), r.x_in[kA2] = 0;
    ask(sbi::kDbcn, sbi::dbcn::kRead, sizeof kConsoleInput, reinterpret_cast<uint64_t>(input));
    verify("read", kA0, 0, kA1, sizeof kConsoleInput);
    for (unsigned i = 0; i < sizeof input; ++i)
        if (input[i] != (i < sizeof kConsoleInput ? kConsoleInput[i] : 0))
            report("read", "byte", i, uint64_t(input[i]));

    const auto access = [&](void (*how)(Registers*), uint64_t address) {
        fresh();
        r.x_in[kAddress] = address;
        how(&r);
    };
    access(canary_lw, mmio + kInPage), verify("lw", kValue, 0xffff'ffff'c433'22f1);
    access(canary_ld, mmio + kInPage), verify("ld", kValue, kMmioAnswer);
    access(canary_lbu, mmio + kInPage + 3), verify("lbu", kValue, 0xf1);
    access(canary_sw, mmio + kInPage), verify("sw");
    access(canary_sd, mmio + kInPage), verify("sd");
    access(canary_sb, mmio + kInPage + 1), verify("sb");
    fresh(), r.x_in[8] = mmio + kInPage;
    canary_csw(&r), verify("c.sw");

    access(canary_ld, demand + kInPage), verify("load", kValue, 0);
    access(canary_sd, demand + kPageSize + kInPage), verify("store");
    if (*reinterpret_cast<volatile uint64_t*>(demand + kPageSize + kInPage) != r.x_in[kValue])
        report("store", "memory", 0, 0);
    access(canary_amo, demand + 2 * kPageSize + kInPage), verify("amo", kValue, 0);

    // The fetched page is zeros: an illegal instruction, at once behind the fetch.
    const uint64_t vector = csr_read<csr::stvec>();
    fresh();
    csr_write<csr::stvec>(reinterpret_cast<uint64_t>(canary_fetch_resume));
    want = read_csrs();
    r.x_in[kAddress] = demand + 3 * kPageSize;
    canary_fetch(&r);
    csr_write<csr::stvec>(vector);
    want.stvec = vector;
    want.sepc = demand + 3 * kPageSize;
    want.scause = 2;
    want.stval = csr_read<csr::stval>();
    want.sstatus = csr_read<csr::sstatus>() & kSstatusMine;
    if (want.stval != 0) report("fetch", "stval", 0, want.stval);
    verify("fetch", kValue, r.x_out[kValue]);

    access(canary_ld, shared + kInPage), verify("shared", kValue, kSharedWord);
    fresh(), canary_wfi(&r), verify("wfi");
    fresh(), r.x_in[kAddress] = r.x_in[kValue] + 200'000;
    canary_spin(&r), verify("interrupt", kValue, r.x_in[kAddress]);
}

/// The instructions of the hypervisor and of M-mode are illegal here, and counters are out of reach (cause 2).
template <class F>
void illegal(unsigned n, F f) {
    canary_cause = 0;
    f();
    if (canary_cause != 2) report("illegal", "instruction", n, canary_cause);
}

void hypervisor_instructions() {
    csr_write<csr::satp>(0);
    asm volatile("sfence.vma" ::: "memory");
    illegal(0, [] { asm volatile("csrr zero, 0x680"); });                            // hgatp
    illegal(1, [] { asm volatile("csrw 0x645, zero"); });                            // hvip
    illegal(2, [] { asm volatile("csrr zero, 0x280"); });                            // vsatp by its own number
    illegal(3, [] { asm volatile(".insn r 0x73, 4, 0x36, t0, sp, x0" ::: "t0"); });  // HLV.D
    illegal(4, [] { asm volatile(".insn r 0x73, 4, 0x37, x0, sp, t0"); });           // HSV.D
    illegal(5, [] { asm volatile(".insn r 0x73, 0, 0x31, x0, x0, x0"); });           // HFENCE.GVMA
    illegal(6, [] { asm volatile(".insn r 0x73, 0, 0x19, x0, x0, x0"); });           // MFENCE.PA
    illegal(7, [] { asm volatile("csrr zero, 0x382"); });                            // mmpt
    illegal(8, [] { asm volatile("csrr zero, 0xc00"); });                            // cycle
    illegal(9, [] { asm volatile("csrr zero, 0xc02"); });                            // instret
    illegal(10, [] { asm volatile("csrr zero, 0xc03"); });                           // hpmcounter3
}

/// The vector registers hold what the host left in them, whatever this side writes to its VS.
void vector_instructions() {
    constexpr uint64_t kVs = 3 << 9;
    csr_set<csr::sstatus>(kVs);
    illegal(11, [] { asm volatile("csrr zero, 0xc20"); });  // vl
    illegal(12, [] { asm volatile("csrw 0x00f, zero"); });  // vcsr
    illegal(13, [] { asm volatile(".option push\n.option arch, +v\nvsetivli zero, 0, e8, m1, ta, ma\n.option pop"); });
    illegal(14, [] { asm volatile(".option push\n.option arch, +v\nvmv.x.s t0, v0\n.option pop" ::: "t0"); });
    illegal(15, [] { asm volatile(".option push\n.option arch, +v\nvs1r.v v0, (sp)\n.option pop" ::: "memory"); });
    csr_clear<csr::sstatus>(kVs);
}

/// The TVM's own process stumbles, and the TVM is told.
void software_check() {
    if (const uint64_t cause = canary_landing_pad(); cause != 18) report("landing pad", "cause", 18, cause);
}

[[noreturn]] void shutdown(bool ok) {
    for (;;) sbi::call(sbi::kSrst, sbi::srst::kReset, 0, ok ? 0 : 1);
}

/// The end comes in canary_ld or canary_fetch; it is a failure to come back.
[[noreturn]] void fatal(uint64_t mission) {
    const uint64_t giga = 1 << 30;
    uint64_t address = 0;
    bool fetch = false;
    switch (mission) {
        case kFetchShared:
            sbi::call(sbi::kCovg, sbi::covg::kShareMemory, kSharedGpa, kPageSize);
            if (*reinterpret_cast<volatile uint64_t*>(kSharedGpa + kInPage) != kSharedWord) shutdown(false);
            address = kSharedGpa, fetch = true;
            break;
        case kLoadNowhere: root[3] = (3 * giga) >> 12 << 10 | 0xcf, address = 3 * giga; break;
        case kWalkMmio:
            sbi::call(sbi::kCovg, sbi::covg::kAddMmioRegion, kMmioGpa, kPageSize);
            root[4] = kMmioGpa >> 12 << 10 | 1, address = 4 * giga;
            break;
        case kFetchMmio:
            sbi::call(sbi::kCovg, sbi::covg::kAddMmioRegion, kMmioGpa, kPageSize);
            root[0] = 0xcf, address = kMmioGpa, fetch = true;
            break;
        default: root[3] = (1ull << 51) >> 12 << 10 | 0xcf, address = 3 * giga; break;
    }
    load_canaries(6);
    r.x_in[kAddress] = address;
    if (fetch) canary_fetch(&r);
    else canary_ld(&r);
    shutdown(false);
}

[[noreturn]] void unshare() {
    volatile auto& word = *reinterpret_cast<volatile uint64_t*>(kSharedGpa + kInPage);
    csr_write<csr::stimecmp>(kTvmTimer);
    if (sbi::call(sbi::kCovg, sbi::covg::kShareMemory, kSharedGpa, kPageSize).error) shutdown(false);
    if (word != kSharedWord) shutdown(false);
    if (sbi::call(sbi::kCovg, sbi::covg::kUnshareMemory, kSharedGpa, kPageSize).error) shutdown(false);
    shutdown(word == 0);
}

/// 0: not there yet. 1: reads through the mapping. Then the cause of the fault that ended it.
uint64_t second_state;
uint64_t second() { return __atomic_load_n(&second_state, __ATOMIC_ACQUIRE); }

/// vCPU 1 reads through a mapping that this vCPU takes away; the fence reaches it wherever it runs.
[[noreturn]] void two_vcpus() {
    root[5] = root[2];
    if (sbi::call(sbi::kHsm, sbi::hsm::kStart, 1, reinterpret_cast<uint64_t>(canary_second), 0).error) shutdown(false);
    while (second() == 0) pause();
    __atomic_store_n(&root[5], 0, __ATOMIC_RELEASE);
    if (sbi::call(sbi::kRfence, sbi::rfence::kSfenceVma, 2, 0, 0, 0).error) shutdown(false);
    while (second() == 1) pause();
    shutdown(second() == 13);  // load page fault
}

}  // namespace

extern "C" void canary_second_main() {
    csr_write<csr::satp>(kSatpSv39 | reinterpret_cast<uint64_t>(root) >> 12);
    asm volatile("sfence.vma" ::: "memory");
    const uint64_t giga = 1 << 30, address = 5 * giga + (kPatternGpa - kTvmMemory);
    canary_cause = 0;
    while (canary_cause == 0) {
        // Four bytes, which is what the trap vector skips.
        asm volatile(".option push\n.option norvc\nld t0, 0(%0)\n.option pop" ::"r"(address) : "t0", "memory");
        if (canary_cause == 0) __atomic_store_n(&second_state, 1, __ATOMIC_RELEASE);
    }
    csr_write<csr::satp>(0);
    __atomic_store_n(&second_state, canary_cause, __ATOMIC_RELEASE);
    for (;;) sbi::call(sbi::kHsm, sbi::hsm::kStop);
}

void covesim::fw::panic(const char* what, uint64_t value) {
    report("panic", what, 0, value);
    for (;;) sbi::call(sbi::kSrst, sbi::srst::kReset, 0, 1);
}

extern "C" void canary_main(uint64_t, uint64_t mission) {
    // Identity, 1 GiB leaves: devices, memory.
    root[0] = 0xc7;
    root[2] = kTvmMemory >> 12 << 10 | 0xcf;
    last_time = csr_read<csr::time>();
    if (last_time > kSecond) report("start", "time", 0, last_time);
    csr_set<csr::sstatus>(3 << 13);
    if (mission == kUnshare) unshare();
    if (mission == kTwoVcpus) two_vcpus();
    if (mission != kAllExits) fatal(mission);
    for (unsigned round = 0; round < kRounds; ++round) one_round(round);

    // The host attacks now; it comes back when it is done.
    load_canaries(3), canary_wfi(&r), verify("pause");
    for (unsigned i = 0; i < 512; ++i) {
        const uint64_t word = reinterpret_cast<volatile uint64_t*>(kPatternGpa)[i];
        if (word != canary(Kind::Memory, i)) report("attack", "memory", i, word);
    }
    hypervisor_instructions();
    vector_instructions();
    software_check();
    // Runs on another hart until that is interrupted.
    load_canaries(4), r.x_in[kAddress] = r.x_in[kValue] + 3'000'000;
    canary_spin(&r), verify("spin", kValue, r.x_in[kAddress]);
    load_canaries(5);
    for (;;) ask(sbi::kSrst, sbi::srst::kReset, 0, 0);
}
