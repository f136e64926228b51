// The TSM's record of every 4 KiB page of RAM: which state it is in, who owns it, how many TVMs share it.
// CoVE: "Information tracked per physical page" and the conversion, assignment and reclaim rules of the COVH functions.
// A transition that the tables do not allow returns false (or an empty Page) and changes nothing; ranges are all or
// nothing. Left out: pages above 4 KiB as units (a 2 MiB page is 512 records), IOMMU state.
#pragma once
#include <stdint.h>

#include "firmware/lib/page.h"

namespace covesim::tsm {

enum class PageState : uint8_t {
    Reserved,    // not RAM, or RAM of the RDSM, the TSM or the MPT: nobody may name it
    Host,        // non-confidential; may be pinned (NACL shared memory) or mapped as shared in TVMs
    Converting,  // MPT changed; becomes usable once every hart has fenced past `version`
    Converted,   // confidential, unassigned
    PageTable,   // G-stage page directory or page-table pool of `owner`
    TvmState,    // the TSM's data about `owner`
    VcpuState,   // a vCPU of `owner`
    Data,        // mapped in `owner`
    Blocked,     // invalidated in `owner`, still owned; removable once the TVM has fenced past `version`
};

struct PageInfo {
    PageState state = PageState::Reserved;
    uint8_t owner = 0;
    uint16_t pins = 0;
    uint32_t shares = 0;
    uint64_t version = 0;
};
static_assert(sizeof(PageInfo) == 16);

class PageTracker {
  public:
    /// `table` has one record per page of [base, base + pages * 4096); all begin as Reserved.
    void init(PageInfo* table, uint64_t base, uint64_t pages);
    /// Boot only: hands the range to the host.
    bool add_host_memory(uint64_t pa, uint64_t n);
    /// Boot only: takes a range out of everybody's reach.
    void reserve(uint64_t pa, uint64_t n);

    const PageInfo* find(uint64_t pa) const;
    /// Whether [pa, pa + bytes) is non-confidential memory, so that the TSM may read or write it for the host.
    bool host_range(uint64_t pa, uint64_t bytes) const;

    bool convertible(uint64_t pa, uint64_t n) const;
    /// Host -> Converting(version): needs pages that nobody pins or shares.
    bool begin_convert(uint64_t pa, uint64_t n, uint64_t version);
    /// The right to use pages that are Converted, or Converting with version < fenced.
    fw::Page<fw::page::Converted> claim(uint64_t pa, uint64_t n, uint64_t fenced) const;
    /// Whether claim() would succeed.
    bool claimable(uint64_t pa, uint64_t n, uint64_t fenced) const;
    /// Zeroed pages become page tables or TSM state of `owner`.
    void assign(fw::Page<fw::page::Clean>&& pages, PageState state, uint8_t owner);
    /// Zeroed or measured pages become the TVM's memory.
    void assign_data(fw::Page<fw::page::Clean>&& pages, uint8_t owner);
    void assign_data(fw::Page<fw::page::Filled>&& pages, uint8_t owner);
    /// Scrubbed pages go back to the host.
    void give_back(fw::Page<fw::page::Reclaimed>&& pages);

    bool block(uint64_t pa, uint64_t n, uint8_t owner, uint64_t version);  // Data -> Blocked(version)
    bool unblock(uint64_t pa, uint64_t n, uint8_t owner);                  // Blocked -> Data
    bool remove(uint64_t pa, uint64_t n, uint8_t owner, uint64_t fenced);  // Blocked(v < fenced) -> Converted
    bool release(uint64_t pa, uint64_t n, uint8_t owner);  // anything owned -> Converted (TVM destroyed)

    bool pin(uint64_t pa, uint64_t n);
    bool unpin(uint64_t pa, uint64_t n);
    bool share(uint64_t pa, uint64_t n);
    bool unshare(uint64_t pa, uint64_t n);

  private:
    PageInfo* range(uint64_t pa, uint64_t n) const;
    template <class Pred>
    bool all(uint64_t pa, uint64_t n, Pred pred) const;
    void set(uint64_t pa, uint64_t n, PageState state, uint8_t owner, uint64_t version);
    static bool usable(const PageInfo& p, uint64_t fenced);

    PageInfo* table_ = nullptr;
    uint64_t base_ = 0, pages_ = 0;
};

}  // namespace covesim::tsm
