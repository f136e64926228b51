// ssp, the shadow-stack pointer. Unprivileged specification, "Control-Flow Integrity" (Zicfiss); who may access it:
// privileged specification, "Shadow Stack Pointer (ssp) CSR access control".
#include "cpu/priv/csr_row.h"
#include "cpu/priv/gates.h"

namespace covesim {
namespace {

constexpr CsrRow kRows[] = {
    // Bits 2:0 are read-only zero: UXLEN and SXLEN are never 32.
    {.number = 0x011,
     .name = "ssp",
     .field = &HartState::ssp,
     .writable = ~uint64_t{7},
     .gate = gate_ssp,
     .needs = &HartFeatures::zicfiss},
};

}  // namespace

std::span<const CsrRow> cfi_csrs() { return kRows; }

}  // namespace covesim
