// Interrupt pending, enable and delegation CSRs of all levels: views of mip and mie. Privileged specification 1.13,
// mip/mie/mideleg, sip/sie; H extension, hvip/hip/hie/hideleg/hgeip/hgeie, vsip/vsie; Sscofpmf (bit 13).
//
// There is one enable per interrupt (state.mie). sie shows it where mideleg is 1; hie shows the VS-level and guest
// external bits; vsie shows the VS-level bits one position lower where hideleg is 1. Virtual interrupts of AIA (mvien
// and mvip, hvien and hvip) have enables of their own. Reading sip, sie, vsip, vsie: cpu/priv/interrupts.cc.
#include "cpu/priv/csr_row.h"
#include "cpu/priv/gates.h"
#include "cpu/priv/interrupt_bits.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

/// What supervisor software may write in sip: SSIP and the sticky bits of local interrupts.
constexpr uint64_t kSoftwarePending = bit(irq::kSsi) | kLocal;

uint64_t merge(uint64_t old, uint64_t v, uint64_t mask) { return (old & ~mask) | (v & mask); }

uint64_t hypervisor_level(const Privileged& p) { return hypervisor_level(p.features(), p.params()); }

/// Bits of mip that are software's own storage.
uint64_t mip_writable(const Privileged& p) {
    const bool stce = p.features().sstc && (p.state().menvcfg & envcfg::kStce);
    const bool seip = !(p.state().mvien & bit(irq::kSei));  // else the controller's signal alone, read-only
    return bit(irq::kSsi) | (seip ? bit(irq::kSei) : 0) | (stce ? 0 : bit(irq::kSti)) |
           (p.features().sscofpmf ? bit(irq::kLcofi) : 0);
}

uint64_t get_mip(const Privileged& p, unsigned) { return p.mip(); }

/// CSRRS and CSRRC modify the software-written SEIP, not the OR with the interrupt controller's signal.
uint64_t rmw_mip(const Privileged& p, unsigned) {
    const uint64_t seip = bit(irq::kSei);
    if (p.state().mvien & seip) return p.mip();
    return (p.mip() & ~seip) | (p.state().mip_sw & seip);
}

void set_mip(Privileged& p, unsigned, uint64_t v) {
    HartState& s = p.state();
    s.mip_sw = merge(s.mip_sw, v, mip_writable(p));
    if (p.features().h) s.hvip = merge(s.hvip, v, bit(irq::kVssi));
}

void set_mie(Privileged& p, unsigned, uint64_t v) { p.state().mie = v & all_interrupts(p.features(), p.params()); }

void set_mideleg(Privileged& p, unsigned, uint64_t v) {
    p.state().mideleg = (v & delegable(p.features())) | hypervisor_level(p);
}

/// What sip and sie show of mip and mie: S-level interrupts and LCOFI that mideleg delegates.
uint64_t delegated(const Privileged& p) { return p.state().mideleg & delegable(p.features()); }
/// What they show of mvip instead, with enables of their own.
uint64_t virtual_at_s(const Privileged& p) { return p.state().mvien & ~p.state().mideleg; }

void write_sie(Privileged& p, uint64_t v, uint64_t mask) {
    HartState& s = p.state();
    s.mie = merge(s.mie, v, mask & delegated(p));
    s.sie_virtual = merge(s.sie_virtual, v, mask & virtual_at_s(p));
}
void write_sip(Privileged& p, uint64_t v, uint64_t mask) {
    HartState& s = p.state();
    s.mip_sw = merge(s.mip_sw, v, mask & delegated(p) & kSoftwarePending);
    s.mvip = merge(s.mvip, v, mask & virtual_at_s(p) & kSoftwarePending);
}

uint64_t get_sie(const Privileged& p, unsigned) { return p.sie(); }
void set_sie(Privileged& p, unsigned, uint64_t v) { write_sie(p, v, ~uint64_t{0}); }
uint64_t get_sip(const Privileged& p, unsigned) { return p.sip(); }
void set_sip(Privileged& p, unsigned, uint64_t v) { write_sip(p, v, ~uint64_t{0}); }

uint64_t get_mvip(const Privileged& p, unsigned) { return p.mvip(); }
/// Without mvien[1], bit 1 is mip.SSIP; bit 5 is mip.STIP while that is writable; bit 9 is the software-writable SEIP.
void set_mvip(Privileged& p, unsigned, uint64_t v) {
    HartState& s = p.state();
    const uint64_t own = kLocal | (s.mvien & bit(irq::kSsi));
    s.mvip = merge(s.mvip, v, own);
    s.mip_sw = merge(s.mip_sw, v, ((mip_writable(p) & kSLevel) | bit(irq::kSei)) & ~own);
}

void set_mvien(Privileged& p, unsigned, uint64_t v) { p.state().mvien = v & mvien_writable(p.features()); }

uint64_t get_hideleg(const Privileged& p, unsigned) { return p.hideleg(); }
void set_hideleg(Privileged& p, unsigned, uint64_t v) {
    const HartState& s = p.state();
    p.state().hideleg = v & hideleg_writable(p.features()) & (s.mideleg | (s.mvien & kLocal));
}

uint64_t get_hie(const Privileged& p, unsigned) { return p.state().mie & hypervisor_level(p); }
void set_hie(Privileged& p, unsigned, uint64_t v) { p.state().mie = merge(p.state().mie, v, hypervisor_level(p)); }
uint64_t get_hip(const Privileged& p, unsigned) { return p.mip() & hypervisor_level(p); }
void set_hip(Privileged& p, unsigned, uint64_t v) { p.state().hvip = merge(p.state().hvip, v, bit(irq::kVssi)); }

void set_hvip(Privileged& p, unsigned, uint64_t v) { p.state().hvip = v & (kVsLevel | hvien_writable(p.features())); }
void set_hvien(Privileged& p, unsigned, uint64_t v) { p.state().hvien = v & hvien_writable(p.features()); }

void set_hgeie(Privileged& p, unsigned, uint64_t v) {
    const uint64_t lines = p.params().geilen == 63 ? ~uint64_t{0} : bit(int(p.params().geilen) + 1) - 1;
    p.state().hgeie = v & lines & ~uint64_t{1};
}

/// VS-level bits are one position lower in the guest's view.
uint64_t vs_level(uint64_t guest) { return guest << 1 & kVsLevel; }
/// Local interrupts that VS level has from hvien and hvip, with enables of their own.
uint64_t virtual_at_vs(const Privileged& p) { return p.state().hvien & ~p.hideleg(); }

uint64_t get_vsie(const Privileged& p, unsigned) { return p.vsie(); }
void set_vsie(Privileged& p, unsigned, uint64_t v) {
    HartState& s = p.state();
    s.mie = merge(s.mie, vs_level(v), p.hideleg() & kVsLevel);
    s.vsie_virtual = merge(s.vsie_virtual, v, virtual_at_vs(p));
    write_sie(p, v, p.hideleg() & kLocal);
}
uint64_t get_vsip(const Privileged& p, unsigned) { return p.vsip(); }
void set_vsip(Privileged& p, unsigned, uint64_t v) {
    HartState& s = p.state();
    s.hvip = merge(s.hvip, vs_level(v), p.hideleg() & bit(irq::kVssi));
    s.hvip = merge(s.hvip, v, virtual_at_vs(p));
    write_sip(p, v, p.hideleg() & kLocal);
}

constexpr Effect kI = Effect::Interrupts;

constexpr CsrRow kRows[] = {
    {.number = 0x303, .name = "mideleg", .field = &HartState::mideleg, .effects = kI, .set = set_mideleg},
    {.number = 0x304, .name = "mie", .field = &HartState::mie, .effects = kI, .set = set_mie},
    {.number = 0x344,
     .name = "mip",
     .effects = kI,
     .get = get_mip,
     .set = set_mip,
     .fresh_timers = true,
     .rmw = rmw_mip},
    {.number = 0x308,
     .name = "mvien",
     .field = &HartState::mvien,
     .effects = kI,
     .set = set_mvien,
     .needs = &HartFeatures::aia},
    {.number = 0x309, .name = "mvip", .effects = kI, .get = get_mvip, .set = set_mvip, .needs = &HartFeatures::aia},
    {.number = 0x104,
     .name = "sie",
     .effects = kI,
     .get = get_sie,
     .set = set_sie,
     .vs_alias = 0x204,
     .under_vti = UnderVti::Traps},
    {.number = 0x144,
     .name = "sip",
     .effects = kI,
     .get = get_sip,
     .set = set_sip,
     .vs_alias = 0x244,
     .under_vti = UnderVti::Traps,
     .fresh_timers = true},
    {.number = 0x603,
     .name = "hideleg",
     .effects = kI,
     .get = get_hideleg,
     .set = set_hideleg,
     .needs = &HartFeatures::h},
    {.number = 0x604, .name = "hie", .effects = kI, .get = get_hie, .set = set_hie, .needs = &HartFeatures::h},
    {.number = 0x644,
     .name = "hip",
     .effects = kI,
     .get = get_hip,
     .set = set_hip,
     .fresh_timers = true,
     .needs = &HartFeatures::h},
    {.number = 0x645,
     .name = "hvip",
     .field = &HartState::hvip,
     .effects = kI,
     .set = set_hvip,
     .needs = &HartFeatures::h},
    {.number = 0x607,
     .name = "hgeie",
     .field = &HartState::hgeie,
     .effects = kI,
     .set = set_hgeie,
     .needs = &HartFeatures::h},
    {.number = 0xe12, .name = "hgeip", .field = &HartState::hgeip, .shows_time = true, .needs = &HartFeatures::h},
    {.number = 0x608,
     .name = "hvien",
     .field = &HartState::hvien,
     .effects = kI,
     .set = set_hvien,
     .gate = gate_aia,
     .needs = &HartFeatures::h,
     .also = &HartFeatures::aia},
    {.number = 0x204, .name = "vsie", .effects = kI, .get = get_vsie, .set = set_vsie, .needs = &HartFeatures::h},
    {.number = 0x244,
     .name = "vsip",
     .effects = kI,
     .get = get_vsip,
     .set = set_vsip,
     .fresh_timers = true,
     .needs = &HartFeatures::h},
};

}  // namespace

std::span<const CsrRow> interrupt_csrs() { return kRows; }

}  // namespace covesim
