// Hypervisor CSRs except interrupts, counter-enable and state-enable. Privileged specification 1.13, H extension,
// "Hypervisor and Virtual Supervisor CSRs".
#include "cpu/priv/csr_row.h"
#include "cpu/priv/csr_shared.h"
#include "cpu/priv/fields.h"
#include "cpu/priv/gates.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

void set_hstatus(Privileged& p, unsigned, uint64_t v) {
    using namespace hstatus;
    HartState& s = p.state();
    uint64_t mask = kGva | kSpv | kSpvp | kHu | kVgein | kVtvm | kVtw | kVtsr;
    if (p.features().ssnpm) mask |= pmm::kHupmm;
    v = legal_pmm(s.hstatus, v, pmm::kHupmmShift);
    if ((v & kVgein) >> kVgeinShift > p.params().geilen) mask &= ~kVgein;  // WLRL: an illegal number changes nothing
    s.hstatus = (s.hstatus & ~mask) | (v & mask);
}

void set_hedeleg(Privileged& p, unsigned, uint64_t v) {
    // H extension, "Bits of hedeleg that must be writable or must be read-only zero"; bit 0 must be writable if
    // IALIGN=32 and may be otherwise.
    p.state().hedeleg = v & 0xcb1ff;
}

uint64_t henvcfg_mask(const Privileged& p) {
    const HartState& s = p.state();
    // These are read-only zero while the same bit of menvcfg is zero.
    constexpr uint64_t kFollow = envcfg::kAdue | envcfg::kPbmte | envcfg::kStce | envcfg::kSse | envcfg::kDte;
    return (user_envcfg_mask(p.features()) & ~kFollow) | (s.menvcfg & kFollow) | (p.features().ssnpm ? pmm::kField : 0);
}
uint64_t get_henvcfg(const Privileged& p, unsigned) { return p.state().henvcfg & henvcfg_mask(p); }
void set_henvcfg(Privileged& p, unsigned, uint64_t v) {
    p.state().henvcfg = legal_envcfg(p.state().henvcfg, v, henvcfg_mask(p));
    clear_sdt_without_dte(p.state());
}

void set_hgatp(Privileged& p, unsigned, uint64_t v) {
    HartState& s = p.state();
    // Unlike satp an unsupported MODE does not cancel the write: MODE keeps its value, the other fields take theirs.
    const uint64_t mode = legal_atp_mode(v >> atp::kModeShift, p.features()) ? v & atp::kMode : s.hgatp & atp::kMode;
    s.hgatp = mode | (v & (p.vmid_mask() << atp::kIdShift | (atp::kPpn & ~uint64_t{3})));
}

constexpr uint64_t kAll = ~uint64_t{0};

constexpr CsrRow kRows[] = {
    {.number = 0x600,
     .name = "hstatus",
     .field = &HartState::hstatus,
     .effects = Effect::Regime | Effect::Interrupts,
     .set = set_hstatus,
     .needs = &HartFeatures::h,
     .regime_bits = hstatus::kSpvp},
    {.number = 0x602, .name = "hedeleg", .field = &HartState::hedeleg, .set = set_hedeleg, .needs = &HartFeatures::h},
    {.number = 0x605,
     .name = "htimedelta",
     .field = &HartState::htimedelta,
     .writable = kAll,
     .effects = Effect::Timer | Effect::Interrupts,
     .needs = &HartFeatures::h},
    {.number = 0x60a,
     .name = "henvcfg",
     .effects = Effect::Regime | Effect::Interrupts | Effect::Timer,
     .get = get_henvcfg,
     .set = set_henvcfg,
     .gate = gate_henvcfg,
     .needs = &HartFeatures::h,
     .regime_bits = envcfg::kAdue | envcfg::kPbmte | envcfg::kSse | envcfg::kLpe | pmm::kField},
    {.number = 0x643, .name = "htval", .field = &HartState::htval, .writable = kAll, .needs = &HartFeatures::h},
    {.number = 0x64a, .name = "htinst", .field = &HartState::htinst, .writable = kAll, .needs = &HartFeatures::h},
    {.number = 0x680,
     .name = "hgatp",
     .field = &HartState::hgatp,
     .effects = Effect::Regime,
     .set = set_hgatp,
     .tvm = true,
     .needs = &HartFeatures::h},
};

}  // namespace

std::span<const CsrRow> hypervisor_csrs() { return kRows; }

}  // namespace covesim
