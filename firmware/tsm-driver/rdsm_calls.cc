// The TSM's call table (firmware/abi/rdsm.h), all but TEERET. The TSM is trusted with its own domain, not with the
// RDSM: every address is checked.
#include "firmware/lib/csr.h"
#include "firmware/lib/memory.h"
#include "firmware/tsm-driver/rdsm.h"
#include "sim/core/layout/encryption_table.h"

namespace covesim::fw {
namespace {

using sbi::Ret;

Ret get_boot_info(Rdsm& rdsm, uint64_t pa, uint64_t length) {
    const uint64_t n = min_of(length, sizeof rdsm.info);
    const auto copy = [&] { copy_bytes(reinterpret_cast<void*>(pa), &rdsm.info, n); };
    if (!rdsm.domains.with_private(pa, n, copy)) return {sbi::kInvalidAddress};
    return {sbi::kSuccess, n};
}

/// Which mstatus bits of the TSM's live sstatus each TEECALL starts with: FS, VS, UXL, SUM, MXR. Never SIE or SPP
/// leftovers.
constexpr uint64_t kEntryStatus = Field<14, 13>::kMask | Field<10, 9>::kMask | Field<33, 32>::kMask | bit(18) | bit(19);
constexpr uint64_t kMppS = uint64_t{1} << 11;

Ret set_entry(Hart& hart, uint64_t pc, uint64_t sscratch) {
    if ((pc & 1) != 0) return {sbi::kInvalidAddress};
    SupervisorArea& s = hart.area[rdsm::kTsmDomain];
    s.stvec = csr_read<csr::stvec>();
    s.scounteren = csr_read<csr::scounteren>();
    s.satp = csr_read<csr::satp>();
    s.senvcfg = csr_read<csr::senvcfg>();
    if (hart.rdsm->has_scontext) s.scontext = csr_read<csr::scontext>();
    s.sscratch = sscratch;
    s.pc = pc;
    s.mstatus = (csr_read<csr::mstatus>() & kEntryStatus) | kMppS;
    hart.entry_registered = true;
    return {};
}

Ret mpt_set(Rdsm& rdsm, uint64_t pa, uint64_t pages, uint64_t access) {
    if (access > rdsm::kConf) return {sbi::kInvalidParam};
    if (!rdsm.domains.convertible(pa, pages)) return {sbi::kInvalidAddress};
    const uint64_t n = min_of(pages, rdsm::kMptSetMax);
    rdsm.domains.set(pa, n, static_cast<rdsm::Access>(access));
    return {sbi::kSuccess, n};
}

Ret mpt_fence(uint64_t mask) {
    if (mask == ~uint64_t{0}) {
        mfence_pa();
        return {};
    }
    for (unsigned sdid = 0; sdid < 64; ++sdid)
        if ((mask >> sdid & 1) != 0) mfence_pa_domain(sdid);
    return {};
}

Ret hart_state(Rdsm& rdsm, uint64_t id) {
    const Hart* h = rdsm.find_hart(id);
    if (h == nullptr) return {sbi::kInvalidParam};
    const uint64_t epoch = h->fence_epoch.load();
    return {sbi::kSuccess, epoch << 1 | (h->state.load() != sbi::hsm::kStopped ? 1u : 0u)};
}

Ret ectx_set(Rdsm& rdsm, uint64_t pa, uint64_t pages, uint64_t context) {
    const uint64_t table = rdsm.platform.encryption_table;
    if (table == 0) return {sbi::kNotSupported};
    if (context >= rdsm.encryption_contexts) return {sbi::kInvalidParam};
    if (!rdsm.domains.convertible(pa, pages)) return {sbi::kInvalidAddress};
    const uint64_t n = min_of(pages, rdsm::kEctxSetMax);
    // Lines written under the old key must reach memory under the old key.
    flush_range(pa, n * kPageSize, rdsm.platform.cbom);
    LockGuard hold{rdsm.encryption_lock};
    mmio_write<uint64_t>(table + ectx::kBase, pa);
    mmio_write<uint64_t>(table + ectx::kPages, n);
    mmio_write<uint32_t>(table + ectx::kContext, static_cast<uint32_t>(context));
    fence_io();
    mmio_write<uint32_t>(table + ectx::kCommand, ectx::kAssign);
    fence_io();
    if (mmio_read<uint32_t>(table + ectx::kResult) != 0) return {sbi::kFailed};
    return {sbi::kSuccess, n};
}

Ret measure(Rdsm& rdsm, uint64_t index, uint64_t pa, bool extend) {
    if (!rdsm.rot) return {sbi::kNotSupported};
    if (index >= rdsm.rot.registers()) return {sbi::kInvalidParam};
    uint64_t digest[6];
    if (extend) {
        if (!rdsm.domains.with_private(pa, sizeof digest,
                                       [&] { copy_bytes(digest, reinterpret_cast<const void*>(pa), sizeof digest); }))
            return {sbi::kInvalidAddress};
        return {rdsm.rot.extend(static_cast<uint32_t>(index), digest) ? sbi::kSuccess : sbi::kDenied};
    }
    if (!rdsm.rot.read(static_cast<uint32_t>(index), digest)) return {sbi::kFailed};
    const auto copy = [&] { copy_bytes(reinterpret_cast<void*>(pa), digest, sizeof digest); };
    return {rdsm.domains.with_private(pa, sizeof digest, copy) ? sbi::kSuccess : sbi::kInvalidAddress};
}

Ret get_cdi(Rdsm& rdsm, uint64_t pa) {
    if (!rdsm.rot) return {sbi::kNotSupported};
    // The address first: a failed call must not use up the only one.
    if (!rdsm.domains.with_private(pa, 48, [] {})) return {sbi::kInvalidAddress};
    uint64_t cdi[6];
    if (!rdsm.rot.take_cdi(cdi)) return {sbi::kDenied};
    const bool done =
        rdsm.domains.with_private(pa, sizeof cdi, [&] { copy_bytes(reinterpret_cast<void*>(pa), cdi, sizeof cdi); });
    for (uint64_t& word : cdi) *const_cast<volatile uint64_t*>(&word) = 0;
    return {done ? sbi::kSuccess : sbi::kInvalidAddress};
}

Ret entropy(Rdsm& rdsm, uint64_t pa, uint64_t size) {
    if (!rdsm.rot) return {sbi::kNotSupported};
    if (size == 0) return {};
    const uint64_t n = min_of(size, rdsm::kEntropyMax);
    const auto fill = [&] {
        auto* to = reinterpret_cast<uint8_t*>(pa);
        for (uint64_t i = 0; i < n; i += 8) {
            const uint64_t word = rdsm.rot.entropy();
            copy_bytes(to + i, &word, min_of(8, n - i));
        }
    };
    if (!rdsm.domains.with_private(pa, n, fill)) return {sbi::kInvalidAddress};
    return {sbi::kSuccess, n};
}

}  // namespace

Ret rdsm_call(Hart& hart, const Call& c) {
    Rdsm& rdsm = *hart.rdsm;
    switch (c.fid) {
        case rdsm::kGetBootInfo: return get_boot_info(rdsm, c.a[0], c.a[1]);
        case rdsm::kSetEntry: return set_entry(hart, c.a[0], c.a[1]);
        case rdsm::kMptSet: return mpt_set(rdsm, c.a[0], c.a[1], c.a[2]);
        case rdsm::kMptFence: return mpt_fence(c.a[0]);
        case rdsm::kHartState: return hart_state(rdsm, c.a[0]);
        case rdsm::kEctxSet: return ectx_set(rdsm, c.a[0], c.a[1], c.a[2]);
        case rdsm::kMeasureExtend: return measure(rdsm, c.a[0], c.a[1], true);
        case rdsm::kMeasureRead: return measure(rdsm, c.a[0], c.a[1], false);
        case rdsm::kGetCdi: return get_cdi(rdsm, c.a[0]);
        case rdsm::kEntropy: return entropy(rdsm, c.a[0], c.a[1]);
        case rdsm::kCounters: csr_write<csr::mcountinhibit>(c.a[0] & 0xffff'fffd); return {};
        default: return {sbi::kNotSupported};
    }
}

}  // namespace covesim::fw
