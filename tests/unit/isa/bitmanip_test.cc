// Zba, Zbb, Zbs, Zicond, Zbkb, Zbkc, Zbkx against literal results that follow from the specification's definitions.
#include <catch2/catch.hpp>

#include "tests/unit/isa/fake_context.h"

using namespace covesim::isa;
using namespace covesim::isa::test;

namespace {
constexpr uint64_t kMin64 = 0x8000000000000000, kMax64 = 0x7fffffffffffffff, kOnes = ~uint64_t{0};
}

TEST_CASE("isa 301: Zba") {
    CHECK(run<AddUw>(0xffffffff80000001, 2) == 0x80000003);
    CHECK(run<AddUw>(0x00000001ffffffff, kOnes) == 0xfffffffe);
    CHECK(run<Sh1add>(3, 100) == 106);
    CHECK(run<Sh2add>(3, 100) == 112);
    CHECK(run<Sh3add>(3, 100) == 124);
    CHECK(run<Sh3add>(0x2000000000000001, 1) == 9);
    CHECK(run<Sh1addUw>(0xffffffff80000000, 1) == 0x100000001);
    CHECK(run<Sh2addUw>(0xffffffff80000000, 1) == 0x200000001);
    CHECK(run<Sh3addUw>(0xffffffffffffffff, 8) == 0x800000000);
    CHECK(run_imm<SlliUw>(0xffffffff80000001, 1) == 0x100000002);
    CHECK(run_imm<SlliUw>(0xffffffffffffffff, 63) == kMin64);
}

TEST_CASE("isa 302: Zbb logic and counts") {
    CHECK(run<Andn>(0xff00, 0x0ff0) == 0xf000);
    CHECK(run<Orn>(0, 0x0ff0) == 0xfffffffffffff00f);
    CHECK(run<Xnor>(0xff00, 0x0ff0) == 0xffffffffffff0f0f);
    CHECK(run<Clz>(0) == 64);
    CHECK(run<Clz>(1) == 63);
    CHECK(run<Clz>(kMin64) == 0);
    CHECK(run<Ctz>(0) == 64);
    CHECK(run<Ctz>(kMin64) == 63);
    CHECK(run<Ctz>(12) == 2);
    CHECK(run<Cpop>(kOnes) == 64);
    CHECK(run<Cpop>(0xf0f0000000000001) == 9);
    CHECK(run<Clzw>(0xffffffff00000000) == 32);
    CHECK(run<Clzw>(0xffffffff00000001) == 31);
    CHECK(run<Ctzw>(0xffffffff00000000) == 32);
    CHECK(run<Ctzw>(0x80000000) == 31);
    CHECK(run<Cpopw>(0xffffffff0000ffff) == 16);
}

TEST_CASE("isa 303: Zbb minimum, maximum, extension") {
    CHECK(run<Max>(kMin64, 1) == 1);
    CHECK(run<Max>(uint64_t(-3), uint64_t(-2)) == uint64_t(-2));
    CHECK(run<Maxu>(kMin64, 1) == kMin64);
    CHECK(run<Min>(kMin64, 1) == kMin64);
    CHECK(run<Minu>(kMin64, 1) == 1);
    CHECK(run<SextB>(0x1234567880) == 0xffffffffffffff80);
    CHECK(run<SextB>(0x7f) == 0x7f);
    CHECK(run<SextH>(0x123456788000) == 0xffffffffffff8000);
    CHECK(run<SextH>(0x17fff) == 0x7fff);
    CHECK(run<ZextH>(0xffffffffffff8001) == 0x8001);
}

TEST_CASE("isa 304: Zbb rotations and byte operations") {
    CHECK(run<Rol>(0x8000000000000001, 1) == 3);
    CHECK(run<Rol>(0x123456789abcdef0, 64 + 8) == 0x3456789abcdef012);
    CHECK(run<Ror>(3, 1) == 0x8000000000000001);
    CHECK(run<Ror>(0x123456789abcdef0, 8) == 0xf0123456789abcde);
    CHECK(run<Rolw>(0xffffffff40000000, 1) == 0xffffffff80000000);
    CHECK(run<Rolw>(0x80000000, 32 + 1) == 1);
    CHECK(run<Rorw>(1, 1) == 0xffffffff80000000);
    CHECK(run<Rorw>(0x1234567800000002, 1) == 1);
    CHECK(run_imm<Rori>(1, 63) == 2);
    CHECK(run_imm<Roriw>(0xffffffff00000001, 1) == 0xffffffff80000000);
    CHECK(run_imm<Roriw>(0x12345678, 0) == 0x12345678);
    CHECK(run<OrcB>(0x0001000080402010) == 0x00ff0000ffffffff);
    CHECK(run<OrcB>(0x0800000000020400) == 0xff00000000ffff00);
    CHECK(run<Rev8>(0x0123456789abcdef) == 0xefcdab8967452301);
}

TEST_CASE("isa 305: Zbs") {
    CHECK(run<Bset>(0, 63) == kMin64);
    CHECK(run<Bset>(0, 64) == 1);
    CHECK(run<Bclr>(kOnes, 63) == kMax64);
    CHECK(run<Binv>(1, 0) == 0);
    CHECK(run<Binv>(0, 33) == 0x200000000);
    CHECK(run<Bext>(0x200000000, 33) == 1);
    CHECK(run<Bext>(0x200000000, 97) == 1);
    CHECK(run<Bext>(0x200000000, 32) == 0);
    CHECK(run_imm<Bseti>(1, 62) == 0x4000000000000001);
    CHECK(run_imm<Bclri>(kOnes, 0) == kOnes - 1);
    CHECK(run_imm<Binvi>(kOnes, 32) == 0xfffffffeffffffff);
    CHECK(run_imm<Bexti>(kMin64, 63) == 1);
}

TEST_CASE("isa 306: Zicond") {
    CHECK(run<CzeroEqz>(5, 0) == 0);
    CHECK(run<CzeroEqz>(5, kMin64) == 5);
    CHECK(run<CzeroNez>(5, 0) == 5);
    CHECK(run<CzeroNez>(5, kMin64) == 0);
}

TEST_CASE("isa 307: Zbkb") {
    CHECK(run<Pack>(0x1111111122222222, 0x3333333344444444) == 0x4444444422222222);
    CHECK(run<Packh>(0x1234, 0x5678) == 0x7834);
    CHECK(run<Packw>(0x11112222, 0x33338444) == 0xffffffff84442222);
    CHECK(run<Packw>(0xffff1234, 0) == 0x1234);
    CHECK(run<Brev8>(0x0102040810204080) == 0x8040201008040201);
    CHECK(run<Brev8>(0x000000000000f01d) == 0x0000000000000fb8);
}

TEST_CASE("isa 308: Zbkc, products of polynomials") {
    CHECK(run<Clmul>(3, 3) == 5);         // (x + 1)^2 = x^2 + 1
    CHECK(run<Clmul>(0xb, 0x7) == 0x31);  // (x^3 + x + 1)(x^2 + x + 1) = x^5 + x^4 + 1
    CHECK(run<Clmul>(kOnes, 1) == kOnes);
    CHECK(run<Clmulh>(kOnes, 1) == 0);
    CHECK(run<Clmul>(kMin64, kMin64) == 0);
    CHECK(run<Clmulh>(kMin64, kMin64) == 0x4000000000000000);
    CHECK(run<Clmul>(kOnes, kOnes) == 0x5555555555555555);  // squaring spreads the bits
    CHECK(run<Clmulh>(kOnes, kOnes) == 0x5555555555555555);
    CHECK(run<Clmul>(0x123456789abcdef0, 0x10) == 0x23456789abcdef00);
    CHECK(run<Clmulh>(0x123456789abcdef0, 0x10) == 1);
}

TEST_CASE("isa 309: Zbkx, lookups in a register") {
    CHECK(run<Xperm8>(0x0706050403020100, 0x0001020304050607) == 0x0001020304050607);
    CHECK(run<Xperm8>(0x8877665544332211, 0x0707000000ff0800) == 0x8888111111000011);
    CHECK(run<Xperm4>(0xfedcba9876543210, 0x0123456789abcdef) == 0x0123456789abcdef);
    CHECK(run<Xperm4>(0x0123456789abcdef, 0xfedcba9876543210) == 0x0123456789abcdef);
    CHECK(run<Xperm4>(0x00000000000000c5, 0x1110000000000001) == 0xccc555555555555c);
}
