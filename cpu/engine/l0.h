// L0: a host-pointer cache per translation regime; the only inlined part of a memory access.
//
// An accelerator under law 2: an entry exists only where the slow path would find the same answer (TLB hit; uniform
// PMP, PMA and MPT over the granule; D set for stores; no decoded code in a page that stores may reach; in `timed` and
// `warm` an L1 hit too). A hit is index, compare, add. In `timed` it also stores the access's sequence number in the
// recency stamps of the L1 way and the TLB entry, so that victims are computed exactly. Rare features make an entry
// absent, so they cost nothing when unused. Banks are keyed by regime: privilege changes and world switches flush
// nothing.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "mmu/regime.h"
#include "sim/core/types.h"

namespace covesim {

inline constexpr uint64_t kNoTag = ~0ULL;  ///< never equal to a masked address

/// Host address = guest address + addend.
struct L0Entry {
    uint64_t tag = kNoTag;
    uint64_t addend = 0;
};

/// Recency of an entry's line and translation (timed and warm).
struct L0Stamps {
    uint64_t* line = nullptr;
    uint64_t* tlb = nullptr;
};

enum class L0Kind : uint8_t { Read, Write };

inline constexpr uint32_t kL0Entries = 256;  ///< per kind and bank
inline constexpr uint32_t kL0Banks = 8;

/// Entries of one regime.
struct L0Bank {
    Regime regime;
    uint64_t used = 0;  ///< bank sequence number of the last selection
    std::array<std::array<L0Entry, kL0Entries>, 2> entry;
    std::array<std::array<L0Stamps, kL0Entries>, 2> stamps;
};

/// All data banks of one hart, with the reverse maps that invalidation needs: a TLB entry knows its L0 entries.
class L0 {
  public:
    /// `granule_shift`: 12 (page) in fast, 6 (line) in timed and warm. Empties everything.
    void configure(uint32_t granule_shift);

    /// The bank of `regime`, empty when new; the least recently selected bank makes room.
    L0Bank& select(const Regime& regime);

    static constexpr uint32_t index(uint64_t va, uint32_t shift) { return (va >> shift) & (kL0Entries - 1); }

    void insert(L0Bank& bank, L0Kind kind, Va va, std::byte* host, Spa spa, uint32_t tlb_entry, L0Stamps stamps);

    void drop_all();
    void drop_tlb(uint32_t tlb_entry);
    /// Entries of either kind whose physical granule overlaps [spa, spa + bytes).
    void drop_physical(Spa spa, uint64_t bytes);
    /// Write entries whose granule overlaps [spa, spa + bytes).
    void drop_writes(Spa spa, uint64_t bytes);

    uint32_t shift() const { return shift_; }

  private:
    /// Membership of an entry in the chain of its TLB entry and in that of its physical granule.
    struct Link {
        uint32_t next = UINT32_MAX, prev = UINT32_MAX;
    };
    struct Node {
        uint32_t tlb = UINT32_MAX;
        Spa granule;
        Link by_tlb, by_granule;
    };
    static constexpr uint32_t kNodes = kL0Banks * 2 * kL0Entries;
    static constexpr uint32_t kBuckets = 4096;

    uint32_t node_of(const L0Bank& bank, L0Kind kind, uint32_t i) const {
        return (static_cast<uint32_t>(&bank - banks_.data()) * 2 + static_cast<uint32_t>(kind)) * kL0Entries + i;
    }
    uint32_t bucket_of(Spa granule) const { return (granule.v >> shift_) & (kBuckets - 1); }
    void link(uint32_t& head, uint32_t node, Link Node::*chain);
    void unlink(uint32_t& head, uint32_t node, Link Node::*chain);
    void remove(uint32_t node);
    template <class P>
    void drop_granules(Spa spa, uint64_t bytes, P&& match);

    uint32_t shift_ = 12;
    uint64_t selections_ = 0;
    std::vector<L0Bank> banks_ = std::vector<L0Bank>(kL0Banks);
    std::vector<Node> nodes_ = std::vector<Node>(kNodes);
    std::vector<uint32_t> tlb_head_;  // per TLB entry, grown on demand
    std::vector<uint32_t> granule_head_ = std::vector<uint32_t>(kBuckets, UINT32_MAX);
};

}  // namespace covesim
