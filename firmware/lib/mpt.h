// Builder and editor of one supervisor domain's memory protection table, and the software walk that M-mode uses to
// check a caller's addresses (Supervisor Domains Access Protection, 4.1.1 and 4.2: Smmpt43). Pure logic over an array
// of words, so the host tests it. Left out: Smmpt34/52/64, NAPOT entries (one would have to be split under the feet of
// other harts when a page in it converts).
//
//   level   entry spans   leaf tuple spans
//     2        16 GiB         1 GiB
//     1        32 MiB         2 MiB
//     0        64 KiB         4 KiB
#pragma once
#include <stdint.h>

#include "firmware/lib/bits.h"

namespace covesim::fw::mpt {

/// XWR tuples that are not reserved (table "Encoding of MPTE X/W/R permission tuple").
enum Perm : uint8_t { kNone = 0, kR = 1, kRw = 3, kX = 4, kRx = 5, kRwx = 7 };
constexpr bool reserved(uint8_t xwr) { return xwr == 2 || xwr == 6; }

/// Bits of a request.
enum Need : uint8_t { kRead = 1, kWrite = 2, kExecute = 4 };

// Entry bits (figures "Smmpt43 MPTE").
inline constexpr uint64_t kV = bit(0), kL = bit(1), kN = bit(2);
using Ppn = Field<53, 10>;
inline constexpr uint64_t kLeafTuples = Field<55, 8>::kMask;
constexpr uint64_t tuple(uint64_t entry, unsigned k) { return entry >> (8 + 3 * k) & 7; }
constexpr uint64_t with_tuple(uint64_t entry, unsigned k, uint8_t xwr) {
    return (entry & ~(uint64_t{7} << (8 + 3 * k))) | uint64_t{xwr} << (8 + 3 * k);
}
/// A leaf whose sixteen pages all have `xwr`.
constexpr uint64_t uniform_leaf(uint8_t xwr) { return kV | kL | uint64_t{xwr} * 0x2492'4924'9249ull << 8; }

inline constexpr unsigned kLevels = 3;
inline constexpr uint64_t kEntries = 512;
inline constexpr uint64_t kAddressEnd = bit(43);
/// Bytes that one entry of a level spans, and one of its sixteen tuples.
constexpr uint64_t entry_span(unsigned level) { return bit(16 + 9 * level); }
constexpr uint64_t tuple_span(unsigned level) { return bit(12 + 9 * level); }

/// mmpt with MODE = Smmpt43.
constexpr uint64_t mmpt(uint64_t sdid, uint64_t root_pa) {
    return uint64_t{1} << 60 | (sdid & 0x3f) << 52 | root_pa >> 12;
}

/// Pages that a table needs for RAM at 4 KiB granularity, with `holes` further level-0 tables for I/O.
constexpr uint64_t pool_pages(uint64_t ram_bytes, uint64_t ranges, uint64_t holes) {
    const uint64_t level0 = align_up(ram_bytes, entry_span(1)) / entry_span(1) + ranges;
    const uint64_t level1 = align_up(ram_bytes, entry_span(2)) / entry_span(2) + ranges;
    return 1 + level1 + level0 + holes;
}

/// What the walk found.
struct Found {
    uint8_t xwr = kNone;  // kNone also where the walk faults
    unsigned level = 0;   // where it ended
    Span span{0, 0};      // addresses around the one asked for with the same answer by construction (one tuple)
};

class Table {
  public:
    constexpr Table() = default;
    /// Takes over `pages` pages at `words` (physical address `pa`); the first becomes the root.
    void init(uint64_t* words, uint64_t pa, uint64_t pages);

    uint64_t root() const { return pa_; }
    uint64_t pages_used() const { return used_; }

    /// Gives [base, base + size) the permission, splitting leaves and adding tables as needed. Tuples wider than
    /// `finest` .. are used where the range allows, unless `fine`, which makes every entry level 0 (RAM, so that a
    /// later conversion never has to split). False, with the table unchanged beyond what was done so far, if the range
    /// is malformed or the pool is empty.
    bool set(Span range, Perm perm, bool fine);

    /// Run-time change of `pages` 4 KiB pages that already have level-0 entries; false at the first that has not. The
    /// caller holds the table's lock; each entry is replaced by one aligned 64-bit store, so a concurrent hardware walk
    /// sees old or new.
    bool set_pages(uint64_t pa, uint64_t pages, Perm perm);

    Found lookup(uint64_t pa) const;
    /// True if every byte of [pa, pa + size) has all bits of `need`.
    bool allows(uint64_t pa, uint64_t size, uint8_t need) const;

  private:
    uint64_t* table(uint64_t ppn) const;
    uint64_t* below(uint64_t& entry);
    bool set_at(uint64_t* entries, unsigned level, uint64_t first, uint64_t last, uint8_t xwr, bool fine);

    uint64_t* words_ = nullptr;
    uint64_t pa_ = 0, pages_ = 0, used_ = 0;
};

}  // namespace covesim::fw::mpt
