// A TVM payload without an operating system: does once each thing that a TVM can do and checks the result. Prints
// TVM-TINY-OK and asks for a shutdown; at the first surprise it says which check failed and asks for a shutdown with a
// failure.
#include <initializer_list>

#include "firmware/abi/cove.h"
#include "firmware/lib/bits.h"
#include "firmware/lib/console.h"
#include "firmware/lib/csr.h"
#include "firmware/lib/insn.h"
#include "firmware/lib/panic.h"
#include "firmware/lib/uart.h"

using namespace covesim;
using namespace covesim::fw;

extern "C" uint64_t covesim_tiny_fp(uint64_t a, uint64_t b);
extern "C" uint64_t covesim_tiny_f27();

namespace {

constexpr uint64_t kMega = 2 << 20, kMemory = 0x8000'0000, kUart = 0x1000'0000;
// Places in demand-zero memory, each in a 2 MiB page of its own.
constexpr uint64_t kFirst = kMemory + 2 * kMega, kSecond = kMemory + 3 * kMega, kTables = kMemory + 4 * kMega,
                   kHole = kMemory + 5 * kMega;
constexpr uint64_t kShared = kSecond + 5 * kPageSize;  // in the middle of a populated 2 MiB page: the TSM must split it

constexpr uint64_t kTimerInterrupt = 1ull << 63 | 5;
constexpr uint64_t kIllegal = 2, kLoadPageFault = 13;
constexpr uint64_t kSieStie = 1 << 5, kSstatusSie = 1 << 1, kSstatusFs = 1 << 13;

struct Seen {
    uint64_t timer = 0, exception = 0, cause = 0;
};
volatile Seen seen;  // written by the trap handler

[[noreturn]] void shutdown(bool ok) {
    for (;;)
        sbi::call(sbi::kSrst, sbi::srst::kReset, sbi::srst::kShutdown,
                  ok ? sbi::srst::kNoReason : sbi::srst::kSystemFailure);
}

void check(bool ok, const char* what, uint64_t value = 0) {
    if (!ok) panic(what, value);
}

sbi::Ret covg(uint64_t fid, uint64_t gpa, uint64_t len) { return sbi::call(sbi::kCovg, fid, gpa, len); }

volatile uint64_t& word(uint64_t address) { return *reinterpret_cast<volatile uint64_t*>(address); }

void base_calls(SbiConsole& out) {
    const uint64_t version = sbi::call(sbi::kBase, sbi::base::kSpecVersion).value;
    check(version >= 0x0200'0000, "SBI version", version);
    check(sbi::call(sbi::kBase, sbi::base::kProbe, sbi::kCovg).value == 1, "COVG is there");
    check(sbi::call(sbi::kBase, sbi::base::kProbe, sbi::kPmu).value == 0, "PMU is absent");
    check(sbi::call(sbi::kCovh, sbi::covh::kGetTsmInfo, kMemory, 48).error == sbi::kNotSupported,
          "COVH is not for a TVM");
    print(out, "tiny: SBI {x} from {x}\n", version, sbi::call(sbi::kBase, sbi::base::kImplId).value);
}

void demand_zero(SbiConsole& out) {
    for (const uint64_t at : {kFirst, kFirst + kMega - 8, kSecond, kShared}) {
        check(word(at) == 0, "demand memory is zero", at);
        word(at) = at ^ 0x1234'5678'9abc'def0;
    }
    for (const uint64_t at : {kFirst, kFirst + kMega - 8, kSecond, kShared})
        check(word(at) == (at ^ 0x1234'5678'9abc'def0), "demand memory keeps its contents", at);
    print(out, "tiny: demand-zero memory works\n");
}

void mmio_uart(SbiConsole& out) {
    check(covg(sbi::covg::kAddMmioRegion, kUart + 1, kPageSize).error == sbi::kInvalidAddress,
          "unaligned MMIO is refused");
    check(covg(sbi::covg::kAddMmioRegion, kMemory, kPageSize).error == sbi::kInvalidAddress,
          "MMIO over memory is refused");
    check(covg(sbi::covg::kAddMmioRegion, kUart, kPageSize).error == sbi::kSuccess, "add_mmio_region");
    mmio_write<uint8_t>(kUart + 7, 0xa5);
    check(mmio_read<uint8_t>(kUart + 7) == 0xa5, "UART scratch register");
    check(mmio_read<int8_t>(kUart + 7) == int8_t(0xa5), "a signed MMIO load is extended");
    Uart uart{kUart};
    print(uart, "tiny: hello by the MMIO UART\n");
    print(out, "tiny: hello by DBCN\n");
}

// The timer by SBI, taken as an interrupt out of WFI; then by the stimecmp register.
void timer(SbiConsole& out) {
    const uint64_t start = csr_read<csr::time>();
    csr_set<csr::sie>(kSieStie);
    csr_set<csr::sstatus>(kSstatusSie);
    check(sbi::call(sbi::kTime, sbi::time::kSetTimer, start + 20'000).error == sbi::kSuccess, "set_timer");
    while (seen.timer == 0) wfi();
    check(csr_read<csr::time>() >= start + 20'000, "the timer was not early");
    csr_write<csr::stimecmp>(csr_read<csr::time>() + 5'000);
    while (seen.timer == 1) wfi();
    csr_clear<csr::sstatus>(kSstatusSie);
    // Pending and enabled but masked by SIE: WFI still ends at once.
    csr_write<csr::stimecmp>(0);
    wfi();
    csr_write<csr::stimecmp>(~0ull);
    csr_clear<csr::sie>(kSieStie);
    print(out, "tiny: two timer interrupts\n");
}

void sharing(SbiConsole& out) {
    check(covg(sbi::covg::kShareMemory, kUart, kPageSize).error == sbi::kInvalidParam,
          "only confidential memory can be shared");
    check(covg(sbi::covg::kShareMemory, kShared, 100).error == sbi::kInvalidParam, "share needs whole pages");
    check(covg(sbi::covg::kShareMemory, kShared, kPageSize).error == sbi::kSuccess, "share_memory_region");
    check(word(kSecond) == (kSecond ^ 0x1234'5678'9abc'def0), "the rest of the 2 MiB page is untouched");
    char host[32];
    for (unsigned i = 0; i < sizeof host; ++i) host[i] = reinterpret_cast<volatile char*>(kShared + kPageSize / 2)[i];
    host[sizeof host - 1] = 0;
    const char message[] = "hello from the TVM";
    for (unsigned i = 0; i < sizeof message; ++i) reinterpret_cast<volatile char*>(kShared)[i] = message[i];
    check(covg(sbi::covg::kUnshareMemory, kShared, kPageSize).error == sbi::kSuccess, "unshare_memory_region");
    for (uint64_t at = kShared; at < kShared + kPageSize; at += 8) check(word(at) == 0, "private again, and zero", at);
    print(out, "tiny: shared a page; the host wrote \"{}\"\n", static_cast<const char*>(host));
}

// Sv39 with 1 GiB identity pages, an alias of our memory at 4 GiB, and one entry that leads into memory that is not
// there yet: the walker's access is answered with a zero page, so the load ends as a page fault.
void paging(SbiConsole& out) {
    auto* root = reinterpret_cast<volatile uint64_t*>(kTables);
    constexpr uint64_t kLeaf = 0xcf;  // D A X W R V
    root[0] = 0 << 28 | kLeaf;
    root[2] = kMemory >> 12 << 10 | kLeaf;
    root[4] = kMemory >> 12 << 10 | kLeaf;
    root[5] = kHole >> 12 << 10 | 1;
    csr_write<csr::satp>(8ull << 60 | 1ull << 44 | kTables >> 12);
    sfence_vma();
    word(kFirst + 64) = 0x600d;
    check(word(kFirst + 64 + 0x8000'0000) == 0x600d, "an alias reads the same memory");
    const uint64_t faults = seen.exception;
    [[maybe_unused]] const uint64_t nothing = word(0x1'4000'0000);
    check(seen.exception == faults + 1 && seen.cause == kLoadPageFault, "load page fault through a zero page table",
          seen.cause);
    mmio_write<uint8_t>(kUart + 7, 0x5a);
    check(mmio_read<uint8_t>(kUart + 7) == 0x5a, "MMIO under VS-stage translation");
    csr_write<csr::satp>(0);
    sfence_vma();
    print(out, "tiny: Sv39 on and off\n");
}

void privilege(SbiConsole& out) {
    const uint64_t traps = seen.exception;
    asm volatile("csrr zero, 0x680");  // hgatp
    check(seen.exception == traps + 1 && seen.cause == kIllegal, "hgatp is illegal in VS-mode", seen.cause);
    print(out, "tiny: hypervisor registers are out of reach\n");
}

void floating_point(SbiConsole& out) {
    csr_set<csr::sstatus>(kSstatusFs);
    check(covesim_tiny_fp(6, 7) == 0x4045'4000'0000'0000, "6 * 7 + 0.5 = 42.5");
    sbi::call(sbi::kDbcn, sbi::dbcn::kWriteByte, 't');  // an exit to the host
    check(covesim_tiny_f27() == 0x4045'4000'0000'0000, "f registers survive an exit");
    print(out, "iny: floating point survives an exit\n");
}

void entropy(SbiConsole& out) {
    uint64_t a[4] = {}, b[4] = {};
    const auto r = sbi::call(cove::kEidTvmEntropy, 0, reinterpret_cast<uint64_t>(a), sizeof a);
    if (r.error == sbi::kNotSupported) {
        print(out, "tiny: no entropy here\n");
        return;
    }
    check(r.error == sbi::kSuccess && r.value == sizeof a, "entropy");
    sbi::call(cove::kEidTvmEntropy, 0, reinterpret_cast<uint64_t>(b), sizeof b);
    check(a[0] != b[0] || a[1] != b[1], "entropy differs from call to call");
    check(sbi::call(cove::kEidTvmEntropy, 0, kUart, 8).error == sbi::kInvalidAddress, "no entropy into MMIO");
    print(out, "tiny: entropy from the TSM\n");
}

}  // namespace

void covesim::fw::panic(const char* what, uint64_t value) {
    SbiConsole out;
    print(out, "tiny: FAILED: {} ({x})\n", what, value);
    shutdown(false);
}

extern "C" uint64_t covesim_tiny_trap(uint64_t scause, uint64_t sepc, uint64_t stval) {
    if (scause == kTimerInterrupt) {
        seen.timer = seen.timer + 1;
        csr_write<csr::stimecmp>(~0ull);
        return sepc;
    }
    if (scause != kIllegal && scause != kLoadPageFault) {
        SbiConsole out;
        print(out, "tiny: trap {x} at {x}, stval {x}\n", scause, sepc, stval);
        shutdown(false);
    }
    seen.exception = seen.exception + 1;
    seen.cause = scause;
    const bool compressed = (*reinterpret_cast<const volatile uint16_t*>(sepc) & 3) != 3;
    return sepc + (compressed ? 2 : 4);
}

extern "C" [[noreturn]] void covesim_tiny_main(uint64_t vcpu, uint64_t arg) {
    SbiConsole out;
    print(out, "tiny: vCPU {}, argument {x}\n", vcpu, arg);
    check(vcpu == 0, "boot vCPU", vcpu);
    base_calls(out);
    mmio_uart(out);
    demand_zero(out);
    timer(out);
    sharing(out);
    paging(out);
    privilege(out);
    floating_point(out);
    entropy(out);
    print(out, "TVM-TINY-OK\n");
    shutdown(true);
}
