// The hardware root of trust: holds the harts in reset, verifies and measures the boot images, derives the DICE
// secrets, copies the images to memory, releases the harts, and then serves the mailbox
// (sim/core/layout/rot_mailbox.h).
//
// Boot takes no simulated time: it happens before time starts. Any refusal leaves memory untouched and the harts held.
// Flash format, derivations and registers: docs/rot.md. Leaves out: certificates over the layer keys (attestation).
#pragma once
#include <array>
#include <span>
#include <string>

#include "mem/backing_store.h"
#include "rot/dice.h"
#include "rot/entropy.h"
#include "rot/flash.h"
#include "sim/core/layout/rot_mailbox.h"
#include "sim/core/regbank.h"
#include "sim/core/schema.h"

namespace covesim::rot {

struct RotParams {
    uint64_t uds_seed = 0x5eed;      ///< stands for the fused unique device secret
    uint64_t entropy_seed = 0x0e27;  ///< of the deterministic random-bit generator
    uint64_t security_version = 0;   ///< stored rollback counter
    std::string anchor;              ///< SHA-384 of the accepted public key, hexadecimal; empty: the development key
};

/// Lets the harts go. Called once per successful boot.
struct HartRelease {
    virtual void release_harts(Spa reset_vector) = 0;

  protected:
    ~HartRelease() = default;
};

struct BootResult {
    Refusal why = Refusal::None;
    std::string message;            ///< one clear line; empty on success
    uint64_t security_version = 0;  ///< of the accepted manifest: the counter to store
    Spa rom_entry, tsm_driver_entry, tsm_entry;
    bool ok() const { return why == Refusal::None; }
};

class RootOfTrust final : public RegDevice<RootOfTrust> {
  public:
    RootOfTrust(const RotParams& params, BackingStore& memory, HartRelease& harts);

    /// The anchor named by the parameters; nullopt when `anchor` is not 96 hexadecimal digits.
    static std::optional<Digest> anchor(const RotParams& params);

    /// Verify, measure, derive, copy, release.
    BootResult boot(Bytes flash, const Digest& anchor, uint64_t stored_version);

    /// Where the platform put the device tree (register kDeviceTree).
    void set_device_tree(Spa where) { device_tree_ = where.v; }

    std::string_view name() const override { return "rot-mailbox"; }
    static std::span<const covesim::Reg<RootOfTrust>> regs();
    /// Forgets boot state, measurements and secrets; the device tree's address stays.
    void on_reset();
    void archive(Archive& a) override;

    const Digest& measurement(uint32_t i) const { return measurement_[i]; }
    /// Public half of a layer's key; valid after a successful boot.
    const PublicKey& layer_public_key(Layer l) const { return layer_public_[static_cast<size_t>(l)]; }

  private:
    uint64_t status(uint32_t);
    uint64_t device_tree(uint32_t) { return device_tree_; }
    uint64_t entropy(uint32_t) { return entropy_.next(); }
    uint64_t data_word(uint32_t i);
    void write_data_word(uint32_t i, uint64_t v);
    uint64_t cdi_word(uint32_t i);
    void command(uint32_t, uint64_t v);
    Result execute(uint64_t command);

    const RotParams params_;
    BackingStore& memory_;
    HartRelease& harts_;
    Entropy entropy_;
    uint64_t verified_ = 0, released_ = 0, security_version_ = 0, entry_ = 0, device_tree_ = 0, index_ = 0, result_ = 0;
    std::array<uint8_t, 64> window_{};
    std::array<Digest, kMeasurementCount> measurement_{};
    Cdi cdi_{};
    bool cdi_locked_ = false;
    std::array<PublicKey, kLayers> layer_public_{};
};

}  // namespace covesim::rot

namespace covesim {
template <>
inline constexpr auto schema<rot::RotParams> = std::tuple{
    Field{"uds_seed", &rot::RotParams::uds_seed, Unit::None, "Seed that stands for the fused unique device secret."},
    Field{"entropy_seed", &rot::RotParams::entropy_seed, Unit::None,
          "Seed of the root of trust's random-bit generator."},
    Field{"security_version", &rot::RotParams::security_version, Unit::None,
          "Stored rollback counter; a manifest with a lower security version is refused."},
    Field{"anchor", &rot::RotParams::anchor, Unit::None,
          "SHA-384 of the accepted Ed25519 public key in hexadecimal; empty accepts the development key."},
};
}  // namespace covesim
