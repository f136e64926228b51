// Parameters of everything between a hart and memory: private caches, last-level cache, encryption engine, DRAM.
#pragma once
#include "sim/core/replacement.h"
#include "sim/core/schema.h"

namespace covesim {

enum class Prefetch : uint8_t { None, NextLine };
template <>
struct EnumNames<Prefetch> {
    static constexpr std::array<std::string_view, 2> names{"none", "next-line"};
};

/// One cache; the defaults are a 32 KiB first level.
struct CacheParams {
    uint32_t sets = 64;
    uint32_t ways = 8;
    uint32_t latency = 3;
    uint32_t mshrs = 8;
    Replacement replacement = Replacement::TreePlru;
    Prefetch prefetch = Prefetch::None;
};
template <>
inline constexpr auto schema<CacheParams> = std::tuple{
    Field{"sets", &CacheParams::sets, Unit::Count, "Number of sets of 64-byte lines.",
          Check{[](uint64_t v) { return std::has_single_bit(v) && v <= (1u << 20); }, "a power of two up to 2^20"}},
    Field{"ways", &CacheParams::ways, Unit::Count, "Associativity.", within<1, 64>("1 to 64")},
    Field{"latency", &CacheParams::latency, Unit::Cycles,
          "From request to data of a hit; a miss pays it before it leaves.", within<0, 10'000>("0 to 10000")},
    Field{"mshrs", &CacheParams::mshrs, Unit::Count, "Misses that can be outstanding.", within<1, 256>("1 to 256")},
    Field{"replacement", &CacheParams::replacement, Unit::None, "Which way makes room."},
    Field{"prefetch", &CacheParams::prefetch, Unit::None, "What a demand miss fetches besides its line."},
};

/// Where a walker's memory reads enter the hierarchy.
enum class WalkPath : uint8_t { L1, L2, Llc, Memory };
template <>
struct EnumNames<WalkPath> {
    static constexpr std::array<std::string_view, 4> names{"l1", "l2", "llc", "memory"};
};

/// The private caches of one hart tile.
struct TileParams {
    CacheParams l1i;
    CacheParams l1d;
    bool has_l2 = true;
    CacheParams l2{.sets = 1024, .ways = 8, .latency = 12, .mshrs = 16};
    WalkPath pte_path = WalkPath::L1;
    WalkPath mpt_path = WalkPath::L2;
};
template <>
inline constexpr auto schema<TileParams> = std::tuple{
    Field{"l1i", &TileParams::l1i, Unit::None, "First-level instruction cache."},
    Field{"l1d", &TileParams::l1d, Unit::None, "First-level data cache."},
    Field{"has_l2", &TileParams::has_l2, Unit::Bool, "Whether the tile has a private second level."},
    Field{"l2", &TileParams::l2, Unit::None, "Private second-level cache, inclusive of both first levels."},
    Field{"pte_path", &TileParams::pte_path, Unit::None, "Where page-table reads enter: l1 (data), l2, llc or memory."},
    Field{"mpt_path", &TileParams::mpt_path, Unit::None,
          "Where memory-protection-table reads enter: l1 (data), l2, llc or memory."},
};

/// The last-level cache, shared by all tiles and inclusive of their caches.
struct LlcParams {
    uint32_t sets = 4096;
    uint32_t ways = 16;
    uint32_t latency = 30;
    uint32_t snoop_latency = 20;
    uint32_t mshrs = 32;
    Replacement replacement = Replacement::Lru;
};
template <>
inline constexpr auto schema<LlcParams> = std::tuple{
    Field{"sets", &LlcParams::sets, Unit::Count, "Number of sets of 64-byte lines.",
          Check{[](uint64_t v) { return std::has_single_bit(v) && v <= (1u << 20); }, "a power of two up to 2^20"}},
    Field{"ways", &LlcParams::ways, Unit::Count, "Associativity.", within<1, 64>("1 to 64")},
    Field{"latency", &LlcParams::latency, Unit::Cycles, "From request to data of a hit, interconnect included.",
          within<0, 10'000>("0 to 10000")},
    Field{"snoop_latency", &LlcParams::snoop_latency, Unit::Cycles,
          "Added when another tile's copy must be taken away or made read-only.", within<0, 10'000>("0 to 10000")},
    Field{"mshrs", &LlcParams::mshrs, Unit::Count, "Misses that can be outstanding.", within<1, 1024>("1 to 1024")},
    Field{"replacement", &LlcParams::replacement, Unit::None, "Which way makes room."},
};

enum class Encryption : uint8_t { Off, Xts };
template <>
struct EnumNames<Encryption> {
    static constexpr std::array<std::string_view, 2> names{"off", "xts"};
};

struct EncryptionParams {
    Encryption mode = Encryption::Xts;
    uint32_t contexts = 16;
    uint64_t latency_fs = 10'000'000;
    uint64_t line_interval_fs = 2'000'000;
    uint64_t key_seed = 0xc0ffee;
};
template <>
inline constexpr auto schema<EncryptionParams> = std::tuple{
    Field{"mode", &EncryptionParams::mode, Unit::None,
          "off: contexts are kept but nothing is enciphered; xts: AES-256-XTS."},
    Field{"contexts", &EncryptionParams::contexts, Unit::Count, "Encryption contexts, context 0 (plain) included.",
          within<1, 65'536>("1 to 65536")},
    Field{"latency", &EncryptionParams::latency_fs, Unit::Femtoseconds,
          "Added to a read after its data has come from memory, and to a write before it goes there.",
          within<0, 1'000'000'000'000>("0 to 1e12")},
    Field{"line_interval", &EncryptionParams::line_interval_fs, Unit::Femtoseconds,
          "Time between two lines at full bandwidth (2e6 fs: 32 GB/s).", within<0, 1'000'000'000'000>("0 to 1e12")},
    Field{"key_seed", &EncryptionParams::key_seed, Unit::None, "Seed that all keys derive from."},
};

enum class RowPolicy : uint8_t { Open, Closed };
template <>
struct EnumNames<RowPolicy> {
    static constexpr std::array<std::string_view, 2> names{"open", "closed"};
};

/// Defaults: DDR4-2400, 17-17-17, one channel of 16 banks.
struct DramParams {
    uint32_t channels = 1;
    uint32_t banks = 16;
    uint32_t row_bytes = 8192;
    RowPolicy row_policy = RowPolicy::Open;
    uint64_t controller_fs = 10'000'000;
    uint64_t t_rcd_fs = 14'160'000;
    uint64_t t_cas_fs = 14'160'000;
    uint64_t t_rp_fs = 14'160'000;
    uint64_t t_ras_fs = 32'000'000;
    uint64_t t_burst_fs = 3'332'000;
};
template <>
inline constexpr auto schema<DramParams> = std::tuple{
    Field{"channels", &DramParams::channels, Unit::Count, "Channels, interleaved by line.",
          Check{[](uint64_t v) { return std::has_single_bit(v) && v <= 16; }, "1, 2, 4, 8 or 16"}},
    Field{"banks", &DramParams::banks, Unit::Count, "Banks of a channel.",
          Check{[](uint64_t v) { return std::has_single_bit(v) && v <= 256; }, "a power of two up to 256"}},
    Field{"row_bytes", &DramParams::row_bytes, Unit::Bytes, "Row (page) size of a bank.",
          Check{[](uint64_t v) { return std::has_single_bit(v) && v >= 64 && v <= 65'536; },
                "a power of two from 64 to 65536"}},
    Field{"row_policy", &DramParams::row_policy, Unit::None,
          "open: a row stays open; closed: precharged after each access."},
    Field{"controller", &DramParams::controller_fs, Unit::Femtoseconds, "Controller and wire latency, before the bank.",
          within<0, 1'000'000'000'000>("0 to 1e12")},
    Field{"t_rcd", &DramParams::t_rcd_fs, Unit::Femtoseconds, "Activate to column command.",
          within<0, 1'000'000'000'000>("0 to 1e12")},
    Field{"t_cas", &DramParams::t_cas_fs, Unit::Femtoseconds, "Column command to the first data.",
          within<0, 1'000'000'000'000>("0 to 1e12")},
    Field{"t_rp", &DramParams::t_rp_fs, Unit::Femtoseconds, "Precharge to activate.",
          within<0, 1'000'000'000'000>("0 to 1e12")},
    Field{"t_ras", &DramParams::t_ras_fs, Unit::Femtoseconds, "Activate to precharge, at least.",
          within<0, 1'000'000'000'000>("0 to 1e12")},
    Field{"t_burst", &DramParams::t_burst_fs, Unit::Femtoseconds, "Data-bus time of one line; also column to column.",
          within<0, 1'000'000'000'000>("0 to 1e12")},
};

/// What all harts share.
struct MemoryParams {
    uint64_t clock_period_fs = 500'000;
    LlcParams llc;
    EncryptionParams encryption;
    DramParams dram;
};
template <>
inline constexpr auto schema<MemoryParams> = std::tuple{
    Field{"clock_period", &MemoryParams::clock_period_fs, Unit::Femtoseconds, "Clock of the interconnect and the LLC.",
          within<1'000, 1'000'000'000>("1000 to 1e9")},
    Field{"llc", &MemoryParams::llc, Unit::None, "Last-level cache."},
    Field{"encryption", &MemoryParams::encryption, Unit::None, "Memory encryption engine."},
    Field{"dram", &MemoryParams::dram, Unit::None, "Memory behind it."},
};

}  // namespace covesim
