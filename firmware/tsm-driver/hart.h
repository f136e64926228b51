// Per-hart state of the RDSM: the frames of the two contexts below M-mode (together with the CSR areas they are the TSM
// Hart Control Structure of CoVE's appendix A), hart state management, pending inter-hart requests, counters. Left out:
// the `interrupted` flag (the TSM is uninterruptible).
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "firmware/abi/rdsm.h"
#include "firmware/lib/atomic.h"
#include "firmware/lib/sbi.h"

namespace covesim::fw {

struct Hart;
class Rdsm;

/// Registers of one context below M-mode. entry.S knows these offsets.
struct Frame {
    uint64_t x[32];
    uint64_t mepc;
    uint64_t mstatus;
    uint64_t stack;  // M-mode stack to use for a trap from this context
    Hart* hart;

    uint64_t& a(unsigned n) { return x[10 + n]; }
};
static_assert(offsetof(Frame, mepc) == 256 && offsetof(Frame, mstatus) == 264 && offsetof(Frame, stack) == 272);

/// Supervisor CSRs of a context while the other one runs (appendix A). sstatus is part of the frame's mstatus, mepc of
/// the frame.
struct SupervisorArea {
    uint64_t stvec, sie, scounteren, sscratch, satp, senvcfg, scontext;
    uint64_t pc, mstatus;    // TSSA: where and with which sstatus each TEECALL enters
    bool ssip;               // HSSA: a software interrupt pending at TEECALL
    uint64_t mcountinhibit;  // HSSA: the host's
};

/// Bits of Hart::requests.
enum Request : uint32_t { kRequestSoft = 1, kRequestFence = 2 };

/// Where a hart goes when it starts.
struct StartArgs {
    uint64_t pc, opaque;
};

struct Hart {
    Frame frame[2];          // indexed by SDID
    SupervisorArea area[2];  // [0] HSSA, [1] TSSA
    uint32_t domain = 0;     // SDID of the context that runs or ran below
    uint64_t id = 0;
    uint64_t msip = 0;  // address of the hart's MSWI register
    Rdsm* rdsm = nullptr;

    Atomic<uint32_t> state{sbi::hsm::kStopped};
    Atomic<uint32_t> requests{0};
    Atomic<uint64_t> fence_epoch{0};
    StartArgs start{};
    bool tsm_ready = false;  // the TSM registered its entry on this hart
    bool entry_registered = false;
    uint64_t counters_used = 0;  // PMU: configured counters
    uint64_t reservation_sink = 0;

    /// A store-conditional to nowhere: what the outgoing context reserved cannot succeed for the incoming one.
    void drop_reservation() { asm volatile("sc.d zero, zero, (%0)" ::"r"(&reservation_sink) : "memory"); }

    /// Delegation, counters, environment, state enable, PMP, mmpt: what every hart needs before anything below M-mode
    /// runs.
    void init_machine_csrs();
    /// Supervisor, hypervisor and VS CSRs to a defined state without another context's leftovers.
    void reset_supervisor_csrs();
    /// MPT, G-stage, VS-stage and first-stage fences for all domains; counts in fence_epoch.
    void full_fence();
    /// Makes `sdid` the domain of what runs below on this hart. No fence: translations are tagged.
    void set_domain(uint32_t sdid);
    /// The frame that this hart starts with: the TSM's, until it is ready here, or the host's.
    Frame* enter_domain();
    /// The frame that enters the TSM for the first time on this hart.
    Frame* enter_tsm_init();
    /// The frame that enters the host at `start`.
    Frame* enter_host();
    /// From reset or HSM stop: waits for HSM start, fences, and gives the frame to resume.
    Frame* wait_for_start();
};

}  // namespace covesim::fw
