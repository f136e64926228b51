// Zknd, Zkne, Zknh: whole ciphers and hashes built from the instructions, against the worked examples of FIPS 197 and
// FIPS 180-4, and single results that follow from the definitions.
#include <catch2/catch.hpp>

#include "tests/unit/isa/fake_context.h"

using namespace covesim::isa;
using namespace covesim::isa::test;

namespace {

using Block = std::array<uint64_t, 2>;

/// Two little-endian halves from the 16 bytes that FIPS 197 prints.
Block block(uint64_t first, uint64_t second) { return {__builtin_bswap64(first), __builtin_bswap64(second)}; }

Block operator^(Block a, Block b) { return {a[0] ^ b[0], a[1] ^ b[1]}; }

template <class T>
Block round(Block s) {
    return {run<T>(s[0], s[1]), run<T>(s[1], s[0])};
}

/// The 11 round keys of AES-128, by the key-schedule instructions.
std::array<Block, 11> schedule128(Block key) {
    std::array<Block, 11> keys{key};
    for (int i = 0; i < 10; ++i) {
        const uint64_t t = run_imm<Aes64ks1i>(keys[i][1], i);
        keys[i + 1][0] = run<Aes64ks2>(t, keys[i][0]);
        keys[i + 1][1] = run<Aes64ks2>(keys[i + 1][0], keys[i][1]);
    }
    return keys;
}

/// The 15 round keys of AES-256; the odd steps substitute without rotation (round number 10).
std::array<Block, 15> schedule256(Block low, Block high) {
    std::array<Block, 15> keys{low, high};
    for (int i = 2; i < 15; ++i) {
        const uint64_t t = run_imm<Aes64ks1i>(keys[i - 1][1], i % 2 == 0 ? i / 2 - 1 : 10);
        keys[i][0] = run<Aes64ks2>(t, keys[i - 2][0]);
        keys[i][1] = run<Aes64ks2>(keys[i][0], keys[i - 2][1]);
    }
    return keys;
}

template <size_t N>
Block encrypt(const std::array<Block, N>& keys, Block s) {
    s = s ^ keys[0];
    for (size_t i = 1; i < N - 1; ++i) s = round<Aes64esm>(s) ^ keys[i];
    return round<Aes64es>(s) ^ keys[N - 1];
}

/// The equivalent inverse cipher (FIPS 197, 5.3.5): round keys through InvMixColumns, except the first and the last.
template <size_t N>
Block decrypt(const std::array<Block, N>& keys, Block s) {
    s = s ^ keys[N - 1];
    for (size_t i = N - 2; i > 0; --i)
        s = round<Aes64dsm>(s) ^ Block { run<Aes64im>(keys[i][0]), run<Aes64im>(keys[i][1]) };
    return round<Aes64ds>(s) ^ keys[0];
}

/// The constants of SHA-512 (FIPS 180-4, 4.2.3); those of SHA-256 are the upper halves of the first 64.
constexpr uint64_t kRoundConstants[80] = {
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
    0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817};
constexpr uint64_t kInitial[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
                                  0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

/// Compression of the one block that "abc" makes, with the four functions given as instructions.
template <class Word, int Rounds, class Sum0, class Sum1, class Sig0, class Sig1>
std::array<Word, 8> hash_abc() {
    constexpr int kUpper = 64 - 8 * int(sizeof(Word));
    Word w[Rounds] = {Word(0x6162638000000000 >> kUpper)};
    w[15] = 24;
    for (int i = 16; i < Rounds; ++i) {
        w[i] = Word(run<Sig1>(w[i - 2])) + w[i - 7] + Word(run<Sig0>(w[i - 15])) + w[i - 16];
    }
    std::array<Word, 8> h;
    for (int i = 0; i < 8; ++i) h[i] = Word(kInitial[i] >> kUpper);
    auto [a, b, c, d, e, f, g, k] = h;
    for (int i = 0; i < Rounds; ++i) {
        const Word t1 = k + Word(run<Sum1>(e)) + ((e & f) ^ (~e & g)) + Word(kRoundConstants[i] >> kUpper) + w[i];
        const Word t2 = Word(run<Sum0>(a)) + ((a & b) ^ (a & c) ^ (b & c));
        k = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    const Word out[8] = {a, b, c, d, e, f, g, k};
    for (int i = 0; i < 8; ++i) h[i] += out[i];
    return h;
}

}  // namespace

TEST_CASE("isa 401: AES-128 as in FIPS 197, appendices A.1, B and C.1") {
    const auto keys = schedule128(block(0x2b7e151628aed2a6, 0xabf7158809cf4f3c));
    CHECK(keys[1] == block(0xa0fafe1788542cb1, 0x23a339392a6c7605));
    CHECK(keys[10] == block(0xd014f9a8c9ee2589, 0xe13f0cc8b6630ca6));
    const Block plain = block(0x3243f6a8885a308d, 0x313198a2e0370734);
    const Block cipher = block(0x3925841d02dc09fb, 0xdc118597196a0b32);
    CHECK(encrypt(keys, plain) == cipher);
    CHECK(decrypt(keys, cipher) == plain);

    const auto c1 = schedule128(block(0x0001020304050607, 0x08090a0b0c0d0e0f));
    CHECK(encrypt(c1, block(0x0011223344556677, 0x8899aabbccddeeff)) == block(0x69c4e0d86a7b0430, 0xd8cdb78070b4c55a));
}

TEST_CASE("isa 402: AES-256 as in FIPS 197, appendix C.3") {
    const auto keys =
        schedule256(block(0x0001020304050607, 0x08090a0b0c0d0e0f), block(0x1011121314151617, 0x18191a1b1c1d1e1f));
    CHECK(keys[14] == block(0x24fc79ccbf0979e9, 0x371ac23c6d68de36));
    const Block plain = block(0x0011223344556677, 0x8899aabbccddeeff);
    const Block cipher = block(0x8ea2b7ca516745bf, 0xeafc49904b496089);
    CHECK(encrypt(keys, plain) == cipher);
    CHECK(decrypt(keys, cipher) == plain);
}

TEST_CASE("isa 403: single AES steps") {
    CHECK(run<Aes64es>(0, 0) == 0x6363636363636363);
    CHECK(run<Aes64ds>(0x6363636363636363, 0x6363636363636363) == 0);
    CHECK(run<Aes64es>(0x53, 0) == 0x63636363636363ed);  // FIPS 197, 5.1.1: S-box of 53 is ed
    CHECK(run<Aes64im>(run<Aes64im>(run<Aes64im>(run<Aes64im>(0x0123456789abcdef)))) == 0x0123456789abcdef);
    CHECK(run<Aes64im>(0xbca14d8ebca14d8e) == 0x455313db455313db);            // the well-known column db 13 53 45
    CHECK(run_imm<Aes64ks1i>(0x09cf4f3c00000000, 10) == 0x018a84eb018a84eb);  // SubWord without rotation
    CHECK(run<Aes64ks2>(0x1111111100000000, 0x2222222244444444) == 0x7777777755555555);
}

TEST_CASE("isa 404: SHA-256 of abc as in FIPS 180-4") {
    const std::array<uint32_t, 8> digest{0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223,
                                         0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad};
    CHECK(hash_abc<uint32_t, 64, Sha256sum0, Sha256sum1, Sha256sig0, Sha256sig1>() == digest);
}

TEST_CASE("isa 405: SHA-512 of abc as in FIPS 180-4") {
    const std::array<uint64_t, 8> digest{0xddaf35a193617aba, 0xcc417349ae204131, 0x12e6fa4e89a97ea2,
                                         0x0a9eeee64b55d39a, 0x2192992a274fc1a8, 0x36ba3c23a3feebbd,
                                         0x454d4423643ce80e, 0x2a9ac94fa54ca49f};
    CHECK(hash_abc<uint64_t, 80, Sha512sum0, Sha512sum1, Sha512sig0, Sha512sig1>() == digest);
}

TEST_CASE("isa 406: SHA-2 functions of one bit; the 32-bit ones ignore and sign-extend the upper half") {
    CHECK(run<Sha256sum0>(1) == 0x40080400);
    CHECK(run<Sha256sum1>(1) == 0x04200080);
    CHECK(run<Sha256sig0>(1) == 0x02004000);
    CHECK(run<Sha256sig1>(1) == 0x0000a000);
    CHECK(run<Sha256sum0>(0xffffffff00000004) == 0x00201001);
    CHECK(run<Sha256sig0>(0x40) == 0xffffffff80100008);
    CHECK(run<Sha512sum0>(1) == 0x0000001042000000);
    CHECK(run<Sha512sum1>(1) == 0x0004400000800000);
    CHECK(run<Sha512sig0>(1) == 0x8100000000000000);
    CHECK(run<Sha512sig1>(1) == 0x0000200000000008);
    CHECK(run<Sha512sig1>(0x40) == 0x0008000000000201);
}
