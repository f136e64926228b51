// The MMU of one hart: TLBs, page-walk caches, nested TLB and MPT caches around one walker, with live PMP and PMA
// checks.
//
// Models: privileged specification (Sv39/48/57, H extension), supervisor domains §3.4 and §4. What is cached, for how
// long, and under which tags is stated at tlb.h. Leaves out: several outstanding walks (one walker per hart).
//
// Contract with an L0 (a host-pointer cache over this class):
//  - An L0 entry may be made from a Translation with `uniform` set, for the accesses that readable/writable/executable
//    allow, under a bank keyed by the Regime that was passed.
//  - On an L0 hit: `const uint64_t s = ++mmu.sequence();` then store s through `tlb_stamp` and `mpt_stamp` where not
//  null.
//  - TlbObserver::drop / drop_mpt take the entry away. A PMP or PMA change calls nothing: the hart drops its whole L0.
#pragma once
#include <cstdint>
#include <memory>

#include "mem/backing_store.h"
#include "mem/port.h"
#include "mmu/params.h"
#include "mmu/pma.h"
#include "mmu/pmp.h"
#include "mmu/regime.h"
#include "sim/core/types.h"
#include "smmtt/loss_observer.h"

namespace covesim {

class Archive;

inline constexpr uint32_t kNoEntry = UINT32_MAX;

/// One access; never crosses a 4 KiB page.
struct Access {
    Va va;
    uint8_t size = 8;
    Acc acc = Acc::Load;
    bool hlvx = false;     ///< execute instead of read permission from page tables; read and execute from PMP, PMA
    bool cmo = false;      ///< cache-block management, data prefetch: read or write permission suffices
    bool reserve = false;  ///< LR/SC: the PMA must support reservations
    bool hint = false;     ///< prefetch: given up (false, no fault meant) when no TLB level has the translation
    bool shadow = false;   ///< shadow-stack instruction: needs read and write, reaches shadow-stack pages only
};

struct Fault {
    uint64_t cause = 0;  ///< exception code: 1, 5, 7 access fault; 12, 13, 15 page fault; 20, 21, 23 guest-page fault
    uint64_t tval = 0;   ///< the virtual address
    uint64_t tval2 = 0;  ///< guest physical address >> 2 for guest-page faults, else 0
    uint64_t tinst = 0;  ///< 0 (the hart may write a transformed instruction) or 0x3000 / 0x3020
    bool gva = false;    ///< tval is a guest virtual address
    bool mpt = false;    ///< an access fault that the memory protection table raised
};

struct Translation {
    Spa spa;
    uint32_t tlb_entry = kNoEntry;  ///< level-1 (or fast) entry that answered; kNoEntry: none was needed
    uint32_t mpt_entry = kNoEntry;  ///< MPT cache entry the permission came from when it is not inlined
    uint64_t* tlb_stamp = nullptr;  ///< recency words to write on an L0 hit; null where no entry stands behind it
    uint64_t* mpt_stamp = nullptr;
    bool readable = false, writable = false, executable = false;  ///< for the whole 4 KiB page, without a slow path
    bool uniform = false;                                         ///< an L0 entry for the page is allowed
    bool ram = false;       ///< main memory (the backing store holds it); false: I/O
    bool cacheable = true;  ///< after PMA and Svpbmt
    Tick hit_latency{};     ///< what each access through this translation pays (MPT looked up per access); L0 hits too
    uint8_t pbmt = 0;       ///< effective Svpbmt type: 0 PMA, 1 NC, 2 IO
};

/// Told when an entry that an L0 may rely on goes away.
struct TlbObserver {
    virtual void drop(uint32_t tlb_entry) = 0;
    virtual void drop_mpt(uint32_t mpt_entry) = 0;
    virtual void drop_all() = 0;  ///< mode switch
    /// Hardware A/D update wrote this page-table entry (decoded code and reservations there are lost).
    virtual void pte_written(Spa pte) = 0;

  protected:
    ~TlbObserver() = default;
};

class Mmu {
  public:
    /// `pte_port` and `mpt_port` give walk reads their time (null: none); `source` is the hart number in requests.
    Mmu(const MmuParams& params, const PmaTable& pma, BackingStore& store, Clock clock, MemPort* pte_port,
        MemPort* mpt_port, uint16_t source);
    ~Mmu();
    Mmu(const Mmu&) = delete;
    Mmu& operator=(const Mmu&) = delete;

    void set_observer(TlbObserver* o);
    /// Told of lost TLB and MPT cache entries and of misses; null: nobody.
    void set_loss_observer(LossObserver* o);
    /// Fast, Warm or Timed structures from now on; tells the observer drop_all().
    void set_mode(Mode m);
    Mode mode() const;
    Pmp& pmp();
    const Pmp& pmp() const;
    const PmaTable& pma() const;

    /// Translates and checks one access. True: `out` is valid. False: `fault` is. `now` advances in Timed mode only.
    bool translate(const Regime& r, const Access& a, Tick& now, Translation& out, Fault& fault);
    /// What an access would see, without caches, statistics, time or A/D updates (debugger, tests).
    bool probe(const Regime& r, const Access& a, Spa& out, Fault& fault) const;

    /// Fences act within the SDID of the `mmpt` given. has_*: the register operand was not x0.
    /// SFENCE.VMA, SINVAL.VMA with V=0. With V=1 they are hfence_vvma for the VMID in hgatp.
    void sfence_vma(uint64_t mmpt, bool has_va, Va va, bool has_asid, uint64_t asid);
    void hfence_vvma(uint64_t mmpt, uint64_t vmid, bool has_va, Va va, bool has_asid, uint64_t asid);
    /// rs1 holds the guest physical address shifted right by 2.
    void hfence_gvma(uint64_t mmpt, bool has_gpa, uint64_t gpa_shifted, bool has_vmid, uint64_t vmid);
    /// MFENCE.PA and MINVAL.PA (whose ordering by SFENCE.W.INVAL/SFENCE.INVAL.IR permits acting at once).
    void mfence_pa(bool has_spa, Spa spa, bool has_sdid, uint64_t sdid);
    /// Reset: every cache empty.
    void flush_all();

    /// Order of accesses, for recency: translate() advances it, and so must every L0 hit.
    uint64_t& sequence() { return sequence_; }
    /// Recency word of a level-1 or fast TLB entry.
    uint64_t* stamp(uint32_t tlb_entry);

    /// Every structure of every mode, and the statistics. PMP and the mode are the hart's to restore.
    void archive(Archive& a);

    const MmuStats& stats() const;
    const MmuParams& params() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
    uint64_t sequence_ = 0;
};

}  // namespace covesim
