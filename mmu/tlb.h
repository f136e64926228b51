// TLB entries and the arrays that hold them: what a cached translation is tagged with, how far it reaches, which fence
// takes it away.
//
// Models: tags SDID, VMID, ASID, V, global and the two translation modes; never root page numbers, PBMTE or ADUE, whose
// changes need a fence (supervisor domains §3.4; privileged specification, SFENCE.VMA and HFENCE). An entry spans the
// smallest of VS leaf, G leaf and, when the MPT permission is inlined, the MPT's own span; it remembers the size of
// each leaf, because a fence for one address takes away everything that came from that leaf. Leaves out: coalescing.
#pragma once
#include <array>
#include <bit>
#include <cstdint>

#include "mmu/params.h"
#include "mmu/walk.h"
#include "sim/core/assoc.h"
#include "sim/core/perm.h"

namespace covesim {

/// The address space that a translation belongs to.
struct TlbTag {
    uint8_t sdid = 0;
    bool v = false;
    uint8_t mode = 0, g_mode = 0;
    uint16_t asid = 0, vmid = 0;
    bool operator==(const TlbTag&) const = default;

    /// With V=0 there is no VMID; without a first stage there is no ASID.
    static constexpr TlbTag of(const Regime& r) {
        TlbTag t;
        t.sdid = static_cast<uint8_t>(r.sdid());
        t.v = r.v;
        t.mode = static_cast<uint8_t>(r.atp >> 60);
        t.asid = t.mode ? static_cast<uint16_t>(r.asid()) : uint16_t{0};
        if (r.v) {
            t.g_mode = static_cast<uint8_t>(r.hgatp >> 60);
            t.vmid = static_cast<uint16_t>(r.vmid());
        }
        return t;
    }
    /// Does an entry with this tag (and its global bit) serve lookups under `now`?
    constexpr bool serves(bool global, const TlbTag& now) const {
        return sdid == now.sdid && v == now.v && mode == now.mode && g_mode == now.g_mode && vmid == now.vmid &&
               (global || asid == now.asid);
    }
};

/// Sizes an entry can have: 4 KiB, Svnapot's 64 KiB, and the leaf sizes of levels 1 to 4.
inline constexpr std::array<uint8_t, 6> kSpans{12, 16, 21, 30, 39, 48};
/// The largest of them that is not above `shift`.
constexpr uint8_t span_class(unsigned shift) {
    uint8_t best = kSpans[0];
    for (const uint8_t s : kSpans)
        if (s <= shift) best = s;
    return best;
}

/// An associative array whose entries have a `page` (address >> shift) and a `shift`; each size present is looked for
/// at its own index.
template <class Entry>
class SpanArray {
  public:
    static constexpr uint32_t kNone = UINT32_MAX;
    explicit SpanArray(const TlbParams& p) : array_(p.sets, p.ways, p.replacement) {}

    bool exists() const { return array_.exists(); }
    uint32_t size() const { return array_.size(); }
    Entry& operator[](uint32_t id) { return array_[id]; }
    uint64_t* stamp(uint32_t id) { return array_.stamp(id); }
    void touch(uint32_t id, uint64_t sequence) { array_.touch(id, sequence); }

    template <class Match>
    uint32_t find(uint64_t address, Match match) const {
        for (size_t c = 0; c < kSpans.size(); ++c) {
            if (!count_[c]) continue;
            const uint8_t shift = kSpans[c];
            const uint64_t page = address >> shift;
            const uint32_t id =
                array_.find(page, [&](const Entry& e) { return e.page == page && e.shift == shift && match(e); });
            if (id != kNone) return id;
        }
        return kNone;
    }
    /// Inserts over an invalid way or the victim; displaced(id) tells about the victim.
    template <class Displaced>
    uint32_t insert(const Entry& e, uint64_t sequence, Displaced displaced) {
        ++count_[class_of(e)];
        return array_.insert(e.page, e, sequence, [&](uint32_t id, Entry& old) {
            --count_[class_of(old)];
            displaced(id);
        });
    }
    void erase(uint32_t id) {
        --count_[class_of(array_[id])];
        array_.erase(id);
    }
    template <class Which, class Gone>
    uint32_t erase_if(Which which, Gone gone) {
        return array_.erase_if(which, [&](uint32_t id, Entry& e) {
            --count_[class_of(e)];
            gone(id);
        });
    }
    template <class A>
    void archive(A& a) {
        a(array_, count_);
    }

  private:
    static size_t class_of(const Entry& e) {
        size_t c = 0;
        while (kSpans[c] != e.shift) ++c;
        return c;
    }
    Assoc<Entry> array_;
    std::array<uint32_t, kSpans.size()> count_{};
};

/// A fence's operands: has_*: the register was not x0.
struct TlbFence {
    uint8_t sdid = 0;
    bool has_address = false;
    uint64_t address = 0;
    bool has_id = false;
    uint64_t id = 0;  ///< ASID or VMID
    uint64_t vmid = 0;
};

struct TlbEntry {
    uint64_t page = 0;  ///< va >> shift
    uint8_t shift = 12;
    bool global = false;
    bool has_mpt = false;   ///< carries an MPT check
    uint8_t mpt_cover = 0;  ///< log2 of the range of the MPT leaf it came from
    TlbTag tag;
    Spa spa;  ///< where the span starts
    Gpa gpa;
    StageLeaf s, g;
    Perm mpt = kAllPerm;

    uint64_t va() const { return page << shift; }

    /// SFENCE.VMA (V=0) and HFENCE.VVMA: first-stage leaves. Entries without a first stage are not theirs.
    bool hit_by_first_stage_fence(const TlbFence& f, bool v) const {
        if (tag.sdid != f.sdid || tag.v != v || !tag.mode || (v && tag.vmid != f.vmid)) return false;
        if (f.has_id && (global || tag.asid != f.id)) return false;
        return !f.has_address || f.address >> s.shift == va() >> s.shift;
    }
    bool hit_by_g_stage_fence(const TlbFence& f) const {
        if (tag.sdid != f.sdid || !tag.v || !tag.g_mode || (f.has_id && tag.vmid != f.id)) return false;
        return !f.has_address || f.address >> g.shift == gpa.v >> g.shift;
    }
    /// MFENCE.PA: only entries that carry an MPT check, of the leaf MPTE that covers the address.
    bool hit_by_mpt_fence(bool has_spa, Spa a, bool has_sdid, uint64_t sdid) const {
        if (!has_mpt || (has_sdid && tag.sdid != sdid)) return false;
        return !has_spa || a.v >> mpt_cover == spa.v >> mpt_cover;
    }
};
using Tlb = SpanArray<TlbEntry>;

}  // namespace covesim
