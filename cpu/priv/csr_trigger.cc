// Trigger CSRs of Sdtrig as a hart without triggers shows them: tselect, tdata1 to tdata3 read zero (type 0, no
// trigger), tinfo says that only type 0 exists. Leaves out: tcontrol, the context CSRs and every Debug-mode CSR, which
// are illegal.
#include "cpu/priv/csr_row.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

uint64_t get_tinfo(const Privileged&, unsigned) { return 1; }

constexpr CsrRow kRows[] = {
    {.number = 0x7a0, .name = "tselect"},
    {.number = 0x7a1, .name = "tdata", .count = 3, .first_index = 1},
    {.number = 0x7a4, .name = "tinfo", .get = get_tinfo},
};

}  // namespace

std::span<const CsrRow> trigger_csrs() { return kRows; }

}  // namespace covesim
