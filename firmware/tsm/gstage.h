// G-stage page tables of one TVM: Sv39x4 or Sv48x4, 4 KiB and 2 MiB leaves, tables from the TVM's own page pool.
// Privileged architecture, "Guest-Physical Address Translation": the root has 2048 entries (16 KiB), the other levels
// 512. Present leaves have U, A and D set. An invalidated leaf keeps its contents with V = 0. RSW bit 8 marks memory
// shared with the host, bit 9 an invalidated leaf. Left out: 1 GiB and larger leaves, merging (page_promote), Svpbmt
// and Svnapot.
#pragma once
#include <stdint.h>

#include "firmware/lib/page.h"
#include "firmware/tsm/hw.h"

namespace covesim::tsm {

/// Zeroed confidential pages that wait to become page tables; linked through their first word.
class TablePool {
  public:
    void add(Hw& hw, uint64_t pa) {
        *hw.memory(pa) = head_;
        head_ = pa;
        ++count_;
    }
    /// A zeroed page, or 0.
    uint64_t take(Hw& hw) {
        uint64_t pa = head_;
        if (!pa) return 0;
        head_ = *hw.memory(pa);
        *hw.memory(pa) = 0;
        --count_;
        return pa;
    }
    uint64_t count() const { return count_; }

  private:
    uint64_t head_ = 0, count_ = 0;
};

namespace pte {
inline constexpr uint64_t kV = 1, kR = 2, kW = 4, kX = 8, kU = 16, kA = 64, kD = 128, kShared = 256, kBlocked = 512;
inline constexpr uint64_t kConfidentialLeaf = kV | kR | kW | kX | kU | kA | kD;
inline constexpr uint64_t kSharedLeaf = kV | kR | kW | kU | kA | kD | kShared;  // never executable
inline constexpr uint64_t address(uint64_t e) { return (e >> 10 & 0xfffffffffffull) << 12; }
inline constexpr bool leaf(uint64_t e) { return e & (kR | kW | kX); }
}  // namespace pte

class GStage {
  public:
    /// levels: 3 = Sv39x4, 4 = Sv48x4. `root` is zeroed, 16 KiB, 16 KiB aligned.
    void init(uint64_t root, unsigned levels) {
        root_ = root;
        levels_ = levels;
    }
    uint64_t hgatp(unsigned vmid) const {
        return uint64_t(levels_ == 4 ? 9 : 8) << 60 | uint64_t(vmid) << 44 | root_ >> 12;
    }
    uint64_t limit() const { return 1ull << (12 + 9 * levels_ + 2); }
    uint64_t root() const { return root_; }

    /// The entry that decides about `gpa`: a leaf, an invalidated leaf, or an empty entry, with its level (0 = 4 KiB).
    struct Place {
        uint64_t* entry;
        unsigned level;
        uint64_t bytes() const { return 4096ull << 9 * level; }
        bool present() const { return *entry & pte::kV; }
        bool blocked() const { return *entry & pte::kBlocked; }
        bool empty() const { return *entry == 0; }
        bool shared() const { return *entry & pte::kShared; }
        uint64_t pa() const { return pte::address(*entry); }
    };
    Place find(Hw& hw, uint64_t gpa) const;

    /// Number of page-table pages that mapping [gpa, gpa + bytes) with leaves of `level` would take; ~0 if something is
    /// in the way.
    uint64_t tables_needed(Hw& hw, uint64_t gpa, uint64_t bytes, unsigned level) const;
    /// One leaf. False (nothing changed but empty tables added): occupied, or the pool is empty.
    bool map(Hw& hw, TablePool& pool, uint64_t gpa, uint64_t pa, unsigned level, uint64_t leaf_bits);
    /// Splits the 2 MiB leaf (present or invalidated) over `gpa` into 4 KiB leaves of the same kind. False: the pool is
    /// empty.
    bool split(Hw& hw, TablePool& pool, uint64_t gpa);
    static void block(Place p) { *p.entry = (*p.entry & ~pte::kV) | pte::kBlocked; }
    static void unblock(Place p) { *p.entry = (*p.entry & ~pte::kBlocked) | pte::kV; }
    static void clear(Place p) { *p.entry = 0; }

    /// The physical address behind `gpa` if it is present confidential memory (or any present memory), else 0.
    uint64_t translate(Hw& hw, uint64_t gpa, bool confidential_only) const;

    /// Calls leaf(pa, bytes, shared) for every leaf (present or invalidated) and table(pa) for every table below the
    /// root, children first.
    template <class Leaf, class Table>
    void tear_down(Hw& hw, Leaf&& leaf, Table&& table) const {
        tear_down(hw, root_, levels_ - 1, 2048, leaf, table);
    }

  private:
    unsigned index(uint64_t gpa, unsigned level) const {
        return gpa >> (12 + 9 * level) & (level + 1 == levels_ ? 0x7ff : 0x1ff);
    }
    template <class Leaf, class Table>
    void tear_down(Hw& hw, uint64_t node, unsigned level, unsigned entries, Leaf& leaf, Table& table) const {
        for (unsigned i = 0; i < entries; ++i) {
            uint64_t e = hw.memory(node)[i];
            if (e == 0) continue;
            if (pte::leaf(e)) {
                leaf(pte::address(e), 4096ull << 9 * level, (e & pte::kShared) != 0);
                continue;
            }
            tear_down(hw, pte::address(e), level - 1, 512, leaf, table);
            table(pte::address(e));
        }
    }

    uint64_t root_ = 0;
    unsigned levels_ = 4;
};

}  // namespace covesim::tsm
