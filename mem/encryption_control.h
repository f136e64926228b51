// How the encryption table device reaches the encryption engine (mem/encryption_engine.h).
#pragma once
#include <cstdint>

#include "sim/core/types.h"

namespace covesim {

struct EncryptionControl {
    /// Number of contexts; context 0 means no encryption.
    virtual uint32_t contexts() const = 0;
    /// Pages [base, base + 4096 * pages) belong to `context` from now on. False: bad operand, nothing changed.
    virtual bool assign(Spa base, uint64_t pages, uint32_t context) = 0;
    /// `context` gets a fresh key. False: bad operand (context 0 has no key).
    virtual bool new_key(uint32_t context) = 0;

  protected:
    ~EncryptionControl() = default;
};

}  // namespace covesim
