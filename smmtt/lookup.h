// The MPT lookup: a pure function over a read closure, step by step as in the supervisor domains specification §4.1.1.
//
// Models: Smmpt34 (RV32 entry format), Smmpt43, Smmpt52, Smmpt64, NAPOT leaves; every reserved bit or encoding faults.
// A reserved XWR encoding in any tuple of a leaf faults, whichever page is accessed (step 3 read literally). Big-endian
// tables (mstatus.MBE = 1) are left out: MBE is read-only zero. Step 7, the comparison with the access, is the
// caller's, through Perm::allows: there is deliberately no argument through which MXR or HLVX could act.
#pragma once
#include <concepts>
#include <cstdint>

#include "sim/core/perm.h"
#include "smmtt/mmpt.h"

namespace covesim {

/// read(entry address, bytes, value): false when the access violates a PMA, or PMP as an implicit M-mode access.
template <class E>
concept MptEnv = requires(E& e, Spa a, unsigned bytes, uint64_t& value) {
    { e.read_mpte(a, bytes, value) } -> std::same_as<bool>;
};

struct MptResult {
    bool fault = false;  ///< access fault of the original access type, whatever the access needs
    Perm perm;           ///< XWR of the page
    uint8_t span = 64;   ///< log2 of the naturally aligned SPA range for which perm holds
    uint8_t cover = 64;  ///< log2 of the range whose permissions the leaf entry (or NAPOT group) holds
    int8_t level = 0;    ///< of the leaf
    uint8_t entries_read = 0;
    bool napot = false;
    uint64_t leaf = 0;  ///< the leaf entry itself
};

/// Non-leaf entries found on the way: pointer(level of the table pointed to, its address).
struct NoMptPointers {
    constexpr void operator()(int, Spa) const {}
};

/// One tuple: bit 0 R, bit 1 W, bit 2 X (§4.1, encoding table).
constexpr Perm xwr(uint64_t tuple) { return {(tuple & 1) != 0, (tuple & 2) != 0, (tuple & 4) != 0}; }
constexpr bool xwr_reserved(uint64_t tuple) { return (tuple & 3) == 2; }

/// Step 3 for one valid entry: are any reserved bits or encodings set?
constexpr bool mpte_reserved(const MptGeometry& g, uint64_t mpte) {
    constexpr uint64_t kLeaf = 2, kNapot = 4;
    const unsigned width = g.entry_bytes * 8;
    const uint64_t all = width == 64 ? ~uint64_t{0} : (uint64_t{1} << width) - 1;
    if (!(mpte & kLeaf)) {
        const uint64_t ppn = (width == 64 ? uint64_t{0xfff'ffff'ffff} : uint64_t{0x3f'ffff}) << 10;
        return (mpte & all & ~ppn & ~uint64_t{3}) != 0;  // covers L = 0 with N = 1: bit 2 is reserved there
    }
    if (mpte & kNapot) {
        const uint64_t used = 7 | uint64_t{7} << 8 | uint64_t{15} << 12;
        return (mpte & all & ~used) != 0 || xwr_reserved(mpte >> 8 & 7);
    }
    const unsigned tuples = 1u << g.page_bits;
    const uint64_t used = 7 | ((uint64_t{1} << (3 * tuples)) - 1) << 8;
    if (mpte & all & ~used) return true;
    for (unsigned k = 0; k < tuples; ++k)
        if (xwr_reserved(mpte >> (8 + 3 * k) & 7)) return true;
    return false;
}

/// Steps 5 and 6: what a valid leaf of `level` says about pa.
constexpr MptResult mpte_leaf(const MptGeometry& g, uint64_t mpte, int level, Spa pa) {
    MptResult out;
    out.level = static_cast<int8_t>(level);
    out.leaf = mpte;
    const unsigned range = entry_shift(g, level);
    if (!(mpte & 4)) {
        // 5. pi = the NUMPGINRANGE most significant bits of pn[i-1], or of the range offset at level 0: in both cases
        // the bits just below the range that this entry covers.
        const unsigned page = range - g.page_bits;
        const uint64_t pi = pa.v >> page & ((1u << g.page_bits) - 1);
        out.perm = xwr(mpte >> (8 + 3 * pi));
        out.span = static_cast<uint8_t>(page);
        out.cover = static_cast<uint8_t>(range);
        return out;
    }
    // 6. NAPOT: one XWR for 2^(G+1) entries.
    if ((mpte >> 12 & 15) != g.napot_g) {
        out.fault = true;
        return out;
    }
    out.napot = true;
    out.perm = xwr(mpte >> 8);
    const unsigned span = range + g.napot_g + 1;
    out.span = out.cover = static_cast<uint8_t>(span < 64 ? span : 64);
    return out;
}

/// From step 2 on, at table `a` of level `i` (a pointer cache may know where a walk can start).
template <MptEnv E, class P = NoMptPointers>
constexpr MptResult lookup_from(const MptGeometry& g, Spa a, int i, Spa pa, E& e, P pointer = {}) {
    MptResult out;
    for (;;) {
        // 2. mpte at a + pa.pn[i] x MPTESIZE
        const unsigned bits = i == g.levels - 1 ? g.root_bits : g.index_bits;
        const uint64_t pn = pa.v >> entry_shift(g, i) & ((uint64_t{1} << bits) - 1);
        uint64_t mpte = 0;
        ++out.entries_read;
        out.level = static_cast<int8_t>(i);
        if (!e.read_mpte(a + pn * g.entry_bytes, g.entry_bytes, mpte)) {
            out.fault = true;
            return out;
        }
        // 3. invalid, reserved bits or encodings, L = 0 with N = 1
        if (!(mpte & 1) || mpte_reserved(g, mpte)) {
            out.fault = true;
            return out;
        }
        // 4. leaf, or pointer to the next level
        if (mpte & 2) {
            MptResult leaf = mpte_leaf(g, mpte, i, pa);
            leaf.entries_read = out.entries_read;
            return leaf;
        }
        if (--i < 0) {
            out.fault = true;
            return out;
        }
        a = Spa{(mpte >> 10 & (g.entry_bytes == 8 ? uint64_t{0xfff'ffff'ffff} : uint64_t{0x3f'ffff})) << 12};
        pointer(i, a);
    }
}

/// The whole lookup for an access below M-mode (step 1's condition is the caller's). Bare allows everything.
template <MptEnv E>
constexpr MptResult lookup(const Mmpt& mmpt, Spa pa, E& e) {
    MptResult out;
    if (mmpt.mode == MptMode::Bare) {
        out.perm = kAllPerm;
        return out;
    }
    const MptGeometry g = geometry(mmpt.mode);
    if (g.spa_bits < 64 && pa.v >> g.spa_bits) {  // §4.2, §4.3: upper SPA bits must be zero
        out.fault = true;
        return out;
    }
    // 1. a = mmpt.ppn x PAGESIZE, i = LEVELS - 1
    return lookup_from(g, Spa{mmpt.ppn << 12}, g.levels - 1, pa, e);
}

}  // namespace covesim
