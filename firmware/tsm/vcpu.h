// The state of one virtual hart, in the 4 KiB page that the host donated at create_tvm_vcpu. The head of the struct is
// read and written by world_switch.S at the offsets asserted here. CoVE: VHCS (appendix A) plus the vs*, x and f
// registers. Left out: vector state (the TVM has no V), AIA state.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace covesim::tsm {

/// VS-mode and related CSRs, loaded at every entry and saved at every trap.
struct VsCsrs {
    uint64_t vsstatus, vsie, vstvec, vsscratch, vsepc, vscause, vstval, vsatp, vstimecmp, hvip, senvcfg, scounteren,
        sstateen0;
};

/// What the last trap left in the hart.
struct TrapState {
    uint64_t scause, stval, htval, htinst, hip, spp;  // spp: the guest was, and goes on, in VS (1) or VU (0)
};

/// What the next run_tvm_vcpu has to do before the guest goes on.
enum class Pending : uint8_t {
    None,
    EcallResult,  // a0, a1 from the host
    Success,      // the TSM's own answer: a0 = 0
    MmioLoad,     // the loaded value from the host's a0
    MmioStore,
    Share,  // commit or revert the region by the host's a0
    Unshare,
    ConsoleWrite,
    ConsoleRead,
};

enum class Power : uint8_t { Stopped, Started, Dead };

struct Vcpu {
    uint64_t x[32];
    uint64_t pc;
    uint64_t tsm_sp;  // the TSM's stack while the guest runs
    uint64_t f[32];
    uint64_t fcsr;
    // ---- world_switch.S knows the offsets above ----
    VsCsrs cs;
    TrapState trap;
    uint64_t htimedelta;
    uint64_t nacl_pa;    // shared memory of the hart that runs it
    uint64_t last_hart;  // where its VS-stage translations may be cached; ~0: nowhere
    uint64_t exits;      // number of traps taken: a remote fence waits for the target's to change
    uint64_t wait_exits[8];
    uint64_t pending_base, pending_len;  // Share, Unshare: range. Console: buffer and length
    uint32_t id;
    uint8_t wait_for;  // vCPUs (bit mask) that must trap before this one may go on (RFENCE)
    Power power;
    Pending pending;
    uint8_t mmio_rd, mmio_width, mmio_length;
    bool mmio_unsigned, fence_vs, soft_pending;
};
static_assert(offsetof(Vcpu, x) == 0 && offsetof(Vcpu, pc) == 256 && offsetof(Vcpu, tsm_sp) == 264);
static_assert(offsetof(Vcpu, f) == 272 && offsetof(Vcpu, fcsr) == 528);
static_assert(sizeof(Vcpu) <= 4096);

}  // namespace covesim::tsm
