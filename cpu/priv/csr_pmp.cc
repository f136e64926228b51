// pmpcfg, pmpaddr and mseccfg: storage, locking and legalisation. Privileged specification 1.13, "Physical Memory
// Protection", Smepmp, and what other extensions have in mseccfg (Zicfilp, Smmpm). What the entries mean for an access
// is mmu's.
//
// 16 entries or none (parameter pmp_entries; without any, the 16 read zero), grain G (pmp_grain). Entries 16 to 63 do
// not exist: their CSRs are illegal.
#include "cpu/priv/csr_row.h"
#include "cpu/priv/csr_shared.h"
#include "cpu/priv/fields.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

constexpr uint8_t kR = 1, kW = 2, kX = 4, kA = 3 << 3, kTor = 1 << 3, kNa4 = 2 << 3, kL = 1 << 7;

bool bypass(const HartState& s) { return s.mseccfg & seccfg::kRlb; }
bool locked(const HartState& s, int i) { return (s.pmpcfg[i] & kL) && !bypass(s); }

/// With MML, a locked rule that is executable: LRWX = 1001, 1101 (M-mode only), 1010, 1011 (shared code).
bool adds_locked_code(uint8_t cfg) {
    if (!(cfg & kL)) return false;
    const uint8_t rwx = cfg & (kR | kW | kX);
    return rwx == kX || rwx == (kR | kX) || rwx == kW || rwx == (kW | kX);
}

void write_entry(Privileged& p, int i, uint8_t v) {
    HartState& s = p.state();
    if (p.params().pmp_entries == 0 || locked(s, i)) return;
    if (p.params().pmp_grain > 0 && (v & kA) == kNa4) v = uint8_t((v & ~kA) | (s.pmpcfg[i] & kA));  // not selectable
    v &= kL | kA | kX | kW | kR;
    const bool mml = s.mseccfg & seccfg::kMml;
    if (!mml && (v & (kR | kW)) == kW) v &= uint8_t(~kW);  // RW=01 is reserved
    if (mml && !bypass(s) && adds_locked_code(v)) return;
    s.pmpcfg[i] = v;
}

int first_entry(unsigned number) { return int(number - 0x3a0) / 2 * 8; }

uint64_t get_pmpcfg(const Privileged& p, unsigned number) {
    uint64_t v = 0;
    for (int k = 0; k < 8; ++k) v |= uint64_t{p.state().pmpcfg[first_entry(number) + k]} << 8 * k;
    return v;
}
void set_pmpcfg(Privileged& p, unsigned number, uint64_t v) {
    for (int k = 0; k < 8; ++k) write_entry(p, first_entry(number) + k, uint8_t(v >> 8 * k));
}

uint64_t get_pmpaddr(const Privileged& p, unsigned number) { return p.pmp_address(int(number - 0x3b0)); }
void set_pmpaddr(Privileged& p, unsigned number, uint64_t v) {
    HartState& s = p.state();
    const int i = int(number - 0x3b0);
    // A locked TOR entry also locks the address register below it, which is its lower bound.
    const bool bound_locked = i + 1 < kPmpEntries && locked(s, i + 1) && (s.pmpcfg[i + 1] & kA) == kTor;
    if (p.params().pmp_entries == 0 || locked(s, i) || bound_locked) return;
    s.pmpaddr[i] = v & (bit(54) - 1);
}

void set_mseccfg(Privileged& p, unsigned, uint64_t v) {
    using namespace seccfg;
    HartState& s = p.state();
    const uint64_t entropy = p.features().zkr ? v & (kUseed | kSseed) : 0;
    bool any_locked = false;
    for (uint8_t cfg : s.pmpcfg) any_locked |= (cfg & kL) != 0;
    uint64_t rlb = v & kRlb;
    if (!bypass(s) && any_locked) rlb = 0;
    const uint64_t pmp = p.features().smepmp ? rlb | ((s.mseccfg | v) & (kMml | kMmwp)) : 0;  // MML and MMWP are sticky
    const uint64_t others = (p.features().zicfilp ? kMlpe : 0) | (p.features().smmpm ? pmm::kField : 0);
    s.mseccfg = entropy | pmp | (legal_pmm(s.mseccfg, v, pmm::kShift) & others);
}

constexpr CsrRow kRows[] = {
    {.number = 0x3a0, .name = "pmpcfg0", .effects = Effect::Pmp, .get = get_pmpcfg, .set = set_pmpcfg},
    {.number = 0x3a2, .name = "pmpcfg2", .effects = Effect::Pmp, .get = get_pmpcfg, .set = set_pmpcfg},
    {.number = 0x3b0,
     .name = "pmpaddr",
     .effects = Effect::Pmp,
     .get = get_pmpaddr,
     .set = set_pmpaddr,
     .count = kPmpEntries},
    {.number = 0x747,
     .name = "mseccfg",
     .field = &HartState::mseccfg,
     .effects = Effect::Pmp | Effect::Regime,
     .set = set_mseccfg,
     .exists = &HartFeatures::has_mseccfg,
     .regime_bits = seccfg::kMlpe | pmm::kField},
};

}  // namespace

uint64_t Privileged::pmp_address(int i) const {
    // Grain G >= 1: for OFF and TOR bits G-1:0 read zero; for NAPOT bits G-2:0 read one. The stored bits stay.
    const uint32_t g = params_.pmp_grain;
    const uint64_t v = s_.pmpaddr[i];
    if (s_.pmpcfg[i] & (2 << 3)) return g >= 2 ? v | (bit(int(g) - 1) - 1) : v;
    return v & ~(bit(int(g)) - 1);
}

std::span<const CsrRow> pmp_csrs() { return kRows; }

}  // namespace covesim
