// A TSM just large enough to check the TSM driver: it tries the driver's call table and answers the host's questions
// about it. Function numbers in COVH's CoVE range are its own here. Left out: everything that makes a TSM.
#include "firmware/abi/rdsm.h"
#include "firmware/lib/console.h"
#include "firmware/lib/csr.h"
#include "firmware/lib/insn.h"
#include "firmware/lib/memory.h"
#include "firmware/lib/panic.h"

extern "C" void tsm_entry();

namespace covesim::fw {
namespace {

using sbi::Ret;
const rdsm::BootInfo* info;

Ret driver(rdsm::Fid fid, uint64_t a0 = 0, uint64_t a1 = 0, uint64_t a2 = 0) {
    return sbi::call(rdsm::kExtension, fid, a0, a1, a2);
}

[[noreturn]] void finish(rdsm::ReturnKind kind, uint64_t a0 = 0, uint64_t a1 = 0) {
    sbi::call(rdsm::kExtension, rdsm::kTeeRet, a0, a1, kind);
    for (;;) wfi();
}

void expect(bool ok, const char* what, uint64_t v = 0) {
    if (!ok) panic(what, v);
}

}  // namespace

void panic(const char* what, uint64_t value) {
    SbiConsole c;
    print(c, "check-tsm: FAILED {} ({x})\n", what, value);
    finish(rdsm::kFatal, value);
}

extern "C" void tsm_start(uint64_t hart, const rdsm::BootInfo* boot, uint64_t stack) {
    info = boot;
    SbiConsole console;
    expect(boot->magic == rdsm::kBootInfoMagic, "boot info magic", boot->magic);
    expect(csr_read<csr::satp>() == 0 && csr_read<csr::sie>() == 0, "start state");
    rdsm::BootInfo copy;
    Ret r = driver(rdsm::kGetBootInfo, reinterpret_cast<uint64_t>(&copy), sizeof copy);
    expect(r.error == 0 && r.value == sizeof copy && compare_bytes(&copy, boot, sizeof copy) == 0, "get_boot_info",
           r.error);
    // Addresses that are not the TSM's own private memory are refused.
    r = driver(rdsm::kGetBootInfo, boot->rdsm.base + 0x1000, 8);
    expect(r.error == sbi::kInvalidAddress, "boot info into the TSM driver", r.error);
    r = driver(rdsm::kGetBootInfo, 0x8100'0000, 8);
    expect(r.error == sbi::kInvalidAddress, "boot info into host memory", r.error);
    r = driver(rdsm::kMptSet, boot->rdsm.base, 1, rdsm::kConf);
    expect(r.error == sbi::kInvalidAddress, "mpt_set of the TSM driver", r.error);
    r = driver(rdsm::kMptSet, boot->tsm_image.base, 1, rdsm::kHost);
    expect(r.error == sbi::kInvalidAddress, "mpt_set of the TSM image", r.error);
    r = driver(rdsm::kMptSet, 0x1000'0000, 1, rdsm::kConf);
    expect(r.error == sbi::kInvalidAddress, "mpt_set of a device", r.error);
    r = driver(rdsm::kMptSet, 0x9000'0000, uint64_t{1} << 52, rdsm::kConf);
    expect(r.error == sbi::kInvalidAddress, "mpt_set with an overflow", r.error);
    r = driver(rdsm::kHartState, hart);
    expect(r.error == 0 && (r.value & 1) == 1 && r.value >> 1 == 1, "hart_state", r.value);
    expect(driver(rdsm::kHartState, 77).error == sbi::kInvalidParam, "hart_state of no hart");
    if (boot->measurement_registers != 0) {
        uint64_t a[6] = {1, 2, 3, 4, 5, 6}, b[6] = {};
        const uint64_t pa = reinterpret_cast<uint64_t>(a), pb = reinterpret_cast<uint64_t>(b);
        if (hart == boot->hart_ids[0]) {
            expect(driver(rdsm::kMeasureExtend, 2, pa).error == sbi::kDenied, "extend of a boot register");
            expect(driver(rdsm::kMeasureExtend, 3, pa).error == 0, "measure_extend");
            expect(driver(rdsm::kMeasureRead, 3, pb).error == 0 && b[0] != 0, "measure_read");
            expect(driver(rdsm::kMeasureRead, 99, pb).error == sbi::kInvalidParam, "measure_read of no register");
            expect(driver(rdsm::kGetCdi, 0x8100'0000).error == sbi::kInvalidAddress, "CDI into host memory");
            expect(driver(rdsm::kGetCdi, pb).error == 0, "get_cdi");
        }
        expect(driver(rdsm::kGetCdi, pb).error == sbi::kDenied, "get_cdi twice");
        b[0] = b[1] = 0;
        r = driver(rdsm::kEntropy, pb, 12);
        expect(r.error == 0 && r.value == 12 && b[0] != 0, "entropy");
    } else {
        expect(driver(rdsm::kGetCdi, stack - 64).error == sbi::kNotSupported, "CDI without a root of trust");
    }
    print(console, "check-tsm: hart {} ready, {} harts, isa {x}, pool {x} + {x}\n", hart, boot->hart_count, boot->isa,
          boot->tsm_pool.base, boot->tsm_pool.size);
    expect(driver(rdsm::kSetEntry, reinterpret_cast<uint64_t>(&tsm_entry), stack).error == 0, "set_entry");
    finish(rdsm::kInit);
}

/// a6's function: 0x100 returns scause and the argument sum, 0x101 converts, 0x102 returns a page, 0x103 writes a word
/// to a page, 0x104 reads one.
extern "C" void tsm_call(const uint64_t* a, uint64_t cause) {
    expect(cause == rdsm::kTeeCall, "TEECALL cause", cause);
    expect(csr_read<csr::sie>() == 0, "sie at TEECALL");
    switch (a[6] & 0xffff) {
        case 0x100:
            csr_write<csr::scause>(21);
            csr_write<csr::stval>(0x5678);
            finish(rdsm::kDone, 0, a[0] + a[1] + a[2] + a[3] + a[4] + a[5]);
        case 0x101:
        case 0x102: {
            const Ret r = driver(rdsm::kMptSet, a[0], a[1], (a[6] & 0xffff) == 0x101 ? rdsm::kConf : rdsm::kHost);
            driver(rdsm::kMptFence, 3);
            finish(rdsm::kDone, static_cast<uint64_t>(r.error), r.value);
        }
        case 0x103: *reinterpret_cast<volatile uint64_t*>(a[0]) = a[1]; finish(rdsm::kDone);
        case 0x104: finish(rdsm::kDone, 0, *reinterpret_cast<volatile uint64_t*>(a[0]));
        case 0x105: {
            const Ret r = driver(rdsm::kHartState, a[0]);
            finish(rdsm::kDone, static_cast<uint64_t>(r.error), r.value);
        }
        default: finish(rdsm::kDone, static_cast<uint64_t>(sbi::kNotSupported));
    }
}

extern "C" void tsm_trap(uint64_t cause, uint64_t pc) {
    SbiConsole c;
    print(c, "check-tsm: trap {x} at {x}\n", cause, pc);
    finish(rdsm::kFatal, cause);
}

}  // namespace covesim::fw
