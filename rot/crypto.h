// The few primitives of the root of trust, from OpenSSL: SHA-384 (FIPS 180-4), HKDF-SHA384 (RFC 5869), Ed25519 (RFC
// 8032).
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace covesim::rot {

using Bytes = std::span<const uint8_t>;
using Digest = std::array<uint8_t, 48>;
using Seed = std::array<uint8_t, 32>;       ///< Ed25519 private key
using PublicKey = std::array<uint8_t, 32>;  ///< Ed25519
using Signature = std::array<uint8_t, 64>;  ///< Ed25519

inline Bytes bytes(std::string_view s) { return {reinterpret_cast<const uint8_t*>(s.data()), s.size()}; }

/// SHA-384 of a, then b.
Digest sha384(Bytes a, Bytes b = {});
/// HKDF with SHA-384: extract with `salt`, expand with `info` to out.size() bytes (at most 255 * 48).
void hkdf_sha384(Bytes key, Bytes salt, std::string_view info, std::span<uint8_t> out);
PublicKey ed25519_public(const Seed& seed);
Signature ed25519_sign(const Seed& seed, Bytes message);
bool ed25519_verify(const PublicKey& key, Bytes message, const Signature& signature);

}  // namespace covesim::rot
