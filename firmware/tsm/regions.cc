#include "firmware/tsm/regions.h"

namespace covesim::tsm {

Region Regions::at(uint64_t gpa) const {
    for (unsigned i = 0; i < count_; ++i)
        if (gpa >= items_[i].base && gpa < items_[i].end) return items_[i].kind;
    return Region::None;
}

bool Regions::overlaps(uint64_t base, uint64_t len) const {
    for (unsigned i = 0; i < count_; ++i)
        if (base < items_[i].end && items_[i].base < base + len) return true;
    return false;
}

bool Regions::covers(uint64_t base, uint64_t len, Region kind) const {
    uint64_t at = base, end = base + len;
    for (unsigned i = 0; i < count_ && at < end; ++i)
        if (items_[i].kind == kind && items_[i].base <= at && at < items_[i].end) at = items_[i].end;
    return len != 0 && at >= end;
}

void Regions::insert(unsigned at, Item item) {
    for (unsigned i = count_++; i > at; --i) items_[i] = items_[i - 1];
    items_[at] = item;
}

void Regions::erase(unsigned at) {
    for (unsigned i = at; i + 1 < count_; ++i) items_[i] = items_[i + 1];
    --count_;
}

void Regions::merge() {
    for (unsigned i = 0; i + 1 < count_;) {
        // MMIO regions keep their identity: removing one must not take its neighbour along.
        if (items_[i].end == items_[i + 1].base && items_[i].kind == items_[i + 1].kind &&
            items_[i].kind != Region::Mmio) {
            items_[i].end = items_[i + 1].end;
            erase(i + 1);
        } else {
            ++i;
        }
    }
}

bool Regions::add(uint64_t base, uint64_t len, Region kind) {
    if (count_ == kMax || overlaps(base, len)) return false;
    unsigned i = 0;
    while (i < count_ && items_[i].base < base) ++i;
    insert(i, {base, base + len, kind});
    merge();
    return true;
}

bool Regions::split(uint64_t where) {
    for (unsigned i = 0; i < count_; ++i) {
        if (where <= items_[i].base || where >= items_[i].end) continue;
        if (count_ == kMax) return false;
        insert(i + 1, {where, items_[i].end, items_[i].kind});
        items_[i].end = where;
        return true;
    }
    return true;
}

bool Regions::change(uint64_t base, uint64_t len, Region to) {
    if (!split(base)) return false;
    if (!split(base + len)) {
        merge();
        return false;
    }
    for (unsigned i = 0; i < count_; ++i)
        if (items_[i].base >= base && items_[i].end <= base + len) items_[i].kind = to;
    merge();
    return true;
}

unsigned Regions::remove_overlapping(uint64_t base, uint64_t len, Region kind) {
    unsigned removed = 0;
    for (unsigned i = 0; i < count_;) {
        if (items_[i].kind == kind && base < items_[i].end && items_[i].base < base + len) {
            erase(i);
            ++removed;
        } else {
            ++i;
        }
    }
    return removed;
}

}  // namespace covesim::tsm
