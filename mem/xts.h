// AES-256-XTS (IEEE 1619, NIST SP 800-38E) over one 4 KiB page as the data unit, from OpenSSL.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace covesim {

class Xts {
  public:
    using Key = std::array<uint8_t, 64>;
    /// A key that depends on nothing but its arguments: SHA-512("covesim memory key", seed, context, generation).
    static Key derive(uint64_t seed, uint32_t context, uint32_t generation);

    explicit Xts(const Key& key);
    ~Xts();
    Xts(Xts&&) noexcept;
    Xts& operator=(Xts&&) noexcept;

    static constexpr size_t kUnit = 4096;
    /// Data unit number `page` from `in` to `out` (which may be the same), 4096 bytes.
    void encrypt(uint64_t page, const std::byte* in, std::byte* out);
    void decrypt(uint64_t page, const std::byte* in, std::byte* out);

  private:
    struct Contexts;
    std::unique_ptr<Contexts> c_;
};

}  // namespace covesim
