// The page walker: one algorithm for the hart, the IOMMU, the debugger and the tests.
//
// Models: privileged specification, "Virtual Address Translation Process" (steps numbered as there) for Sv39, Sv48,
// Sv57; H extension two-stage translation with Sv39x4, Sv48x4, Sv57x4; Svade and Svadu (A/D update by
// compare-and-swap); Svpbmt; Svnapot (64 KiB). Every access to a page-table entry is asked of the environment first
// (PMP, PMA, MPT as an implicit load, or store for an A/D update). Zicfiss: shadow-stack pages in the first stage.
// Leaves out: Sv32, big-endian tables.
#pragma once
#include <algorithm>
#include <concepts>
#include <cstdint>

#include "mmu/regime.h"
#include "sim/core/types.h"

namespace covesim {

/// What a leaf of one stage allows. A Bare stage allows everything and has shift kBareShift.
struct StageLeaf {
    bool r = true, w = true, x = true, u = true, d = true;
    uint8_t shift = 0;  ///< log2 of the leaf's range
    uint8_t pbmt = 0;
    /// XWR = 010: a shadow-stack page. Only the first stage has them; in the second the encoding is reserved.
    constexpr bool shadow_stack() const { return w && !r && !x; }
};
inline constexpr uint8_t kBareShift = 63;
inline constexpr StageLeaf kBareLeaf{true, true, true, true, true, kBareShift, 0};

/// A G-stage leaf with the address that a page of it translates to.
struct GLeaf {
    StageLeaf leaf = kBareLeaf;
    Spa spa;  ///< of the address asked for
};

/// What the walk is for.
struct WalkFor {
    Acc acc = Acc::Load;
    bool hlvx = false;
    bool cmo = false;
    bool shadow = false;  ///< of a shadow-stack instruction: store() is false for SSPOPCHK, which only reads
    constexpr bool store() const { return (acc == Acc::Store || acc == Acc::Amo) && !cmo; }
};

struct Xlate {
    enum class End : uint8_t { Ok, PageFault, GuestPageFault, AccessFault };
    End end = End::Ok;
    bool implicit = false, implicit_write = false;  ///< a guest-page fault of a VS-stage table access
    bool global = false;                            ///< a G bit was met in the S/VS stage
    Gpa gpa;                                        ///< guest physical address (of the entry, when implicit)
    Spa spa;
    StageLeaf s = kBareLeaf, g = kBareLeaf;
};

/// The environment of a walk. check() asks PMP, PMA and MPT about one entry's implicit access (false: access fault);
/// cas64() stores `desired` if the entry still holds `expected`. The cache functions may do nothing (NoWalkCaches).
template <class E>
concept WalkEnv = requires(E& e, Spa a, bool store, Why why, uint64_t v, int level, uint64_t& table, bool& global,
                           Gpa gpa, GLeaf& leaf) {
    { e.check(a, store, why) } -> std::same_as<bool>;
    { e.read64(a, why) } -> std::same_as<uint64_t>;
    { e.cas64(a, v, v, why) } -> std::same_as<bool>;
    { e.pwc_find(why, v, level, table, global) } -> std::same_as<int>;
    e.pwc_fill(why, v, level, v, true);
    { e.nested_find(gpa, leaf) } -> std::same_as<bool>;
    e.nested_fill(gpa, leaf);
};

/// For walks without walk caches.
struct NoWalkCaches {
    /// Deepest level below `top` whose table is cached for this address, or -1.
    int pwc_find(Why, uint64_t, int /*top*/, uint64_t& /*table*/, bool& /*global*/) { return -1; }
    void pwc_fill(Why, uint64_t, int /*level*/, uint64_t /*table*/, bool /*global*/) {}
    bool nested_find(Gpa, GLeaf&) { return false; }
    void nested_fill(Gpa, const GLeaf&) {}
};

namespace pte {
inline constexpr uint64_t kV = 1, kR = 2, kW = 4, kX = 8, kU = 16, kG = 32, kA = 64, kD = 128;
inline constexpr uint64_t kReserved = uint64_t{0x7f} << 54;  // 60:54
inline constexpr uint64_t kN = uint64_t{1} << 63;
constexpr uint64_t pbmt(uint64_t p) { return p >> 61 & 3; }
constexpr uint64_t ppn(uint64_t p) { return p >> 10 & 0xfff'ffff'ffff; }
}  // namespace pte

/// Levels of an address-translation mode (satp and hgatp encode alike): 0 Bare, 8 Sv39, 9 Sv48, 10 Sv57.
constexpr int atp_levels(uint64_t atp) {
    const uint64_t mode = atp >> 60;
    return mode < 8 ? 0 : static_cast<int>(mode) - 5;
}

/// What a leaf says to an access.
enum class Grant : uint8_t { Yes, PageFault, AccessFault };
constexpr Grant page_fault_unless(bool allowed) { return allowed ? Grant::Yes : Grant::PageFault; }

/// Steps 6, 7 and 8 for the S and VS stage. MXR makes executable pages readable for explicit loads; HLVX reads by X
/// alone. Shadow-stack instructions reach shadow-stack pages only, and nothing else writes, fetches or maintains those
/// (Zicfiss, "Shadow Stack Memory Protection"); a leaf that was cached while SSE was 1 is reserved while it is 0.
constexpr Grant s_stage_grants(const StageLeaf& l, const Regime& r, WalkFor f) {
    if (atp_levels(r.atp) == 0) return f.shadow ? Grant::AccessFault : Grant::Yes;
    const bool fetch = f.acc == Acc::Fetch, stack = l.shadow_stack();
    if (stack && !r.sse) return Grant::PageFault;
    if (r.priv == Priv::U && !l.u) return Grant::PageFault;
    if (r.priv == Priv::S && l.u && (fetch || !r.sum)) return Grant::PageFault;
    if (f.shadow) return stack ? Grant::Yes : l.r && !l.w && !l.x ? Grant::PageFault : Grant::AccessFault;
    if (stack) {
        if (f.acc == Acc::Load && !f.cmo) return page_fault_unless(!f.hlvx);
        return Grant::AccessFault;
    }
    if (fetch) return page_fault_unless(l.x);
    const bool mxr = r.mxr || (r.v && r.vs_mxr);
    const bool readable = l.r || (mxr && l.x);
    if (f.cmo) return page_fault_unless(readable || l.w);
    if (f.hlvx) return page_fault_unless(l.x);
    if (f.acc == Acc::Load) return page_fault_unless(readable);
    return page_fault_unless(l.w);  // R comes with it: an AMO's read is allowed too
}
/// The same for the G stage: every access is a user access; vsstatus.MXR does not act.
constexpr bool g_stage_allows(const StageLeaf& l, const Regime& r, WalkFor f, bool explicit_access) {
    if (atp_levels(r.hgatp) == 0) return true;
    if (!l.u) return false;
    if (f.acc == Acc::Fetch) return l.x;
    if (f.shadow) return l.w;  // R comes with it: SSPOPCHK needs both
    const bool readable = l.r || (explicit_access && r.mxr && l.x);
    if (f.cmo) return readable || l.w;
    if (f.hlvx) return l.x;
    if (f.acc == Acc::Load) return readable;
    return l.w;
}

template <WalkEnv E>
class Walker {
  public:
    Walker(const Regime& r, E& env) : r_(r), env_(env) {}

    Xlate run(Va va, WalkFor f) {
        if (r_.priv == Priv::M) {
            out_.spa = Spa{va.v};
            if (f.shadow) fail(End::AccessFault);  // SSAMOSWAP in M-mode
            return out_;
        }
        if (!s_stage(va, f)) return out_;
        if (!r_.v) return out_;
        GLeaf g;
        if (!g_stage(out_.gpa, f, true, g)) return out_;
        out_.g = g.leaf;
        out_.spa = g.spa;
        return out_;
    }

  private:
    using End = Xlate::End;
    bool fail(End end) {
        out_.end = end;
        return false;
    }
    /// A guest-page fault at a guest physical address; `entry`: the address is a VS-stage entry's.
    bool guest_fault(Gpa gpa, bool entry, bool write) {
        out_.gpa = gpa;
        out_.implicit = entry;
        out_.implicit_write = write;
        return fail(End::GuestPageFault);
    }

    /// Step 3, shared by both stages, and the leaf-only rules of Svpbmt and Svnapot.
    bool malformed(uint64_t p, bool pbmte, bool shadow_stacks, int level) const {
        if (!(p & pte::kV) || (p & pte::kReserved)) return true;
        if (!(p & pte::kR) && (p & pte::kW) && (!shadow_stacks || (p & pte::kX))) return true;
        const bool leaf = p & kLeaf;
        const uint64_t type = pte::pbmt(p);
        if (type && (!pbmte || !leaf || type == 3)) return true;
        if (!leaf) return p & (pte::kN | pte::kD | pte::kA | pte::kU);
        if (p & pte::kN) return !r_.svnapot || level != 0 || (pte::ppn(p) & 15) != 8;
        return false;
    }
    static constexpr uint64_t kLeaf = pte::kR | pte::kW | pte::kX;
    static StageLeaf leaf_of(uint64_t p, int level) {
        return {(p & pte::kR) != 0,
                (p & pte::kW) != 0,
                (p & pte::kX) != 0,
                (p & pte::kU) != 0,
                (p & pte::kD) != 0,
                static_cast<uint8_t>(p & pte::kN ? 16 : 12 + 9 * level),
                static_cast<uint8_t>(pte::pbmt(p))};
    }
    /// Step 10: the leaf's page number above its range, the address's bits below.
    static uint64_t compose(uint64_t p, uint64_t addr, uint8_t shift) {
        const uint64_t low = (uint64_t{1} << shift) - 1;
        return (pte::ppn(p) << 12 & ~low) | (addr & low);
    }
    static bool misaligned(uint64_t p, int level) {  // step 5
        return level > 0 && (pte::ppn(p) & ((uint64_t{1} << (9 * level)) - 1)) != 0;
    }

    /// S or VS stage: leaves out_.s and out_.gpa (two-stage) or out_.spa.
    bool s_stage(Va va, WalkFor f) {
        const int levels = atp_levels(r_.atp);
        if (levels == 0) {
            if (f.shadow) return fail(End::AccessFault);
            out_.gpa = Gpa{va.v};
            out_.spa = Spa{va.v};
            return true;
        }
        const int unused = 64 - (12 + 9 * levels);  // upper bits must copy the top translated bit
        if (static_cast<uint64_t>(static_cast<int64_t>(va.v << unused) >> unused) != va.v) return fail(End::PageFault);
        // 1. a = satp.ppn x PAGESIZE, i = LEVELS - 1
        uint64_t a = (r_.atp & 0xfff'ffff'ffff) << 12;
        int i = levels - 1;
        if (const int hit = env_.pwc_find(Why::StagePte, va.v, i, a, out_.global); hit >= 0) i = hit;
        for (;;) {
            // 2. read the entry; in two-stage translation it lies at a guest physical address
            const uint64_t at = a + (va.v >> (12 + 9 * i) & 0x1ff) * 8;
            Spa where{at};
            if (r_.v && !entry_spa(Gpa{at}, false, where)) return false;
            if (!env_.check(where, false, Why::StagePte)) return fail(End::AccessFault);
            const uint64_t p = env_.read64(where, Why::StagePte);
            // 3.
            if (malformed(p, r_.pbmte, r_.sse, i)) return fail(End::PageFault);
            out_.global |= (p & pte::kG) != 0;
            if (!(p & kLeaf)) {
                // 4. next level
                if (--i < 0) return fail(End::PageFault);
                a = pte::ppn(p) << 12;
                env_.pwc_fill(Why::StagePte, va.v, i, a, out_.global);
                continue;
            }
            if (misaligned(p, i)) return fail(End::PageFault);
            // 6., 7., 8.
            out_.s = leaf_of(p, i);
            if (const Grant g = s_stage_grants(out_.s, r_, f); g != Grant::Yes)
                return fail(g == Grant::PageFault ? End::PageFault : End::AccessFault);
            // 9. A and D
            if (!(p & pte::kA) || (f.store() && !(p & pte::kD))) {
                if (!r_.adue) return fail(End::PageFault);
                if (r_.v && !entry_spa(Gpa{at}, true, where)) return false;
                if (!env_.check(where, true, Why::StagePte)) return fail(End::AccessFault);
                const uint64_t updated = p | pte::kA | (f.store() ? pte::kD : 0);
                if (!env_.cas64(where, p, updated, Why::StagePte)) continue;  // back to step 2
                out_.s.d = updated & pte::kD;
            }
            // 10.
            const uint64_t pa = compose(p, va.v, out_.s.shift);
            out_.gpa = Gpa{pa};
            out_.spa = Spa{pa};
            return true;
        }
    }

    /// Where a VS-stage entry lies: the G stage as for an implicit load, or store for an A/D update.
    bool entry_spa(Gpa at, bool write, Spa& where) {
        GLeaf g;
        if (!g_stage(at, {write ? Acc::Store : Acc::Load, false, false, false}, false, g)) {
            if (out_.end == End::GuestPageFault) guest_fault(at, true, write);
            return false;
        }
        where = g.spa;
        return true;
    }

    /// G stage of one guest physical address.
    bool g_stage(Gpa gpa, WalkFor f, bool explicit_access, GLeaf& out) {
        const int levels = atp_levels(r_.hgatp);
        if (levels == 0) {
            out = {kBareLeaf, Spa{gpa.v}};
            return true;
        }
        if (gpa.v >> (12 + 9 * levels + 2)) return guest_fault(gpa, false, false);
        if (env_.nested_find(gpa, out) && (out.leaf.d || !f.store())) {
            if (!g_stage_allows(out.leaf, r_, f, explicit_access)) return guest_fault(gpa, false, false);
            return true;
        }
        // The root is four pages long: two more index bits. hgatp.PPN[1:0] are zero by the CSR.
        uint64_t a = (r_.hgatp & 0xfff'ffff'ffff) << 12;
        int i = levels - 1;
        bool ignored = false;
        if (const int hit = env_.pwc_find(Why::GStagePte, gpa.v, i, a, ignored); hit >= 0) i = hit;
        for (;;) {
            const uint64_t index = i == levels - 1 ? gpa.v >> (12 + 9 * i) : gpa.v >> (12 + 9 * i) & 0x1ff;
            const Spa at{a + index * 8};
            if (!env_.check(at, false, Why::GStagePte)) return fail(End::AccessFault);
            const uint64_t p = env_.read64(at, Why::GStagePte);
            if (malformed(p, r_.g_pbmte, false, i)) return guest_fault(gpa, false, false);
            if (!(p & kLeaf)) {
                if (--i < 0) return guest_fault(gpa, false, false);
                a = pte::ppn(p) << 12;
                env_.pwc_fill(Why::GStagePte, gpa.v, i, a, false);
                continue;
            }
            if (misaligned(p, i)) return guest_fault(gpa, false, false);
            out.leaf = leaf_of(p, i);
            if (!g_stage_allows(out.leaf, r_, f, explicit_access)) return guest_fault(gpa, false, false);
            if (!(p & pte::kA) || (f.store() && !(p & pte::kD))) {
                if (!r_.g_adue) return guest_fault(gpa, false, false);
                if (!env_.check(at, true, Why::GStagePte)) return fail(End::AccessFault);
                const uint64_t updated = p | pte::kA | (f.store() ? pte::kD : 0);
                if (!env_.cas64(at, p, updated, Why::GStagePte)) continue;
                out.leaf.d = updated & pte::kD;
            }
            out.spa = Spa{compose(p, gpa.v, out.leaf.shift)};
            env_.nested_fill(gpa, out);
            return true;
        }
    }

    const Regime& r_;
    E& env_;
    Xlate out_;
};

/// Translates `va`. On Ok: spa, the leaves of both stages, gpa. Otherwise `end` says which fault, and gpa/implicit its
/// guest-page-fault details; the exception is that of the original access type.
template <WalkEnv E>
Xlate walk(const Regime& r, Va va, WalkFor f, E& env) {
    return Walker<E>(r, env).run(va, f);
}

}  // namespace covesim
