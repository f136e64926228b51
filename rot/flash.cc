#include "rot/flash.h"

#include <algorithm>
#include <cstring>

#include "rot/keys/development_key.h"

namespace covesim::rot {

namespace {

// Container header, 128 bytes: see docs/rot.md.
constexpr uint64_t kMagic = 0x3148'5341'4c46'5343;          // "CSFLASH1"
constexpr uint64_t kManifestMagic = 0x3149'4e41'4d46'5343;  // "CSFMANI1"
constexpr size_t kHeader = 0x80, kManifestHeader = 0x20, kEntry = 0x80, kName = 16;
constexpr size_t kAlign = 0x1000;  // images start at page boundaries

void put(std::vector<uint8_t>& out, size_t at, uint64_t v, size_t n) {
    for (size_t i = 0; i < n; ++i) out[at + i] = static_cast<uint8_t>(v >> (8 * i));
}
uint64_t get(Bytes in, size_t at, size_t n) {
    uint64_t v = 0;
    for (size_t i = 0; i < n; ++i) v |= static_cast<uint64_t>(in[at + i]) << (8 * i);
    return v;
}

Verdict refuse(Refusal why, std::string message) { return {why, std::move(message), {}}; }

/// Do [a, a + n) and [b, b + m) meet? Ranges that wrap meet everything.
bool meet(uint64_t a, uint64_t n, uint64_t b, uint64_t m) { return a - b < m || b - a < n; }

}  // namespace

Digest development_anchor() { return anchor_of(ed25519_public(kDevelopmentKeySeed)); }

std::vector<uint8_t> build_flash(const std::vector<FlashImage>& images, const std::optional<Seed>& key,
                                 uint64_t security_version) {
    const size_t manifest_bytes = kManifestHeader + images.size() * kEntry;
    std::vector<uint8_t> out(kHeader + manifest_bytes);
    std::vector<FlashImage> sorted = images;
    std::stable_sort(sorted.begin(), sorted.end(), [](const FlashImage& a, const FlashImage& b) {
        auto rank = [](const std::string& n) { return std::find(std::begin(kImageNames), std::end(kImageNames), n); };
        return rank(a.name) < rank(b.name);
    });

    put(out, kHeader, kManifestMagic, 8);
    put(out, kHeader + 8, 1, 4);
    put(out, kHeader + 12, images.size(), 4);
    put(out, kHeader + 16, security_version, 8);
    size_t at = kHeader + kManifestHeader;
    for (const FlashImage& image : sorted) {
        const size_t offset = (out.size() + kAlign - 1) / kAlign * kAlign;
        out.resize(offset);
        out.insert(out.end(), image.data.begin(), image.data.end());
        std::memcpy(out.data() + at, image.name.data(), std::min(image.name.size(), kName - 1));
        put(out, at + 0x10, offset, 8);
        put(out, at + 0x18, image.data.size(), 8);
        put(out, at + 0x20, image.load.v, 8);
        put(out, at + 0x28, image.entry.v, 8);
        const Digest d = sha384(image.data);
        std::copy(d.begin(), d.end(), out.begin() + static_cast<ptrdiff_t>(at + 0x30));
        at += kEntry;
    }

    put(out, 0, kMagic, 8);
    put(out, 8, manifest_bytes, 4);
    put(out, 16, out.size(), 8);
    if (key) {
        const PublicKey pub = ed25519_public(*key);
        const Signature sig = ed25519_sign(*key, Bytes(out).subspan(kHeader, manifest_bytes));
        put(out, 12, sig.size(), 4);
        std::copy(pub.begin(), pub.end(), out.begin() + 0x18);
        std::copy(sig.begin(), sig.end(), out.begin() + 0x40);
    }
    return out;
}

namespace {

/// Container and signature: nothing in the manifest is looked at before it is proven.
Verdict check_signature(Bytes flash, const Digest& anchor) {
    Verdict truncated = refuse(Refusal::Truncated, "root of trust: flash image is truncated");
    if (flash.size() < kHeader) return truncated;
    if (get(flash, 0, 8) != kMagic) return refuse(Refusal::Malformed, "root of trust: not a flash image (bad magic)");
    const uint64_t manifest_bytes = get(flash, 8, 4), signature_bytes = get(flash, 12, 4);
    if (get(flash, 16, 8) > flash.size() || manifest_bytes > flash.size() - kHeader) return truncated;
    if (signature_bytes == 0) return refuse(Refusal::Unsigned, "root of trust: flash image is unsigned");
    PublicKey key;
    Signature signature;
    std::memcpy(key.data(), flash.data() + 0x18, key.size());
    std::memcpy(signature.data(), flash.data() + 0x40, signature.size());
    if (signature_bytes != signature.size() || anchor_of(key) != anchor) {
        return refuse(Refusal::BadSignature, "root of trust: bad signature (the key is not the one the anchor names)");
    }
    if (!ed25519_verify(key, flash.subspan(kHeader, manifest_bytes), signature)) {
        return refuse(Refusal::BadSignature, "root of trust: bad signature over the manifest");
    }
    return {};
}

/// Manifest entries against the flash and against each other.
Verdict check_images(Bytes flash, Bytes manifest, uint64_t count) {
    Verdict v;
    for (size_t i = 0; i < count; ++i) {
        const Bytes e = manifest.subspan(kManifestHeader + i * kEntry, kEntry);
        const char* text = reinterpret_cast<const char*>(e.data());
        const std::string_view name(text, strnlen(text, kName));
        if (name != kImageNames[i]) {
            return refuse(Refusal::Malformed, "root of trust: malformed manifest (expected image " +
                                                  std::string(kImageNames[i]) + ", found " + std::string(name) + ")");
        }
        const uint64_t offset = get(e, 0x10, 8), size = get(e, 0x18, 8);
        if (offset > flash.size() || size > flash.size() - offset) {
            return refuse(Refusal::Truncated, "root of trust: flash image is truncated in " + std::string(name));
        }
        ImageView image{kImageNames[i], flash.subspan(offset, size), Spa{get(e, 0x20, 8)}, Spa{get(e, 0x28, 8)}, {}};
        std::memcpy(image.digest.data(), e.data() + 0x30, image.digest.size());
        if (size == 0 || image.entry.v - image.load.v >= size) {
            return refuse(Refusal::Malformed, "root of trust: malformed manifest (entry point of " + std::string(name) +
                                                  " lies outside the image)");
        }
        for (const ImageView& o : v.manifest.images) {
            if (meet(image.load.v, size, o.load.v, o.data.size())) {
                return refuse(Refusal::Overlapping, "root of trust: images " + std::string(o.name) + " and " +
                                                        std::string(name) + " overlap in memory");
            }
        }
        if (sha384(image.data) != image.digest) {
            return refuse(Refusal::Tampered, "root of trust: image " + std::string(name) + " has been tampered with");
        }
        v.manifest.images.push_back(image);
    }
    return v;
}

}  // namespace

Verdict verify_flash(Bytes flash, const Digest& anchor, uint64_t stored_version) {
    if (Verdict v = check_signature(flash, anchor); v.why != Refusal::None) return v;
    const Bytes manifest = flash.subspan(kHeader, get(flash, 8, 4));
    if (manifest.size() != kManifestHeader + kImageCount * kEntry || get(manifest, 0, 8) != kManifestMagic ||
        get(manifest, 8, 4) != 1 || get(manifest, 12, 4) != kImageCount) {
        return refuse(Refusal::Malformed, "root of trust: malformed manifest");
    }
    const uint64_t version = get(manifest, 16, 8);
    if (version < stored_version) {
        return refuse(Refusal::Rollback, "root of trust: rollback (security version " + std::to_string(version) +
                                             " is older than " + std::to_string(stored_version) + ")");
    }
    Verdict v = check_images(flash, manifest, kImageCount);
    v.manifest.security_version = version;
    return v;
}

}  // namespace covesim::rot
