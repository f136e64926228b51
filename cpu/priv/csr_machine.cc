// Machine-level CSRs except interrupts, counters, PMP, state-enable and Smsd. Privileged specification 1.13,
// "Machine-Level CSRs"; H extension, "Machine-Level CSRs" (mtval2, mtinst, MPV, GVA).
#include "cpu/priv/csr_row.h"
#include "cpu/priv/csr_shared.h"
#include "cpu/priv/fields.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

using namespace status;

/// misa is read-only: extensions cannot be switched off at run time.
uint64_t get_misa(const Privileged& p, unsigned) {
    const HartFeatures& f = p.features();
    auto letter = [](bool on, char c) { return uint64_t{on} << (c - 'A'); };
    return uint64_t{2} << 62 | letter(f.a, 'A') | letter(f.b, 'B') | letter(f.c, 'C') | letter(f.d, 'D') |
           letter(f.f, 'F') | letter(f.h, 'H') | letter(true, 'I') | letter(f.m, 'M') | letter(true, 'S') |
           letter(true, 'U') | letter(f.v, 'V');
}

uint64_t get_mvendorid(const Privileged& p, unsigned) { return p.params().mvendorid; }
uint64_t get_marchid(const Privileged& p, unsigned) { return p.params().marchid; }
uint64_t get_mimpid(const Privileged& p, unsigned) { return p.params().mimpid; }

uint64_t get_mstatus(const Privileged& p, unsigned) { return with_sd(p.state().mstatus); }

void set_mstatus(Privileged& p, unsigned, uint64_t v) {
    HartState& s = p.state();
    uint64_t mask = kSie | kMie | kSpie | kMpie | kSpp | kMpp | kMprv | kSum | kMxr | kTvm | kTw | kTsr;
    mask |= context_status(p.features());
    if (p.features().h) mask |= kGva | kMpv;
    if (p.features().zicfilp) mask |= kSpelp | kMpelp;
    if (p.features().smdbltrp) mask |= kMdt;
    if (s.menvcfg & envcfg::kDte) mask |= kSdt;
    if ((v & kMpp) >> kMppShift == 2) mask &= ~kMpp;  // reserved privilege: MPP keeps its value
    s.mstatus = traps_disabled((s.mstatus & ~mask) | (v & mask));
}

void set_medeleg(Privileged& p, unsigned, uint64_t v) {
    // 11 (ECALL from M) and 16 (double trap) cannot be delegated; reserved and custom causes never occur.
    uint64_t mask = 0xcb3ff;
    if (p.features().h) mask |= bit(10) | bit(20) | bit(21) | bit(22) | bit(23);
    p.state().medeleg = v & mask;
}

void set_menvcfg(Privileged& p, unsigned, uint64_t v) {
    HartState& s = p.state();
    const HartFeatures& f = p.features();
    const uint64_t mask = user_envcfg_mask(f) | (f.smnpm ? pmm::kField : 0) | (f.svadu ? envcfg::kAdue : 0) |
                          (f.svpbmt ? envcfg::kPbmte : 0) | (f.sstc ? envcfg::kStce : 0) |
                          (f.ssdbltrp ? envcfg::kDte : 0) | (f.smcdeleg ? envcfg::kCde : 0);
    s.menvcfg = legal_envcfg(s.menvcfg, v, mask);
    clear_sdt_without_dte(s);
}

void set_mtvec(Privileged& p, unsigned, uint64_t v) { p.state().mtvec = legal_tvec(v); }
void set_mepc(Privileged& p, unsigned, uint64_t v) { p.state().mepc = legal_epc(v, p.features()); }
void set_mcause(Privileged& p, unsigned, uint64_t v) { p.state().mcause = legal_cause(v); }

constexpr uint64_t kAll = ~uint64_t{0};

constexpr CsrRow kRows[] = {
    {.number = 0xf11, .name = "mvendorid", .get = get_mvendorid},
    {.number = 0xf12, .name = "marchid", .get = get_marchid},
    {.number = 0xf13, .name = "mimpid", .get = get_mimpid},
    {.number = 0xf14, .name = "mhartid", .field = &HartState::mhartid},
    {.number = 0xf15, .name = "mconfigptr"},
    {.number = 0x300,
     .name = "mstatus",
     .effects = Effect::Regime | Effect::Interrupts | Effect::Fp,
     .get = get_mstatus,
     .set = set_mstatus,
     .regime_bits = kMprv | kMpp | kMpv | kSum | kMxr},
    {.number = 0x301, .name = "misa", .get = get_misa},
    {.number = 0x302, .name = "medeleg", .field = &HartState::medeleg, .set = set_medeleg},
    {.number = 0x305, .name = "mtvec", .field = &HartState::mtvec, .set = set_mtvec},
    {.number = 0x30a,
     .name = "menvcfg",
     .field = &HartState::menvcfg,
     .effects = Effect::Regime | Effect::Interrupts | Effect::Timer,
     .set = set_menvcfg,
     .regime_bits = envcfg::kAdue | envcfg::kPbmte | envcfg::kSse | envcfg::kLpe | pmm::kField},
    {.number = 0x340, .name = "mscratch", .field = &HartState::mscratch, .writable = kAll},
    {.number = 0x341, .name = "mepc", .field = &HartState::mepc, .set = set_mepc},
    {.number = 0x342, .name = "mcause", .field = &HartState::mcause, .set = set_mcause},
    {.number = 0x343, .name = "mtval", .field = &HartState::mtval, .writable = kAll},
    {.number = 0x34a, .name = "mtinst", .field = &HartState::mtinst, .writable = kAll, .needs = &HartFeatures::h},
    {.number = 0x34b, .name = "mtval2", .field = &HartState::mtval2, .writable = kAll, .needs = &HartFeatures::mtval2},
};

}  // namespace

std::span<const CsrRow> machine_csrs() { return kRows; }

}  // namespace covesim
