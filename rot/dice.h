// DICE layering: one compound device identifier (CDI) and one key pair per boot layer, each derived from the layer
// before and the measurement of the layer itself. TCG "DICE Layering Architecture" 1.0, section 6, with HKDF-SHA384 as
// the one-way function: CDI(n) = HKDF(key = CDI(n-1), salt = measurement(n), info = "covesim DICE CDI"), CDI(-1) = UDS.
#pragma once
#include "rot/crypto.h"

namespace covesim::rot {

/// Layers of the chain, in boot order.
enum class Layer : uint8_t { Rom, TsmDriver, Tsm };
inline constexpr size_t kLayers = 3;

using Cdi = std::array<uint8_t, 48>;

/// The unique device secret from the parameter rot.uds_seed.
Cdi uds_from_seed(uint64_t seed);
/// The next layer's CDI.
Cdi next_cdi(const Cdi& previous, const Digest& measurement);
/// The layer's Ed25519 private key: HKDF(key = CDI, info = "covesim DICE key").
Seed layer_key(const Cdi& cdi);

}  // namespace covesim::rot
