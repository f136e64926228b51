#include "firmware/lib/mpt.h"

namespace covesim::fw::mpt {
namespace {

void store(uint64_t& entry, uint64_t value) { __atomic_store_n(&entry, value, __ATOMIC_RELEASE); }

unsigned index(uint64_t pa, unsigned level) { return static_cast<unsigned>(pa / entry_span(level) % kEntries); }

}  // namespace

void Table::init(uint64_t* words, uint64_t pa, uint64_t pages) {
    words_ = words;
    pa_ = pa;
    pages_ = pages;
    used_ = 1;
    for (uint64_t i = 0; i < kEntries; ++i) words[i] = 0;  // the others are written when they are taken
}

/// The entries of one of our own tables; nullptr for a pointer that we did not write.
uint64_t* Table::table(uint64_t ppn) const {
    const uint64_t page = ppn - (pa_ >> kPageShift);
    return page < used_ ? words_ + page * kEntries : nullptr;
}

/// The table that `entry` points to; made from the leaf or invalid entry if there is none. nullptr: pool empty.
uint64_t* Table::below(uint64_t& entry) {
    if ((entry & kV) != 0 && (entry & kL) == 0) return table(Ppn::get(entry));
    if (used_ == pages_) return nullptr;
    const uint64_t page = used_++;
    uint64_t* entries = words_ + page * kEntries;
    // Each tuple of the leaf becomes 32 uniform leaves one level down.
    for (uint64_t i = 0; i < kEntries; ++i)
        entries[i] =
            (entry & kV) != 0 ? uniform_leaf(static_cast<uint8_t>(tuple(entry, static_cast<unsigned>(i / 32)))) : 0;
    store(entry, kV | Ppn::put((pa_ >> kPageShift) + page));
    return entries;
}

bool Table::set_at(uint64_t* entries, unsigned level, uint64_t first, uint64_t last, uint8_t xwr, bool fine) {
    for (uint64_t a = first; a <= last;) {
        const uint64_t end = min_of(last, a | (entry_span(level) - 1));  // inclusive
        uint64_t& entry = entries[index(a, level)];
        const bool pointer = (entry & kV) != 0 && (entry & kL) == 0;
        const bool whole_tuples = aligned(a, tuple_span(level)) && aligned(end + 1, tuple_span(level));
        if (level == 0 || (!pointer && whole_tuples && !fine)) {
            const uint64_t in = entry_span(level) - 1;
            const uint64_t first_tuple = (a & in) / tuple_span(level), last_tuple = (end & in) / tuple_span(level);
            uint64_t v = (entry & kV) != 0 ? entry : uniform_leaf(kNone);
            if (first_tuple == 0 && last_tuple == 15) v = uniform_leaf(xwr);
            else
                for (uint64_t k = first_tuple; k <= last_tuple; ++k) v = with_tuple(v, static_cast<unsigned>(k), xwr);
            store(entry, v);
        } else {
            uint64_t* lower = below(entry);
            if (lower == nullptr || !set_at(lower, level - 1, a, end, xwr, fine)) return false;
        }
        if (end == last) break;
        a = end + 1;
    }
    return true;
}

bool Table::set(Span range, Perm perm, bool fine) {
    if (words_ == nullptr || reserved(perm) || !range.well_formed()) return false;
    if (!aligned(range.base, kPageSize) || !aligned(range.size, kPageSize)) return false;
    if (range.base >= kAddressEnd || range.size > kAddressEnd - range.base) return false;
    return set_at(words_, kLevels - 1, range.base, range.base + (range.size - 1), perm, fine);
}

bool Table::set_pages(uint64_t pa, uint64_t pages, Perm perm) {
    while (pages != 0) {
        if (pa >= kAddressEnd || !aligned(pa, kPageSize)) return false;
        uint64_t* entries = words_;
        for (unsigned level = kLevels - 1; level > 0; --level) {
            const uint64_t e = entries[index(pa, level)];
            if ((e & kV) == 0 || (e & kL) != 0) return false;
            entries = table(Ppn::get(e));
            if (entries == nullptr) return false;
        }
        // As many pages as this entry holds, changed by one store.
        uint64_t& entry = entries[index(pa, 0)];
        if ((entry & (kV | kL)) != (kV | kL)) return false;
        const unsigned k = static_cast<unsigned>(pa / kPageSize % 16);
        const uint64_t n = min_of(pages, 16 - k);
        uint64_t v = n == 16 ? uniform_leaf(perm) : entry;
        for (unsigned i = 0; n != 16 && i < n; ++i) v = with_tuple(v, k + i, perm);
        store(entry, v);
        pa += n * kPageSize;
        pages -= n;
    }
    return true;
}

Found Table::lookup(uint64_t pa) const {
    if (words_ == nullptr || pa >= kAddressEnd) return {};
    const uint64_t* entries = words_;  // step 1
    for (unsigned level = kLevels - 1;; --level) {
        const uint64_t e = entries[index(pa, level)];  // step 2
        const Span whole{align_down(pa, entry_span(level)), entry_span(level)};
        if ((e & kV) == 0) return {kNone, level, whole};  // step 3
        if ((e & kL) != 0) {                              // steps 5 and 7; no NAPOT entries are ever written
            const unsigned k = static_cast<unsigned>(pa / tuple_span(level) % 16);
            return {static_cast<uint8_t>(tuple(e, k)), level, {align_down(pa, tuple_span(level)), tuple_span(level)}};
        }
        if (level == 0) return {kNone, level, whole};  // step 4
        entries = table(Ppn::get(e));
        if (entries == nullptr) return {kNone, level, whole};
    }
}

bool Table::allows(uint64_t pa, uint64_t size, uint8_t need) const {
    if (size == 0 || !Span{pa, size}.well_formed()) return false;
    const uint64_t last = pa + (size - 1);
    for (uint64_t a = pa;;) {
        const Found f = lookup(a);
        if ((f.xwr & need) != need || f.span.size == 0) return false;
        const uint64_t end = f.span.base + (f.span.size - 1);
        if (end >= last) return true;
        a = end + 1;
    }
}

}  // namespace covesim::fw::mpt
