// CSRs of resumable non-maskable interrupts. Privileged specification, "Smrnmi".
#include "cpu/priv/csr_row.h"
#include "cpu/priv/csr_shared.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

void set_mnepc(Privileged& p, unsigned, uint64_t v) { p.state().mnepc = legal_epc(v, p.features()); }
void set_mncause(Privileged& p, unsigned, uint64_t v) { p.state().mncause = legal_cause(v); }

/// NMIE can be set and not cleared; the reserved privilege leaves MNPP as it was.
void set_mnstatus(Privileged& p, unsigned, uint64_t v) {
    using namespace mnstatus;
    HartState& s = p.state();
    uint64_t mask = kMnpp | (p.features().h ? kMnpv : 0) | (p.features().zicfilp ? kMnpelp : 0);
    if ((v & kMnpp) >> kMnppShift == 2) mask &= ~kMnpp;
    s.mnstatus = (s.mnstatus & ~mask) | (v & (mask | kNmie));
}

constexpr bool HartFeatures::*kSmrnmi = &HartFeatures::smrnmi;

constexpr CsrRow kRows[] = {
    {.number = 0x740, .name = "mnscratch", .field = &HartState::mnscratch, .writable = ~uint64_t{0}, .needs = kSmrnmi},
    {.number = 0x741, .name = "mnepc", .field = &HartState::mnepc, .set = set_mnepc, .needs = kSmrnmi},
    {.number = 0x742, .name = "mncause", .field = &HartState::mncause, .set = set_mncause, .needs = kSmrnmi},
    {.number = 0x744,
     .name = "mnstatus",
     .field = &HartState::mnstatus,
     .effects = Effect::Regime | Effect::Interrupts,
     .set = set_mnstatus,
     .needs = kSmrnmi,
     .regime_bits = mnstatus::kNmie},
};

}  // namespace

std::span<const CsrRow> rnmi_csrs() { return kRows; }

}  // namespace covesim
