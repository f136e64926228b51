// What the TSM's logic needs from the machine: physical memory, fences, the RDSM's services, and running a vCPU.
// The firmware implements it with instructions and RDSM calls (hw_riscv.cc), the unit tests with an array. One virtual
// call per service, none per guest instruction.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace covesim::tsm {

struct Vcpu;

class Hw {
  public:
    /// Physical memory as the TSM sees it (it runs with satp = Bare).
    virtual uint64_t* memory(uint64_t pa) = 0;
    /// Changes the MPTs of domains 0 and 1 for n pages (RDSM mpt_set), all of them, and fences this hart.
    virtual bool set_confidential(uint64_t pa, uint64_t pages, bool confidential) = 0;
    /// Gives the pages to the confidential or the host's encryption context (RDSM ectx_set); their content is
    /// unspecified afterwards.
    virtual void set_encryption(uint64_t pa, uint64_t pages, bool confidential) = 0;
    /// MFENCE.PA and HFENCE.GVMA for everything, on this hart.
    virtual void fence_all() = 0;
    /// HFENCE.GVMA of a VMID on this hart.
    virtual void fence_tvm(unsigned vmid) = 0;
    /// HFENCE.VVMA under this hgatp's VMID, and FENCE.I, on this hart.
    virtual void fence_tvm_vs(uint64_t hgatp) = 0;
    virtual void zero(uint64_t pa, uint64_t bytes) = 0;
    /// Writes the lines back, so that neither data nor scrub zeros stay in a cache.
    virtual void flush_cache(uint64_t pa, uint64_t bytes) = 0;
    virtual void copy(uint64_t to_pa, uint64_t from_pa, uint64_t bytes) = 0;
    /// digest = SHA-384(digest || head || body).
    virtual void extend(uint8_t digest[48], const void* head, size_t head_bytes, const void* body,
                        size_t body_bytes) = 0;
    virtual bool hart_started(unsigned hart) = 0;
    virtual bool entropy(void* buffer, size_t bytes) = 0;
    virtual uint64_t time() = 0;
    /// Runs the vCPU until its next trap; loads and saves its whole state. `load_fp`: the hart's f registers are not
    /// the vCPU's.
    virtual void enter(Vcpu& vcpu, uint64_t hgatp, bool load_fp) = 0;
    /// The instruction at the vCPU's pc, read with the vCPU's own translation; 0 if it cannot be read.
    virtual uint32_t fetch(const Vcpu& vcpu, uint64_t hgatp) = 0;
    /// Zeroes everything of a TVM that the host could see in the hart, and leaves the exit reason in scause and stval.
    virtual void scrub(uint64_t scause, uint64_t stval) = 0;
    virtual void lock() = 0;
    virtual void unlock() = 0;

  protected:
    ~Hw() = default;
};

}  // namespace covesim::tsm
