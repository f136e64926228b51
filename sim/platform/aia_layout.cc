#include "sim/platform/aia_layout.h"

#include <bit>

namespace covesim {

ImsicGeometry imsic_geometry(const MachineParams& params, const Isa& isa) {
    ImsicGeometry at;
    at.machine_base = map::kImsicM.base;
    at.supervisor_base = map::kImsicS.base;
    at.guests = isa.has(isa::Ext::H) ? params.hart.priv.geilen : 0;
    // The number of bits that any hart number, and any file's number at a hart, fits in.
    at.hart_bits = static_cast<uint32_t>(std::bit_width(params.harts - 1));
    at.guest_bits = static_cast<uint32_t>(std::bit_width(at.guests));
    return at;
}

map::Range machine_imsics(const MachineParams& params) { return {map::kImsicM.base, uint64_t{0x1000} * params.harts}; }

map::Range supervisor_imsics(const MachineParams& params, const ImsicGeometry& at) {
    return {map::kImsicS.base, (uint64_t{0x1000} << at.guest_bits) * params.harts};
}

}  // namespace covesim
