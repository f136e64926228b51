// Supervisor-level CSRs (HS when V=0) except interrupts, counters and state-enable. Privileged specification 1.13,
// "Supervisor CSRs". With V=1 the numbers reach the VS CSRs (csr_virtual_supervisor.cc) where a row names one.
#include "cpu/priv/csr_row.h"
#include "cpu/priv/csr_shared.h"
#include "cpu/priv/fields.h"
#include "cpu/priv/gates.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

using namespace status;

constexpr uint64_t kSstatus = kSie | kSpie | kSpp | kVs | kFs | kSum | kMxr | kSpelp | kSdt;

uint64_t get_sstatus(const Privileged& p, unsigned) { return with_sd(p.state().mstatus & (kSstatus | kUxl)); }

void set_sstatus(Privileged& p, unsigned, uint64_t v) {
    const HartFeatures& f = p.features();
    HartState& s = p.state();
    const uint64_t mask =
        (kSstatus & ~(kFs | kVs) & ~(f.zicfilp ? 0 : kSpelp) & ~(s.menvcfg & envcfg::kDte ? 0 : kSdt)) |
        context_status(f);
    s.mstatus = traps_disabled((s.mstatus & ~mask) | (v & mask));
}

void set_stvec(Privileged& p, unsigned, uint64_t v) { p.state().stvec = legal_tvec(v); }
void set_sepc(Privileged& p, unsigned, uint64_t v) { p.state().sepc = legal_epc(v, p.features()); }
void set_scause(Privileged& p, unsigned, uint64_t v) { p.state().scause = legal_cause(v); }

/// SSE is read-only zero while it is zero in menvcfg or, for a guest, in henvcfg.
uint64_t senvcfg_mask(const Privileged& p) {
    const HartState& s = p.state();
    const bool sse = s.menvcfg & (s.v ? s.henvcfg : s.menvcfg) & envcfg::kSse;
    return (user_envcfg_mask(p.features()) & ~(sse ? 0 : envcfg::kSse)) | (p.features().ssnpm ? pmm::kField : 0);
}
uint64_t get_senvcfg(const Privileged& p, unsigned) { return p.state().senvcfg & senvcfg_mask(p); }
void set_senvcfg(Privileged& p, unsigned, uint64_t v) {
    p.state().senvcfg = legal_envcfg(p.state().senvcfg, v, senvcfg_mask(p));
}

void set_satp(Privileged& p, unsigned, uint64_t v) {
    p.state().satp = legal_satp(p.state().satp, v, p.features(), p.asid_mask());
}

constexpr uint64_t kAll = ~uint64_t{0};

constexpr CsrRow kRows[] = {
    {.number = 0x100,
     .name = "sstatus",
     .effects = Effect::Regime | Effect::Interrupts | Effect::Fp,
     .get = get_sstatus,
     .set = set_sstatus,
     .vs_alias = 0x200,
     .regime_bits = kSum | kMxr},
    {.number = 0x105, .name = "stvec", .field = &HartState::stvec, .set = set_stvec, .vs_alias = 0x205},
    {.number = 0x10a,
     .name = "senvcfg",
     .effects = Effect::Regime,
     .get = get_senvcfg,
     .set = set_senvcfg,
     .gate = gate_senvcfg,
     .regime_bits = envcfg::kLpe | pmm::kField},
    {.number = 0x140, .name = "sscratch", .field = &HartState::sscratch, .writable = kAll, .vs_alias = 0x240},
    {.number = 0x141, .name = "sepc", .field = &HartState::sepc, .set = set_sepc, .vs_alias = 0x241},
    {.number = 0x142, .name = "scause", .field = &HartState::scause, .set = set_scause, .vs_alias = 0x242},
    {.number = 0x143, .name = "stval", .field = &HartState::stval, .writable = kAll, .vs_alias = 0x243},
    {.number = 0x14d,
     .name = "stimecmp",
     .field = &HartState::stimecmp,
     .writable = kAll,
     .effects = Effect::Timer | Effect::Interrupts,
     .vs_alias = 0x24d,
     .gate = gate_stimecmp,
     .under_vti = UnderVti::WriteTraps,
     .needs = &HartFeatures::sstc},
    {.number = 0x180,
     .name = "satp",
     .field = &HartState::satp,
     .effects = Effect::Regime,
     .set = set_satp,
     .vs_alias = 0x280,
     .tvm = true},
};

}  // namespace

std::span<const CsrRow> supervisor_csrs() { return kRows; }

}  // namespace covesim
