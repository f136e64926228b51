#include "cpu/engine/l0.h"

namespace covesim {

namespace {
constexpr uint32_t kNone = UINT32_MAX;
}

void L0::configure(uint32_t granule_shift) {
    drop_all();
    shift_ = granule_shift;
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
    const uint64_t mask = (1ULL << shift_) - 1, tag = va.v & ~mask;
    const Spa granule{spa.v & ~mask};
    bank.stamps[static_cast<int>(kind)][i] = stamps;
    if (e.tag == tag && nodes_[n].tlb == tlb_entry && nodes_[n].granule == granule) {  // as the slow path left it
        e.addend = reinterpret_cast<uint64_t>(host) - va.v;
        return;
    }
    if (e.tag != kNoTag) remove(n);
    e.tag = tag;
    e.addend = reinterpret_cast<uint64_t>(host) - va.v;
    Node& node = nodes_[n];
    node.tlb = tlb_entry;
    node.granule = granule;
    if (tlb_entry != kNone) {
        if (tlb_entry >= tlb_head_.size()) tlb_head_.resize(tlb_entry + 1, kNone);
        link(tlb_head_[tlb_entry], n, &Node::by_tlb);
    }
    link(granule_head_[bucket_of(node.granule)], n, &Node::by_granule);
}

void L0::link(uint32_t& head, uint32_t n, Link Node::*chain) {
    Link& l = nodes_[n].*chain;
    l = {head, kNone};
    if (head != kNone) (nodes_[head].*chain).prev = n;
    head = n;
}

void L0::unlink(uint32_t& head, uint32_t n, Link Node::*chain) {
    const Link l = nodes_[n].*chain;
    if (l.prev != kNone) (nodes_[l.prev].*chain).next = l.next;
    else head = l.next;
    if (l.next != kNone) (nodes_[l.next].*chain).prev = l.prev;
}

void L0::remove(uint32_t n) {
    const uint32_t i = n % kL0Entries, kind = n / kL0Entries % 2, bank = n / kL0Entries / 2;
    banks_[bank].entry[kind][i].tag = kNoTag;
    Node& node = nodes_[n];
    if (node.tlb != kNone) unlink(tlb_head_[node.tlb], n, &Node::by_tlb);
    unlink(granule_head_[bucket_of(node.granule)], n, &Node::by_granule);
    node = Node{};
}

void L0::drop_all() {
    for (auto& b : banks_) {
        b.used = 0;
        for (auto& kind : b.entry) kind.fill(L0Entry{});
    }
    nodes_.assign(kNodes, Node{});
    tlb_head_.assign(tlb_head_.size(), kNone);
    granule_head_.assign(kBuckets, kNone);
}

void L0::drop_tlb(uint32_t tlb_entry) {
    if (tlb_entry >= tlb_head_.size()) return;
    while (tlb_head_[tlb_entry] != kNone) remove(tlb_head_[tlb_entry]);
}

template <class P>
void L0::drop_granules(Spa spa, uint64_t bytes, P&& match) {
    const uint64_t granule = 1ULL << shift_;
    for (uint64_t a = spa.v & ~(granule - 1); a < spa.v + bytes; a += granule) {
        uint32_t n = granule_head_[bucket_of(Spa{a})];
        while (n != kNone) {
            const uint32_t next = nodes_[n].by_granule.next;
            if (nodes_[n].granule.v == a && match(n)) remove(n);
            n = next;
        }
    }
}

void L0::drop_physical(Spa spa, uint64_t bytes) {
    drop_granules(spa, bytes, [](uint32_t) { return true; });
}

void L0::drop_writes(Spa spa, uint64_t bytes) {
    drop_granules(spa, bytes, [](uint32_t n) { return n / kL0Entries % 2 == static_cast<uint32_t>(L0Kind::Write); });
}

}  // namespace covesim
