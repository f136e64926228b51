// CSRs of Smaia and Ssaia beside the interrupt bits (csr_interrupt.cc) and the windows (csr_indirect.cc): *topi,
// *topei, hvictl, hviprio; and what the windows show: iprio arrays and interrupt files. AIA specification, "Control and
// Status Registers (CSRs) Added to Harts", "Interrupt delivery and handling".
//
// iprio bytes are 8 bits wide (IPRIOLEN); without an IMSIC all are read-only zero.
#include "cpu/priv/csr_row.h"
#include "cpu/priv/gates.h"
#include "cpu/priv/indirect.h"
#include "cpu/priv/interrupt_bits.h"

namespace covesim {
namespace {

constexpr unsigned kStopei = 0x15c;

// --- *topi

uint64_t get_mtopi(const Privileged& p, unsigned) { return p.mtopi(); }
uint64_t get_stopi(const Privileged& p, unsigned) { return p.stopi(); }
uint64_t get_vstopi(const Privileged& p, unsigned) { return p.vstopi(); }

// --- *topei

/// stopei and vstopei. HS-qualified unless there is an IMSIC and mstateen0.IMSIC is zero.
Legal topei_rule(const Privileged& p, unsigned number) {
    const HartState& s = p.state();
    const bool stopei = number == kStopei;
    if (s.priv != Priv::M && gate_imsic(p, false) != Legal::Ok) return Legal::Illegal;
    if (s.v) {
        if (!stopei || s.priv == Priv::U || gate_imsic(p, true) != Legal::Ok) return Legal::Virtual;
        return p.guest_file() ? Legal::Ok : Legal::Virtual;
    }
    if (s.priv == Priv::U) return Legal::Illegal;
    if (!stopei) return p.guest_file() ? Legal::Ok : Legal::Illegal;
    const bool withheld = s.priv == Priv::S && (s.mvien & bit(irq::kSei));
    return p.imsic() && !withheld ? Legal::Ok : Legal::Illegal;
}

enum class Of { M, S, Vs };

template <Of of>
const InterruptFile* file_of(const Privileged& p) {
    if constexpr (of == Of::Vs) return p.guest_file();
    if (!p.imsic()) return nullptr;
    return of == Of::M ? &p.imsic()->machine() : &p.imsic()->supervisor();
}
template <Of of>
InterruptFile* file_of(Privileged& p) {
    return const_cast<InterruptFile*>(file_of<of>(static_cast<const Privileged&>(p)));
}

template <Of of>
uint64_t get_topei(const Privileged& p, unsigned) {
    const InterruptFile* f = file_of<of>(p);
    return f ? f->topei() : 0;
}
/// A write of any value claims what is read.
template <Of of>
void claim_topei(Privileged& p, unsigned, uint64_t) {
    if (InterruptFile* f = file_of<of>(p)) {
        f->claim();
        p.imsic_changed();
    }
}

// --- Select values 0x70 to 0xff: interrupt files

template <Of of>
Legal file_legal(const Privileged& p, const IndirectAccess& a) {
    const HartState& s = p.state();
    if (s.priv != Priv::M) {
        if (const Legal gated = gate_imsic(p, s.v); gated != Legal::Ok) return gated;
    }
    if (!file_of<of>(p) || a.alias != 1 || !InterruptFile::exists(a.select)) return no_register(p);
    const bool withheld = of == Of::S && s.priv == Priv::S && (s.mvien & bit(irq::kSei));
    return withheld ? Legal::Illegal : Legal::Ok;
}
template <Of of>
uint64_t file_read(const Privileged& p, const IndirectAccess& a) {
    const InterruptFile* f = file_of<of>(p);
    return f && InterruptFile::exists(a.select) ? f->read(a.select) : 0;
}
template <Of of>
void file_write(Privileged& p, const IndirectAccess& a, uint64_t v) {
    InterruptFile* f = file_of<of>(p);
    if (!f || !InterruptFile::exists(a.select)) return;
    f->write(a.select, v);
    p.imsic_changed();
}

// --- Select values 0x30 to 0x3f: iprio arrays

/// Numbers whose priority can be set: those that can be enabled at the level, without its external interrupt; VS-level
/// ones never reach M-mode.
uint64_t settable(const Privileged& p, bool machine) {
    if (!p.imsic()) return 0;
    const HartFeatures& f = p.features();
    if (machine) return (kMLevel | delegable(f)) & ~bit(irq::kMei);
    return (delegable(f) | hypervisor_level(f, p.params()) | mvien_writable(f)) & ~bit(irq::kSei);
}

Legal iprio_legal(const Privileged& p, const IndirectAccess& a) {
    if (p.state().priv != Priv::M && gate_aia(p, 0, p.state().priv, false) != Legal::Ok) return Legal::Illegal;
    return a.alias == 1 && a.select % 2 == 0 ? Legal::Ok : Legal::Illegal;
}

/// Register k holds the bytes of interrupts 4k to 4k + 7.
uint64_t iprio_read(const Privileged& p, const IndirectAccess& a) {
    const uint8_t* priority = a.window == Window::M ? p.state().miprio : p.state().siprio;
    if (a.select % 2 != 0) return 0;
    uint64_t v = 0;
    for (uint64_t i = 0; i < 8; ++i) v |= uint64_t{priority[(a.select & 0xf) * 4 + i]} << 8 * i;
    return v;
}
void iprio_write(Privileged& p, const IndirectAccess& a, uint64_t v) {
    uint8_t* priority = a.window == Window::M ? p.state().miprio : p.state().siprio;
    if (a.select % 2 != 0) return;
    const uint64_t numbers = settable(p, a.window == Window::M);
    for (uint64_t i = 0; i < 8; ++i) {
        const uint64_t n = (a.select & 0xf) * 4 + i;
        if (numbers >> n & 1) priority[n] = uint8_t(v >> 8 * i);
    }
}

/// There is no iprio array at VS level: a hypervisor emulates it.
Legal inaccessible(const Privileged& p, const IndirectAccess&) { return no_register(p); }
uint64_t read_zero(const Privileged&, const IndirectAccess&) { return 0; }
void ignore(Privileged&, const IndirectAccess&, uint64_t) {}

constexpr auto kAia = &HartFeatures::aia, kImsic = &HartFeatures::imsic, kH = &HartFeatures::h;

constexpr SelectRange kRanges[] = {
    {Window::M, 0x30, 0x3f, iprio_legal, iprio_read, iprio_write, kAia},
    {Window::M, 0x70, 0xff, file_legal<Of::M>, file_read<Of::M>, file_write<Of::M>, kImsic},
    {Window::S, 0x30, 0x3f, iprio_legal, iprio_read, iprio_write, kAia},
    {Window::S, 0x70, 0xff, file_legal<Of::S>, file_read<Of::S>, file_write<Of::S>, kImsic},
    {Window::Vs, 0x30, 0x3f, inaccessible, read_zero, ignore, kAia},
    {Window::Vs, 0x70, 0xff, file_legal<Of::Vs>, file_read<Of::Vs>, file_write<Of::Vs>, kAia},
};

constexpr Effect kI = Effect::Interrupts;
constexpr uint64_t kHvictl = hvictl::kVti | hvictl::kIid | hvictl::kDpr | hvictl::kIpriom | hvictl::kIprio;
constexpr uint64_t kHviprio1 = 0xffff'ff00'ff00'ff00;  // 15, 14, 13, 5 and 1

constexpr CsrRow kRows[] = {
    {.number = 0x35c,
     .name = "mtopei",
     .effects = kI,
     .get = get_topei<Of::M>,
     .set = claim_topei<Of::M>,
     .shows_time = true,
     .needs = kImsic},
    {.number = 0xfb0, .name = "mtopi", .get = get_mtopi, .fresh_timers = true, .needs = kAia},
    {.number = kStopei,
     .name = "stopei",
     .effects = kI,
     .get = get_topei<Of::S>,
     .set = claim_topei<Of::S>,
     .vs_alias = 0x25c,
     .rule = topei_rule,
     .shows_time = true,
     .needs = kAia},
    {.number = 0xdb0,
     .name = "stopi",
     .get = get_stopi,
     .vs_alias = 0xeb0,
     .gate = gate_aia,
     .fresh_timers = true,
     .needs = kAia},
    {.number = 0x25c,
     .name = "vstopei",
     .effects = kI,
     .get = get_topei<Of::Vs>,
     .set = claim_topei<Of::Vs>,
     .rule = topei_rule,
     .shows_time = true,
     .needs = kAia,
     .also = kH},
    {.number = 0xeb0,
     .name = "vstopi",
     .get = get_vstopi,
     .gate = gate_aia,
     .fresh_timers = true,
     .needs = kAia,
     .also = kH},
    {.number = 0x609,
     .name = "hvictl",
     .field = &HartState::hvictl,
     .writable = kHvictl,
     .effects = kI,
     .gate = gate_aia,
     .needs = kAia,
     .also = kH},
    {.number = 0x646,
     .name = "hviprio1",
     .field = &HartState::hviprio1,
     .writable = kHviprio1,
     .effects = kI,
     .gate = gate_aia,
     .needs = kAia,
     .also = kH},
    {.number = 0x647,
     .name = "hviprio2",
     .field = &HartState::hviprio2,
     .writable = ~uint64_t{0},
     .effects = kI,
     .gate = gate_aia,
     .needs = kAia,
     .also = kH},
};

}  // namespace

std::span<const CsrRow> aia_csrs() { return kRows; }
std::span<const SelectRange> aia_selects() { return kRanges; }

}  // namespace covesim
