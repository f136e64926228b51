// Parameters and statistics of the MPT caches and the MPT walker, declared once.
//
// Models: the geometry of pointer caches (non-leaf MPTEs per level), permission cache (leaf MPTEs with their 16 tuples)
// and superpage cache (leaf MPTEs above level 0 and NAPOT groups). Supervisor domains specification §4 says what may be
// cached; structure and sizes are microarchitecture.
#pragma once
#include <array>
#include <cstdint>

#include "sim/core/replacement.h"
#include "sim/core/schema.h"
#include "sim/core/types.h"

namespace covesim {

struct MptCacheParams {
    uint32_t sets = 1;
    uint32_t ways = 8;  ///< 0: the structure does not exist
    uint32_t latency = 0;
    Replacement replacement = Replacement::Lru;
};
template <>
inline constexpr auto schema<MptCacheParams> = std::tuple{
    Field{"sets", &MptCacheParams::sets, Unit::Count, "Number of sets.", pow2},
    Field{"ways", &MptCacheParams::ways, Unit::Count, "Associativity; 0 removes the structure.",
          within<0, 256>("0 to 256")},
    Field{"latency", &MptCacheParams::latency, Unit::Cycles, "Latency of a hit.", within<0, 1000>("0 to 1000")},
    Field{"replacement", &MptCacheParams::replacement, Unit::None, "Replacement policy."},
};

/// Where the MPT permission of an explicit access lives.
enum class MptPlacement : uint8_t { Inlined, PerAccess };
template <>
struct EnumNames<MptPlacement> {
    static constexpr std::array<std::string_view, 2> names{"inlined", "per-access"};
};
/// When a page-table entry's own MPT check happens.
enum class MptOrder : uint8_t { CheckBeforeUse, AfterWalk };
template <>
struct EnumNames<MptOrder> {
    static constexpr std::array<std::string_view, 2> names{"check-before-use", "after-walk"};
};

struct MptParams {
    MptPlacement placement = MptPlacement::Inlined;
    MptOrder order = MptOrder::CheckBeforeUse;
    bool napot = true;
    uint32_t sdidlen = 6;  ///< no parameter of its own: a hart's is hart.priv.sdidlen
    uint32_t step_latency = 1;
    MptCacheParams permission{32, 4, 1, Replacement::TreePlru};
    MptCacheParams superpage{1, 8, 1, Replacement::Lru};
    std::array<MptCacheParams, 4> pointer{{{8, 4, 1, Replacement::TreePlru},
                                           {1, 8, 1, Replacement::Lru},
                                           {1, 4, 1, Replacement::Lru},
                                           {1, 4, 1, Replacement::Lru}}};
};
template <>
inline constexpr auto schema<MptParams> = std::tuple{
    Field{"placement", &MptParams::placement, Unit::None,
          "Where an explicit access finds its MPT permission: inlined in the TLB entry, or looked up at each access."},
    Field{
        "order", &MptParams::order, Unit::None,
        "check-before-use: a page-table entry is checked before it is read (as specified); after-walk: all checks of a "
        "walk follow it, data page first."},
    Field{"napot", &MptParams::napot, Unit::Bool, "A NAPOT leaf is cached as one entry for its whole range."},
    Field{"step_latency", &MptParams::step_latency, Unit::Cycles, "Walker overhead per MPT entry read.",
          within<0, 1000>("0 to 1000")},
    Field{"permission", &MptParams::permission, Unit::None, "Permission cache: level-0 leaf entries, 16 pages each."},
    Field{"superpage", &MptParams::superpage, Unit::None, "Superpage cache: leaf entries above level 0, NAPOT ranges."},
    Field{"pointer", &MptParams::pointer, Unit::None,
          "Pointer caches, [i] holds non-leaf entries of level i+1 (that point to level-i tables)."},
};

/// One row per access type of the access on whose behalf the MPT was consulted.
struct MptTypeStats {
    uint64_t lookups = 0;
    uint64_t entries_read = 0;
    uint64_t faults = 0;
    uint64_t time_fs = 0;
};
template <>
inline constexpr auto schema<MptTypeStats> = std::tuple{
    Field{"lookups", &MptTypeStats::lookups, Unit::Count, "MPT checks made."},
    Field{"entries_read", &MptTypeStats::entries_read, Unit::Count, "MPT entries read from memory."},
    Field{"faults", &MptTypeStats::faults, Unit::Count, "Accesses refused, each once."},
    Field{"time", &MptTypeStats::time_fs, Unit::Femtoseconds, "Time spent in checks (timed mode)."},
};

/// Whose access was checked: explicit by type, or implicit by stage.
enum class MptFor : uint8_t { Load, Store, Amo, Fetch, StagePte, GStagePte, Other };

struct MptStats {
    uint64_t permission_hits = 0, superpage_hits = 0, walks = 0;
    std::array<uint64_t, 4> pointer_hits{};
    std::array<uint64_t, 5> entries_by_level{};
    uint64_t evictions = 0, fences = 0, fenced_entries = 0;
    MptTypeStats load, store, amo, fetch, stage_pte, g_stage_pte, other;

    MptTypeStats& row(MptFor f) {
        MptTypeStats* rows[] = {&load, &store, &amo, &fetch, &stage_pte, &g_stage_pte, &other};
        return *rows[static_cast<int>(f)];
    }
};
template <>
inline constexpr auto schema<MptStats> = std::tuple{
    Field{"permission_hits", &MptStats::permission_hits, Unit::Count, "Lookups answered by the permission cache."},
    Field{"superpage_hits", &MptStats::superpage_hits, Unit::Count, "Lookups answered by the superpage cache."},
    Field{"walks", &MptStats::walks, Unit::Count, "Lookups that read the table."},
    Field{"pointer_hits", &MptStats::pointer_hits, Unit::Count, "Walks shortened, by level of the pointer found."},
    Field{"entries_by_level", &MptStats::entries_by_level, Unit::Count, "Entries read, by level of the entry."},
    Field{"evictions", &MptStats::evictions, Unit::Count, "Cache entries displaced by a fill."},
    Field{"fences", &MptStats::fences, Unit::Count, "MFENCE.PA and MINVAL.PA executed."},
    Field{"fenced_entries", &MptStats::fenced_entries, Unit::Count, "Cache entries that fences invalidated."},
    Field{"load", &MptStats::load, Unit::None, "Explicit loads."},
    Field{"store", &MptStats::store, Unit::None, "Explicit stores."},
    Field{"amo", &MptStats::amo, Unit::None, "Explicit AMOs."},
    Field{"fetch", &MptStats::fetch, Unit::None, "Instruction fetches."},
    Field{"stage_pte", &MptStats::stage_pte, Unit::None, "Page-table entries of the S or VS stage."},
    Field{"g_stage_pte", &MptStats::g_stage_pte, Unit::None, "Page-table entries of the G stage."},
    Field{"other", &MptStats::other, Unit::None, "Everything else (DMA, I/O tables, prefetch)."},
};

}  // namespace covesim
