// The AES transformations that the RV64 instructions of Zknd and Zkne are made of: FIPS 197, sections 5.1 to 5.3, on
// half a state. The state is four columns of four bytes; rs1 holds columns 0 and 1, rs2 columns 2 and 3.
#pragma once
#include <array>
#include <bit>
#include <cstdint>

namespace covesim::isa::aes {

/// Product in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1 (FIPS 197, 4.2).
constexpr uint8_t gf_mul(uint8_t a, uint8_t b) {
    uint8_t product = 0;
    for (; b != 0; b >>= 1) {
        if (b & 1) product ^= a;
        a = uint8_t(a << 1) ^ ((a & 0x80) ? 0x1b : 0);
    }
    return product;
}

using Sbox = std::array<uint8_t, 256>;

/// SubBytes (FIPS 197, 5.1.1): the multiplicative inverse, then an affine map. 3 generates the field's units and 0xf6
/// is its inverse, so stepping through both gives every pair (p, 1/p).
consteval Sbox make_sbox() {
    Sbox sbox{};
    sbox[0] = 0x63;
    uint8_t p = 1, inverse = 1;
    do {
        p = gf_mul(p, 0x03);
        inverse = gf_mul(inverse, 0xf6);
        const uint8_t q = inverse;
        sbox[p] = q ^ std::rotl(q, 1) ^ std::rotl(q, 2) ^ std::rotl(q, 3) ^ std::rotl(q, 4) ^ 0x63;
    } while (p != 1);
    return sbox;
}

consteval Sbox invert(const Sbox& sbox) {
    Sbox inverse{};
    for (int i = 0; i < 256; ++i) inverse[sbox[i]] = uint8_t(i);
    return inverse;
}

inline constexpr Sbox kSbox = make_sbox();
inline constexpr Sbox kInvSbox = invert(kSbox);

/// Rcon of the key schedule by round number; round 10 stands for "no rotation, no constant" of AES-256.
inline constexpr std::array<uint8_t, 11> kRoundConstant{0x01, 0x02, 0x04, 0x08, 0x10, 0x20,
                                                        0x40, 0x80, 0x1b, 0x36, 0x00};

/// Every byte of v through a substitution box.
constexpr uint64_t sub_bytes(uint64_t v, const Sbox& sbox) {
    uint64_t out = 0;
    for (int i = 0; i < 64; i += 8) out |= uint64_t{sbox[v >> i & 255]} << i;
    return out;
}

/// Columns 0 and 1 after (Inv)ShiftRows: row r comes from the column that is r further on (Direction 1) or back (-1).
template <int Direction>
constexpr uint64_t shift_rows(uint64_t columns01, uint64_t columns23) {
    uint64_t out = 0;
    for (int i = 0; i < 8; ++i) {
        const int row = i % 4;
        const int from = (i / 4 + 4 + Direction * row) % 4 * 4 + row;
        const uint64_t half = from < 8 ? columns01 : columns23;
        out |= (half >> 8 * (from % 8) & 255) << 8 * i;
    }
    return out;
}

/// First row of the matrix of (Inv)MixColumns (FIPS 197, 5.1.3 and 5.3.3), packed as products of each byte value: entry
/// b is the column that a byte b in row 0 contributes. Other rows contribute the same, rotated.
using Mix = std::array<uint32_t, 256>;

consteval Mix make_mix(uint8_t r0, uint8_t r1, uint8_t r2, uint8_t r3) {
    Mix mix{};
    for (int b = 0; b < 256; ++b) {
        mix[b] = uint32_t{gf_mul(r0, uint8_t(b))} | uint32_t{gf_mul(r1, uint8_t(b))} << 8 |
                 uint32_t{gf_mul(r2, uint8_t(b))} << 16 | uint32_t{gf_mul(r3, uint8_t(b))} << 24;
    }
    return mix;
}

inline constexpr Mix kMix = make_mix(2, 1, 1, 3);
inline constexpr Mix kInvMix = make_mix(14, 9, 13, 11);

/// (Inv)MixColumns of two columns.
constexpr uint64_t mix_columns(uint64_t v, const Mix& mix) {
    const auto column = [&mix](uint32_t c) {
        return mix[c & 255] ^ std::rotl(mix[c >> 8 & 255], 8) ^ std::rotl(mix[c >> 16 & 255], 16) ^
               std::rotl(mix[c >> 24], 24);
    };
    return uint64_t{column(uint32_t(v >> 32))} << 32 | column(uint32_t(v));
}

}  // namespace covesim::isa::aes
