// seed, the entropy source's CSR: unprivileged specification, "Zkr"; privileged specification, mseccfg.SSEED and USEED.
//
// Every access draws 16 bits and reports ES16; BIST, WAIT and DEAD do not occur. The bits come from HartEnv::entropy,
// which follows from the machine's seed: a run can be repeated, and nothing here is random to who knows that seed.
#include "cpu/priv/csr_row.h"
#include "cpu/priv/fields.h"
#include "cpu/priv/gates.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

constexpr uint64_t kEs16 = uint64_t{2} << 30;

uint64_t get_seed(const Privileged& p, unsigned) { return kEs16 | p.env().entropy(p.state().seeds_drawn); }
/// The value is ignored. Only instructions that write can access the CSR, so this is where what was read is used up.
void set_seed(Privileged& p, unsigned, uint64_t) { ++p.state().seeds_drawn; }

constexpr CsrRow kRows[] = {
    {.number = 0x015,
     .name = "seed",
     .get = get_seed,
     .set = set_seed,
     .gate = gate_seed,
     .must_write = true,
     .needs = &HartFeatures::zkr},
};

}  // namespace

std::span<const CsrRow> seed_csrs() { return kRows; }

}  // namespace covesim
