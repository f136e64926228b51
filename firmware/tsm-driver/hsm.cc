// SBI HSM: hart_start, hart_stop, hart_get_status, hart_suspend (retentive only: the RDSM keeps no state that a
// power-down would lose).
#include "firmware/lib/csr.h"
#include "firmware/tsm-driver/rdsm.h"

namespace covesim::fw {
namespace {

using sbi::Ret;
namespace hsm = sbi::hsm;

Ret start(Hart& self, uint64_t id, uint64_t pc, uint64_t opaque) {
    Rdsm& rdsm = *self.rdsm;
    Hart* h = rdsm.find_hart(id);
    if (h == nullptr) return {sbi::kInvalidParam};
    if ((pc & 1) != 0 || !rdsm.domains.allows(rdsm::kHostDomain, pc, 2, mpt::kExecute)) return {sbi::kInvalidAddress};
    LockGuard hold{rdsm.hsm_lock};
    if (h->state.load() != hsm::kStopped) return {sbi::kAlreadyAvailable};
    h->start = {pc, opaque};
    // From here the TSM counts the hart as running: the fence that the hart does comes later still.
    h->state.store(hsm::kStartPending);
    fence_io();
    mmio_write<uint32_t>(h->msip, 1);
    return {};
}

Ret suspend(Hart& self, uint32_t type) {
    constexpr uint32_t kDefaultRetentive = 0, kDefaultNonRetentive = 0x8000'0000;
    if (type == kDefaultNonRetentive) return {sbi::kNotSupported};
    if (type != kDefaultRetentive) return {sbi::kInvalidParam};
    self.state.store(hsm::kSuspended);
    // WFI also resumes for supervisor interrupts enabled in mie; a request for this hart is served and does not end the
    // suspend unless it raised one.
    while ((csr_read<csr::mip>() & csr_read<csr::mie>() & ~bit(3)) == 0) {
        wfi();
        if ((csr_read<csr::mip>() & bit(3)) != 0) serve_requests(self);
    }
    self.state.store(hsm::kStarted);
    return {};
}

}  // namespace

Ret sbi_hsm(Hart& hart, const Call& c) {
    switch (c.fid) {
        case hsm::kStart: return start(hart, c.a[0], c.a[1], c.a[2]);
        case hsm::kStatus: {
            const Hart* h = hart.rdsm->find_hart(c.a[0]);
            if (h == nullptr) return {sbi::kInvalidParam};
            return {sbi::kSuccess, h->state.load()};
        }
        case hsm::kSuspend: return suspend(hart, static_cast<uint32_t>(c.a[0]));
        default: return {sbi::kNotSupported};
    }
}

}  // namespace covesim::fw
