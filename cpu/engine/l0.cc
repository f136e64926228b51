#include "cpu/engine/l0.h"

namespace covesim {

namespace {
constexpr uint32_t kNone = UINT32_MAX;
}

void L0::configure(uint32_t granule_shift, uint32_t tlb_entries) {
    drop_all();
    shift_ = granule_shift;
    head_.assign(tlb_entries, kNone);
}

L0Bank& L0::select(const Regime& regime) {
    L0Bank* oldest = &banks_[0];
    for (auto& b : banks_) {
        if (b.used != 0 && b.regime == regime) {
            b.used = ++selections_;
            return b;
        }
        if (b.used < oldest->used) oldest = &b;
    }
    if (oldest->used != 0) {
        for (uint32_t kind = 0; kind < 2; ++kind) {
            for (uint32_t i = 0; i < kL0Entries; ++i) {
                if (oldest->entry[kind][i].tag != kNoTag) remove(node_of(*oldest, static_cast<L0Kind>(kind), i));
            }
        }
    }
    oldest->regime = regime;
    oldest->used = ++selections_;
    return *oldest;
}

void L0::insert(L0Bank& bank, L0Kind kind, Va va, std::byte* host, Spa spa, uint32_t tlb_entry, L0Stamps stamps) {
    const uint32_t i = index(va.v, shift_);
    const uint32_t n = node_of(bank, kind, i);
    L0Entry& e = bank.entry[static_cast<int>(kind)][i];
    if (e.tag != kNoTag) remove(n);
    const uint64_t mask = (1ULL << shift_) - 1;
    e.tag = va.v & ~mask;
    e.addend = reinterpret_cast<uint64_t>(host) - va.v;
    bank.stamps[static_cast<int>(kind)][i] = stamps;
    Node& node = nodes_[n];
    node = {tlb_entry, kNone, kNone, Spa{spa.v & ~mask}};
    if (tlb_entry < head_.size()) {
        node.next = head_[tlb_entry];
        if (node.next != kNone) nodes_[node.next].prev = n;
        head_[tlb_entry] = n;
    }
}

void L0::remove(uint32_t n) {
    const uint32_t i = n % kL0Entries, kind = n / kL0Entries % 2, bank = n / kL0Entries / 2;
    banks_[bank].entry[kind][i].tag = kNoTag;
    Node& node = nodes_[n];
    if (node.tlb < head_.size()) {
        if (node.prev != kNone) nodes_[node.prev].next = node.next;
        else head_[node.tlb] = node.next;
        if (node.next != kNone) nodes_[node.next].prev = node.prev;
    }
    node = Node{};
}

void L0::drop_all() {
    for (auto& b : banks_) {
        b.used = 0;
        for (auto& kind : b.entry) kind.fill(L0Entry{});
    }
    for (auto& n : nodes_) n = Node{};
    for (auto& h : head_) h = kNone;
}

void L0::drop_tlb(uint32_t tlb_entry) {
    if (tlb_entry >= head_.size()) return;
    while (head_[tlb_entry] != kNone) remove(head_[tlb_entry]);
}

void L0::drop_physical(Spa spa, uint64_t bytes) {
    const uint64_t granule = 1ULL << shift_;
    for (uint32_t bank = 0; bank < kL0Banks; ++bank) {
        if (banks_[bank].used == 0) continue;
        for (uint32_t k = 0; k < 2 * kL0Entries; ++k) {
            const uint32_t n = bank * 2 * kL0Entries + k;
            if (banks_[bank].entry[k / kL0Entries][k % kL0Entries].tag == kNoTag) continue;
            const Spa at = nodes_[n].spa;
            if (at.v < spa.v + bytes && spa.v < at.v + granule) remove(n);
        }
    }
}

void L0::drop_writes(Spa page) {
    for (auto& bank : banks_) {
        if (bank.used == 0) continue;
        for (uint32_t i = 0; i < kL0Entries; ++i) {
            const uint32_t n = node_of(bank, L0Kind::Write, i);
            if (bank.entry[1][i].tag != kNoTag && nodes_[n].spa.page() == page.page()) remove(n);
        }
    }
}

}  // namespace covesim
