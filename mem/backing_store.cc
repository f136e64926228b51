#include "mem/backing_store.h"

#include <sys/mman.h>

#include <algorithm>

namespace covesim {

namespace {
constexpr uint64_t kPage = 4096;
}

BackingStore::~BackingStore() {
    for (Region& r : regions_) munmap(r.host, r.size);
}

bool BackingStore::add_region(std::string_view name, Spa base, uint64_t size, bool writable) {
    if (size == 0 || base.v % kPage != 0 || size % kPage != 0 || base.v + (size - 1) < base.v) return false;
    for (const Region& r : regions_) {
        if (base.v - r.base.v < r.size || r.base.v - base.v < size) return false;
    }
    void* p = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) return false;
    Region r{std::string(name), base, size, writable, static_cast<std::byte*>(p)};
    if (size > hot_.size) hot_ = {r.base, r.size, r.host};
    regions_.insert(
        std::upper_bound(regions_.begin(), regions_.end(), r, [](auto& a, auto& b) { return a.base < b.base; }), r);
    return true;
}

const BackingStore::Region* BackingStore::region(Spa a, uint64_t len) const {
    for (const Region& r : regions_) {
        if (r.contains(a, len)) return &r;
    }
    return nullptr;
}

std::byte* BackingStore::raw_slow(Spa a, uint64_t len) const {
    const Region* r = region(a, len);
    return r ? r->host + (a.v - r->base.v) : nullptr;
}

std::byte* BackingStore::host_slow(Spa a, uint64_t len) const {
    std::byte* p = raw(a, len);
    if (p && lazy_) lazy_->touch(a, len);
    return p;
}

void BackingStore::mark_lazy(uint64_t begin, uint64_t end, bool lazy) {
    const uint64_t base = hot_.base.page(), pages = hot_.size / kPage;
    if (lazy_bits_.empty()) lazy_bits_.resize((pages + 63) / 64);
    for (uint64_t page = std::max(begin, base); page < end && page < base + pages; ++page) {
        uint64_t& word = lazy_bits_[(page - base) / 64];
        const uint64_t bit = 1ull << (page - base) % 64;
        word = lazy ? word | bit : word & ~bit;
    }
}

bool BackingStore::read(Spa a, void* out, uint64_t len) const {
    if (len == 0) return true;
    const std::byte* p = host(a, len);
    if (p) std::memcpy(out, p, len);
    return p != nullptr;
}

bool BackingStore::write(Spa a, const void* in, uint64_t len) {
    if (len == 0) return true;
    std::byte* p = host(a, len);
    if (!p) return false;
    std::memcpy(p, in, len);
    notify_written(a, len);
    return true;
}

bool BackingStore::zero(Spa a, uint64_t len) {
    if (len == 0) return true;
    std::byte* p = host(a, len);
    if (!p) return false;
    const uint64_t first = (a.v + kPage - 1) & ~(kPage - 1);
    const uint64_t last = (a.v + len) & ~(kPage - 1);
    // Whole pages of a private anonymous mapping read as zero after MADV_DONTNEED and cost nothing until touched again.
    if (first < last && madvise(p + (first - a.v), last - first, MADV_DONTNEED) == 0) {
        std::memset(p, 0, first - a.v);
        std::memset(p + (last - a.v), 0, a.v + len - last);
    } else {
        std::memset(p, 0, len);
    }
    notify_written(a, len);
    return true;
}

}  // namespace covesim
