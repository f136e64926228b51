#include "firmware/tsm-driver/domains.h"

#include <initializer_list>

#include "firmware/lib/panic.h"
#include "sim/core/layout/ram_layout.h"

namespace covesim::fw {
Carve Domains::carve(const Platform& p) {
    Carve c{};
    c.rdsm = {map::kRdsm.base, map::kRdsm.size};
    for (const Span& r : p.ram)
        if (r.contains(c.rdsm.base, c.rdsm.size)) c.main_ram = r;
    require(c.main_ram.base == c.rdsm.base, "memory: the TSM driver is not at the bottom of RAM", c.rdsm.base);

    require(p.tsm.range.base == c.rdsm.end(), "memory: the TSM is not right behind the TSM driver", p.tsm.range.base);
    uint64_t bytes = 0;
    for (const Span& r : p.ram) bytes += r.size;
    const map::RamLayout l = map::divide_ram({c.main_ram.base, c.main_ram.size}, bytes, p.ram.count, p.harts.count,
                                             p.tsm.range.size, mpt::levels(p.mpt.mode));
    require(l.fits(), "memory: too little RAM for the tables", c.main_ram.size);
    const auto span = [](map::Range r) { return Span{r.base, r.size}; };
    c.tsm_image = span(l.tsm_image);
    c.mpt_pool = span(l.mpt_pool);
    c.tsm_pool = span(l.tsm_pool);
    c.host_ram = span(l.host);

    for (const Span& image : p.images)
        for (const Span& own : {c.mpt_pool, c.tsm_pool, c.rdsm, c.tsm_image})
            require(!image.overlaps(own) || image.base == p.tsm.range.base || image.base == c.rdsm.base,
                    "memory: an image lies in the firmware's memory", image.base);
    require(c.host_ram.contains(p.host.range.base, p.host.range.size),
            "memory: the host image is outside the host's memory", p.host.range.base);
    return c;
}

void Domains::build(const Platform& p, const Carve& c) {
    using mpt::Perm;
    platform_ = &p;
    carve_ = c;
    // Halves that begin where a root may.
    const uint64_t half = align_down(c.mpt_pool.size / 2, mpt::root_entries(p.mpt.mode) * sizeof(uint64_t));
    for (unsigned i = 0; i < 2; ++i) {
        const uint64_t base = c.mpt_pool.base + i * half;
        table_[i].init(reinterpret_cast<uint64_t*>(base), base, half / kPageSize, p.mpt);
    }
    const bool ram_fine = !p.mpt.superpages;
    const auto set = [&](unsigned sdid, Span r, Perm perm, bool fine) {
        require(table_[sdid].set(r, perm, fine), "MPT: cannot map", r.base);
    };
    for (const Span& r : p.ram) {
        set(rdsm::kHostDomain, r, Perm::kRwx, ram_fine);
        set(rdsm::kTsmDomain, r, Perm::kRw, ram_fine);
    }
    for (const Span& own : {c.rdsm, c.mpt_pool}) {
        set(rdsm::kHostDomain, own, Perm::kNone, ram_fine);
        set(rdsm::kTsmDomain, own, Perm::kNone, ram_fine);
    }
    for (const Span& own : {c.tsm_image, c.tsm_pool}) {
        set(rdsm::kHostDomain, own, Perm::kNone, ram_fine);
        set(rdsm::kTsmDomain, own, Perm::kRwx, ram_fine);
    }
    for (const Span& r : p.host_mmio) set(rdsm::kHostDomain, r, Perm::kRw, false);
    // Last, so that no overlap in the device tree can open them.
    for (const Span& r : p.secure_mmio) {
        const uint64_t base = align_down(r.base, kPageSize);
        set(rdsm::kHostDomain, {base, align_up(r.end(), kPageSize) - base}, Perm::kNone, false);
    }
}

bool Domains::convertible(uint64_t pa, uint64_t pages) const {
    if (pages == 0 || !aligned(pa, kPageSize) || pages > ~uint64_t{0} / kPageSize) return false;
    const Span r{pa, pages * kPageSize};
    if (!platform_->is_ram(r.base, r.size)) return false;
    for (const Span& own : {carve_.rdsm, carve_.mpt_pool, carve_.tsm_image, carve_.tsm_pool})
        if (own.overlaps(r)) return false;
    return true;
}

void Domains::set(uint64_t pa, uint64_t pages, rdsm::Access access) {
    using mpt::Perm;
    const bool host = access == rdsm::kHost;
    const Span r{pa, pages * kPageSize};
    const bool fine = !platform_->mpt.superpages;
    LockGuard hold{lock_};
    // The pool has room for RAM in 4 KiB pieces: this cannot fail.
    const bool done = table_[rdsm::kHostDomain].set(r, host ? Perm::kRwx : Perm::kNone, fine) &&
                      table_[rdsm::kTsmDomain].set(r, host ? Perm::kRw : Perm::kRwx, fine);
    require(done, "MPT: cannot convert", pa);
}

}  // namespace covesim::fw
