// Counter CSRs: machine counters and events, their shadows, enables and inhibits, scountovf. Privileged specification
// 1.13, "Hardware Performance Monitor", mcounteren, mcountinhibit; Sscofpmf; Smcntrpmf; H extension, hcounteren and
// htimedelta.
#include "cpu/priv/csr_row.h"
#include "cpu/priv/gates.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

int index(unsigned number) { return int(number & 31); }

uint64_t get_counter(const Privileged& p, unsigned number) { return p.counters().read(index(number)); }
void set_counter(Privileged& p, unsigned number, uint64_t v) { p.counters().write(index(number), v); }

uint64_t get_time(const Privileged& p, unsigned) { return p.env().time() + (p.state().v ? p.state().htimedelta : 0); }

uint64_t get_event(const Privileged& p, unsigned number) { return p.counters().read_event(index(number)); }
void set_event(Privileged& p, unsigned number, uint64_t v) { p.counters().write_event(index(number), v); }

void set_inhibit(Privileged& p, unsigned, uint64_t v) { p.counters().write_inhibit(v); }

void set_mcounteren(Privileged& p, unsigned, uint64_t v) { p.state().mcounteren = v & p.counters().implemented(); }
void set_scounteren(Privileged& p, unsigned, uint64_t v) { p.state().scounteren = v & p.counters().implemented(); }
void set_hcounteren(Privileged& p, unsigned, uint64_t v) { p.state().hcounteren = v & p.counters().implemented(); }

uint64_t get_cyclecfg(const Privileged& p, unsigned number) {
    return number == 0x321 ? p.state().mcyclecfg : p.state().minstretcfg;
}
void set_cyclecfg(Privileged& p, unsigned number, uint64_t v) {
    p.counters().write_config(number == 0x321 ? Counters::kCycle : Counters::kInstret, v);
}

uint64_t get_scountovf(const Privileged& p, unsigned) {
    const HartState& s = p.state();
    uint64_t visible = ~uint64_t{0};
    if (s.priv != Priv::M) visible &= s.mcounteren;
    if (s.v) visible &= s.hcounteren;
    return p.counters().overflow_bits() & visible;
}

constexpr CsrRow kRows[] = {
    {.number = 0xb00, .name = "mcycle", .effects = Effect::Counters, .get = get_counter, .set = set_counter},
    {.number = 0xb02, .name = "minstret", .effects = Effect::Counters, .get = get_counter, .set = set_counter},
    {.number = 0xb03,
     .name = "mhpmcounter",
     .effects = Effect::Counters,
     .get = get_counter,
     .set = set_counter,
     .count = 29,
     .first_index = 3},
    {.number = 0x306, .name = "mcounteren", .field = &HartState::mcounteren, .set = set_mcounteren},
    {.number = 0x320,
     .name = "mcountinhibit",
     .field = &HartState::mcountinhibit,
     .effects = Effect::Counters,
     .set = set_inhibit},
    {.number = 0x321,
     .name = "mcyclecfg",
     .effects = Effect::Counters,
     .get = get_cyclecfg,
     .set = set_cyclecfg,
     .needs = &HartFeatures::smcntrpmf},
    {.number = 0x322,
     .name = "minstretcfg",
     .effects = Effect::Counters,
     .get = get_cyclecfg,
     .set = set_cyclecfg,
     .needs = &HartFeatures::smcntrpmf},
    {.number = 0x323,
     .name = "mhpmevent",
     .effects = Effect::Counters,
     .get = get_event,
     .set = set_event,
     .count = 29,
     .first_index = 3},
    {.number = 0x106, .name = "scounteren", .field = &HartState::scounteren, .set = set_scounteren},
    {.number = 0x606,
     .name = "hcounteren",
     .field = &HartState::hcounteren,
     .set = set_hcounteren,
     .needs = &HartFeatures::h},
    {.number = 0xc00, .name = "cycle", .get = get_counter, .gate = gate_counter, .needs = &HartFeatures::zicntr},
    {.number = 0xc01,
     .name = "time",
     .get = get_time,
     .gate = gate_counter,
     .shows_time = true,
     .needs = &HartFeatures::zicntr},
    {.number = 0xc02, .name = "instret", .get = get_counter, .gate = gate_counter, .needs = &HartFeatures::zicntr},
    {.number = 0xc03,
     .name = "hpmcounter",
     .get = get_counter,
     .gate = gate_counter,
     .count = 29,
     .first_index = 3,
     .needs = &HartFeatures::zihpm},
    {.number = 0xda0,
     .name = "scountovf",
     .get = get_scountovf,
     .gate = gate_scountovf,
     .needs = &HartFeatures::sscofpmf},
};

}  // namespace

std::span<const CsrRow> counter_csrs() { return kRows; }

}  // namespace covesim
