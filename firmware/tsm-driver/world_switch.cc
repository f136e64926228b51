// TEECALL and TEERET: CoVE reference architecture and appendix A, deployment model 1, uninterruptible TSM. The x
// registers of both contexts stay in their frames, so a switch flips the frame and exchanges the supervisor CSRs.
// Decisions where the text is silent or contradicts itself: docs/firmware-abi.md.
#include "firmware/lib/csr.h"
#include "firmware/lib/memory.h"
#include "firmware/lib/panic.h"
#include "firmware/tsm-driver/rdsm.h"

namespace covesim::fw {
namespace {

constexpr uint64_t kSsip = bit(1);
constexpr uint64_t kInhibitAll = 0xffff'fffd;  // bit 1 would be time

void save(SupervisorArea& s, bool scontext) {
    s.stvec = csr_read<csr::stvec>();
    s.scounteren = csr_read<csr::scounteren>();
    s.sscratch = csr_read<csr::sscratch>();
    s.satp = csr_read<csr::satp>();
    s.senvcfg = csr_read<csr::senvcfg>();
    if (scontext) s.scontext = csr_read<csr::scontext>();
}

void load(const SupervisorArea& s, bool scontext) {
    csr_write<csr::stvec>(s.stvec);
    csr_write<csr::scounteren>(s.scounteren);
    csr_write<csr::sscratch>(s.sscratch);
    csr_write<csr::satp>(s.satp);
    csr_write<csr::senvcfg>(s.senvcfg);
    if (scontext) csr_write<csr::scontext>(s.scontext);
}

Frame* finish_init(Hart& hart) {
    require(hart.entry_registered, "TSM returned from its start without an entry", hart.id);
    hart.tsm_ready = true;
    hart.rdsm->tsm_active = true;
    return hart.enter_host();
}

}  // namespace

Frame* tee_call(Hart& hart) {
    const Rdsm& rdsm = *hart.rdsm;
    Frame& host = hart.frame[rdsm::kHostDomain];
    Frame& tsm = hart.frame[rdsm::kTsmDomain];
    SupervisorArea& hssa = hart.area[rdsm::kHostDomain];
    const SupervisorArea& tssa = hart.area[rdsm::kTsmDomain];

    // The host's mepc already points behind the ECALL.
    save(hssa, rdsm.has_scontext);
    hssa.sie = csr_swap<csr::sie>(0);
    hssa.ssip = (csr_read<csr::mip>() & kSsip) != 0;
    hssa.mcountinhibit = csr_swap<csr::mcountinhibit>(kInhibitAll);

    load(tssa, rdsm.has_scontext);
    csr_write<csr::scause>(rdsm::kTeeCall);
    csr_write<csr::stval>(0);
    hart.set_domain(rdsm::kTsmDomain);

    fill_bytes(tsm.x, 0, sizeof tsm.x);
    for (unsigned i = 0; i < 8; ++i) tsm.a(i) = host.a(i);
    tsm.mepc = tssa.pc;
    tsm.mstatus = tssa.mstatus;
    hart.drop_reservation();
    return &tsm;
}

Frame* tee_return(Hart& hart) {
    const Rdsm& rdsm = *hart.rdsm;
    Frame& host = hart.frame[rdsm::kHostDomain];
    Frame& tsm = hart.frame[rdsm::kTsmDomain];
    const SupervisorArea& hssa = hart.area[rdsm::kHostDomain];

    switch (tsm.a(2)) {
        case rdsm::kInit: require(!hart.tsm_ready, "TSM finished its start twice", hart.id); return finish_init(hart);
        case rdsm::kDone:
            require(hart.tsm_ready, "TSM returned before its start was done", hart.id);
            host.a(0) = tsm.a(0);
            host.a(1) = tsm.a(1);
            break;
        default: panic("the TSM reported a fatal error", tsm.a(0));
    }

    load(hssa, rdsm.has_scontext);
    csr_write<csr::sie>(hssa.sie);
    // One pending at TEECALL comes back; one raised since is still in mip and stays.
    if (hssa.ssip) csr_set<csr::mip>(kSsip);
    csr_write<csr::mcountinhibit>(hssa.mcountinhibit);
    // scause and stval carry the exit's reason: left as the TSM set them.
    hart.set_domain(rdsm::kHostDomain);
    hart.drop_reservation();
    return &host;
}

}  // namespace covesim::fw
