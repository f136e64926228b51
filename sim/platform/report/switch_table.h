// World switches by kind: exact samples of their cycles, whole and by phase, and the refill misses that followed.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "sim/platform/report/samples.h"
#include "sim/platform/report/world.h"
#include "smmtt/loss_observer.h"

namespace covesim {

/// Where the cycles of a switch went. Bounds are architectural events; the phases of a switch add up to its total.
enum class Phase : uint8_t {
    Trap,     ///< from the source's last instruction to the handler's first: trap latency, fetch of the handler
    Save,     ///< then up to the first write that changes mmpt or hgatp, or the first fence; of a guest: guest_state.h
    Domain,   ///< those writes, and what lies between two of them or between one and a fence that follows
    Fences,   ///< fence instructions, and what lies between two of them or between one and a write that follows
    Restore,  ///< then up to the xRET
    Return,   ///< from the xRET to the destination's first instruction
    Inside,   ///< spans across the TSM only: its work between the switch into it and the switch out of it
};
inline constexpr int kPhases = 7;
inline constexpr std::array<std::string_view, kPhases> kPhaseNames{"trap",    "save",   "domain", "fences",
                                                                   "restore", "return", "inside"};
using Phases = std::array<uint64_t, kPhases>;

using RefillCounts = std::array<uint64_t, kCachedInCount>;  ///< by CachedIn

/// What the reader distinguishes switches by. Guests of one kind are not told apart.
struct SwitchKind {
    enum class Why : uint8_t {
        Call,    ///< an ECALL left the source: a = EID, b = FID
        Trap,    ///< any other trap: a = cause
        Entry,   ///< an xRET of the source itself
        Return,  ///< the TSM is done with the host's call {a = EID, b = FID}; no TVM ran
        Exit,    ///< the same after a TVM ran: a = scause when the host resumes
        Start,   ///< the TSM has finished its start, before any call of the host
    };
    World::Kind from = World::Kind::None, to = World::Kind::None;
    Why why = Why::Call;
    uint64_t a = 0, b = 0;
    static constexpr uint64_t kNoCall = UINT64_MAX;  ///< Return's a when the host had come to the TSM by another trap
    auto operator<=>(const SwitchKind&) const = default;

    /// "COVH run_tvm_vcpu", "exit: load guest-page fault", "TVM entry", …
    std::string text() const;
};

struct SwitchStats {
    Samples total;
    std::array<Samples, kPhases> phase;
    RefillCounts refill{};  ///< attributed to switches of this kind
    /// TLB: first levels, fast mode's, nested: what a walk step or L2 access had to repair. MPT: all its caches.
    uint64_t refill_tlb() const;
    uint64_t refill_mpt() const;

    void add(uint64_t cycles, const Phases& phases);
    /// The switch added last goes on in this phase.
    void extend_last(Phase p, uint64_t cycles);
    void append(const SwitchStats& o);
};

/// Ordered by kind, so that every listing is the same in every run.
using SwitchTable = std::map<SwitchKind, SwitchStats>;
void append(SwitchTable& into, const SwitchTable& from);

}  // namespace covesim
