#include "tests/unit/rot/rot_fixture.h"

using namespace covesim;
using namespace covesim::rottest;

namespace {
std::string measured(Machine& m, uint32_t index) {
    m.wr(0x30, index);
    m.wr(0x28, 1);
    REQUIRE(m.rd(0x2c) == 0);
    std::string s;
    for (uint32_t i = 0; i < 48; ++i) {
        const uint8_t b = static_cast<uint8_t>(m.rd(0x100 + i, 1));
        s += hex(Bytes(&b, 1));
    }
    return s;
}
}  // namespace

TEST_CASE("ROT-20 a good flash is copied, measured, and releases the harts once at the ROM's entry") {
    Machine m;
    const BootResult r = m.boot(flash());
    REQUIRE(r.ok());
    CHECK(m.released == std::vector<uint64_t>{0x1000});
    char text[8];
    REQUIRE(m.memory.read(Spa{0x1000}, text, 8));
    CHECK(std::string(text, 8) == "boot rom");
    uint32_t v = 0;
    REQUIRE(m.memory.load(Spa{0x80000000}, v));
    CHECK(v == 0x03020100);
    REQUIRE(m.memory.load(Spa{0x80200000 + 8996}, v));
    CHECK(v == 0x6d73746d);
    CHECK(r.tsm_driver_entry == Spa{0x80000010});
    CHECK(measured(m, 0) == kShaRom);
    CHECK(measured(m, 1) == kShaDriver);
    CHECK(measured(m, 2) == kShaTsm);
    CHECK(measured(m, 3) == std::string(96, '0'));
}

TEST_CASE("ROT-21 identity, status, version, entry and device tree registers") {
    Machine m;
    m.rot.set_device_tree(Spa{0x87e00000});
    CHECK(m.rd(0x00) == 0x54565243);
    CHECK(m.rd(0x04) == 0x800);
    REQUIRE(m.boot(flash(7)).ok());
    CHECK(m.rd(0x04) == 0x803);
    CHECK(m.rd(0x08, 8) == 7);
    CHECK(m.rd(0x10, 8) == 0x80000010);
    CHECK(m.rd(0x18, 8) == 0x87e00000);
    m.wr(0x10, 0, 8);
    CHECK(m.rd(0x10, 8) == 0x80000010);
}

TEST_CASE("ROT-22 the CDI is the HKDF chain over the three measurements, and zero once locked") {
    Machine m;
    REQUIRE(m.boot(flash()).ok());
    const uint64_t want[6] = {0x62d0f1f60eb51984, 0x019c027d7693272e, 0x8fb4c13981ca4e65,
                              0x41ca4aba3ed3cbf6, 0xb856ba77ab48716e, 0x59150799fe530750};
    for (uint64_t i = 0; i < 6; ++i) CHECK(m.rd(0x180 + 8 * i, 8) == want[i]);
    m.wr(0x28, 3);
    CHECK(m.rd(0x2c) == 0);
    for (uint64_t i = 0; i < 6; ++i) CHECK(m.rd(0x180 + 8 * i, 8) == 0);
    m.wr(0x28, 3);
    CHECK(m.rd(0x2c) == 3);
}

TEST_CASE("ROT-23 layer keys follow the CDIs") {
    Machine m;
    REQUIRE(m.boot(flash()).ok());
    CHECK(hex(m.rot.layer_public_key(Layer::Rom)) ==
          "5639cf208690d404b426f5d00a18b35eaee1174686f9c9e40e5999a49dfc6edb");
    CHECK(hex(m.rot.layer_public_key(Layer::TsmDriver)) ==
          "94fa88d5b737605cd3d4e50076e93c5c1031898d331b992f4c2fe561b88c3a81");
    CHECK(hex(m.rot.layer_public_key(Layer::Tsm)) ==
          "f413e56afce446323a537c12e3aea0184616096a2ceed6a7fe41c0d072a319b0");
}

TEST_CASE("ROT-24 another TSM or another device secret gives another CDI; the ROM layer's key stays with the ROM") {
    Machine a, b, c(RotParams{.uds_seed = 1, .anchor = {}});
    auto in = images();
    in[2].data[0] ^= 1;
    REQUIRE(a.boot(flash()).ok());
    REQUIRE(b.boot(build_flash(in, kDevelopmentKeySeed, 5)).ok());
    REQUIRE(c.boot(flash()).ok());
    CHECK(a.rd(0x180, 8) != b.rd(0x180, 8));
    CHECK(a.rd(0x180, 8) != c.rd(0x180, 8));
    CHECK(a.rot.layer_public_key(Layer::TsmDriver) == b.rot.layer_public_key(Layer::TsmDriver));
}

TEST_CASE("ROT-25 extend hashes register and window; the boot's own registers cannot be extended") {
    Machine m;
    REQUIRE(m.boot(flash()).ok());
    for (uint64_t i = 0; i < 48; ++i) m.wr(0x100 + i, i, 1);
    m.wr(0x30, 3);
    m.wr(0x28, 2);
    CHECK(m.rd(0x2c) == 0);
    for (uint32_t i : {0u, 1u, 2u, 8u, 0xffffffffu}) {
        m.wr(0x30, i);
        m.wr(0x28, 2);
        CHECK(m.rd(0x2c) == 2);
    }
    m.wr(0x30, 8);
    m.wr(0x28, 1);
    CHECK(m.rd(0x2c) == 2);
    m.wr(0x28, 77);
    CHECK(m.rd(0x2c) == 1);
    CHECK(measured(m, 3) ==
          "fe83f742d1cab5c709a0c424729831fbff9b5bb9748a618f0b6ea04fe1fde4d546f4040e7fc9587b2e6badada6c941b0");
    CHECK(measured(m, 0) == kShaRom);
}

TEST_CASE("ROT-26 entropy is fresh per read, the same for the same seed, and not taken by a debugger") {
    const uint64_t want[7] = {0xf26d7f200665c23f, 0x087bb99a82508624, 0xa767fe62a080df6f, 0x8e416c5cf697a141,
                              0x35914c340aefecf8, 0x8bda1f0f4a02abb8, 0x4d0a74ca95ad2765};
    RotParams p;
    p.entropy_seed = 0x0e27;
    Machine m(p);
    for (uint64_t w : want) {
        uint64_t v = 1;
        REQUIRE(m.rot.peek(0x20, 8, v, {}));
        CHECK(v == 0);
        CHECK(m.rd(0x20, 8) == w);
    }
}

TEST_CASE("ROT-27 a reset forgets measurements and secrets; a later refusal does not bring them back") {
    Machine m;
    REQUIRE(m.boot(flash()).ok());
    auto bad = flash();
    bad[0x1000] ^= 1;
    CHECK_FALSE(m.boot(bad).ok());
    CHECK(m.rd(0x04) == 0x800);
    CHECK(m.rd(0x180, 8) == 0);
    CHECK(measured(m, 0) == std::string(96, '0'));
    CHECK(m.released.size() == 1);
}

TEST_CASE("ROT-28 the anchor parameter is 96 hexadecimal digits, or empty for the development key") {
    RotParams p;
    CHECK(RootOfTrust::anchor(p) == development_anchor());
    p.anchor = hex(development_anchor());
    CHECK(RootOfTrust::anchor(p) == development_anchor());
    p.anchor[95] = 'g';
    CHECK_FALSE(RootOfTrust::anchor(p));
    p.anchor = "00";
    CHECK_FALSE(RootOfTrust::anchor(p));
}
