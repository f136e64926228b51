#include "sim/platform/report/refill.h"

namespace covesim {

void RefillTracker::Lost::add(const Entry& e) { of_shift[e.shift] += entries.insert(e).second; }

bool RefillTracker::Lost::take(const Entry& e) {
    if (!entries.erase(e)) return false;
    --of_shift[e.shift];
    return true;
}

bool RefillTracker::Lost::take(const CachedKey& wanted) {
    if (entries.empty()) return false;
    const unsigned first = wanted.shift ? wanted.shift : 0, last = wanted.shift ? wanted.shift : 63;
    for (unsigned s = first; s <= last; ++s) {
        if (!of_shift[s]) continue;
        const auto shift = static_cast<uint8_t>(s);
        if (take(Entry{wanted.address >> s, wanted.asid, shift, false}) ||
            take(Entry{wanted.address >> s, 0, shift, true}))
            return true;
    }
    return false;
}

void RefillTracker::Lost::clear() {
    if (entries.empty()) return;
    entries.clear();
    of_shift.fill(0);
}

World RefillTracker::domain(const World& w) {
    if (w.kind == World::Kind::Monitor || w.kind == World::Kind::None) return w;
    return World::of(Priv::S, false, w.sdid, 0);
}

World RefillTracker::owner(CachedIn where, const CachedKey& key) {
    return mpt(where) ? World::of(Priv::S, false, key.sdid, 0) : World::of(Priv::S, key.v, key.sdid, key.vmid);
}

void RefillTracker::remember(Side& side, const World& owner, CachedIn where, const Entry& e) {
    Lost& set = side.lost[owner][static_cast<size_t>(where)];
    if (set.entries.size() >= kLimit) ++overflow_;
    else set.add(e);
}

void RefillTracker::running(Side& side, const World& w) {
    side.monitor = w.kind == World::Kind::Monitor;
    if (side.monitor) return;
    if (w != side.last) {
        if (const auto it = side.lost.find(side.last); it != side.lost.end())
            for (Lost& set : it->second) set.clear();
        for (const auto& p : side.pending) remember(side, side.last, p.where, p.entry);
        side.last = w;
    }
    side.pending.clear();
}

void RefillTracker::running(const World& w) {
    running(tlb_, w);
    running(mpt_, domain(w));
}

void RefillTracker::lost(CachedIn where, const CachedKey& key) {
    Side& side = mpt(where) ? mpt_ : tlb_;
    const World who = owner(where, key);
    const Entry e{key.address >> key.shift, key.global ? uint16_t{0} : key.asid, key.shift, key.global};
    if (who != side.last) return remember(side, who, where, e);
    if (side.monitor) {
        if (side.pending.size() >= kLimit) ++overflow_;
        else side.pending.push_back({where, e});
    }
}

void RefillTracker::missed(CachedIn where, const CachedKey& wanted) {
    Side& side = mpt(where) ? mpt_ : tlb_;
    const World who = owner(where, wanted);
    if (side.monitor && who == side.last)  // M-mode with MPRV asks for what it lost itself
        std::erase_if(side.pending, [&](const Side::Pending& p) {
            return p.where == where && p.entry.page == wanted.address >> p.entry.shift &&
                   (!wanted.shift || wanted.shift == p.entry.shift) && (p.entry.global || p.entry.asid == wanted.asid);
        });
    const auto it = side.lost.find(who);
    if (it == side.lost.end() || !it->second[static_cast<size_t>(where)].take(wanted)) return;
    if (who == side.last && !side.monitor) ++side.count[who][static_cast<size_t>(where)];
}

RefillCounts RefillTracker::take(const World& w) {
    RefillCounts out{};
    for (auto [side, who] : {std::pair{&tlb_, w}, std::pair{&mpt_, domain(w)}}) {
        const auto it = side->count.find(who);
        if (it == side->count.end()) continue;
        for (size_t i = 0; i < out.size(); ++i) out[i] += it->second[i];
        it->second.fill(0);
    }
    return out;
}

}  // namespace covesim
