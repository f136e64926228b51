#include "firmware/host-vmm/confidential_pool.h"

namespace covesim::host {

using namespace fw;

namespace {
constexpr uint64_t kMega = 2 << 20;
}

void ConfidentialPool::remember(Span s) {
    // Pieces come from the arena in rising order, so most join the one before.
    if (span_count_ && spans_[span_count_ - 1].end() == s.base) {
        spans_[span_count_ - 1].size += s.size;
        return;
    }
    if (span_count_ == kMaxSpans) fail(log_, "too many converted ranges");
    spans_[span_count_++] = s;
}

uint64_t ConfidentialPool::take(uint64_t bytes, uint64_t alignment) {
    const uint64_t pa = arena_.take(bytes, alignment);
    if (!pa) return 0;
    if (auto r = tsm_.convert(pa, bytes / kPageSize); r.error) fail(log_, "convert_pages", r.error);
    if (auto r = tsm_.global_fence(); r.error) fail(log_, "global_fence", r.error);
    if (auto r = tsm_.local_fence(); r.error) fail(log_, "local_fence", r.error);
    remember({pa, bytes});
    converted_ += bytes;
    return pa;
}

uint64_t ConfidentialPool::take_page() {
    if (free_count_) return free_[--free_count_];
    if (piece_.size == 0) {
        const uint64_t pa = take(kMega, kMega);
        if (!pa) return take(kPageSize);
        piece_ = {pa, kMega};
    }
    const uint64_t pa = piece_.base;
    piece_ = {pa + kPageSize, piece_.size - kPageSize};
    return pa;
}

// Every word of the first pages of a range, one word of each 64-byte line of the rest: a scrub that stops early or
// skips a page shows.
bool ConfidentialPool::zero(Span s) const {
    const uint64_t whole = min_of(s.size, 16 * kPageSize);
    uint64_t any = 0;
    for (uint64_t a = s.base; a < s.base + whole; a += 8) any |= *reinterpret_cast<volatile uint64_t*>(a);
    for (uint64_t a = s.base + whole; a < s.end(); a += 64) any |= *reinterpret_cast<volatile uint64_t*>(a);
    return any == 0;
}

bool ConfidentialPool::reclaim_all() {
    for (unsigned i = 0; i < span_count_; ++i)
        for (uint64_t at = 0; at < spans_[i].size;) {
            const uint64_t part = min_of(spans_[i].size - at, kMega);
            if (auto r = tsm_.reclaim(spans_[i].base + at, part / kPageSize); r.error)
                fail(log_, "reclaim_pages", r.error);
            at += part;
        }
    if (auto r = tsm_.global_fence(); r.error) fail(log_, "global_fence", r.error);
    if (auto r = tsm_.local_fence(); r.error) fail(log_, "local_fence", r.error);
    for (unsigned i = 0; i < span_count_; ++i)
        if (!zero(spans_[i])) return false;
    return true;
}

}  // namespace covesim::host
