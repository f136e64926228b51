// SBI PMU over the hart's counters: index 0 cycle, 2 instret, 3.. mhpmcounter3.. (index = CSR − 0xC00, so index 1,
// time, is not a counter). Fixed events cycles and instructions, and raw events (event data = mhpmevent selector). Left
// out: firmware events, snapshots, event_get_info: NOT_SUPPORTED.
#include "firmware/lib/csr.h"
#include "firmware/tsm-driver/rdsm.h"

namespace covesim::fw {
namespace {

using sbi::Ret;

constexpr unsigned kFirstHpm = 3;
constexpr uint64_t kCycles = 1, kInstructions = 2;  // event type 0, hardware
constexpr uint64_t kTypeRaw = 2;

enum Flags : uint64_t {
    kSkipMatch = 1,
    kClearValue = 2,
    kAutoStart = 4,
    kVuinh = 8,
    kVsinh = 16,
    kUinh = 32,
    kSinh = 64,
};

/// Runs f<CSR offset> for one of the 29 programmable counters.
template <unsigned N = 0, class F>
void with_hpm(unsigned n, F f) {
    if constexpr (N < 29) {
        if (n == N) f.template operator()<N>();
        else with_hpm<N + 1>(n, f);
    }
}

bool exists(const Rdsm& rdsm, uint64_t index) {
    return index == 0 || index == 2 || (index >= kFirstHpm && index < 32 && (rdsm.hpm_counters >> index & 1) != 0);
}

void write_counter(uint64_t index, uint64_t value) {
    if (index == 0) return csr_write<csr::mcycle>(value);
    if (index == 2) return csr_write<csr::minstret>(value);
    with_hpm(static_cast<unsigned>(index - kFirstHpm), [&]<unsigned N>() { csr_write<csr::mhpmcounter3 + N>(value); });
}

void write_event(uint64_t index, uint64_t value) {
    with_hpm(static_cast<unsigned>(index - kFirstHpm), [&]<unsigned N>() { csr_write<csr::mhpmevent3 + N>(value); });
}

bool counts(uint64_t index, uint64_t event) {
    const uint64_t type = event >> 16, code = event & 0xffff;
    if (index == 0) return type == 0 && code == kCycles;
    if (index == 2) return type == 0 && code == kInstructions;
    return type == kTypeRaw;
}

bool running(uint64_t index) { return (csr_read<csr::mcountinhibit>() >> index & 1) == 0; }

uint64_t event_bits(uint64_t data, uint64_t flags) {
    // Selector in the low bits; M-mode is never counted, and the overflow interrupt starts armed.
    uint64_t v = (data & (bit(56) - 1)) | bit(62);
    if ((flags & kSinh) != 0) v |= bit(61);
    if ((flags & kUinh) != 0) v |= bit(60);
    if ((flags & kVsinh) != 0) v |= bit(59);
    if ((flags & kVuinh) != 0) v |= bit(58);
    return v;
}

/// The counter of set {base + bit} that `ok` takes first, or −1 if none; −2 if the set names one that does not exist.
template <class F>
int first_of(const Rdsm& rdsm, uint64_t base, uint64_t mask, F ok) {
    int found = -1;
    for (unsigned i = 0; i < 64; ++i) {
        if ((mask >> i & 1) == 0) continue;
        const uint64_t index = base + i;
        if (index < base || index >= 32) return -2;
        if (exists(rdsm, index) && found == -1 && ok(index)) found = static_cast<int>(index);
    }
    return found;
}

Ret configure(Hart& hart, const Call& c) {
    const uint64_t flags = c.a[2], event = c.a[3], data = c.a[4];
    if (flags >> 8 != 0 || c.a[1] == 0 || event == 0) return {sbi::kInvalidParam};
    const auto ok = [&](uint64_t i) {
        if ((flags & kSkipMatch) != 0) return true;
        // The fixed counters always run and may be shared.
        return counts(i, event) && (i < kFirstHpm || (hart.counters_used >> i & 1) == 0);
    };
    const int index = first_of(*hart.rdsm, c.a[0], c.a[1], ok);
    if (index == -2) return {sbi::kInvalidParam};
    if (index == -1) return {sbi::kNotSupported};
    const auto i = static_cast<uint64_t>(index);
    if ((flags & kSkipMatch) != 0 && (hart.counters_used >> i & 1) == 0) return {sbi::kInvalidParam};
    if (i >= kFirstHpm) {
        csr_set<csr::mcountinhibit>(bit(static_cast<unsigned>(i)));
        if ((flags & kSkipMatch) == 0) write_event(i, event_bits(data, flags));
        csr_set<csr::mcounteren>(bit(static_cast<unsigned>(i)));  // the host reads it directly
    }
    hart.counters_used |= bit(static_cast<unsigned>(i));
    if ((flags & kClearValue) != 0) write_counter(i, 0);
    if ((flags & kAutoStart) != 0) csr_clear<csr::mcountinhibit>(bit(static_cast<unsigned>(i)));
    return {sbi::kSuccess, i};
}

Ret start(Hart& hart, const Call& c) {
    constexpr uint64_t kSetInit = 1;
    if ((c.a[2] & ~kSetInit) != 0) return {(c.a[2] & 2) != 0 ? sbi::kNoShmem : sbi::kInvalidParam};
    Ret r{};
    bool any = false;
    for (unsigned i = 0; i < 64; ++i) {
        if ((c.a[1] >> i & 1) == 0) continue;
        const uint64_t index = c.a[0] + i;
        if (index >= 32 || !exists(*hart.rdsm, index) || (hart.counters_used >> index & 1) == 0)
            return {sbi::kInvalidParam};
        any = true;
        if (index >= kFirstHpm && running(index)) {
            r.error = sbi::kAlreadyStarted;
            continue;
        }
        if ((c.a[2] & kSetInit) != 0) write_counter(index, c.a[3]);
        csr_clear<csr::mcountinhibit>(bit(static_cast<unsigned>(index)));
    }
    return any ? r : Ret{sbi::kInvalidParam};
}

Ret stop(Hart& hart, const Call& c) {
    constexpr uint64_t kReset = 1;
    if ((c.a[2] & ~kReset) != 0) return {(c.a[2] & 2) != 0 ? sbi::kNoShmem : sbi::kInvalidParam};
    Ret r{};
    bool any = false;
    for (unsigned i = 0; i < 64; ++i) {
        if ((c.a[1] >> i & 1) == 0) continue;
        const uint64_t index = c.a[0] + i;
        if (index >= 32 || !exists(*hart.rdsm, index)) return {sbi::kInvalidParam};
        any = true;
        // cycle and instret also serve the host's own rdcycle and rdinstret: they keep running.
        if (index >= kFirstHpm) {
            if (!running(index)) r.error = sbi::kAlreadyStopped;
            csr_set<csr::mcountinhibit>(bit(static_cast<unsigned>(index)));
        }
        if ((c.a[2] & kReset) != 0) {
            hart.counters_used &= ~bit(static_cast<unsigned>(index));
            if (index >= kFirstHpm) write_event(index, 0);
        }
    }
    return any ? r : Ret{sbi::kInvalidParam};
}

}  // namespace

Ret sbi_pmu(Hart& hart, const Call& c) {
    const Rdsm& rdsm = *hart.rdsm;
    switch (c.fid) {
        case sbi::pmu::kNumCounters: {
            uint64_t n = kFirstHpm;
            while (n < 32 && (rdsm.hpm_counters >> n & 1) != 0) ++n;
            return {sbi::kSuccess, n};
        }
        case sbi::pmu::kGetInfo:
            if (!exists(rdsm, c.a[0])) return {sbi::kInvalidParam};
            // CSR number in 11:0, width − 1 in 17:12, type 0 (hardware) in bit 63.
            return {sbi::kSuccess, (0xc00 + c.a[0]) | 63 << 12};
        case sbi::pmu::kConfigMatching: return configure(hart, c);
        case sbi::pmu::kStart: return start(hart, c);
        case sbi::pmu::kStop: return stop(hart, c);
        default: return {sbi::kNotSupported};
    }
}

}  // namespace covesim::fw
