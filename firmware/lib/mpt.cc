#include "firmware/lib/mpt.h"

namespace covesim::fw::mpt {
namespace {

void store(uint64_t& entry, uint64_t value) { __atomic_store_n(&entry, value, __ATOMIC_RELEASE); }

void fill(uint64_t* entries, uint64_t count, uint64_t value) {
    for (uint64_t i = 0; i < count; ++i) store(entries[i], value);
}

/// The 32 entries that a NAPOT range around entry i would take.
uint64_t* group(uint64_t* entries, uint64_t i) { return entries + align_down(i, kNapotEntries); }

bool any_pointer(const uint64_t* entries) {
    for (uint64_t i = 0; i < kNapotEntries; ++i)
        if (pointer(entries[i])) return true;
    return false;
}

}  // namespace

void Table::init(uint64_t* words, uint64_t pa, uint64_t pages, const Style& style) {
    words_ = words;
    pa_ = pa;
    pages_ = pages;
    style_ = style;
    used_ = root_entries(style.mode) / kEntries;
    fill(words, root_entries(style.mode), 0);  // the others are written when they are taken
}

uint64_t Table::index(uint64_t pa, unsigned level) const {
    return pa >> entry_shift(level) & ((level == top() ? root_entries(style_.mode) : kEntries) - 1);
}

/// The entries of one of our own tables; nullptr for a pointer that we did not write.
uint64_t* Table::table(uint64_t ppn) const {
    const uint64_t page = ppn - (pa_ >> kPageShift);
    return page < used_ ? words_ + page * kEntries : nullptr;
}

/// The table that `entry` points to; made from the plain leaf or invalid entry if there is none. nullptr: pool empty.
uint64_t* Table::below(uint64_t& entry) {
    if (pointer(entry)) return table(Ppn::get(entry));
    if (used_ == pages_) return nullptr;
    const uint64_t page = used_++;
    uint64_t* entries = words_ + page * kEntries;
    // Each tuple of the leaf becomes 32 entries one level down, just what a NAPOT range takes.
    for (unsigned k = 0; k < kEntries / kNapotEntries; ++k) {
        const auto xwr = static_cast<uint8_t>(tuple(entry, k));
        const uint64_t same = style_.napot ? napot_leaf(xwr) : uniform_leaf(xwr);
        fill(entries + k * kNapotEntries, kNapotEntries, leaf(entry) ? same : 0);
    }
    store(entry, kV | Ppn::put((pa_ >> kPageShift) + page));
    return entries;
}

bool Table::set_at(uint64_t* entries, unsigned level, Span range, uint8_t xwr, bool fine) {
    const uint64_t last = range.base + (range.size - 1);
    for (uint64_t a = range.base;;) {
        const uint64_t i = index(a, level);
        uint64_t& entry = entries[i];
        uint64_t end = min_of(last, a | (entry_span(level) - 1));  // inclusive
        const bool whole_tuples = aligned(a, tuple_span(level)) && aligned(end + 1, tuple_span(level));
        const bool here = level == 0 || (!pointer(entry) && whole_tuples && !fine);
        const uint64_t napot_end = a | (napot_span(level) - 1);
        if (here && style_.napot && aligned(a, napot_span(level)) && napot_end <= last && !any_pointer(entries + i)) {
            fill(entries + i, kNapotEntries, napot_leaf(xwr));
            end = napot_end;
        } else {
            if ((entry & (kV | kN)) == (kV | kN))
                fill(group(entries, i), kNapotEntries, uniform_leaf(static_cast<uint8_t>(tuple(entry, 0))));
            if (here) {
                uint64_t v = leaf(entry) ? entry : uniform_leaf(kNone);
                const uint64_t last_tuple = (end & (entry_span(level) - 1)) / tuple_span(level);
                for (uint64_t k = (a & (entry_span(level) - 1)) / tuple_span(level); k <= last_tuple; ++k)
                    v = with_tuple(v, static_cast<unsigned>(k), xwr);
                store(entry, v);
            } else {
                uint64_t* lower = below(entry);
                if (lower == nullptr || !set_at(lower, level - 1, {a, end - a + 1}, xwr, fine)) return false;
            }
        }
        if (end == last) return true;
        a = end + 1;
    }
}

bool Table::set(Span range, Perm perm, bool fine) {
    if (words_ == nullptr || reserved(perm) || !range.well_formed()) return false;
    if (!aligned(range.base, kPageSize) || !aligned(range.size, kPageSize)) return false;
    if (!addressable(range.base + (range.size - 1))) return false;
    return set_at(words_, top(), range, perm, fine);
}

Found Table::lookup(uint64_t pa) const {
    if (words_ == nullptr || !addressable(pa)) return {};
    const uint64_t* entries = words_;  // step 1
    for (unsigned level = top();; --level) {
        const uint64_t e = entries[index(pa, level)];  // step 2
        const auto around = [&](uint64_t span) { return Span{align_down(pa, span), span}; };
        if ((e & kV) == 0) return {kNone, level, around(entry_span(level))};  // step 3
        if (leaf(e)) {
            const bool napot = (e & kN) != 0;
            const auto k = napot ? 0u : static_cast<unsigned>(pa >> (entry_shift(level) - 4) & 15);
            return {static_cast<uint8_t>(tuple(e, k)), level,
                    around(napot ? napot_span(level) : tuple_span(level))};  // steps 5 to 7
        }
        if (level == 0) return {kNone, level, around(entry_span(level))};  // step 4
        entries = table(Ppn::get(e));
        if (entries == nullptr) return {kNone, level, around(entry_span(level))};
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
