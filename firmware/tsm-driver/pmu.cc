// SBI PMU over the hart's counters: index 0 cycle, 2 instret, 3.. mhpmcounter3.. (index = CSR − 0xC00, so index 1,
// time, is not a counter). What counts what: pmu_events.h. With Sscofpmf cycles and instructions prefer programmable
// counters, which can be filtered and sampled. Left out: firmware events, snapshots: NOT_SUPPORTED.
#include "firmware/lib/csr.h"
#include "firmware/lib/memory.h"
#include "firmware/tsm-driver/rdsm.h"

namespace covesim::fw {
namespace {

using sbi::Ret;

constexpr unsigned kFirstHpm = 3;
constexpr uint32_t kFixedCounters = 0b101;

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

/// OF = 0: the counter may interrupt again.
void arm_overflow(uint64_t index) {
    with_hpm(static_cast<unsigned>(index - kFirstHpm), []<unsigned N>() { csr_clear<csr::mhpmevent3 + N>(bit(63)); });
}

bool running(uint64_t index) { return (csr_read<csr::mcountinhibit>() >> index & 1) == 0; }

uint64_t event_bits(uint64_t selector, uint64_t flags) {
    // Selector in the low bits; M-mode is never counted, and the overflow interrupt starts armed.
    uint64_t v = (selector & (bit(56) - 1)) | bit(62);
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
    const uint64_t flags = c.a[2], event = c.a[3];
    if (flags >> 8 != 0 || c.a[1] == 0 || event == 0) return {sbi::kInvalidParam};
    const EventChoice choice = hart.rdsm->platform.pmu.find(event, c.a[4]);
    const auto free = [&](uint64_t i) {
        return i >= kFirstHpm && (choice.counters >> i & 1) != 0 && (hart.counters_used >> i & 1) == 0;
    };
    // The fixed counters always run and may be shared.
    const auto any = [&](uint64_t i) {
        if ((flags & kSkipMatch) != 0) return true;
        return free(i) || (i < kFirstHpm && (choice.counters >> i & 1) != 0);
    };
    int index = -1;
    if (hart.rdsm->has_overflow && (flags & kSkipMatch) == 0) index = first_of(*hart.rdsm, c.a[0], c.a[1], free);
    if (index == -1) index = first_of(*hart.rdsm, c.a[0], c.a[1], any);
    if (index == -2) return {sbi::kInvalidParam};
    if (index == -1) return {sbi::kNotSupported};
    const auto i = static_cast<uint64_t>(index);
    if ((flags & kSkipMatch) != 0 && (hart.counters_used >> i & 1) == 0) return {sbi::kInvalidParam};
    if (i >= kFirstHpm) {
        csr_set<csr::mcountinhibit>(bit(static_cast<unsigned>(i)));
        if ((flags & kSkipMatch) == 0) write_event(i, event_bits(choice.selector, flags));
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
        if (index >= kFirstHpm && hart.rdsm->has_overflow) arm_overflow(index);
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

/// Each entry {event_idx, output, event_data} is read and answered under the lock that keeps it the host's memory.
Ret event_info(Rdsm& rdsm, const Call& c) {
    struct Entry {
        uint32_t event, output;
        uint64_t data;
    };
    const uint64_t pa = c.a[0], count = c.a[2];
    if (c.a[3] != 0 || !aligned(pa, sizeof(Entry))) return {sbi::kInvalidParam};
    constexpr uint8_t kReadWrite = mpt::kRead | mpt::kWrite;
    if (c.a[1] != 0 || count > ~uint64_t{0} / sizeof(Entry) ||
        !rdsm.domains.allows(rdsm::kHostDomain, pa, count * sizeof(Entry), kReadWrite))
        return {sbi::kInvalidAddress};
    for (uint64_t i = 0; i < count; ++i) {
        auto* entry = reinterpret_cast<Entry*>(pa + i * sizeof(Entry));
        bool reserved = false;
        const auto answer = [&] {
            Entry asked;
            copy_bytes(&asked, entry, sizeof asked);  // once: other harts may write it meanwhile
            reserved = asked.event >> 20 != 0;
            const uint32_t counters = rdsm.platform.pmu.find(asked.event, asked.data).counters;
            if (!reserved) entry->output = (counters & (rdsm.hpm_counters | kFixedCounters)) != 0 ? 1 : 0;
        };
        if (!rdsm.domains.with_access(rdsm::kHostDomain, pa + i * sizeof(Entry), sizeof(Entry), kReadWrite, answer))
            return {sbi::kInvalidAddress};
        if (reserved) return {sbi::kInvalidParam};
    }
    return {};
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
        case sbi::pmu::kEventInfo: return event_info(*hart.rdsm, c);
        default: return {sbi::kNotSupported};
    }
}

}  // namespace covesim::fw
