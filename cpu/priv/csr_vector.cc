// vstart, vxsat, vxrm, vcsr, vl, vtype and vlenb: unprivileged specification, "Vector Extension Programmer's Model";
// mstatus.VS and vsstatus.VS decide whether they exist.
#include "cpu/priv/csr_row.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

uint64_t get_vstart(const Privileged& p, unsigned) { return p.state().vector.vstart; }
uint64_t get_vxsat(const Privileged& p, unsigned) { return p.state().vector.vxsat; }
uint64_t get_vxrm(const Privileged& p, unsigned) { return p.state().vector.vxrm; }
uint64_t get_vcsr(const Privileged& p, unsigned) {
    return uint64_t{p.state().vector.vxrm} << 1 | p.state().vector.vxsat;
}
uint64_t get_vl(const Privileged& p, unsigned) { return p.state().vector.vl; }
uint64_t get_vtype(const Privileged& p, unsigned) { return p.state().vector.vtype; }
uint64_t get_vlenb(const Privileged& p, unsigned) { return p.state().vector.vlenb; }

/// Only the bits that the largest element index needs: VLMAX is at most VLEN.
void set_vstart(Privileged& p, unsigned, uint64_t v) {
    p.state().vector.vstart = v & (8 * uint64_t{p.state().vector.vlenb} - 1);
    mark_vector_dirty(p.state());
}
void set_vxsat(Privileged& p, unsigned, uint64_t v) {
    p.state().vector.vxsat = v & 1;
    mark_vector_dirty(p.state());
}
void set_vxrm(Privileged& p, unsigned, uint64_t v) {
    p.state().vector.vxrm = v & 3;
    mark_vector_dirty(p.state());
}
void set_vcsr(Privileged& p, unsigned, uint64_t v) {
    p.state().vector.vxsat = v & 1;
    p.state().vector.vxrm = v >> 1 & 3;
    mark_vector_dirty(p.state());
}

constexpr bool HartFeatures::*kV = &HartFeatures::v;

constexpr CsrRow kRows[] = {
    {.number = 0x008, .name = "vstart", .get = get_vstart, .set = set_vstart, .vector = true, .needs = kV},
    {.number = 0x009, .name = "vxsat", .get = get_vxsat, .set = set_vxsat, .vector = true, .needs = kV},
    {.number = 0x00a, .name = "vxrm", .get = get_vxrm, .set = set_vxrm, .vector = true, .needs = kV},
    {.number = 0x00f, .name = "vcsr", .get = get_vcsr, .set = set_vcsr, .vector = true, .needs = kV},
    {.number = 0xc20, .name = "vl", .get = get_vl, .vector = true, .needs = kV},
    {.number = 0xc21, .name = "vtype", .get = get_vtype, .vector = true, .needs = kV},
    {.number = 0xc22, .name = "vlenb", .get = get_vlenb, .vector = true, .needs = kV},
};

}  // namespace

std::span<const CsrRow> vector_csrs() { return kRows; }

}  // namespace covesim
