// Parameters and statistics of a hart's MMU, declared once.
#pragma once
#include <array>
#include <cstdint>

#include "sim/core/replacement.h"
#include "sim/core/schema.h"
#include "smmtt/params.h"

namespace covesim {

struct TlbParams {
    uint32_t sets = 1;
    uint32_t ways = 32;  ///< 0: the structure does not exist
    uint32_t latency = 0;
    Replacement replacement = Replacement::Lru;
    bool superpages = true;
};
template <>
inline constexpr auto schema<TlbParams> = std::tuple{
    Field{"sets", &TlbParams::sets, Unit::Count, "Number of sets.", pow2},
    Field{"ways", &TlbParams::ways, Unit::Count, "Associativity; 0 removes the structure (not for an L1).",
          within<0, 4096>("0 to 4096")},
    Field{"latency", &TlbParams::latency, Unit::Cycles,
          "Latency: of a hit (level 2, nested), or paid by a miss (level 1, whose hits the pipeline hides).",
          within<0, 1000>("0 to 1000")},
    Field{"replacement", &TlbParams::replacement, Unit::None, "Replacement policy."},
    Field{"superpages", &TlbParams::superpages, Unit::Bool,
          "Entries may span more than 4 KiB; otherwise superpages are held as 4 KiB fragments."},
};

/// The fast mode's TLB: always FIFO, because nothing records the hits that its accelerators serve.
struct FastTlbParams {
    uint32_t sets = 256;
    uint32_t ways = 4;
    bool superpages = true;
    TlbParams tlb() const { return {sets, ways, 0, Replacement::Fifo, superpages}; }
};
template <>
inline constexpr auto schema<FastTlbParams> = std::tuple{
    Field{"sets", &FastTlbParams::sets, Unit::Count, "Number of sets.", pow2},
    Field{"ways", &FastTlbParams::ways, Unit::Count, "Associativity.", within<1, 64>("1 to 64")},
    Field{"superpages", &FastTlbParams::superpages, Unit::Bool, "Entries may span more than 4 KiB."},
};

struct MmuParams {
    TlbParams l1i{1, 32, 0, Replacement::TreePlru, true};
    TlbParams l1d{1, 32, 0, Replacement::TreePlru, true};
    TlbParams l2{128, 8, 6, Replacement::Lru, true};
    TlbParams nested{1, 16, 1, Replacement::Lru, true};
    FastTlbParams fast;
    uint32_t pwc_entries = 8;
    uint32_t g_pwc_entries = 8;
    uint32_t pwc_latency = 1;
    uint32_t step_latency = 1;
    MptParams mpt;
};
template <>
inline constexpr auto schema<MmuParams> = std::tuple{
    Field{"l1i", &MmuParams::l1i, Unit::None, "Level-1 instruction TLB."},
    Field{"l1d", &MmuParams::l1d, Unit::None, "Level-1 data TLB."},
    Field{"l2", &MmuParams::l2, Unit::None, "Level-2 TLB, unified."},
    Field{"nested", &MmuParams::nested, Unit::None, "Nested TLB: guest physical to supervisor physical."},
    Field{"fast_tlb", &MmuParams::fast, Unit::None, "The only TLB of the fast mode (instruction and data)."},
    Field{"pwc_entries", &MmuParams::pwc_entries, Unit::Count,
          "Page-walk cache of the S/VS stage: entries per level, fully associative LRU; 0 removes it.",
          within<0, 256>("0 to 256")},
    Field{"g_pwc_entries", &MmuParams::g_pwc_entries, Unit::Count, "Page-walk cache of the G stage, entries per level.",
          within<0, 256>("0 to 256")},
    Field{"pwc_latency", &MmuParams::pwc_latency, Unit::Cycles, "Latency of a page-walk cache hit.",
          within<0, 1000>("0 to 1000")},
    Field{"step_latency", &MmuParams::step_latency, Unit::Cycles, "Walker overhead per page-table entry.",
          within<0, 1000>("0 to 1000")},
    Field{"mpt", &MmuParams::mpt, Unit::None, "Memory protection table checker."},
};

/// Statistics of one TLB. Hits of an L1 are not counted here: accelerators stand for them (law 2); they are the hart's
/// accesses minus the misses.
struct TlbStats {
    uint64_t misses = 0, hits = 0, fills = 0, evictions = 0, fenced = 0;
};
template <>
inline constexpr auto schema<TlbStats> = std::tuple{
    Field{"misses", &TlbStats::misses, Unit::Count, "Lookups that found no usable entry."},
    Field{"hits", &TlbStats::hits, Unit::Count, "Lookups that found an entry (not counted for level 1)."},
    Field{"fills", &TlbStats::fills, Unit::Count, "Entries inserted."},
    Field{"evictions", &TlbStats::evictions, Unit::Count, "Valid entries displaced by a fill."},
    Field{"fenced", &TlbStats::fenced, Unit::Count, "Entries invalidated by fences."},
};

struct MmuStats {
    TlbStats l1i, l1d, l2, nested, fast;
    uint64_t walks = 0, walks_fetch = 0, walk_faults = 0, dirty_walks = 0;
    uint64_t pte_reads = 0, g_pte_reads = 0, pwc_hits = 0, g_pwc_hits = 0;
    uint64_t ad_updates = 0, g_ad_updates = 0;
    uint64_t walk_time_fs = 0;
    uint64_t fences = 0;
    MptStats mpt;
};
template <>
inline constexpr auto schema<MmuStats> = std::tuple{
    Field{"l1i", &MmuStats::l1i, Unit::None, "Level-1 instruction TLB."},
    Field{"l1d", &MmuStats::l1d, Unit::None, "Level-1 data TLB."},
    Field{"l2", &MmuStats::l2, Unit::None, "Level-2 TLB."},
    Field{"nested", &MmuStats::nested, Unit::None, "Nested TLB."},
    Field{"fast_tlb", &MmuStats::fast, Unit::None, "TLB of the fast mode."},
    Field{"walks", &MmuStats::walks, Unit::Count, "Page walks."},
    Field{"walks_fetch", &MmuStats::walks_fetch, Unit::Count, "Page walks for an instruction fetch."},
    Field{"walk_faults", &MmuStats::walk_faults, Unit::Count, "Page walks that ended in a fault."},
    Field{"dirty_walks", &MmuStats::dirty_walks, Unit::Count, "Page walks made only because a cached D bit was 0."},
    Field{"pte_reads", &MmuStats::pte_reads, Unit::Count, "S/VS-stage page-table entries read."},
    Field{"g_pte_reads", &MmuStats::g_pte_reads, Unit::Count, "G-stage page-table entries read."},
    Field{"pwc_hits", &MmuStats::pwc_hits, Unit::Count, "Walks shortened by the S/VS-stage page-walk cache."},
    Field{"g_pwc_hits", &MmuStats::g_pwc_hits, Unit::Count, "Walks shortened by the G-stage page-walk cache."},
    Field{"ad_updates", &MmuStats::ad_updates, Unit::Count, "Accessed/dirty bits set in the S/VS stage."},
    Field{"g_ad_updates", &MmuStats::g_ad_updates, Unit::Count, "Accessed/dirty bits set in the G stage."},
    Field{"walk_time", &MmuStats::walk_time_fs, Unit::Femtoseconds, "Time spent in page walks (timed mode)."},
    Field{"fences", &MmuStats::fences, Unit::Count, "SFENCE/HFENCE and SINVAL/HINVAL executed."},
    Field{"mpt", &MmuStats::mpt, Unit::None, "Memory protection table checker."},
};

}  // namespace covesim
