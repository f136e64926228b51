// fflags, frm and fcsr: unprivileged specification, "F" chapter; mstatus.FS and vsstatus.FS decide whether they exist.
#include "cpu/priv/csr_row.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

uint64_t get_fflags(const Privileged& p, unsigned) { return p.state().fflags; }
uint64_t get_frm(const Privileged& p, unsigned) { return p.state().frm; }
uint64_t get_fcsr(const Privileged& p, unsigned) { return uint64_t{p.state().frm} << 5 | p.state().fflags; }

void set_fflags(Privileged& p, unsigned, uint64_t v) {
    p.state().fflags = v & 0x1f;
    mark_fp_dirty(p.state());
}
void set_frm(Privileged& p, unsigned, uint64_t v) {
    p.state().frm = v & 7;
    mark_fp_dirty(p.state());
}
void set_fcsr(Privileged& p, unsigned, uint64_t v) {
    p.state().fflags = v & 0x1f;
    p.state().frm = v >> 5 & 7;
    mark_fp_dirty(p.state());
}

constexpr bool HartFeatures::*kF = &HartFeatures::f;

constexpr CsrRow kRows[] = {
    {.number = 0x001,
     .name = "fflags",
     .effects = Effect::Fp,
     .get = get_fflags,
     .set = set_fflags,
     .fp = true,
     .needs = kF},
    {.number = 0x002, .name = "frm", .effects = Effect::Fp, .get = get_frm, .set = set_frm, .fp = true, .needs = kF},
    {.number = 0x003, .name = "fcsr", .effects = Effect::Fp, .get = get_fcsr, .set = set_fcsr, .fp = true, .needs = kF},
};

}  // namespace

std::span<const CsrRow> float_csrs() { return kRows; }

}  // namespace covesim
