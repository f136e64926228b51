#include "cpu/engine/code_cache.h"

#include <sys/mman.h>

#include <algorithm>
#include <cassert>
#include <new>

#include "cpu/engine/blocks.h"

namespace covesim {

using isa::Slot;

CodeCache::CodeCache(BackingStore& memory, uint32_t max_pages) : memory_(memory), max_pages_(std::max(max_pages, 16U)) {
    arena_bytes_ = (size_t{max_pages_} + 1) * kSlotPageBytes;
    void* p = mmap(nullptr, arena_bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) throw std::bad_alloc();
    arena_ = static_cast<std::byte*>(p);
    const auto aligned = (reinterpret_cast<uintptr_t>(arena_) + kSlotPageBytes - 1) & ~(kSlotPageBytes - 1);
    free_.reserve(max_pages_);
    for (uint32_t i = max_pages_; i-- > 0;) free_.push_back(reinterpret_cast<Slot*>(aligned + i * kSlotPageBytes));
    fifo_.resize(max_pages_);
    memory_.observe(*this);
}

CodeCache::~CodeCache() { munmap(arena_, arena_bytes_); }

CodePage* CodeCache::get(Spa page) {
    if (auto it = index_.find(page.v); it != index_.end()) return it->second.get();
    const std::byte* host = memory_.host(page, 4096);
    if (!host) return nullptr;
    if (free_.empty()) evict_oldest();
    auto entry = std::make_unique<CodePage>();
    entry->slots = free_.back();
    free_.pop_back();
    entry->host = host;
    entry->base = page;
    entry->owner = owner_ ? owner_(owner_context_, page) : uint16_t{0};
    CodePage* result = entry.get();
    fifo_[(head_ + count_++) % max_pages_] = result;
    index_.emplace(page.v, std::move(entry));
    for (auto* o : observers_) o->page_has_code(page);
    return result;
}

void CodeCache::evict_oldest() {
    while (fifo_[head_]->pins != 0) {  // at most one per hart; max_pages_ is larger
        fifo_[(head_ + count_) % max_pages_] = fifo_[head_];
        head_ = (head_ + 1) % max_pages_;
    }
    CodePage* victim = fifo_[head_];
    head_ = (head_ + 1) % max_pages_;
    --count_;
    for (auto* o : observers_) o->page_evicted(*victim);
    std::fill_n(victim->slots, kSlotsPerPage, Slot{});
    free_.push_back(victim->slots);
    index_.erase(victim->base.v);
}

void CodeCache::watch(uint32_t half_word) {
    if (watched_.test(half_word)) return;
    watched_.set(half_word);
    for (auto& [address, page] : index_) {
        Slot& s = page->slots[half_word];
        if (s.op != 0) s.go = go_of(s, half_word);
    }
}

uint16_t CodeCache::go_of(const Slot& s, uint32_t half_word) const {
    // The last instruction of a page is looked at when it has been fetched whole, in the hart's scratch page.
    return watched_.test(half_word) && s.op != isa::kOpCrossPage ? kGoLook : dispatch_of(s);
}

void CodeCache::written(Spa base, uint64_t bytes) {
    if (bytes == 0 || index_.empty()) return;
    const uint64_t end = base.v + bytes;
    if ((end - 1) / 4096 - base.v / 4096 >= index_.size()) {  // a long write: walk the pages held, in address order
        std::vector<CodePage*> hit;
        for (auto& [address, page] : index_) {
            if (address < end && address + 4096 > base.v) hit.push_back(page.get());
        }
        std::sort(hit.begin(), hit.end(), [](auto* a, auto* b) { return a->base < b->base; });
        for (CodePage* page : hit) clear(*page, 0, kSlotsPerPage - 1);
        return;
    }
    for (uint64_t page = base.v & ~0xfffULL; page < end; page += 4096) {
        const auto it = index_.find(page);
        if (it == index_.end()) continue;
        const uint64_t lo = std::max(base.v, page) - page, hi = std::min(end, page + 4096) - 1 - page;
        clear(*it->second, static_cast<uint32_t>(lo / 2), static_cast<uint32_t>(hi / 2));
    }
}

void CodeCache::clear(CodePage& page, uint32_t first, uint32_t last) {
    // Operands and length stay: a store that clears its own slot still finishes. Only what dispatch and the block sums
    // read is forgotten.
    const auto forget = [](Slot& s) { s.op = s.go = s.insns = s.gaps = 0; };
    ++clears_;
    for (uint32_t i = first; i <= last; ++i) forget(page.slots[i]);
    // A 4-byte instruction one half-word earlier overlaps too, and every block that runs into a cleared slot has sums
    // that count it. Two undecoded half-words in a row mean that nothing before runs into here.
    uint32_t gap = 0;
    for (uint32_t i = first; i-- > 0 && gap < 2;) {
        gap = page.slots[i].op == 0 ? gap + 1 : 0;
        forget(page.slots[i]);
    }
}

}  // namespace covesim
