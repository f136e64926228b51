// Inter-hart requests: supervisor software interrupts and remote fences, carried by the ACLINT's machine software
// interrupt. One remote fence is under way at a time; whoever waits in M-mode goes on serving requests, so that two
// waiting harts cannot block each other. Left out: ACLINT SSWI, IMSIC IPIs.
#pragma once
#include <stdint.h>

#include "firmware/lib/atomic.h"
#include "firmware/tsm-driver/hart.h"

namespace covesim::fw {

enum class FenceKind : uint8_t {
    FenceI,
    SfenceVma,
    SfenceVmaAsid,
    HfenceGvmaVmid,
    HfenceGvma,
    HfenceVvmaAsid,
    HfenceVvma
};

struct FenceRequest {
    FenceKind kind;
    uint64_t start, size;
    uint64_t id;     // ASID or VMID
    uint64_t hgatp;  // of the caller: HFENCE.VVMA acts on the current VMID
};

/// The harts of an SBI hart mask; false if it names one that does not exist.
bool harts_of_mask(Rdsm& rdsm, uint64_t mask, uint64_t base, uint32_t& out);

/// Serves this hart's pending requests. Called from the software-interrupt trap and from every M-mode waiting loop.
void serve_requests(Hart& hart);
void send_request(Hart& to, Request r);
/// Does the fence on the harts of `set` (bit = index) and returns when all have done it. Harts that are stopped are
/// left out: they fence at start.
void remote_fence(Hart& from, uint32_t set, const FenceRequest& r);

}  // namespace covesim::fw
