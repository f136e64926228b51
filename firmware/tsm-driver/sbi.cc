// SBI for the host, and the few extensions that the TSM may use too: BASE, TIME, IPI, RFENCE, SRST, DBCN, SUPD here;
// HSM in hsm.cc, PMU in pmu.cc. Left out: legacy calls, SUSP, CPPC, STA, SSE, FWFT, MPXY, DBTR. NACL belongs to the TSM
// and is routed (the SBI text bars M-mode firmware from offering it beside the H extension).
#include "firmware/lib/csr.h"
#include "firmware/lib/memory.h"
#include "firmware/lib/panic.h"
#include "firmware/tsm-driver/rdsm.h"

namespace covesim::fw {
namespace {

using sbi::Ret;

constexpr uint64_t kSpecVersion = 3 << 24;                                // 3.0
constexpr uint64_t kImplementation = 0xc05e, kImplementationVersion = 1;  // not in the SBI registry

/// a6 names the domain asked about: COVH and NACL are functions of domain 1, not of the RDSM.
uint64_t probe(const Rdsm& rdsm, uint64_t asked_sdid, uint64_t eid) {
    if (asked_sdid == rdsm::kTsmDomain) return rdsm.tsm_active && (eid == sbi::kCovh || eid == sbi::kNacl);
    if (asked_sdid != rdsm::kHostDomain) return 0;
    switch (eid) {
        case sbi::kBase:
        case sbi::kTime:
        case sbi::kIpi:
        case sbi::kRfence:
        case sbi::kHsm:
        case sbi::kSrst:
        case sbi::kPmu:
        case sbi::kSupd: return 1;
        case sbi::kDbcn: return rdsm.uart ? 1 : 0;
        case sbi::kCovh: return rdsm.tsm_active ? 1 : 0;
        default: return 0;
    }
}

Ret base(Hart& hart, const Call& c) {
    const uint64_t fid = sbi::routed_fid(c.fid), sdid = sbi::routed_sdid(c.fid);
    if (c.fid != sbi::routed(sdid, fid) || (sdid != 0 && fid != sbi::base::kProbe)) return {sbi::kNotSupported};
    switch (fid) {
        case sbi::base::kSpecVersion: return {sbi::kSuccess, kSpecVersion};
        case sbi::base::kImplId: return {sbi::kSuccess, kImplementation};
        case sbi::base::kImplVersion: return {sbi::kSuccess, kImplementationVersion};
        case sbi::base::kProbe: return {sbi::kSuccess, probe(*hart.rdsm, sdid, c.a[0])};
        case sbi::base::kVendorId: return {sbi::kSuccess, csr_read<csr::mvendorid>()};
        case sbi::base::kArchId: return {sbi::kSuccess, csr_read<csr::marchid>()};
        case sbi::base::kMachineId: return {sbi::kSuccess, csr_read<csr::mimpid>()};
        default: return {sbi::kNotSupported};
    }
}

Ret send_ipi(Hart& hart, const Call& c) {
    uint32_t set;
    if (!harts_of_mask(*hart.rdsm, c.a[0], c.a[1], set)) return {sbi::kInvalidParam};
    for (uint32_t i = 0; i < hart.rdsm->hart_count; ++i) {
        Hart& h = hart.rdsm->harts[i];
        if ((set >> i & 1) == 0 || h.state.load() == sbi::hsm::kStopped) continue;
        if (&h == &hart) csr_set<csr::mip>(bit(1));
        else send_request(h, kRequestSoft);
    }
    return {};
}

Ret remote_fence_call(Hart& hart, const Call& c) {
    if (c.fid > sbi::rfence::kHfenceVvma) return {sbi::kNotSupported};
    uint32_t set;
    if (!harts_of_mask(*hart.rdsm, c.a[0], c.a[1], set)) return {sbi::kInvalidParam};
    // The function numbers are in FenceKind's order. FENCE.I has no range.
    const auto kind = static_cast<FenceKind>(c.fid);
    const bool ranged = kind != FenceKind::FenceI;
    remote_fence(hart, set, {kind, ranged ? c.a[2] : 0, ranged ? c.a[3] : 0, c.a[4], csr_read<csr::hgatp>()});
    return {};
}

Ret reset(Hart& hart, const Call& c) {
    if (c.fid != sbi::srst::kReset) return {sbi::kNotSupported};
    const uint32_t type = static_cast<uint32_t>(c.a[0]), reason = static_cast<uint32_t>(c.a[1]);
    if (type > sbi::srst::kWarmReboot || reason > sbi::srst::kSystemFailure) return {sbi::kInvalidParam};
    if (!hart.rdsm->finisher) return {sbi::kNotSupported};
    system_reset(*hart.rdsm, type, reason == sbi::srst::kSystemFailure);
}

}  // namespace

Ret sbi_dbcn(Hart& hart, uint32_t sdid, const Call& c) {
    Rdsm& rdsm = *hart.rdsm;
    if (!rdsm.uart) return {sbi::kNotSupported};
    // A call moves at most this much; SBI lets it be partial. The caller's memory is touched under the MPT lock only,
    // the device outside it.
    constexpr uint64_t kChunk = 256;
    char buffer[kChunk];
    const uint64_t n = min_of(c.a[0], kChunk), pa = c.a[1];
    switch (c.fid) {
        case sbi::dbcn::kWrite: {
            if (c.a[0] == 0) return {};
            const auto copy = [&] { copy_bytes(buffer, reinterpret_cast<const void*>(pa), n); };
            if (c.a[2] != 0 || !rdsm.domains.with_access(sdid, pa, n, mpt::kRead, copy)) return {sbi::kInvalidParam};
            LockGuard hold{rdsm.uart_lock};
            for (uint64_t i = 0; i < n; ++i) rdsm.uart.put(buffer[i]);
            return {sbi::kSuccess, n};
        }
        case sbi::dbcn::kRead: {
            if (c.a[0] == 0) return {};
            // Refuse before bytes are taken from the device; the copy checks again, because the page may convert in
            // between.
            if (c.a[2] != 0 || !rdsm.domains.allows(sdid, pa, n, mpt::kWrite)) return {sbi::kInvalidParam};
            uint64_t got = 0;
            {
                LockGuard hold{rdsm.uart_lock};
                for (int ch; got < n && (ch = rdsm.uart.get()) >= 0;) buffer[got++] = static_cast<char>(ch);
            }
            if (got == 0) return {};
            const auto copy = [&] { copy_bytes(reinterpret_cast<void*>(pa), buffer, got); };
            if (!rdsm.domains.with_access(sdid, pa, got, mpt::kWrite, copy)) return {sbi::kInvalidParam};
            return {sbi::kSuccess, got};
        }
        case sbi::dbcn::kWriteByte: {
            LockGuard hold{rdsm.uart_lock};
            rdsm.uart.put(static_cast<char>(c.a[0]));
            return {};
        }
        default: return {sbi::kNotSupported};
    }
}

Ret sbi_call(Hart& hart, uint32_t sdid, const Call& c) {
    switch (c.eid) {
        case sbi::kBase: return base(hart, c);
        case sbi::kTime:
            if (c.fid != sbi::time::kSetTimer) break;
            csr_write<csr::stimecmp>(c.a[0]);
            return {};
        case sbi::kIpi:
            if (c.fid != sbi::ipi::kSend) break;
            return send_ipi(hart, c);
        case sbi::kRfence: return remote_fence_call(hart, c);
        case sbi::kHsm: return sbi_hsm(hart, c);
        case sbi::kSrst: return reset(hart, c);
        case sbi::kPmu: return sbi_pmu(hart, c);
        case sbi::kDbcn: return sbi_dbcn(hart, sdid, c);
        case sbi::kSupd:
            if (c.fid != sbi::supd::kActiveDomains) break;
            // Bit 0, the hosting domain, is always set.
            return {sbi::kSuccess, bit(rdsm::kHostDomain) | (hart.rdsm->tsm_active ? bit(rdsm::kTsmDomain) : 0)};
        default: break;
    }
    return {sbi::kNotSupported};
}

}  // namespace covesim::fw
