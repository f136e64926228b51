// Basic vocabulary of every model: address kinds that do not mix, kinds of access, why a request exists, time.
//
// Models: nothing by itself. Address spaces follow the privileged specification (virtual, guest physical, supervisor
// physical). Time is an integer number of femtoseconds (3.2 GHz has no whole number of picoseconds).
#pragma once
#include <compare>
#include <cstdint>
#include <functional>

namespace covesim {

/// An address in one address space. Addresses of different spaces do not convert into each other.
template <class Tag>
struct Addr {
    uint64_t v = 0;
    constexpr Addr() = default;
    constexpr explicit Addr(uint64_t value) : v(value) {}
    constexpr auto operator<=>(const Addr&) const = default;
    constexpr Addr operator+(uint64_t d) const { return Addr{v + d}; }
    constexpr Addr operator-(uint64_t d) const { return Addr{v - d}; }
    constexpr uint64_t operator-(Addr o) const { return v - o.v; }
    constexpr uint64_t page() const { return v >> 12; }
    constexpr uint64_t offset() const { return v & 0xfff; }
    constexpr Addr align(uint64_t size) const { return Addr{v & ~(size - 1)}; }
};
using Va = Addr<struct VaTag>;    ///< virtual address (of whatever regime is in force)
using Gpa = Addr<struct GpaTag>;  ///< guest physical address: input of the G-stage
using Spa = Addr<struct SpaTag>;  ///< supervisor physical address: what PMP, PMA, MPT and the bus see

/// What the instruction does to memory. Amo needs read and write.
enum class Acc : uint8_t { Load, Store, Amo, Fetch };

/// Why a memory request exists. Statistics and the CPI stack are indexed by it.
enum class Why : uint8_t {
    Explicit,   ///< the program's own load, store, AMO or fetch
    StagePte,   ///< page-table entry of the S or VS stage
    GStagePte,  ///< page-table entry of the G stage
    MptEntry,   ///< memory-protection-table entry
    Prefetch,
    Writeback,
    CryptoMeta,  ///< counters, MACs, tree nodes of the encryption engine
    IoTable,     ///< IOMMU tables
    Dma,
};
inline constexpr int kWhyCount = 9;

/// Nominal privilege levels, numbered as in mstatus.MPP.
enum class Priv : uint8_t { U = 0, S = 1, M = 3 };

/// Simulated time or a duration, in femtoseconds.
struct Tick {
    uint64_t fs = 0;
    constexpr auto operator<=>(const Tick&) const = default;
    constexpr Tick operator+(Tick o) const { return {fs + o.fs}; }
    constexpr Tick operator-(Tick o) const { return {fs - o.fs}; }
    constexpr Tick& operator+=(Tick o) {
        fs += o.fs;
        return *this;
    }
};
inline constexpr Tick kNever{UINT64_MAX};
/// A run's simulated time ends here, after 5 hours. What is under way then needs less than the 446 s up to 2^64 fs.
inline constexpr Tick kTimeEnd{18'000'000'000'000'000'000U};

/// A clock turns cycles into ticks. Cycles exist only together with a clock.
struct Clock {
    uint64_t period_fs = 500'000;  ///< 2 GHz
    constexpr Tick cycles(uint64_t n) const { return {n * period_fs}; }
    /// Whole cycles that cover duration t (rounded up).
    constexpr uint64_t count(Tick t) const { return (t.fs + period_fs - 1) / period_fs; }
};

/// Operating modes of the simulator (docs/architecture.md): function only; with cache state; with time.
enum class Mode : uint8_t { Fast, Warm, Timed };

}  // namespace covesim

template <class Tag>
struct std::hash<covesim::Addr<Tag>> {
    size_t operator()(covesim::Addr<Tag> a) const noexcept { return std::hash<uint64_t>{}(a.v); }
};
