// Read, write and execute permissions, and what an access needs of them: the vocabulary of PMP, PMA, MPT and page
// tables.
#pragma once
#include "sim/core/types.h"

namespace covesim {

/// What one access needs. Amo needs read and write; cache-block management needs read or write.
struct Need {
    bool r = false, w = false, x = false;
    bool r_or_w = false;
};
constexpr Need need_of(Acc a) {
    return {a == Acc::Load || a == Acc::Amo, a == Acc::Store || a == Acc::Amo, a == Acc::Fetch, false};
}

/// Permissions that hold for every byte of some range.
struct Perm {
    bool r = false, w = false, x = false;
    constexpr bool allows(Need n) const { return (!n.r || r) && (!n.w || w) && (!n.x || x) && (!n.r_or_w || r || w); }
    constexpr Perm operator&(Perm o) const { return {r && o.r, w && o.w, x && o.x}; }
    bool operator==(const Perm&) const = default;
};
inline constexpr Perm kAllPerm{true, true, true};

}  // namespace covesim
