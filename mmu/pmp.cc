#include "mmu/pmp.h"

#include <algorithm>

namespace covesim {
namespace {

constexpr uint8_t kR = 1, kW = 2, kX = 4, kL = 0x80;
constexpr uint64_t kMml = 1, kMmwp = 2;
constexpr uint64_t kAddrMask = (uint64_t{1} << 54) - 1;  // pmpaddr holds address bits 55:2

}  // namespace

void Pmp::set(const std::array<uint8_t, kEntries>& cfg, const std::array<uint64_t, kEntries>& addr, uint64_t mseccfg,
              bool implemented) {
    implemented_ = implemented;
    mml_ = mseccfg & kMml;
    mmwp_ = mseccfg & kMmwp;
    active_ = 0;
    for (size_t i = 0; i < kEntries; ++i) {
        const uint64_t a = addr[i] & kAddrMask;
        Entry e{0, 0, rights(cfg[i], true), rights(cfg[i], false)};
        switch (cfg[i] >> 3 & 3) {
            case 0: continue;  // OFF
            case 1: {          // TOR: [pmpaddr(i-1), pmpaddr(i)), entry 0 starts at 0; empty ranges match nothing
                const uint64_t lo = i ? addr[i - 1] & kAddrMask : 0;
                if (lo >= a) continue;
                e.lo = lo << 2;
                e.hi = (a << 2) - 1;
                break;
            }
            case 2:  // NA4
                e.lo = a << 2;
                e.hi = e.lo + 3;
                break;
            case 3: {  // NAPOT: trailing ones give the size, 2^(ones + 3)
                const uint64_t low = a ^ (a + 1);
                e.lo = (a & ~low) << 2;
                e.hi = e.lo + (low << 2 | 3);
                break;
            }
        }
        entry_[static_cast<size_t>(active_++)] = e;
    }
}

Perm Pmp::rights(uint8_t cfg, bool m) const {
    const bool r = cfg & kR, w = cfg & kW, x = cfg & kX, l = cfg & kL;
    if (!mml_) {
        if (m && !l) return kAllPerm;  // unlocked entries bind S and U only
        return {r, w, x};
    }
    // Smepmp truth table (MML = 1). W without R and LRWX are the shared encodings.
    if (!r && w) {
        if (!l) return x ? Perm{true, true, false} : Perm{true, m, false};
        return {x && m, false, true};
    }
    if (l && r && w && x) return {true, false, false};
    if (l != m) return {};  // locked entries are M-only, the others S/U-only
    return {r, w, x};
}

Perm Pmp::no_match(Priv priv) const {
    if (priv != Priv::M) return implemented_ ? Perm{} : kAllPerm;
    if (mmwp_) return {};
    return mml_ ? Perm{true, true, false} : kAllPerm;  // MML: M-mode executes only from matching rules
}

Perm Pmp::perm(Spa a, uint64_t size, Priv priv) const {
    const uint64_t first = a.v, last = a.v + (size - 1);
    for (int i = 0; i < active_; ++i) {
        const Entry& e = entry_[static_cast<size_t>(i)];
        if (last < e.lo || first > e.hi) continue;
        // The lowest-numbered entry that matches any byte decides, and must match all of them.
        if (first < e.lo || last > e.hi) return {};
        return e.of(priv);
    }
    return no_match(priv);
}

Pmp::Page Pmp::page(Spa a, Priv priv) const {
    const uint64_t first = a.v & ~uint64_t{0xfff}, last = first | 0xfff;
    for (int i = 0; i < active_; ++i) {
        const Entry& e = entry_[static_cast<size_t>(i)];
        if (last < e.lo || first > e.hi) continue;
        if (first < e.lo || last > e.hi) return {};
        return {true, e.of(priv)};
    }
    return {true, no_match(priv)};
}

}  // namespace covesim
