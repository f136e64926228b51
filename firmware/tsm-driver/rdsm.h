// The root domain security manager: the one object that owns the platform's description, the domains and the harts.
#pragma once
#include <stdint.h>

#include "firmware/abi/rdsm.h"
#include "firmware/lib/finisher.h"
#include "firmware/lib/uart.h"
#include "firmware/tsm-driver/domains.h"
#include "firmware/tsm-driver/hart.h"
#include "firmware/tsm-driver/ipi.h"
#include "firmware/tsm-driver/platform.h"
#include "firmware/tsm-driver/rot.h"

namespace covesim::fw {

class Rdsm {
  public:
    Platform platform;
    Domains domains;
    Uart uart;
    Spinlock uart_lock;
    Finisher finisher;
    RootOfTrust rot;
    rdsm::BootInfo info;
    uint32_t encryption_contexts = 0;
    Spinlock encryption_lock;
    bool has_scontext = false;
    bool has_stateen = false;
    bool has_seccfg = false;  // Smepmp, Zkr …
    bool tsm_active = false;  // domain 1 can be called: the boot hart's TSM is ready
    uint32_t hpm_counters = 0;
    bool has_overflow = false;  // Sscofpmf: programmable counters filter by mode and interrupt when they wrap

    Hart harts[rdsm::kMaxHarts];
    uint32_t hart_count = 0;

    // Remote fences.
    Spinlock fence_lock;
    FenceRequest fence{};
    Atomic<uint32_t> fence_pending{0};
    // Hart state changes.
    Spinlock hsm_lock;

    Hart* find_hart(uint64_t id) {
        for (uint32_t i = 0; i < hart_count; ++i)
            if (harts[i].id == id) return &harts[i];
        return nullptr;
    }
};

/// One ECALL as SBI sees it.
struct Call {
    uint64_t eid, fid;
    uint64_t a[6];
};

sbi::Ret sbi_call(Hart& hart, uint32_t sdid, const Call& c);
sbi::Ret sbi_pmu(Hart& hart, const Call& c);
sbi::Ret sbi_hsm(Hart& hart, const Call& c);
sbi::Ret sbi_dbcn(Hart& hart, uint32_t sdid, const Call& c);
/// Calls of the TSM; TEERET is not among them.
sbi::Ret rdsm_call(Hart& hart, const Call& c);

/// World switches: each returns the frame to resume.
Frame* tee_call(Hart& hart);
Frame* tee_return(Hart& hart);

/// Ends the machine. Type is sbi::srst::Type.
[[noreturn]] void system_reset(Rdsm& rdsm, uint64_t type, bool failure);

}  // namespace covesim::fw
