// VS CSRs except interrupts: what the supervisor numbers reach when V=1. Privileged specification 1.13, H extension.
#include "cpu/priv/csr_row.h"
#include "cpu/priv/csr_shared.h"
#include "cpu/priv/fields.h"
#include "cpu/priv/gates.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

using namespace status;

uint64_t get_vsstatus(const Privileged& p, unsigned) { return with_sd(p.state().vsstatus); }

void set_vsstatus(Privileged& p, unsigned, uint64_t v) {
    HartState& s = p.state();
    const uint64_t mask = kSie | kSpie | kSpp | context_status(p.features()) | kSum | kMxr |
                          (p.features().zicfilp ? kSpelp : 0) | (s.menvcfg & s.henvcfg & envcfg::kDte ? kSdt : 0);
    s.vsstatus = traps_disabled((s.vsstatus & ~mask) | (v & mask));
}

void set_vstvec(Privileged& p, unsigned, uint64_t v) { p.state().vstvec = legal_tvec(v); }
void set_vsepc(Privileged& p, unsigned, uint64_t v) { p.state().vsepc = legal_epc(v, p.features()); }
void set_vscause(Privileged& p, unsigned, uint64_t v) { p.state().vscause = legal_cause(v); }

/// An unsupported MODE cancels the write, with V=1 (required) and with V=0 (allowed).
void set_vsatp(Privileged& p, unsigned, uint64_t v) {
    p.state().vsatp = legal_satp(p.state().vsatp, v, p.features(), p.asid_mask());
}

constexpr uint64_t kAll = ~uint64_t{0};

constexpr CsrRow kRows[] = {
    {.number = 0x200,
     .name = "vsstatus",
     .effects = Effect::Regime | Effect::Interrupts | Effect::Fp,
     .get = get_vsstatus,
     .set = set_vsstatus,
     .needs = &HartFeatures::h,
     .regime_bits = kSum | kMxr},
    {.number = 0x205, .name = "vstvec", .field = &HartState::vstvec, .set = set_vstvec, .needs = &HartFeatures::h},
    {.number = 0x240, .name = "vsscratch", .field = &HartState::vsscratch, .writable = kAll, .needs = &HartFeatures::h},
    {.number = 0x241, .name = "vsepc", .field = &HartState::vsepc, .set = set_vsepc, .needs = &HartFeatures::h},
    {.number = 0x242, .name = "vscause", .field = &HartState::vscause, .set = set_vscause, .needs = &HartFeatures::h},
    {.number = 0x243, .name = "vstval", .field = &HartState::vstval, .writable = kAll, .needs = &HartFeatures::h},
    {.number = 0x24d,
     .name = "vstimecmp",
     .field = &HartState::vstimecmp,
     .writable = kAll,
     .effects = Effect::Timer | Effect::Interrupts,
     .gate = gate_vstimecmp,
     .needs = &HartFeatures::h,
     .also = &HartFeatures::sstc},
    {.number = 0x280,
     .name = "vsatp",
     .field = &HartState::vsatp,
     .effects = Effect::Regime,
     .set = set_vsatp,
     .needs = &HartFeatures::h},
};

}  // namespace

std::span<const CsrRow> virtual_supervisor_csrs() { return kRows; }

}  // namespace covesim
