#include "rot/crypto.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>
#include <stdexcept>

namespace covesim::rot {

namespace {

template <class T, void (*Free)(T*)>
struct Deleter {
    void operator()(T* p) const { Free(p); }
};
using MdCtx = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX, EVP_MD_CTX_free>>;
using Pkey = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY, EVP_PKEY_free>>;
using Kdf = std::unique_ptr<EVP_KDF, Deleter<EVP_KDF, EVP_KDF_free>>;
using KdfCtx = std::unique_ptr<EVP_KDF_CTX, Deleter<EVP_KDF_CTX, EVP_KDF_CTX_free>>;

/// A primitive that fails here means a broken host library, never bad input.
void must(bool ok, const char* what) {
    if (!ok) throw std::runtime_error(std::string("OpenSSL: ") + what + " failed");
}

Pkey private_key(const Seed& seed) {
    Pkey k(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
    must(k != nullptr, "Ed25519 private key");
    return k;
}

}  // namespace

Digest sha384(Bytes a, Bytes b) {
    MdCtx c(EVP_MD_CTX_new());
    Digest out;
    must(c && EVP_DigestInit_ex(c.get(), EVP_sha384(), nullptr) == 1 &&
             EVP_DigestUpdate(c.get(), a.data(), a.size()) == 1 && EVP_DigestUpdate(c.get(), b.data(), b.size()) == 1 &&
             EVP_DigestFinal_ex(c.get(), out.data(), nullptr) == 1,
         "SHA-384");
    return out;
}

void hkdf_sha384(Bytes key, Bytes salt, std::string_view info, std::span<uint8_t> out) {
    Kdf kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    must(kdf != nullptr, "HKDF");
    KdfCtx c(EVP_KDF_CTX_new(kdf.get()));
    char digest[] = "SHA384";
    OSSL_PARAM params[5];
    OSSL_PARAM* p = params;
    *p++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0);
    *p++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, const_cast<uint8_t*>(key.data()), key.size());
    if (!salt.empty()) {
        *p++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, const_cast<uint8_t*>(salt.data()), salt.size());
    }
    *p++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, const_cast<char*>(info.data()), info.size());
    *p = OSSL_PARAM_construct_end();
    must(c && EVP_KDF_derive(c.get(), out.data(), out.size(), params) == 1, "HKDF");
}

PublicKey ed25519_public(const Seed& seed) {
    const Pkey k = private_key(seed);
    PublicKey out;
    size_t n = out.size();
    must(EVP_PKEY_get_raw_public_key(k.get(), out.data(), &n) == 1 && n == out.size(), "Ed25519 public key");
    return out;
}

Signature ed25519_sign(const Seed& seed, Bytes message) {
    const Pkey k = private_key(seed);
    MdCtx c(EVP_MD_CTX_new());
    Signature out;
    size_t n = out.size();
    must(c && EVP_DigestSignInit(c.get(), nullptr, nullptr, nullptr, k.get()) == 1 &&
             EVP_DigestSign(c.get(), out.data(), &n, message.data(), message.size()) == 1 && n == out.size(),
         "Ed25519 signature");
    return out;
}

bool ed25519_verify(const PublicKey& key, Bytes message, const Signature& signature) {
    Pkey k(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
    MdCtx c(EVP_MD_CTX_new());
    // A key or signature that is no point on the curve is bad input, so failure here is just "no".
    return k && c && EVP_DigestVerifyInit(c.get(), nullptr, nullptr, nullptr, k.get()) == 1 &&
           EVP_DigestVerify(c.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

}  // namespace covesim::rot
