#include "firmware/lib/sha384.h"

#include "firmware/lib/memory.h"

namespace covesim::fw {
namespace {

// FIPS 180-4, 4.2.3: first 64 bits of the fractional parts of the cube roots of the first eighty primes.
constexpr uint64_t kK[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538,
    0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe,
    0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
    0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5, 0x983e5152ee66dfab,
    0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
    0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed,
    0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
    0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8, 0x19a4c116b8d2d0c8, 0x1e376c085141ab53,
    0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373,
    0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c,
    0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6,
    0x113f9804bef90dae, 0x1b710b35131c471b, 0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
    0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

struct Portable {
    static uint64_t ror(uint64_t v, unsigned n) { return v >> n | v << (64 - n); }
    static uint64_t sum0(uint64_t v) { return ror(v, 28) ^ ror(v, 34) ^ ror(v, 39); }
    static uint64_t sum1(uint64_t v) { return ror(v, 14) ^ ror(v, 18) ^ ror(v, 41); }
    static uint64_t sig0(uint64_t v) { return ror(v, 1) ^ ror(v, 8) ^ v >> 7; }
    static uint64_t sig1(uint64_t v) { return ror(v, 19) ^ ror(v, 61) ^ v >> 6; }
    static uint64_t load(const uint8_t* p) {
        uint64_t v = 0;
        for (int i = 0; i < 8; ++i) v = v << 8 | p[i];
        return v;
    }
};

#ifdef __riscv
// Scalar cryptography, Zknh: OP-IMM, funct3 1, imm 0x104 sum0, 0x105 sum1, 0x106 sig0, 0x107 sig1. Zbb: rev8 is imm
// 0x6b8, funct3 5. Not volatile: pure functions that the compiler may schedule.
struct Zknh {
    static uint64_t sum0(uint64_t v) {
        asm(".insn i 0x13, 1, %0, %1, 0x104" : "=r"(v) : "r"(v));
        return v;
    }
    static uint64_t sum1(uint64_t v) {
        asm(".insn i 0x13, 1, %0, %1, 0x105" : "=r"(v) : "r"(v));
        return v;
    }
    static uint64_t sig0(uint64_t v) {
        asm(".insn i 0x13, 1, %0, %1, 0x106" : "=r"(v) : "r"(v));
        return v;
    }
    static uint64_t sig1(uint64_t v) {
        asm(".insn i 0x13, 1, %0, %1, 0x107" : "=r"(v) : "r"(v));
        return v;
    }
    static uint64_t load(const uint8_t* p) {
        uint64_t v = *reinterpret_cast<const uint64_t*>(p);
        asm(".insn i 0x13, 5, %0, %1, 0x6b8" : "=r"(v) : "r"(v));
        return v;
    }
};
#endif

/// One 128-byte block. The message schedule is a ring of sixteen words, computed as it is used.
template <class F>
__attribute__((always_inline)) inline void compress(uint64_t (&state)[8], const uint8_t* p) {
    uint64_t w[16];
    for (int i = 0; i < 16; ++i) w[i] = F::load(p + 8 * i);
    uint64_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6],
             h = state[7];
    // Maj(a, b, c) = b ^ ((a ^ b) & (b ^ c)), and this round's b ^ c is the last round's a ^ b.
    uint64_t bc = b ^ c;
    const uint64_t* k = kK;
    for (int t = 0;; t += 16, k += 16) {
#pragma GCC unroll 16
        for (int i = 0; i < 16; ++i) {
            h += F::sum1(e) + (g ^ (e & (f ^ g))) + k[i] + w[i];
            d += h;
            const uint64_t ab = a ^ b;
            h += F::sum0(a) + (b ^ (ab & bc));
            bc = ab;
            const uint64_t next = h;
            h = g, g = f, f = e, e = d, d = c, c = b, b = a, a = next;
        }
        if (t == 64) break;
#pragma GCC unroll 16
        for (int i = 0; i < 16; ++i) w[i] += F::sig1(w[(i + 14) & 15]) + w[(i + 9) & 15] + F::sig0(w[(i + 1) & 15]);
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e, state[5] += f, state[6] += g,
        state[7] += h;
}

void compress_block(uint64_t (&state)[8], const uint8_t* p, [[maybe_unused]] bool zknh) {
#ifdef __riscv
    if (zknh && (reinterpret_cast<uint64_t>(p) & 7) == 0) return compress<Zknh>(state, p);
#endif
    compress<Portable>(state, p);
}

}  // namespace

// FIPS 180-4, 5.3.4.
Sha384::Sha384(bool zknh)
    : h_{0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
         0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4},
      zknh_{zknh} {}

void Sha384::update(const void* data, size_t size) {
    const auto* p = static_cast<const uint8_t*>(data);
    const size_t held = length_ % 128;
    length_ += size;
    if (held != 0) {
        const size_t n = size < 128 - held ? size : 128 - held;
        copy_bytes(block_ + held, p, n);
        if (held + n < 128) return;
        compress_block(h_, block_, zknh_);
        p += n;
        size -= n;
    }
    for (; size >= 128; p += 128, size -= 128) compress_block(h_, p, zknh_);
    copy_bytes(block_, p, size);
}

Digest Sha384::finish() {
    // 5.1.2: a one bit, zeros, and the length in bits as a 128-bit big-endian number.
    const uint64_t bits = length_ * 8;
    const uint8_t one = 0x80, zero = 0;
    const uint64_t high = length_ >> 61;
    update(&one, 1);
    while (length_ % 128 != 112) update(&zero, 1);
    uint8_t tail[16];
    for (int i = 0; i < 8; ++i) {
        tail[i] = static_cast<uint8_t>(high >> (56 - 8 * i));
        tail[8 + i] = static_cast<uint8_t>(bits >> (56 - 8 * i));
    }
    update(tail, 16);
    Digest d;
    for (unsigned i = 0; i < kDigestSize; ++i) d.bytes[i] = static_cast<uint8_t>(h_[i / 8] >> (56 - 8 * (i % 8)));
    return d;
}

}  // namespace covesim::fw
