#include "firmware/tsm/gstage.h"

namespace covesim::tsm {

GStage::Place GStage::find(Hw& hw, uint64_t gpa) const {
    uint64_t node = root_;
    for (unsigned level = levels_ - 1;; --level) {
        uint64_t* e = hw.memory(node) + index(gpa, level);
        if (level == 0 || *e == 0 || pte::leaf(*e)) return {e, level};
        node = pte::address(*e);
    }
}

uint64_t GStage::tables_needed(Hw& hw, uint64_t gpa, uint64_t bytes, unsigned level) const {
    uint64_t need = 0, step = 4096ull << 9 * level;
    // Tables that an earlier page of this range will already have made: remembered by the last missing span per level.
    uint64_t made[4] = {~0ull, ~0ull, ~0ull, ~0ull};
    for (uint64_t at = gpa; at < gpa + bytes; at += step) {
        Place p = find(hw, at);
        if (!p.empty() || p.level < level) return ~0ull;
        for (unsigned l = p.level; l > level; --l) {
            uint64_t span = at >> (12 + 9 * l);
            if (made[l] == span) continue;
            made[l] = span;
            ++need;
        }
    }
    return need;
}

bool GStage::map(Hw& hw, TablePool& pool, uint64_t gpa, uint64_t pa, unsigned level, uint64_t leaf_bits) {
    for (;;) {
        Place p = find(hw, gpa);
        if (!p.empty() || p.level < level) return false;
        if (p.level == level) {
            *p.entry = pa >> 12 << 10 | leaf_bits;
            return true;
        }
        uint64_t table = pool.take(hw);
        if (!table) return false;
        *p.entry = table >> 12 << 10 | pte::kV;
    }
}

bool GStage::split(Hw& hw, TablePool& pool, uint64_t gpa) {
    Place p = find(hw, gpa);
    if (p.level != 1 || p.empty()) return false;
    uint64_t table = pool.take(hw);
    if (!table) return false;
    uint64_t bits = *p.entry & 0x3ff, pa = p.pa();
    uint64_t* t = hw.memory(table);
    for (unsigned i = 0; i < 512; ++i) t[i] = (pa + i * 4096ull) >> 12 << 10 | bits;
    *p.entry = table >> 12 << 10 | pte::kV;
    return true;
}

uint64_t GStage::translate(Hw& hw, uint64_t gpa, bool confidential_only) const {
    if (gpa >= limit()) return 0;
    Place p = find(hw, gpa);
    if (!p.present() || (confidential_only && p.shared())) return 0;
    return p.pa() + (gpa & (p.bytes() - 1));
}

}  // namespace covesim::tsm
