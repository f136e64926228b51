// One TVM, in the pages that the host donated at create_tvm. CoVE: "TVM states", create_tvm, finalize_tvm.
#pragma once
#include <stdint.h>

#include "firmware/abi/cove.h"
#include "firmware/tsm/fence.h"
#include "firmware/tsm/gstage.h"
#include "firmware/tsm/regions.h"
#include "firmware/tsm/vcpu.h"

namespace covesim::tsm {

enum class TvmState : uint8_t { Initializing, Runnable };

struct Tvm {
    static constexpr unsigned kMaxVcpus = TvmFence::kMaxVcpus;

    uint64_t id = 0;    // tvm_guest_id
    uint8_t owner = 0;  // slot + 1: the page tracker's owner and the VMID
    TvmState state = TvmState::Initializing;
    bool has_identity = false;
    uint64_t state_pa = 0;
    uint64_t entry_pc = 0, entry_arg = 0;
    uint64_t shared_block_version = 0;  // newest invalidation of shared memory (host pages carry no version)
    GStage stage;
    TablePool pool;
    Regions regions;
    TvmFence fence;
    uint64_t vcpu_pa[kMaxVcpus] = {};
    uint8_t pages_digest[48] = {};   // one extend per measured 4 KiB page: gpa (LE64) || page
    uint8_t config_digest[48] = {};  // vCPU ids in order of creation, then entry pc, then entry argument (LE64 each)
    uint8_t identity[cove::kIdentityBytes] = {};
};
inline constexpr uint64_t kTvmStatePages = (sizeof(Tvm) + 4095) / 4096, kVcpuStatePages = 1;

}  // namespace covesim::tsm
