// The COVH and NACL calls as functions. One object per TSM (supervisor domain). CoVE: "COVE Host Extension".
#pragma once
#include "firmware/abi/cove.h"
#include "firmware/lib/sbi.h"

namespace covesim::host {

class TsmClient {
  public:
    using Ret = fw::sbi::Ret;
    explicit TsmClient(uint64_t sdid) : sdid_{sdid} {}
    uint64_t sdid() const { return sdid_; }

    Ret info(cove::TsmInfo& out) { return covh(fw::sbi::covh::kGetTsmInfo, address(&out), sizeof out); }
    Ret convert(uint64_t pa, uint64_t n) { return covh(fw::sbi::covh::kConvertPages, pa, n); }
    Ret reclaim(uint64_t pa, uint64_t n) { return covh(fw::sbi::covh::kReclaimPages, pa, n); }
    Ret global_fence() { return covh(fw::sbi::covh::kGlobalFence); }
    Ret local_fence() { return covh(fw::sbi::covh::kLocalFence); }
    Ret create(cove::TvmCreateParams& p) { return covh(fw::sbi::covh::kCreateTvm, address(&p), sizeof p); }
    Ret finalize(uint64_t id, uint64_t pc, uint64_t arg) { return covh(fw::sbi::covh::kFinalizeTvm, id, pc, arg, 0); }
    Ret destroy(uint64_t id) { return covh(fw::sbi::covh::kDestroyTvm, id); }
    Ret add_region(uint64_t id, uint64_t gpa, uint64_t len) {
        return covh(fw::sbi::covh::kAddMemoryRegion, id, gpa, len);
    }
    Ret add_tables(uint64_t id, uint64_t pa, uint64_t n) { return covh(fw::sbi::covh::kAddPageTablePages, id, pa, n); }
    Ret add_measured(uint64_t id, uint64_t src, uint64_t dest, uint64_t n, uint64_t gpa) {
        return covh(fw::sbi::covh::kAddMeasuredPages, id, src, dest, cove::kPage4K, n, gpa);
    }
    Ret add_zero(uint64_t id, uint64_t pa, cove::PageType type, uint64_t gpa) {
        return covh(fw::sbi::covh::kAddZeroPages, id, pa, type, 1, gpa);
    }
    Ret add_shared(uint64_t id, uint64_t pa, uint64_t gpa) {
        return covh(fw::sbi::covh::kAddSharedPages, id, pa, cove::kPage4K, 1, gpa);
    }
    Ret create_vcpu(uint64_t id, uint64_t vcpu, uint64_t pa) { return covh(fw::sbi::covh::kCreateVcpu, id, vcpu, pa); }
    Ret run(uint64_t id, uint64_t vcpu) { return covh(fw::sbi::covh::kRunVcpu, id, vcpu); }
    Ret fence(uint64_t id) { return covh(fw::sbi::covh::kTvmFence, id); }
    Ret invalidate(uint64_t id, uint64_t gpa, uint64_t len) {
        return covh(fw::sbi::covh::kInvalidatePages, id, gpa, len);
    }
    Ret remove(uint64_t id, uint64_t gpa, uint64_t len) { return covh(fw::sbi::covh::kRemovePages, id, gpa, len); }
    Ret setup_shmem(uint64_t pa) {
        return fw::sbi::call(fw::sbi::kNacl, fw::sbi::routed(sdid_, fw::sbi::nacl::kSetupShmem), pa, 0, 0);
    }

  private:
    static uint64_t address(const void* p) { return reinterpret_cast<uint64_t>(p); }
    Ret covh(uint64_t fid, uint64_t a0 = 0, uint64_t a1 = 0, uint64_t a2 = 0, uint64_t a3 = 0, uint64_t a4 = 0,
             uint64_t a5 = 0) {
        return fw::sbi::call(fw::sbi::kCovh, fw::sbi::routed(sdid_, fid), a0, a1, a2, a3, a4, a5);
    }
    uint64_t sdid_;
};

}  // namespace covesim::host
