// Statistics of the memory system. Arrays by Why follow sim/core/types.h: explicit, VS-stage entry, G-stage entry, MPT
// entry, prefetch, write-back, encryption metadata, I/O table, DMA.
#pragma once
#include <array>

#include "sim/core/schema.h"
#include "sim/core/types.h"

namespace covesim {

using ByWhy = std::array<uint64_t, kWhyCount>;
inline uint64_t& at(ByWhy& a, Why w) { return a[static_cast<size_t>(w)]; }

struct CacheStats {
    ByWhy accesses{}, misses{};
    uint64_t merges = 0, upgrades = 0, evictions = 0, writebacks = 0, drops = 0, maintenance = 0, mshr_full = 0;
};
template <>
inline constexpr auto schema<CacheStats> = std::tuple{
    Field{"accesses", &CacheStats::accesses, Unit::Count,
          "Requests, by reason. A first level does not count explicit ones: hits that the L0 serves never get here."},
    Field{"misses", &CacheStats::misses, Unit::Count, "Requests whose line was absent, by reason."},
    Field{"merges", &CacheStats::merges, Unit::Count, "Hits on a line whose fill was still under way."},
    Field{"upgrades", &CacheStats::upgrades, Unit::Count, "Stores to a line that was present without ownership."},
    Field{"evictions", &CacheStats::evictions, Unit::Count, "Lines that made room."},
    Field{"writebacks", &CacheStats::writebacks, Unit::Count, "Dirty lines sent down."},
    Field{"drops", &CacheStats::drops, Unit::Count, "Lines taken away or made read-only by a level below."},
    Field{"maintenance", &CacheStats::maintenance, Unit::Count, "Cache-block clean, flush and invalidate operations."},
    Field{"mshr_full", &CacheStats::mshr_full, Unit::Count, "Misses that waited for a free miss register."},
};

struct LlcStats {
    ByWhy accesses{}, misses{};
    uint64_t merges = 0, snoops = 0, evictions = 0, writebacks = 0, maintenance = 0, uncached = 0, mshr_full = 0;
};
template <>
inline constexpr auto schema<LlcStats> = std::tuple{
    Field{"accesses", &LlcStats::accesses, Unit::Count, "Requests, by reason."},
    Field{"misses", &LlcStats::misses, Unit::Count, "Requests whose line was absent, by reason."},
    Field{"merges", &LlcStats::merges, Unit::Count, "Hits on a line whose fill was still under way."},
    Field{"snoops", &LlcStats::snoops, Unit::Count,
          "Requests that took a line, or its modifications, away from another tile."},
    Field{"evictions", &LlcStats::evictions, Unit::Count, "Lines that made room."},
    Field{"writebacks", &LlcStats::writebacks, Unit::Count, "Dirty lines sent to memory."},
    Field{"maintenance", &LlcStats::maintenance, Unit::Count, "Cache-block clean, flush and invalidate operations."},
    Field{"uncached", &LlcStats::uncached, Unit::Count, "Requests for non-cacheable memory that passed by."},
    Field{"mshr_full", &LlcStats::mshr_full, Unit::Count, "Misses that waited for a free miss register."},
};

struct EncryptionStats {
    uint64_t plain = 0, decrypted = 0, encrypted = 0, waits = 0, rekeyed_pages = 0;
};
template <>
inline constexpr auto schema<EncryptionStats> = std::tuple{
    Field{"plain", &EncryptionStats::plain, Unit::Count, "Lines of context 0, passed on as they are."},
    Field{"decrypted", &EncryptionStats::decrypted, Unit::Count, "Lines read through the cipher."},
    Field{"encrypted", &EncryptionStats::encrypted, Unit::Count, "Lines written through the cipher."},
    Field{"waits", &EncryptionStats::waits, Unit::Count, "Lines that waited for the cipher's bandwidth."},
    Field{"rekeyed_pages", &EncryptionStats::rekeyed_pages, Unit::Count,
          "Pages seen through another key than they were written with."},
};

struct DramStats {
    ByWhy reads{}, writes{};
    uint64_t row_hits = 0, row_empty = 0, row_conflicts = 0;
};
template <>
inline constexpr auto schema<DramStats> = std::tuple{
    Field{"reads", &DramStats::reads, Unit::Count, "Line reads, by reason."},
    Field{"writes", &DramStats::writes, Unit::Count, "Line writes, by reason."},
    Field{"row_hits", &DramStats::row_hits, Unit::Count, "Accesses to the open row."},
    Field{"row_empty", &DramStats::row_empty, Unit::Count, "Accesses to a bank without an open row."},
    Field{"row_conflicts", &DramStats::row_conflicts, Unit::Count, "Accesses that closed another row first."},
};

}  // namespace covesim
