#include "firmware/tsm/page_tracker.h"

namespace covesim::tsm {

using namespace fw;

void PageTracker::init(PageInfo* table, uint64_t base, uint64_t pages) {
    table_ = table;
    base_ = base;
    pages_ = pages;
    for (uint64_t i = 0; i < pages; ++i) table[i] = PageInfo{};
}

PageInfo* PageTracker::range(uint64_t pa, uint64_t n) const {
    if (pa % 4096 || pa < base_ || n == 0) return nullptr;
    uint64_t first = (pa - base_) / 4096;
    return first < pages_ && n <= pages_ - first ? table_ + first : nullptr;
}

template <class Pred>
bool PageTracker::all(uint64_t pa, uint64_t n, Pred pred) const {
    const PageInfo* p = range(pa, n);
    if (!p) return false;
    for (uint64_t i = 0; i < n; ++i)
        if (!pred(p[i])) return false;
    return true;
}

void PageTracker::set(uint64_t pa, uint64_t n, PageState state, uint8_t owner, uint64_t version) {
    PageInfo* p = range(pa, n);
    for (uint64_t i = 0; i < n; ++i) {
        p[i].state = state;
        p[i].owner = owner;
        p[i].version = version;
    }
}

bool PageTracker::add_host_memory(uint64_t pa, uint64_t n) {
    if (!range(pa, n)) return false;
    set(pa, n, PageState::Host, 0, 0);
    return true;
}

void PageTracker::reserve(uint64_t pa, uint64_t n) {
    for (uint64_t i = 0; i < n; ++i)
        if (PageInfo* p = range(pa + i * 4096, 1)) *p = PageInfo{};
}

const PageInfo* PageTracker::find(uint64_t pa) const { return range(pa & ~0xfffull, 1); }

bool PageTracker::host_range(uint64_t pa, uint64_t bytes) const {
    if (bytes == 0 || pa + bytes < pa) return false;
    uint64_t first = pa & ~0xfffull, last = (pa + bytes - 1) & ~0xfffull;
    return all(first, (last - first) / 4096 + 1, [](const PageInfo& p) { return p.state == PageState::Host; });
}

bool PageTracker::convertible(uint64_t pa, uint64_t n) const {
    return all(pa, n, [](const PageInfo& p) { return p.state == PageState::Host && p.pins == 0 && p.shares == 0; });
}

bool PageTracker::begin_convert(uint64_t pa, uint64_t n, uint64_t version) {
    if (!convertible(pa, n)) return false;
    set(pa, n, PageState::Converting, 0, version);
    return true;
}

bool PageTracker::usable(const PageInfo& p, uint64_t fenced) {
    return p.state == PageState::Converted || (p.state == PageState::Converting && p.version < fenced);
}

bool PageTracker::claimable(uint64_t pa, uint64_t n, uint64_t fenced) const {
    return all(pa, n, [fenced](const PageInfo& p) { return usable(p, fenced); });
}

Page<page::Converted> PageTracker::claim(uint64_t pa, uint64_t n, uint64_t fenced) const {
    return claimable(pa, n, fenced) ? PageMint::make<page::Converted>(pa, n) : PageMint::none<page::Converted>();
}

void PageTracker::assign(Page<page::Clean>&& pages, PageState state, uint8_t owner) {
    set(pages.pa(), pages.pages(), state, owner, 0);
    static_cast<Page<page::Clean>&&>(pages).consume();
}

void PageTracker::assign_data(Page<page::Clean>&& pages, uint8_t owner) {
    assign(static_cast<Page<page::Clean>&&>(pages), PageState::Data, owner);
}

void PageTracker::assign_data(Page<page::Filled>&& pages, uint8_t owner) {
    set(pages.pa(), pages.pages(), PageState::Data, owner, 0);
    static_cast<Page<page::Filled>&&>(pages).consume();
}

void PageTracker::give_back(Page<page::Reclaimed>&& pages) {
    set(pages.pa(), pages.pages(), PageState::Host, 0, 0);
    static_cast<Page<page::Reclaimed>&&>(pages).consume();
}

bool PageTracker::block(uint64_t pa, uint64_t n, uint8_t owner, uint64_t version) {
    if (!all(pa, n, [owner](const PageInfo& p) { return p.state == PageState::Data && p.owner == owner; }))
        return false;
    set(pa, n, PageState::Blocked, owner, version);
    return true;
}

bool PageTracker::unblock(uint64_t pa, uint64_t n, uint8_t owner) {
    if (!all(pa, n, [owner](const PageInfo& p) { return p.state == PageState::Blocked && p.owner == owner; }))
        return false;
    set(pa, n, PageState::Data, owner, 0);
    return true;
}

bool PageTracker::remove(uint64_t pa, uint64_t n, uint8_t owner, uint64_t fenced) {
    if (!all(pa, n, [owner, fenced](const PageInfo& p) {
            return p.state == PageState::Blocked && p.owner == owner && p.version < fenced;
        }))
        return false;
    set(pa, n, PageState::Converted, 0, 0);
    return true;
}

bool PageTracker::release(uint64_t pa, uint64_t n, uint8_t owner) {
    if (!all(pa, n, [owner](const PageInfo& p) { return p.state >= PageState::PageTable && p.owner == owner; }))
        return false;
    set(pa, n, PageState::Converted, 0, 0);
    return true;
}

bool PageTracker::pin(uint64_t pa, uint64_t n) {
    if (!all(pa, n, [](const PageInfo& p) { return p.state == PageState::Host && p.pins != UINT16_MAX; })) return false;
    for (uint64_t i = 0; i < n; ++i) ++range(pa, n)[i].pins;
    return true;
}

bool PageTracker::unpin(uint64_t pa, uint64_t n) {
    if (!all(pa, n, [](const PageInfo& p) { return p.state == PageState::Host && p.pins != 0; })) return false;
    for (uint64_t i = 0; i < n; ++i) --range(pa, n)[i].pins;
    return true;
}

bool PageTracker::share(uint64_t pa, uint64_t n) {
    if (!all(pa, n, [](const PageInfo& p) { return p.state == PageState::Host && p.shares != UINT32_MAX; }))
        return false;
    for (uint64_t i = 0; i < n; ++i) ++range(pa, n)[i].shares;
    return true;
}

bool PageTracker::unshare(uint64_t pa, uint64_t n) {
    if (!all(pa, n, [](const PageInfo& p) { return p.state == PageState::Host && p.shares != 0; })) return false;
    for (uint64_t i = 0; i < n; ++i) --range(pa, n)[i].shares;
    return true;
}

}  // namespace covesim::tsm
