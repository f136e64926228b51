// Counters that M-mode delegates to S-mode: select values 0x40 to 0x5f of siselect and vsiselect, and scountinhibit.
// Privileged specification, "Smcdeleg and Ssccfg".
//
// Leaves out: the LCOFI bits of mvip, mvien, hvip and hvien, which are the interrupt architecture's (AIA).
#include "cpu/priv/csr_row.h"
#include "cpu/priv/fields.h"
#include "cpu/priv/indirect.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

constexpr uint64_t kFirst = 0x40, kLast = 0x5f, kMinh = bit(62);

bool enabled(const Privileged& p) { return p.state().menvcfg & envcfg::kCde; }
int counter_of(const IndirectAccess& a) { return int(a.select - kFirst); }
bool fixed(int i) { return i == Counters::kCycle || i == Counters::kInstret; }

/// The alias with a counter (1) or with its event selector or configuration (2), as far as the extension that it
/// depends on is there.
Legal legal(const Privileged& p, const IndirectAccess& a) {
    const int i = counter_of(a);
    const HartFeatures& f = p.features();
    if (!enabled(p) || i == Counters::kTime || !(p.state().mcounteren >> i & 1)) return Legal::Illegal;
    if (a.alias == 1) return (fixed(i) ? f.zicntr : f.zihpm) ? Legal::Ok : Legal::Illegal;
    if (a.alias == 2) return (fixed(i) ? f.smcntrpmf : f.zihpm) ? Legal::Ok : Legal::Illegal;
    return Legal::Illegal;
}
/// A guest has no counters of its own: the hypervisor emulates them.
Legal legal_of_guest(const Privileged& p, const IndirectAccess&) {
    return p.state().v && enabled(p) ? Legal::Virtual : Legal::Illegal;
}

uint64_t setting(const Privileged& p, int i) {
    if (i == Counters::kCycle) return p.state().mcyclecfg;
    return i == Counters::kInstret ? p.state().minstretcfg : p.counters().read_event(i);
}

uint64_t read(const Privileged& p, const IndirectAccess& a) {
    const int i = counter_of(a);
    if (legal(p, a) != Legal::Ok) return 0;  // a debugger's look
    return a.alias == 1 ? p.counters().read(i) : setting(p, i) & ~kMinh;
}

/// MINH is M-mode's own.
void write(Privileged& p, const IndirectAccess& a, uint64_t v) {
    const int i = counter_of(a);
    if (legal(p, a) != Legal::Ok) return;
    if (a.alias == 1) return p.counters().write(i, v);
    v = (v & ~kMinh) | (setting(p, i) & kMinh);
    if (fixed(i)) p.counters().write_config(i, v);
    else p.counters().write_event(i, v);
}

uint64_t nothing(const Privileged&, const IndirectAccess&) { return 0; }
void ignore(Privileged&, const IndirectAccess&, uint64_t) {}

constexpr SelectRange kRanges[] = {
    {Window::S, kFirst, kLast, legal, read, write, &HartFeatures::smcdeleg},
    {Window::Vs, kFirst, kLast, legal_of_guest, nothing, ignore, &HartFeatures::smcdeleg},
};

/// Without CDE illegal for everybody, M-mode too.
Legal scountinhibit_rule(const Privileged& p, unsigned) {
    const HartState& s = p.state();
    if (!enabled(p)) return Legal::Illegal;
    if (s.v) return Legal::Virtual;
    return s.priv == Priv::U ? Legal::Illegal : Legal::Ok;
}

uint64_t get_scountinhibit(const Privileged& p, unsigned) { return p.state().mcountinhibit & p.state().mcounteren; }
void set_scountinhibit(Privileged& p, unsigned, uint64_t v) {
    const uint64_t mine = p.state().mcounteren;
    p.counters().write_inhibit((p.state().mcountinhibit & ~mine) | (v & mine));
}

constexpr CsrRow kRows[] = {
    {.number = 0x120,
     .name = "scountinhibit",
     .effects = Effect::Counters,
     .get = get_scountinhibit,
     .set = set_scountinhibit,
     .rule = scountinhibit_rule,
     .needs = &HartFeatures::smcdeleg},
};

}  // namespace

std::span<const CsrRow> delegated_counter_csrs() { return kRows; }
std::span<const SelectRange> delegated_counter_ranges() { return kRanges; }

}  // namespace covesim
