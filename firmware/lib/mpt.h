// Builder and editor of one supervisor domain's memory protection table, and the software walk that M-mode uses to
// check a caller's addresses (Supervisor Domains Access Protection, 4.1.1 to 4.4: Smmpt43, Smmpt52, Smmpt64). Pure
// logic over an array of words, so the host tests it. Left out: Smmpt34; joining the pieces of a split leaf again.
//
//   level   entry spans   leaf tuple spans    32 entries, a NAPOT range, span
//     4       4 PiB         256 TiB             (Smmpt64's root: 4096 entries)
//     3       8 TiB         512 GiB             256 TiB
//     2      16 GiB           1 GiB             512 GiB
//     1      32 MiB           2 MiB               1 GiB
//     0      64 KiB           4 KiB               2 MiB
#pragma once
#include <stdint.h>

#include "firmware/lib/bits.h"

namespace covesim::fw::mpt {

/// XWR tuples that are not reserved (table "Encoding of MPTE X/W/R permission tuple").
enum Perm : uint8_t { kNone = 0, kR = 1, kRw = 3, kX = 4, kRx = 5, kRwx = 7 };
constexpr bool reserved(uint8_t xwr) { return xwr == 2 || xwr == 6; }

/// Bits of a request.
enum Need : uint8_t { kRead = 1, kWrite = 2, kExecute = 4 };

/// mmpt.MODE.
enum class Mode : uint8_t { Smmpt43 = 1, Smmpt52 = 2, Smmpt64 = 3 };
constexpr unsigned levels(Mode m) { return 2 + static_cast<unsigned>(m); }
/// Entries of the root table, which is aligned to its size; every other table has 512.
constexpr uint64_t root_entries(Mode m) { return m == Mode::Smmpt64 ? 4096 : 512; }

/// What a table is made of.
struct Style {
    Mode mode = Mode::Smmpt43;
    bool superpages = false;  ///< RAM: leaves above level 0 where a range allows, split when a part of one changes
    bool napot = false;       ///< 32 leaves that begin a range of their own and agree are NAPOT leaves
};

// Entry bits (figures "Smmpt43 MPTE"; the other modes' are identical).
inline constexpr uint64_t kV = bit(0), kL = bit(1), kN = bit(2);
using Ppn = Field<53, 10>;
constexpr bool pointer(uint64_t entry) { return (entry & (kV | kL)) == kV; }
constexpr bool leaf(uint64_t entry) { return (entry & (kV | kL)) == (kV | kL); }
constexpr uint64_t tuple(uint64_t entry, unsigned k) { return entry >> (8 + 3 * k) & 7; }
constexpr uint64_t with_tuple(uint64_t entry, unsigned k, uint8_t xwr) {
    return (entry & ~(uint64_t{7} << (8 + 3 * k))) | uint64_t{xwr} << (8 + 3 * k);
}
/// A leaf whose sixteen pages all have `xwr`.
constexpr uint64_t uniform_leaf(uint8_t xwr) { return kV | kL | uint64_t{xwr} * 0x2492'4924'9249ull << 8; }
/// One of the entries of a NAPOT range: XWR where a plain leaf has its first tuple, and G = 4, the only one there is.
constexpr uint64_t napot_leaf(uint8_t xwr) { return kV | kL | kN | uint64_t{xwr} << 8 | uint64_t{4} << 12; }
inline constexpr uint64_t kNapotEntries = 32;

inline constexpr uint64_t kEntries = 512;
constexpr unsigned entry_shift(unsigned level) { return 16 + 9 * level; }
/// Bytes that one entry of a level spans, one of its sixteen tuples, and a NAPOT range of that level.
constexpr uint64_t entry_span(unsigned level) { return bit(entry_shift(level)); }
constexpr uint64_t tuple_span(unsigned level) { return bit(entry_shift(level) - 4); }
constexpr uint64_t napot_span(unsigned level) { return bit(entry_shift(level) + 5); }

constexpr uint64_t mmpt(Mode mode, uint64_t sdid, uint64_t root_pa) {
    return static_cast<uint64_t>(mode) << 60 | (sdid & 0x3f) << 52 | root_pa >> 12;
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
    /// Takes over `pages` pages at `words` (physical address `pa`, aligned as the root must be); the first become the
    /// root.
    void init(uint64_t* words, uint64_t pa, uint64_t pages, const Style& style);

    uint64_t mmpt(uint64_t sdid) const { return mpt::mmpt(style_.mode, sdid, pa_); }
    uint64_t pages_used() const { return used_; }

    /// Gives [base, base + size) the permission, splitting leaves and adding tables as needed: tuples as wide as the
    /// range allows, unless `fine`, which makes every entry level 0. False, with the table unchanged beyond what was
    /// done so far, if the range is malformed or the pool is empty.
    ///
    /// Harts may walk meanwhile, if the caller holds the table's lock: entries change by aligned 64-bit stores, a new
    /// table says what the leaf said before it is linked, and a NAPOT range becomes plain leaves of the same permission
    /// before one of them changes. What they have cached is the caller's to fence.
    bool set(Span range, Perm perm, bool fine);

    Found lookup(uint64_t pa) const;
    /// True if every byte of [pa, pa + size) has all bits of `need`.
    bool allows(uint64_t pa, uint64_t size, uint8_t need) const;

  private:
    unsigned top() const { return levels(style_.mode) - 1; }
    bool addressable(uint64_t pa) const {
        return style_.mode == Mode::Smmpt64 || pa >> entry_shift(levels(style_.mode)) == 0;
    }
    uint64_t index(uint64_t pa, unsigned level) const;
    uint64_t* table(uint64_t ppn) const;
    uint64_t* below(uint64_t& entry);
    bool set_at(uint64_t* entries, unsigned level, Span range, uint8_t xwr, bool fine);

    uint64_t* words_ = nullptr;
    uint64_t pa_ = 0, pages_ = 0, used_ = 0;
    Style style_{};
};

}  // namespace covesim::fw::mpt
