// The TSM's logic: the COVH and NACL calls of the host, the traps of a TVM, the SBI that a TVM sees. Everything that
// touches the machine goes through Hw. CoVE: "COVE Host Extension", "COVE Guest Extension". Chosen: the TSM is not
// interruptible (a call runs to its end), one lock for all calls (released while a vCPU runs), at most 8 TVMs with 8
// vCPUs each. Left out: promote_to_tvm (the capability bit is 0), COVI, attestation calls, page promotion.
#pragma once
#include <stdint.h>

#include "firmware/abi/cove.h"
#include "firmware/lib/sbi.h"
#include "firmware/tsm/fence.h"
#include "firmware/tsm/hw.h"
#include "firmware/tsm/page_tracker.h"
#include "firmware/tsm/tvm.h"

namespace covesim::tsm {

using SbiRet = fw::sbi::Ret;
namespace sbi = fw::sbi;

class Tsm {
  public:
    static constexpr unsigned kMaxTvms = 8, kMaxHarts = 32;

    struct Config {
        unsigned levels = 4;  // G-stage: 4 = Sv48x4, 3 = Sv39x4
        unsigned vmid_bits = 14;
        uint64_t timebase_hz = 10'000'000;
    };

    Tsm(Hw& hw, const Config& config) : hw_{hw}, config_{config} {}

    PageTracker& tracker() { return tracker_; }
    /// `hart` has started; its caches are fenced here.
    void hart_online(unsigned hart);
    /// A TEECALL: a[0..7] as the host set them. Returns what goes into a0, a1.
    SbiRet call(unsigned hart, const uint64_t a[8]);

  private:
    struct Hart {
        uint64_t nacl = 0;                    // physical address of its shared memory, 0: none
        uint64_t tvm_version[kMaxTvms] = {};  // the TVM fence that this hart has done for each VMID
        uint64_t last_vcpu[kMaxTvms] = {};    // which vCPU's VS-stage translations it may hold (id + 1)
    };
    enum class Next : uint8_t { Resume, Exit, Fatal };

    // covh.cc: one function per COVH and NACL function
    SbiRet covh(unsigned hart, uint64_t fid, const uint64_t* a);
    SbiRet nacl(unsigned hart, uint64_t fid, const uint64_t* a);
    SbiRet get_tsm_info(uint64_t pa, uint64_t len);
    SbiRet convert_pages(uint64_t pa, uint64_t n);
    SbiRet reclaim_pages(uint64_t pa, uint64_t n);
    SbiRet global_fence(unsigned hart);
    SbiRet local_fence(unsigned hart);
    SbiRet create_tvm(uint64_t params_pa, uint64_t len);
    SbiRet finalize_tvm(uint64_t id, uint64_t pc, uint64_t arg, uint64_t identity_pa);
    SbiRet destroy_tvm(uint64_t id);
    SbiRet add_memory_region(uint64_t id, uint64_t gpa, uint64_t len);
    SbiRet add_page_table_pages(uint64_t id, uint64_t pa, uint64_t n);
    SbiRet add_measured_pages(uint64_t id, uint64_t src, uint64_t dest, uint64_t type, uint64_t n, uint64_t gpa);
    SbiRet add_zero_pages(uint64_t id, uint64_t pa, uint64_t type, uint64_t n, uint64_t gpa);
    SbiRet add_shared_pages(uint64_t id, uint64_t pa, uint64_t type, uint64_t n, uint64_t gpa);
    SbiRet create_vcpu(uint64_t id, uint64_t vcpu, uint64_t pa);
    SbiRet tvm_fence(uint64_t id);
    SbiRet setup_shmem(unsigned hart, uint64_t lo, uint64_t hi, uint64_t flags);

    // covh_pages.cc: invalidate, validate, remove
    enum class Change : uint8_t { Invalidate, Validate, Remove };
    SbiRet change_pages(uint64_t id, uint64_t gpa, uint64_t len, Change what);
    bool may_change(const Tvm& t, uint64_t gpa, GStage::Place p, Change what) const;
    void do_change(Tvm& t, GStage::Place p, Change what);

    // run.cc: entry, exit and the host's answers
    SbiRet run_vcpu(unsigned hart, uint64_t id, uint64_t vcpu);
    bool take_answer(Tvm& t, Vcpu& v, cove::NaclShmem& shm);
    void before_entry(Hart& h, unsigned hart, Tvm& t, Vcpu& v);
    Next on_trap(Tvm& t, Vcpu& v, cove::NaclShmem& shm);
    Next on_guest_fault(Tvm& t, Vcpu& v, cove::NaclShmem& shm);
    Next on_virtual_instruction(Tvm& t, Vcpu& v, cove::NaclShmem& shm);
    void inject_illegal(Vcpu& v, uint64_t inst);
    void show_timer(const Vcpu& v, cove::NaclShmem& shm);

    // guest_sbi.cc: calls from a TVM
    Next on_ecall(Tvm& t, Vcpu& v, cove::NaclShmem& shm);
    Next reply(Vcpu& v, int64_t error, uint64_t value = 0);
    Next forward(Vcpu& v, cove::NaclShmem& shm, Pending pending);
    Next covg(Tvm& t, Vcpu& v, cove::NaclShmem& shm);
    Next guest_base(Vcpu& v);
    Next guest_ipi(Tvm& t, Vcpu& v, cove::NaclShmem& shm);
    Next guest_rfence(Tvm& t, Vcpu& v, cove::NaclShmem& shm);
    Next guest_hsm(Tvm& t, Vcpu& v, cove::NaclShmem& shm);
    Next guest_console(Tvm& t, Vcpu& v, cove::NaclShmem& shm);
    Next guest_entropy(Tvm& t, Vcpu& v);
    bool copy_guest(Tvm& t, uint64_t gpa, void* buffer, uint64_t len, bool to_guest, bool confidential_only);
    /// The vCPUs that an SBI (mask, base) pair names, or ~0 if one does not exist.
    uint32_t targets(const Tvm& t, uint64_t mask, uint64_t base) const;

    // tsm.cc: helpers
    Tvm* find_tvm(uint64_t id);
    Vcpu* find_vcpu(const Tvm& t, uint64_t id);
    uint64_t fenced();
    fw::Page<fw::page::Clean> clean(fw::Page<fw::page::Converted>&& pages);
    uint64_t hgatp(const Tvm& t) const { return t.stage.hgatp(t.owner); }
    template <class T>
    T* at(uint64_t pa) {
        return reinterpret_cast<T*>(hw_.memory(pa));
    }

    Hw& hw_;
    Config config_;
    PageTracker tracker_;
    GlobalFence fence_;
    uint64_t tvm_pa_[kMaxTvms] = {};
    uint64_t next_generation_ = 1, next_version_ = 1;
    Hart harts_[kMaxHarts];
};

}  // namespace covesim::tsm
