// The flash image: a signed manifest and the boot images behind it. Format: docs/rot.md, "Flash image".
//
// build_flash() makes one; parse and checks are in verify_flash(), which touches nothing but the bytes. All integers
// are little-endian. Leaves out: A/B slots, key revocation lists.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "rot/crypto.h"
#include "sim/core/types.h"

namespace covesim::rot {

/// The three images that every manifest lists, each once, in this order.
inline constexpr std::string_view kImageNames[] = {"rom", "tsm-driver", "tsm"};
inline constexpr size_t kImageCount = 3;

/// One image to put into a flash.
struct FlashImage {
    std::string name;
    std::vector<uint8_t> data;
    Spa load;   ///< where the root of trust copies it
    Spa entry;  ///< its first instruction
};

/// One verified image of a flash; `data` points into the flash.
struct ImageView {
    std::string_view name;
    Bytes data;
    Spa load, entry;
    Digest digest;
};

struct Manifest {
    uint64_t security_version = 0;
    std::vector<ImageView> images;  ///< in the order of kImageNames
};

/// Why a flash is refused. Unplaceable: an image's load address is not memory.
enum class Refusal : uint8_t {
    None,
    Truncated,
    Malformed,
    Unsigned,
    BadSignature,
    Rollback,
    Tampered,
    Overlapping,
    Unplaceable
};

struct Verdict {
    Refusal why = Refusal::None;
    std::string message;  ///< one clear line; empty when accepted
    Manifest manifest;
};

/// A flash holding `images` (any order), signed with `key`; without a key an unsigned one, which the root of trust
/// refuses.
std::vector<uint8_t> build_flash(const std::vector<FlashImage>& images, const std::optional<Seed>& key,
                                 uint64_t security_version);

/// The anchor for a public key: its SHA-384.
inline Digest anchor_of(const PublicKey& key) { return sha384(key); }
/// The anchor of the development key (rot/keys/).
Digest development_anchor();

/// Checks everything that does not need the machine: container, signature, anchor, rollback, digests, overlaps.
Verdict verify_flash(Bytes flash, const Digest& anchor, uint64_t stored_version);

}  // namespace covesim::rot
