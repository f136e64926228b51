// State-enable CSRs (Smstateen, Ssstateen). Of the defined bits SE0 (63), ENVCFG (62) and, with indirect
// access, with AIA and with an IMSIC, CSRIND (60), AIA (59) and IMSIC (58) control state that exists here; all others
// are read-only zero, and with them every bit of sstateen0-3 (FCSR is read-only zero when misa.F=1).
#include "cpu/priv/csr_row.h"
#include "cpu/priv/fields.h"
#include "cpu/priv/gates.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

uint64_t defined(const Privileged& p, unsigned i) {
    if (i != 0) return stateen::kSe;
    return stateen::kSe | stateen::kEnvcfg | (p.features().indirect ? stateen::kCsrind : 0) |
           (p.features().aia ? stateen::kAia : 0) | (p.imsic() ? stateen::kImsic : 0);
}

uint64_t get_mstateen(const Privileged& p, unsigned number) { return p.state().mstateen[number & 3]; }
void set_mstateen(Privileged& p, unsigned number, uint64_t v) {
    p.state().mstateen[number & 3] = v & defined(p, number & 3);
}

/// A bit that is zero in mstateen appears as read-only zero in hstateen.
uint64_t get_hstateen(const Privileged& p, unsigned number) {
    return p.state().hstateen[number & 3] & p.state().mstateen[number & 3];
}
void set_hstateen(Privileged& p, unsigned number, uint64_t v) {
    p.state().hstateen[number & 3] = v & p.state().mstateen[number & 3];
}

constexpr CsrRow kRows[] = {
    {.number = 0x30c,
     .name = "mstateen",
     .get = get_mstateen,
     .set = set_mstateen,
     .count = kStateenRegisters,
     .needs = &HartFeatures::smstateen},
    {.number = 0x60c,
     .name = "hstateen",
     .get = get_hstateen,
     .set = set_hstateen,
     .gate = gate_hstateen,
     .count = kStateenRegisters,
     .needs = &HartFeatures::h,
     .also = &HartFeatures::smstateen},
    {.number = 0x10c,
     .name = "sstateen",
     .gate = gate_sstateen,
     .count = kStateenRegisters,
     .needs = &HartFeatures::smstateen},
};

}  // namespace

std::span<const CsrRow> stateen_csrs() { return kRows; }

}  // namespace covesim
