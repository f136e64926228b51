// Interrupt pending, enable and delegation CSRs of all levels: views of mip and mie. Privileged specification 1.13,
// mip/mie/mideleg, sip/sie; H extension, hvip/hip/hie/hideleg/hgeip/hgeie, vsip/vsie; Sscofpmf (bit 13).
//
// There is one enable per interrupt (state.mie). sie shows it where mideleg is 1; hie shows the VS-level and guest
// external bits; vsie shows the VS-level bits one position lower where hideleg is 1.
#include "cpu/priv/csr_row.h"
#include "cpu/priv/interrupt_bits.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

constexpr uint64_t kSoftwarePending = bit(irq::kSsi) | bit(irq::kLcofi);

uint64_t merge(uint64_t old, uint64_t v, uint64_t mask) { return (old & ~mask) | (v & mask); }

uint64_t hypervisor_level(const Privileged& p) { return hypervisor_level(p.features(), p.params()); }

/// Bits of mip that are software's own storage.
uint64_t mip_writable(const Privileged& p) {
    const bool stce = p.features().sstc && (p.state().menvcfg & envcfg::kStce);
    return bit(irq::kSsi) | bit(irq::kSei) | (stce ? 0 : bit(irq::kSti)) |
           (p.features().sscofpmf ? bit(irq::kLcofi) : 0);
}

uint64_t get_mip(const Privileged& p, unsigned) { return p.mip(); }

/// CSRRS and CSRRC modify the software-written SEIP, not the OR with the interrupt controller's signal.
uint64_t rmw_mip(const Privileged& p, unsigned) {
    const uint64_t seip = bit(irq::kSei);
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

/// What sip and sie can show: S-level interrupts and LCOFI that mideleg delegates.
uint64_t supervisor_mask(const Privileged& p) { return p.state().mideleg & delegable(p.features()); }

uint64_t get_sie(const Privileged& p, unsigned) { return p.state().mie & supervisor_mask(p); }
void set_sie(Privileged& p, unsigned, uint64_t v) { p.state().mie = merge(p.state().mie, v, supervisor_mask(p)); }
uint64_t get_sip(const Privileged& p, unsigned) { return p.mip() & supervisor_mask(p); }
void set_sip(Privileged& p, unsigned, uint64_t v) {
    p.state().mip_sw = merge(p.state().mip_sw, v, supervisor_mask(p) & kSoftwarePending);
}

uint64_t get_hideleg(const Privileged& p, unsigned) { return p.state().hideleg & p.state().mideleg; }
void set_hideleg(Privileged& p, unsigned, uint64_t v) {
    p.state().hideleg = v & hideleg_writable(p.features()) & p.state().mideleg;
}

uint64_t get_hie(const Privileged& p, unsigned) { return p.state().mie & hypervisor_level(p); }
void set_hie(Privileged& p, unsigned, uint64_t v) { p.state().mie = merge(p.state().mie, v, hypervisor_level(p)); }
uint64_t get_hip(const Privileged& p, unsigned) { return p.mip() & hypervisor_level(p); }
void set_hip(Privileged& p, unsigned, uint64_t v) { p.state().hvip = merge(p.state().hvip, v, bit(irq::kVssi)); }

void set_hgeie(Privileged& p, unsigned, uint64_t v) {
    const uint64_t lines = p.params().geilen == 63 ? ~uint64_t{0} : bit(int(p.params().geilen) + 1) - 1;
    p.state().hgeie = v & lines & ~uint64_t{1};
}

/// VS-level bits move one position down into the guest's view; LCOFI (Shlcofideleg) stays.
uint64_t to_guest(uint64_t v) { return (v & kVsLevel) >> 1 | (v & bit(irq::kLcofi)); }
uint64_t from_guest(uint64_t v) { return (v << 1 & kVsLevel) | (v & bit(irq::kLcofi)); }

uint64_t guest_mask(const Privileged& p) { return get_hideleg(p, 0); }

uint64_t get_vsie(const Privileged& p, unsigned) { return to_guest(p.state().mie & guest_mask(p)); }
void set_vsie(Privileged& p, unsigned, uint64_t v) {
    p.state().mie = merge(p.state().mie, from_guest(v), guest_mask(p));
}
uint64_t get_vsip(const Privileged& p, unsigned) { return to_guest(p.mip() & guest_mask(p)); }
void set_vsip(Privileged& p, unsigned, uint64_t v) {
    HartState& s = p.state();
    s.hvip = merge(s.hvip, from_guest(v), guest_mask(p) & bit(irq::kVssi));
    s.mip_sw = merge(s.mip_sw, from_guest(v), guest_mask(p) & bit(irq::kLcofi));
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
    {.number = 0x104, .name = "sie", .effects = kI, .get = get_sie, .set = set_sie, .vs_alias = 0x204},
    {.number = 0x144,
     .name = "sip",
     .effects = kI,
     .get = get_sip,
     .set = set_sip,
     .vs_alias = 0x244,
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
     .writable = kVsLevel,
     .effects = kI,
     .needs = &HartFeatures::h},
    {.number = 0x607,
     .name = "hgeie",
     .field = &HartState::hgeie,
     .effects = kI,
     .set = set_hgeie,
     .needs = &HartFeatures::h},
    {.number = 0xe12, .name = "hgeip", .field = &HartState::hgeip, .needs = &HartFeatures::h},
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
