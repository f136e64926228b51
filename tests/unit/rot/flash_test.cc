#include "rot/flash.h"

#include "tests/unit/rot/rot_fixture.h"

using namespace covesim;
using namespace covesim::rottest;
using Catch::Matchers::Contains;

TEST_CASE("ROT-01 the anchor of the development key is the SHA-384 of its public half") {
    CHECK(hex(development_anchor()) ==
          "49c725b3e2ff1e7fbb0791e6ec777eb55988b32d0302072ea668984c63bacc5af37722523e8e21132bf7e642db1b84ee");
}

TEST_CASE("ROT-02 one flipped bit anywhere in an image is named tampering with that image") {
    const auto good = flash();
    const auto in = images();
    size_t at = 0x1000;
    for (const FlashImage& image : in) {
        for (size_t byte : {size_t{0}, image.data.size() / 2, image.data.size() - 1}) {
            auto f = good;
            f[at + byte] ^= 0x10;
            CHECK_THAT(refused(f, Refusal::Tampered), Contains("image " + image.name + " "));
        }
        at = (at + image.data.size() + 0xfff) / 0x1000 * 0x1000;
    }
}

TEST_CASE("ROT-03 one flipped bit in any byte of the manifest or the signature is a bad signature") {
    const auto good = flash();
    for (size_t at = 0x40; at < 0x80 + 0x20 + 3 * 0x80; ++at) {
        auto f = good;
        f[at] ^= 1;
        Machine m;
        CHECK(static_cast<int>(m.boot(f).why) == static_cast<int>(Refusal::BadSignature));
        CHECK(m.released.empty());
    }
}

TEST_CASE("ROT-04 an unsigned flash is refused as unsigned") {
    CHECK_THAT(refused(build_flash(images(), std::nullopt, 5), Refusal::Unsigned), Contains("unsigned"));
}

TEST_CASE("ROT-05 a flash signed with a key that the anchor does not name is refused") {
    Seed other = kDevelopmentKeySeed;
    other[0] ^= 1;
    CHECK_THAT(refused(build_flash(images(), other, 5), Refusal::BadSignature), Contains("bad signature"));
    auto f = flash();
    f[0x18] ^= 1;  // the public key in the container
    refused(f, Refusal::BadSignature);
}

TEST_CASE("ROT-06 an older security version is a rollback, the same and a newer one are not") {
    CHECK_THAT(refused(flash(4), Refusal::Rollback), Contains("rollback"));
    for (uint64_t v : {5, 6}) {
        Machine m;
        const BootResult r = m.boot(flash(v));
        CHECK(r.ok());
        CHECK(r.security_version == v);
    }
}

TEST_CASE("ROT-07 a flash cut at any length is truncated, never anything else") {
    const auto good = flash();
    for (size_t n = 0; n < good.size(); n += n < 0x300 ? 1 : 61) {
        Machine m;
        const BootResult r = m.boot(Bytes(good).first(n));
        INFO("length " << n);
        CHECK(static_cast<int>(r.why) == static_cast<int>(Refusal::Truncated));
        CHECK(m.released.empty());
    }
    refused(Bytes(good).first(good.size() - 1), Refusal::Truncated);
}

TEST_CASE("ROT-08 images that overlap in memory are refused by name") {
    auto in = images();
    in[2].load = in[2].entry = Spa{0x80000000 + 256 * 20 - 1};
    CHECK_THAT(refused(build_flash(in, kDevelopmentKeySeed, 5), Refusal::Overlapping), Contains("tsm-driver and tsm"));
    in[2].load = in[2].entry = Spa{0x80000000 + 256 * 20};
    Machine m;
    CHECK(m.boot(build_flash(in, kDevelopmentKeySeed, 5)).ok());
}

TEST_CASE("ROT-09 an image outside memory, a missing image, a stray name and an entry outside are refused") {
    auto in = images();
    in[2].load = in[2].entry = Spa{0x81000000 - 8999};
    CHECK_THAT(refused(build_flash(in, kDevelopmentKeySeed, 5), Refusal::Unplaceable), Contains("tsm"));
    in = images();
    in.pop_back();
    refused(build_flash(in, kDevelopmentKeySeed, 5), Refusal::Malformed);
    in = images();
    in[2].name = "evil";
    CHECK_THAT(refused(build_flash(in, kDevelopmentKeySeed, 5), Refusal::Malformed), Contains("evil"));
    in = images();
    in[0].entry = Spa{0x1008};
    refused(build_flash(in, kDevelopmentKeySeed, 5), Refusal::Malformed);
    std::vector<uint8_t> junk(4096, 0xff);
    refused(junk, Refusal::Malformed);
}
