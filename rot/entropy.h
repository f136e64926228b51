// The platform's entropy source: deterministic from a seed, because the same inputs give the same bytes (law 3).
// Block i is SHA-384("covesim entropy" seed || i); each block gives six 64-bit values. Not a hardware noise model.
#pragma once
#include "rot/crypto.h"

namespace covesim::rot {

class Entropy {
  public:
    explicit Entropy(uint64_t seed) : seed_(seed) {}
    /// The next 64-bit value.
    uint64_t next() {
        if (taken_ % 6 == 0) refill();
        uint64_t v = 0;
        for (size_t i = 0; i < 8; ++i) v |= static_cast<uint64_t>(block_[taken_ % 6 * 8 + i]) << (8 * i);
        ++taken_;
        return v;
    }
    /// With the seed, the number of values taken is the whole state.
    template <class A>
    void archive(A& a) {
        a(taken_);
        if (a.loading() && taken_ % 6 != 0) refill();
    }

  private:
    void refill() {
        uint8_t in[16];
        for (size_t i = 0; i < 8; ++i) {
            in[i] = static_cast<uint8_t>(seed_ >> (8 * i));
            in[8 + i] = static_cast<uint8_t>(taken_ / 6 >> (8 * i));
        }
        block_ = sha384(bytes("covesim entropy"), in);
    }
    uint64_t seed_, taken_ = 0;
    Digest block_{};
};

}  // namespace covesim::rot
