// mmpt and msdcfg: Supervisor Domains Access Protection §3.1 and §3.5 (Smsd). Writing mmpt orders nothing: that is
// MFENCE.PA's duty.
#include "cpu/priv/csr_row.h"
#include "cpu/priv/fields.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

bool legal_mode(uint64_t mode, const HartFeatures& f) {
    return mode == mpt::kBare || (mode == mpt::kSmmpt43 && f.smmpt43) || (mode == mpt::kSmmpt52 && f.smmpt52) ||
           (mode == mpt::kSmmpt64 && f.smmpt64);
}

/// An unsupported MODE keeps the old one; the other fields take their values all the same. Bare keeps SDID and PPN as
/// written: the SDID still tags translations.
void set_mmpt(Privileged& p, unsigned, uint64_t v) {
    HartState& s = p.state();
    uint64_t mode = v >> mpt::kModeShift;
    if (!legal_mode(mode, p.features())) mode = s.mmpt >> mpt::kModeShift;
    const uint64_t ppn = mode == mpt::kSmmpt64 ? mpt::kPpn & ~uint64_t{7} : mpt::kPpn;  // its root table is 32 KiB
    s.mmpt = mode << mpt::kModeShift | (v & (p.sdid_mask() << mpt::kSdidShift | ppn));
}

constexpr CsrRow kRows[] = {
    {.number = 0x382,
     .name = "mmpt",
     .field = &HartState::mmpt,
     .effects = Effect::Regime,
     .set = set_mmpt,
     .needs = &HartFeatures::smsd},
    // Its fields belong to Smsdia and Smsdqosid; neither exists, so all of them are read-only zero.
    {.number = 0x74e, .name = "msdcfg", .field = &HartState::msdcfg, .needs = &HartFeatures::smsd},
};

}  // namespace

std::span<const CsrRow> smsd_csrs() { return kRows; }

}  // namespace covesim
