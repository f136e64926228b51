#include "cpu/priv/counters.h"

#include "cpu/priv/fields.h"
#include "cpu/priv/hpm_events.h"
#include "cpu/priv/trap.h"

namespace covesim {
namespace {

constexpr uint64_t kOf = bit(63), kMinh = bit(62), kSinh = bit(61), kUinh = bit(60), kVsinh = bit(59), kVuinh = bit(58);
constexpr uint64_t kFilters = kMinh | kSinh | kUinh | kVsinh | kVuinh;
constexpr uint64_t kEventNumber = bit(56) - 1;

uint64_t filter_of(Priv priv, bool v) {
    if (priv == Priv::M) return kMinh;
    if (priv == Priv::S) return v ? kVsinh : kSinh;
    return v ? kVuinh : kUinh;
}

}  // namespace

uint32_t Counters::implemented() const {
    uint32_t mask = features_.zicntr ? 7 : 5;  // mcycle and minstret exist without Zicntr
    if (features_.zihpm) mask |= ((uint64_t{1} << params_.hpm_counters) - 1) << kFirstHpm;
    return mask;
}

uint64_t Counters::event_mask() const { return kEventNumber | (features_.sscofpmf ? kOf | filters() : 0); }

uint64_t Counters::filters() const { return kMinh | kSinh | kUinh | (features_.h ? kVsinh | kVuinh : 0); }

/// mcycle or minstret counts in the current mode.
bool Counters::fixed_runs(int i) const {
    const uint64_t config = i == kCycle ? s_.mcyclecfg : s_.minstretcfg;
    return !inhibited(i) && !(config & filter_of(s_.priv, s_.v));
}

/// Makes a change after which mcycle or minstret may run that did not, or the other way round. With `retiring`, the
/// instruction being executed counts where minstret ran before.
template <class Change>
void Counters::with_fixed(bool retiring, Change change) {
    const bool cycle = fixed_runs(kCycle), instret = fixed_runs(kInstret);
    change();
    const uint64_t retired = env_.instret() + retiring;
    if (fixed_runs(kCycle) != cycle) s_.mcycle_offset += cycle ? env_.cycle() : -env_.cycle();
    if (fixed_runs(kInstret) != instret) s_.minstret_offset += instret ? retired : -retired;
}

uint64_t Counters::count(uint64_t event) const {
    switch (event & kEventNumber) {
        case hpm_event::kNone: return 0;
        case hpm_event::kCycles: return env_.cycle();
        case hpm_event::kInstructions: return env_.instret();
        default: return env_.event_count(uint16_t(event & kEventNumber));
    }
}

bool Counters::runs(const HpmCounter& c, int i) const {
    return (c.event & kEventNumber) && !inhibited(i) && !(c.event & filter_of(s_.priv, s_.v));
}

uint64_t Counters::read(int i) const {
    if (i == kCycle) return s_.mcycle_offset + (fixed_runs(i) ? env_.cycle() : 0);
    if (i == kInstret) return s_.minstret_offset + (fixed_runs(i) ? env_.instret() : 0);
    const HpmCounter& c = s_.hpm[i];
    return c.running ? c.base + (count(c.event) - c.mark) : c.base;
}

void Counters::write(int i, uint64_t value) {
    if (i == kCycle) {
        s_.mcycle_offset = value - (fixed_runs(i) ? env_.cycle() : 0);
    } else if (i == kInstret) {
        // The write stands in place of this instruction's own increment: the next one reads `value`.
        s_.minstret_offset = value - (fixed_runs(i) ? env_.instret() + 1 : 0);
    } else if (implemented() >> i & 1) {
        HpmCounter& c = s_.hpm[i];
        c.base = value;
        c.mark = count(c.event) + ((c.event & kEventNumber) == hpm_event::kInstructions);
    }
}

uint64_t Counters::read_event(int i) {
    sync();
    return s_.hpm[i].event;
}

void Counters::write_event(int i, uint64_t value) {
    if (!(implemented() >> i & 1)) return;
    sync();
    value &= event_mask();
    HpmCounter& c = s_.hpm[i];
    if (!is_hpm_event(value & kEventNumber)) value = (value & ~kEventNumber) | (c.event & kEventNumber);
    c.event = value;
    c.running = false;
    start(true);
}

void Counters::write_inhibit(uint64_t value) {
    sync();
    value &= implemented() & ~uint32_t{2};
    // The instruction that writes mcountinhibit still counts when it stops the counter, and not when it starts it.
    with_fixed(true, [&] { s_.mcountinhibit = value; });
    start(true);
}

void Counters::write_config(int i, uint64_t value) {
    sync();
    with_fixed(true, [&] { (i == kCycle ? s_.mcyclecfg : s_.minstretcfg) = value & filters(); });
    start(true);
}

uint32_t Counters::overflow_bits() {
    sync();
    uint32_t bits = 0;
    for (int i = kFirstHpm; i < kHpmCounters; ++i) bits |= uint32_t(s_.hpm[i].event >> 63) << i;
    return bits;
}

void Counters::change_mode(Priv priv, bool v, bool retiring) {
    if (filtered_ && (priv != s_.priv || v != s_.v)) {
        sync(retiring);
        with_fixed(retiring, [&] {
            s_.priv = priv;
            s_.v = v;
        });
        start(retiring);
        return;
    }
    s_.priv = priv;
    s_.v = v;
}

bool Counters::poll_overflow() {
    sync();
    const bool raised = raised_;
    raised_ = false;
    return raised;
}

/// With `retiring`, the instruction being executed is counted already.
void Counters::sync(bool retiring) {
    bool wrapped = false;
    for (int i = kFirstHpm; i < kHpmCounters; ++i) {
        HpmCounter& c = s_.hpm[i];
        if (!c.running) continue;
        const bool ahead = retiring && (c.event & kEventNumber) == hpm_event::kInstructions;
        const uint64_t now = count(c.event) + ahead, delta = now - c.mark;
        if (int64_t(delta) <= 0) continue;  // negative right after a write: the writing instruction is not yet retired
        c.mark = now;
        const uint64_t before = c.base;
        c.base += delta;
        if (c.base >= before || !features_.sscofpmf || (c.event & kOf)) continue;
        c.event |= kOf;
        s_.mip_sw |= bit(irq::kLcofi);
        raised_ = wrapped = true;
    }
    if (wrapped) start(false);
}

/// With `retiring`, the instruction being executed is not counted by a counter that starts.
void Counters::start(bool retiring) {
    armed_ = false;
    filtered_ = (s_.mcyclecfg | s_.minstretcfg) != 0;
    for (int i = kFirstHpm; i < kHpmCounters; ++i) {
        HpmCounter& c = s_.hpm[i];
        const bool run = runs(c, i);
        if (run && !c.running)
            c.mark = count(c.event) + (retiring && (c.event & kEventNumber) == hpm_event::kInstructions);
        c.running = run;
        if (!(c.event & kEventNumber) || inhibited(i)) continue;
        armed_ |= features_.sscofpmf && !(c.event & kOf);
        filtered_ |= (c.event & kFilters) != 0;
    }
}

void Counters::refresh() { start(false); }

}  // namespace covesim
