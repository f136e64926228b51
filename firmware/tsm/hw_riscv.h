// Hw on a real hart: instructions, CSRs and the RDSM's calls. One object for all harts.
#pragma once
#include "firmware/abi/rdsm.h"
#include "firmware/lib/atomic.h"
#include "firmware/tsm/hw.h"

namespace covesim::tsm {

class HwRiscv final : public Hw {
  public:
    /// Needs Sstc and the H extension; panics without.
    explicit HwRiscv(const rdsm::BootInfo& boot) : boot_{boot} {}

    uint64_t* memory(uint64_t pa) override { return reinterpret_cast<uint64_t*>(pa); }
    bool set_confidential(uint64_t pa, uint64_t pages, bool confidential) override;
    void set_encryption(uint64_t pa, uint64_t pages, bool confidential) override;
    void fence_all() override;
    void fence_tvm(unsigned vmid) override;
    void fence_tvm_vs(uint64_t hgatp) override;
    void zero(uint64_t pa, uint64_t bytes) override;
    void flush_cache(uint64_t pa, uint64_t bytes) override;
    void copy(uint64_t to_pa, uint64_t from_pa, uint64_t bytes) override;
    void extend(uint8_t digest[48], const void* head, size_t head_bytes, const void* body, size_t body_bytes) override;
    bool hart_started(unsigned hart) override;
    bool entropy(void* buffer, size_t bytes) override;
    uint64_t time() override;
    void enter(Vcpu& vcpu, uint64_t hgatp, bool load_fp) override;
    uint32_t fetch(const Vcpu& vcpu, uint64_t hgatp) override;
    void scrub(uint64_t scause, uint64_t stval) override;
    void lock() override { lock_.lock(); }
    void unlock() override { lock_.unlock(); }

    /// 4: Sv48x4, else 3: Sv39x4.
    static unsigned gstage_levels();
    /// VMIDLEN.
    static unsigned vmid_bits();

  private:
    bool has(rdsm::IsaFlag flag) const { return boot_.isa & flag; }

    const rdsm::BootInfo& boot_;
    fw::Spinlock lock_;
};

}  // namespace covesim::tsm
