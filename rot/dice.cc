#include "rot/dice.h"

namespace covesim::rot {

Cdi uds_from_seed(uint64_t seed) {
    uint8_t le[8];
    for (int i = 0; i < 8; ++i) le[i] = static_cast<uint8_t>(seed >> (8 * i));
    Cdi uds;
    hkdf_sha384(le, {}, "covesim UDS", uds);
    return uds;
}

Cdi next_cdi(const Cdi& previous, const Digest& measurement) {
    Cdi cdi;
    hkdf_sha384(previous, measurement, "covesim DICE CDI", cdi);
    return cdi;
}

Seed layer_key(const Cdi& cdi) {
    Seed key;
    hkdf_sha384(cdi, {}, "covesim DICE key", key);
    return key;
}

}  // namespace covesim::rot
