// One run of the canary TVM's vCPU on this hart, with everything that the host can see afterwards.
#pragma once
#include "tests/security/evil-host/victim.h"
#include "tests/security/registers.h"

extern "C" void evil_ecall(covesim::security::Registers*);

namespace covesim::security {

/// CSRs that the host reads after an exit.
struct HostCsrs {
    uint64_t sstatus, sie, stvec, scounteren, senvcfg, sepc, scause, stval, sip, stimecmp, satp;
    uint64_t hstatus, hedeleg, hideleg, hie, hip, hvip, hcounteren, hgeie, henvcfg, hstateen0, htval, htinst, hgatp;
    uint64_t vsstatus, vsie, vsip, vstvec, vsscratch, vsepc, vscause, vstval, vsatp, vstimecmp, sstateen0;
};

/// v0 to v31 of up to 1024 bits each, one behind the other.
struct Vectors {
    uint64_t words[32 * 16];
    uint64_t vl, vtype, vcsr, vlenb;
};

/// A run from poisoned registers to the exit.
struct Exit {
    Registers registers;
    HostCsrs before, after;
    uint64_t shm_before[1536];
    uint64_t instructions, cycles;  // as the host's counters saw them
    Vectors vectors;                // after it
    uint64_t error() const { return registers.x_out[10]; }
    uint64_t value() const { return registers.x_out[11]; }
};

/// Fills the shared memory with a pattern, puts the answer into it, poisons h* and vs* CSRs (two ways) and runs.
struct Answer {
    uint64_t a0 = 0, a1 = 0;
    const char* input = nullptr;  // console input, a1 bytes
};
/// `slice`: the host's timer in ticks, 0: none.
void run_vcpu(Exit& e, cove::NaclShmem& shm, uint64_t id, unsigned poison, const Answer& answer, uint64_t slice);

/// The shared memory may differ from the pattern in these words, with these values.
struct Change {
    uint64_t word, value;
};
inline constexpr uint64_t kCsrWords = 512, kConsoleWords = 32;

void check_registers(Case& c, const Exit& e);
/// `stval`: what the exit defines.
void check_csrs(Case& c, const Exit& e, uint64_t scause, uint64_t stval);
void check_shared_memory(Case& c, const Exit& e, const cove::NaclShmem& shm, const Change* changes, unsigned count);

}  // namespace covesim::security
