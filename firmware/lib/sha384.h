// SHA-384 (FIPS 180-4, 6.4 with the initial value of 5.3.4), streaming. The compression function exists twice:
// portable, and with the Zknh instructions (sha512sig0/1, sha512sum0/1, rev8 of Zbb), chosen at run time from the
// device tree's ISA. Left out: other digests of the family.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace covesim::fw {

inline constexpr unsigned kDigestSize = 48;

struct Digest {
    uint8_t bytes[kDigestSize];
};

class Sha384 {
  public:
    /// `zknh`: the hart has Zknh and Zbb. Ignored on the host.
    explicit Sha384(bool zknh = false);
    void update(const void* data, size_t size);
    /// Pads and returns the digest. The object is then used up.
    Digest finish();

  private:
    uint64_t h_[8];
    uint8_t block_[128] __attribute__((aligned(8)));
    uint64_t length_ = 0;  // bytes so far
    bool zknh_;
};

}  // namespace covesim::fw
