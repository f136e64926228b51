#include "mem/xts.h"

#include <openssl/evp.h>

#include <cstring>
#include <stdexcept>

namespace covesim {

namespace {
/// Fails only with a broken host library.
void must(bool ok) {
    if (!ok) throw std::runtime_error("OpenSSL: AES-256-XTS failed");
}
struct Free {
    void operator()(EVP_CIPHER_CTX* p) const { EVP_CIPHER_CTX_free(p); }
};
using Ctx = std::unique_ptr<EVP_CIPHER_CTX, Free>;

void run(EVP_CIPHER_CTX* c, uint64_t page, const std::byte* in, std::byte* out) {
    uint8_t tweak[16] = {};  // the data unit's number, little-endian (IEEE 1619, 5.1)
    for (int i = 0; i < 8; ++i) tweak[i] = static_cast<uint8_t>(page >> (8 * i));
    int n = 0;
    must(EVP_CipherInit_ex(c, nullptr, nullptr, nullptr, tweak, -1) == 1 &&
         EVP_CipherUpdate(c, reinterpret_cast<uint8_t*>(out), &n, reinterpret_cast<const uint8_t*>(in), Xts::kUnit) ==
             1 &&
         n == static_cast<int>(Xts::kUnit));
}
}  // namespace

struct Xts::Contexts {
    Ctx enc, dec;
};

Xts::Key Xts::derive(uint64_t seed, uint32_t context, uint32_t generation) {
    static constexpr char kLabel[] = "covesim memory key";
    uint8_t in[sizeof kLabel - 1 + 16];
    std::memcpy(in, kLabel, sizeof kLabel - 1);
    uint8_t* p = in + sizeof kLabel - 1;
    for (int i = 0; i < 8; ++i) p[i] = static_cast<uint8_t>(seed >> (8 * i));
    for (int i = 0; i < 4; ++i) p[8 + i] = static_cast<uint8_t>(context >> (8 * i));
    for (int i = 0; i < 4; ++i) p[12 + i] = static_cast<uint8_t>(generation >> (8 * i));
    Key key;
    must(EVP_Digest(in, sizeof in, key.data(), nullptr, EVP_sha512(), nullptr) == 1);
    return key;
}

Xts::Xts(const Key& key)
    : c_(std::make_unique<Contexts>(Contexts{Ctx(EVP_CIPHER_CTX_new()), Ctx(EVP_CIPHER_CTX_new())})) {
    must(c_->enc && c_->dec &&
         EVP_CipherInit_ex(c_->enc.get(), EVP_aes_256_xts(), nullptr, key.data(), nullptr, 1) == 1 &&
         EVP_CipherInit_ex(c_->dec.get(), EVP_aes_256_xts(), nullptr, key.data(), nullptr, 0) == 1);
}
Xts::~Xts() = default;
Xts::Xts(Xts&&) noexcept = default;
Xts& Xts::operator=(Xts&&) noexcept = default;

void Xts::encrypt(uint64_t page, const std::byte* in, std::byte* out) { run(c_->enc.get(), page, in, out); }
void Xts::decrypt(uint64_t page, const std::byte* in, std::byte* out) { run(c_->dec.get(), page, in, out); }

}  // namespace covesim
