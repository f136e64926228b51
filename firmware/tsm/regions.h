// The guest-physical address space of a TVM as typed regions: what the host declared (confidential) and what the TVM
// asked for (shared, emulated MMIO). CoVE: add_tvm_memory_region, COVG add/remove_mmio_region,
// share/unshare_memory_region; the removable states are those between a TVM's request and the host's answer. Sorted,
// disjoint, neighbours of one kind merged; fixed capacity.
#pragma once
#include <stdint.h>

namespace covesim::tsm {

enum class Region : uint8_t { None, Confidential, ConfidentialRemovable, Shared, SharedRemovable, Mmio };

class Regions {
  public:
    static constexpr unsigned kMax = 64;
    struct Item {
        uint64_t base, end;
        Region kind;
    };

    Region at(uint64_t gpa) const;
    bool overlaps(uint64_t base, uint64_t len) const;
    /// The whole range is of this kind.
    bool covers(uint64_t base, uint64_t len, Region kind) const;
    /// A new region. False: overlap, or no room.
    bool add(uint64_t base, uint64_t len, Region kind);
    /// Changes the kind of a range that lies in regions. False: no room to split.
    bool change(uint64_t base, uint64_t len, Region to);
    /// Removes every region of `kind` that overlaps the range; the number removed.
    unsigned remove_overlapping(uint64_t base, uint64_t len, Region kind);

    unsigned count() const { return count_; }
    const Item& item(unsigned i) const { return items_[i]; }

  private:
    void insert(unsigned at, Item item);
    void erase(unsigned at);
    bool split(uint64_t where);
    void merge();

    Item items_[kMax];
    unsigned count_ = 0;
};

}  // namespace covesim::tsm
