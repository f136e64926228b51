#include "firmware/tsm-driver/ipi.h"

#include "firmware/lib/csr.h"
#include "firmware/tsm-driver/rdsm.h"

namespace covesim::fw {
namespace {

constexpr uint64_t kSsip = bit(1);
// A range of more pages than this is cheaper as a fence of everything.
constexpr uint64_t kMaxPages = 64;

/// The fence acts within mmpt's SDID, and the caller is the host: name its domain whatever runs below on this hart.
void local_fence(Hart& hart, const FenceRequest& r) {
    const uint64_t own = csr_swap<csr::mmpt>(hart.rdsm->domains.mmpt(rdsm::kHostDomain));
    const bool all = (r.start == 0 && r.size == 0) || r.size > kMaxPages * kPageSize || r.start + r.size < r.start;
    const uint64_t first = align_down(r.start, kPageSize);
    const auto each = [&](auto one) {
        for (uint64_t a = first; a < r.start + r.size; a += kPageSize) one(a);
    };
    switch (r.kind) {
        case FenceKind::FenceI: fence_i(); break;
        case FenceKind::SfenceVma: all ? sfence_vma() : each([](uint64_t a) { sfence_vma(a); }); break;
        case FenceKind::SfenceVmaAsid:
            all ? sfence_vma_asid(r.id) : each([&](uint64_t a) { sfence_vma(a, r.id); });
            break;
        case FenceKind::HfenceGvmaVmid:
            all ? hfence_gvma_vmid(r.id) : each([&](uint64_t a) { hfence_gvma(a, r.id); });
            break;
        case FenceKind::HfenceGvma: all ? hfence_gvma() : each([](uint64_t a) { hfence_gvma(a); }); break;
        case FenceKind::HfenceVvmaAsid:
        case FenceKind::HfenceVvma: {
            const uint64_t own_hgatp = csr_swap<csr::hgatp>(r.hgatp);
            if (r.kind == FenceKind::HfenceVvma) all ? hfence_vvma() : each([](uint64_t a) { hfence_vvma(a); });
            else all ? hfence_vvma_asid(r.id) : each([&](uint64_t a) { hfence_vvma(a, r.id); });
            csr_write<csr::hgatp>(own_hgatp);
            break;
        }
    }
    csr_write<csr::mmpt>(own);
}

}  // namespace

bool harts_of_mask(Rdsm& rdsm, uint64_t mask, uint64_t base, uint32_t& out) {
    out = 0;
    if (base == ~uint64_t{0}) {
        for (uint32_t i = 0; i < rdsm.hart_count; ++i) out |= uint32_t{1} << i;
        return true;
    }
    for (unsigned i = 0; i < 64; ++i) {
        if ((mask >> i & 1) == 0) continue;
        const Hart* h = base + i >= base ? rdsm.find_hart(base + i) : nullptr;
        if (h == nullptr) return false;
        out |= uint32_t{1} << (h - rdsm.harts);
    }
    return true;
}

void send_request(Hart& to, Request r) {
    to.requests.fetch_or(r);
    fence_io();
    mmio_write<uint32_t>(to.msip, 1);
}

void serve_requests(Hart& hart) {
    // Clear first: a request that comes after the exchange raises the interrupt again.
    mmio_write<uint32_t>(hart.msip, 0);
    fence_io();
    const uint32_t requests = hart.requests.exchange(0);
    if ((requests & kRequestSoft) != 0) csr_set<csr::mip>(kSsip);
    if ((requests & kRequestFence) != 0) {
        local_fence(hart, hart.rdsm->fence);
        hart.rdsm->fence_pending.fetch_sub(1);
    }
}

void remote_fence(Hart& from, uint32_t set, const FenceRequest& r) {
    Rdsm& rdsm = *from.rdsm;
    const auto idle = [&] {
        if (from.requests.load() != 0) serve_requests(from);
        pause();
    };
    rdsm.fence_lock.lock(idle);
    rdsm.fence = r;
    for (uint32_t i = 0; i < rdsm.hart_count; ++i) {
        Hart& h = rdsm.harts[i];
        if ((set >> i & 1) == 0 || &h == &from || h.state.load() == sbi::hsm::kStopped) continue;
        rdsm.fence_pending.fetch_add(1);
        send_request(h, kRequestFence);
    }
    if ((set >> (&from - rdsm.harts) & 1) != 0) local_fence(from, r);
    while (rdsm.fence_pending.load() != 0) idle();
    rdsm.fence_lock.unlock();
}

}  // namespace covesim::fw
