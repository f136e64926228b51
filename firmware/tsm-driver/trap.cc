// Where every trap into M-mode arrives. Only HS-level environment calls and the machine software interrupt are
// expected; anything else that was not delegated means broken hardware or a broken RDSM, and stops the platform.
#include "firmware/lib/csr.h"
#include "firmware/lib/panic.h"
#include "firmware/tsm-driver/rdsm.h"

namespace covesim::fw {
namespace {

constexpr uint64_t kInterrupt = bit(63), kMachineSoftware = 3, kEcallHs = 9;

bool routed(uint64_t eid) {
    return eid == rdsm::kEidCovh || eid == rdsm::kEidCovi || eid == rdsm::kEidCovg || eid == rdsm::kEidNacl;
}

Frame* ecall(Hart& hart, Frame& f) {
    f.mepc += 4;
    const uint64_t eid = f.a(7), fid = f.a(6);
    const uint32_t sdid = hart.domain;
    const Call call{eid, fid, {f.a(0), f.a(1), f.a(2), f.a(3), f.a(4), f.a(5)}};
    sbi::Ret r{sbi::kNotSupported};
    if (sdid == rdsm::kTsmDomain) {
        if (eid == rdsm::kExtension && fid == rdsm::kTeeRet) return tee_return(hart);
        if (eid == rdsm::kExtension) r = rdsm_call(hart, call);
        else if (eid == sbi::kBase || eid == sbi::kDbcn || eid == sbi::kSrst) r = sbi_call(hart, sdid, call);
    } else if (routed(eid)) {
        // CoVE, "FID namespaces": a6[31:26] names the supervisor domain.
        if (hart.rdsm->tsm_active && sbi::routed_sdid(fid) == rdsm::kTsmDomain) return tee_call(hart);
    } else if (eid == sbi::kHsm && fid == sbi::hsm::kStop) {
        // Does not return to this point: the hart comes back with a new start.
        hart.state.store(sbi::hsm::kStopped);
        return hart.wait_for_start();
    } else {
        r = sbi_call(hart, sdid, call);
    }
    f.a(0) = static_cast<uint64_t>(r.error);
    f.a(1) = r.value;
    return &f;
}

}  // namespace

extern "C" Frame* rdsm_trap(Frame* f) {
    Hart& hart = *f->hart;
    const uint64_t cause = csr_read<csr::mcause>();
    if (cause == kEcallHs) return ecall(hart, *f);
    if (cause == (kInterrupt | kMachineSoftware)) {
        serve_requests(hart);
        return f;
    }
    panic("unexpected trap to M-mode, mcause", cause);
}

extern "C" [[noreturn]] void rdsm_own_trap_report(uint64_t cause, uint64_t pc, uint64_t value) {
    (void)value;
    (void)cause;
    panic("the TSM driver itself trapped at", pc);
}

}  // namespace covesim::fw
