#include "rot/root_of_trust.h"

#include <algorithm>
#include <charconv>

#include "sim/core/archive.h"

namespace covesim::rot {

std::span<const covesim::Reg<RootOfTrust>> RootOfTrust::regs() {
    using R = RootOfTrust;
    static constexpr covesim::Reg<R> kRegs[] = {
        {.name = "id", .offset = kId, .access = RegAccess::RO, .reset = kIdValue, .doc = "\"CRVT\"."},
        {.name = "status",
         .offset = kStatus,
         .access = RegAccess::RO,
         .doc = "Bit 0 boot verified, bit 1 harts released, bits 15:8 number of measurement registers.",
         .read = &R::status},
        {.name = "security_version",
         .offset = kSecurityVersion,
         .bytes = 8,
         .access = RegAccess::RO,
         .doc = "Rollback counter of the accepted manifest.",
         .cell = &R::security_version_},
        {.name = "entry",
         .offset = covesim::rot::kEntry,
         .bytes = 8,
         .access = RegAccess::RO,
         .doc = "Entry point of the TSM driver.",
         .cell = &R::entry_},
        {.name = "device_tree",
         .offset = kDeviceTree,
         .bytes = 8,
         .access = RegAccess::RO,
         .doc = "Physical address of the device tree.",
         .read = &R::device_tree},
        {.name = "entropy",
         .offset = kEntropy,
         .bytes = 8,
         .access = RegAccess::RO,
         .doc = "A fresh random value per read.",
         .read = &R::entropy,
         .read_effect = true},
        {.name = "command",
         .offset = kCommand,
         .access = RegAccess::WO,
         .doc = "1 read measurement `index` into the window; 2 extend it with the window's first 48 bytes; 3 lock the "
                "CDI.",
         .write = &R::command},
        {.name = "result",
         .offset = kResult,
         .access = RegAccess::RO,
         .doc = "Of the last command: 0 ok, 1 bad command, 2 bad index, 3 locked already.",
         .cell = &R::result_},
        {.name = "index", .offset = kIndex, .doc = "Measurement register number.", .cell = &R::index_},
        {.name = "data",
         .offset = kData,
         .bytes = 8,
         .doc = "Data window, 64 bytes.",
         .read = &R::data_word,
         .write = &R::write_data_word,
         .count = 8},
        {.name = "cdi",
         .offset = kCdi,
         .bytes = 8,
         .access = RegAccess::RO,
         .doc = "The TSM layer's compound device identifier, 48 bytes; zero once locked.",
         .read = &R::cdi_word,
         .count = 6},
    };
    return kRegs;
}

RootOfTrust::RootOfTrust(const RotParams& params, BackingStore& memory, HartRelease& harts)
    : params_(params), memory_(memory), harts_(harts), entropy_(params.entropy_seed) {
    reset();
}

std::optional<Digest> RootOfTrust::anchor(const RotParams& params) {
    if (params.anchor.empty()) return development_anchor();
    Digest d;
    if (params.anchor.size() != 2 * d.size()) return std::nullopt;
    for (size_t i = 0; i < d.size(); ++i) {
        const char* first = params.anchor.data() + 2 * i;
        const auto [end, error] = std::from_chars(first, first + 2, d[i], 16);
        if (error != std::errc{} || end != first + 2) return std::nullopt;
    }
    return d;
}

void RootOfTrust::on_reset() {
    verified_ = released_ = 0;
    window_ = {};
    measurement_ = {};
    cdi_ = {};
    cdi_locked_ = false;
    layer_public_ = {};
    entropy_ = Entropy(params_.entropy_seed);
}

BootResult RootOfTrust::boot(Bytes flash, const Digest& anchor, uint64_t stored_version) {
    reset();
    BootResult r;
    Verdict v = verify_flash(flash, anchor, stored_version);
    for (const ImageView& image : v.manifest.images) {
        if (v.why == Refusal::None && !memory_.host(image.load, image.data.size())) {
            v.why = Refusal::Unplaceable;
            v.message = "root of trust: image " + std::string(image.name) + " does not lie in memory";
        }
    }
    r.why = v.why;
    r.message = v.message;
    if (!r.ok()) return r;

    Cdi cdi = uds_from_seed(params_.uds_seed);
    for (size_t i = 0; i < kImageCount; ++i) {
        const ImageView& image = v.manifest.images[i];
        measurement_[i] = image.digest;  // verified equal to the digest of the bytes
        cdi = next_cdi(cdi, image.digest);
        layer_public_[i] = ed25519_public(layer_key(cdi));
        memory_.write(image.load, image.data.data(), image.data.size());
    }
    cdi_ = cdi;
    verified_ = 1;
    security_version_ = v.manifest.security_version;
    entry_ = v.manifest.images[1].entry.v;

    r.security_version = security_version_;
    r.rom_entry = v.manifest.images[0].entry;
    r.tsm_driver_entry = v.manifest.images[1].entry;
    r.tsm_entry = v.manifest.images[2].entry;
    released_ = 1;
    harts_.release_harts(r.rom_entry);
    return r;
}

void RootOfTrust::archive(Archive& a) {
    a(entropy_, verified_, released_, security_version_, entry_, device_tree_, index_, result_);
    a(window_, measurement_, cdi_, cdi_locked_, layer_public_);
}

uint64_t RootOfTrust::status(uint32_t) { return verified_ | released_ << 1 | uint64_t{kMeasurementCount} << 8; }

uint64_t RootOfTrust::data_word(uint32_t i) {
    uint64_t v = 0;
    for (size_t b = 0; b < 8; ++b) v |= static_cast<uint64_t>(window_[8 * i + b]) << (8 * b);
    return v;
}

void RootOfTrust::write_data_word(uint32_t i, uint64_t v) {
    for (size_t b = 0; b < 8; ++b) window_[8 * i + b] = static_cast<uint8_t>(v >> (8 * b));
}

uint64_t RootOfTrust::cdi_word(uint32_t i) {
    if (cdi_locked_) return 0;
    uint64_t v = 0;
    for (size_t b = 0; b < 8; ++b) v |= static_cast<uint64_t>(cdi_[8 * i + b]) << (8 * b);
    return v;
}

void RootOfTrust::command(uint32_t, uint64_t v) { result_ = execute(v); }

Result RootOfTrust::execute(uint64_t command) {
    switch (command) {
        case kMeasureRead:
            if (index_ >= kMeasurementCount) return kBadIndex;
            window_ = {};
            std::copy(measurement_[index_].begin(), measurement_[index_].end(), window_.begin());
            return kOk;
        case kMeasureExtend:
            if (index_ < kImageCount || index_ >= kMeasurementCount) return kBadIndex;
            measurement_[index_] = sha384(measurement_[index_], Bytes(window_).first(kDigestBytes));
            return kOk;
        case kCdiLock:
            if (cdi_locked_) return kLocked;
            cdi_locked_ = true;
            cdi_ = {};
            return kOk;
    }
    return kBadCommand;
}

}  // namespace covesim::rot
