// How the TSM driver divides RAM: itself and the TSM at the bottom, its tables at the top, the host's memory between.
// Freestanding: the TSM driver divides by it, the loader refuses a machine with too little RAM before it starts.
// docs/firmware-abi.md, "Memory layout".
#pragma once
#include "sim/core/layout/memory_map.h"

namespace covesim::map {

/// The TSM's pool: so much for each 4 KiB page of RAM, a fixed part, one for each hart, a page of boot information.
inline constexpr uint64_t kTsmPoolPerPage = 32, kTsmPoolFixed = 0x10'0000, kTsmPoolPerHart = 0x4'0000;
/// Tables of each MPT for device ranges that are not made of whole 2 MiB pieces; a device touches one 32 MiB
/// stretch each.
inline constexpr uint64_t kMptDeviceTables = 64;

constexpr uint64_t round_up(uint64_t v, uint64_t unit) { return (v + unit - 1) / unit * unit; }

/// Pages of an MPT with 3 (Smmpt43) to 5 levels for RAM at 4 KiB granularity in `ranges` pieces, with `holes` further
/// tables; a multiple of what the root's alignment asks for.
constexpr uint64_t mpt_pages(unsigned levels, uint64_t ram_bytes, uint64_t ranges, uint64_t holes) {
    const uint64_t root = levels == 5 ? 8 : 1;  // Smmpt64's has 4096 entries
    uint64_t pages = root + holes;
    for (unsigned level = 1; level < levels; ++level) {
        const uint64_t entry_span = 1ull << (16 + 9 * level);
        pages += round_up(ram_bytes, entry_span) / entry_span + ranges;
    }
    return round_up(pages, root);
}

struct RamLayout {
    Range tsm_image, host, tsm_pool, mpt_pool;
    /// False: the RAM is too small for the tables.
    constexpr bool fits() const { return host.size != 0; }
};

/// Divides `ram`, at whose bottom the TSM driver lies, with the TSM right behind it; `all` bytes of RAM in `ranges`
/// pieces are to be described by the tables.
constexpr RamLayout divide_ram(Range ram, uint64_t all, uint64_t ranges, uint64_t harts, uint64_t tsm_image_bytes,
                               unsigned mpt_levels) {
    constexpr uint64_t kPage = 0x1000, kLarge = 0x20'0000;
    const uint64_t mpt = 2 * mpt_pages(mpt_levels, all, ranges, kMptDeviceTables) * kPage;
    const uint64_t tsm =
        round_up(kPage + all / kPage * kTsmPoolPerPage + kTsmPoolFixed + harts * kTsmPoolPerHart, kLarge);
    const Range image{ram.base + kRdsm.size, round_up(tsm_image_bytes, kLarge)};
    if (kRdsm.size + image.size + tsm + mpt + kLarge >= ram.size) return {image, {image.end(), 0}, {}, {}};
    const uint64_t mpt_base = (ram.end() - mpt) / kLarge * kLarge, tsm_base = mpt_base - tsm;
    return {image, {image.end(), tsm_base - image.end()}, {tsm_base, tsm}, {mpt_base, ram.end() - mpt_base}};
}

}  // namespace covesim::map
