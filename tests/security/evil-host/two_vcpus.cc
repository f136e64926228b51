// Two vCPUs of one TVM on two harts: one vCPU never runs twice at once, and a TVM's remote fence is done only when its
// target has trapped: until then the caller's vCPU is BUSY, whatever the host answers. CoVE: run_tvm_vcpu; the TVM's
// side is kTwoVcpus in canary/main.cc.
#include "tests/security/evil-host/victim.h"
#include "tests/security/registers.h"

namespace covesim::security {

using namespace fw;
using namespace sbi::covh;

namespace {

constexpr int64_t kBusy = -1003, kBadParam = -3;
constexpr uint64_t kEcall = 10, kSoft = 1ull << 63 | 1;

Victim pair;

/// How its next exit came about, or the error.
uint64_t run_second(uint64_t id) {
    const Ret r = covh(kRunVcpu, id, 1);
    const uint64_t cause = csr_read<csr::scause>();
    csr_clear<csr::sip>(2);
    return r.error ? uint64_t(r.error) : cause;
}

}  // namespace

unsigned declared_two_vcpus() { return 7; }

void build_two_vcpus(World& w) {
    build(w, pair);
    need(covh(kCreateVcpu, pair.id, 1, pair.next_spare()), "create_tvm_vcpu");
    need(covh(kFinalizeTvm, pair.id, kTvmMemory, kTwoVcpus, 0), "finalize_tvm");
}

void two_vcpus(World& w) {
    const uint64_t id = pair.id;
    const auto& gprs = w.shm->gprs;
    {
        Case c{"vcpu", "not-started"};
        c.refused(covh(kRunVcpu, id, 1), kBadParam);
    }
    {
        Case c{"vcpu", "start-second"};
        c.refused(covh(kRunVcpu, id, 0), 0);
        c.equal("extension", gprs[17], sbi::kHsm);
        c.equal("vCPU", gprs[10], 1);
    }
    start_other(run_second, id);
    {
        Case c{"vcpu", "remote-fence-exits"};
        c.refused(covh(kRunVcpu, id, 0), 0);
        c.equal("extension", gprs[17], sbi::kRfence);
        c.equal("function", gprs[16], sbi::rfence::kSfenceVma);
        c.equal("mask", gprs[10], 2);
    }
    {
        Case c{"vcpu", "runs-on-other-hart"};
        c.refused(covh(kRunVcpu, id, 1), kBadParam);
    }
    {
        Case c{"vcpu", "busy"};
        for (unsigned i = 0; i < 3; ++i) c.refused(covh(kRunVcpu, id, 0), kBusy);
    }
    need(sbi::call(sbi::kIpi, sbi::ipi::kSend, 2, 0), "send_ipi");
    const uint64_t exit = wait_other();
    start_other(run_second, id);
    {
        Case c{"vcpu", "fenced"};
        c.equal("exit of the target", exit, kSoft);
        const Ret r = covh(kRunVcpu, id, 0);
        c.refused(r, 0);
        // The target saw the mapping go: a shutdown without a failure.
        c.expect(r.value != 0, "not the end");
        c.equal("extension", gprs[17], sbi::kSrst);
        c.equal("reason", gprs[11], 0);
    }
    {
        Case c{"vcpu", "stopped"};
        c.equal("exit", wait_other(), kEcall);
        c.refused(covh(kRunVcpu, id, 1), kBadParam);
        c.refused(covh(kDestroyTvm, id), 0);
    }
}

}  // namespace covesim::security
