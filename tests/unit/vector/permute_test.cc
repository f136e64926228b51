// Mask and permutation instructions against plain loops; what they refuse; moves between files, by literals.
#include "tests/unit/vector/vector_rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

using Random = std::mt19937_64;
constexpr uint32_t kMvv = 2, kMvx = 6, kIvv = 0, kIvx = 4, kIvi = 3;

/// A rig with random registers, e16 m2, and a random vl.
struct Trial {
    explicit Trial(VectorRig& r, Random& random, unsigned sew_bytes = 2) : rig(r), bytes(sew_bytes) {
        fill_registers(rig.v(), random);
        const unsigned log2 = bytes == 1 ? 0 : bytes == 2 ? 1 : bytes == 4 ? 2 : 3;
        rig.v().vtype = log2 << 3 | 1;
        vlmax = 2 * rig.v().vlenb / bytes;
        rig.v().vl = vl = unsigned(random() % (vlmax + 1));
        vm = random() % 2;
        old.assign(rig.v().reg, rig.v().reg + sizeof rig.v().reg);
    }
    bool mask(unsigned reg, unsigned i) const { return old[reg * rig.v().vlenb + i / 8] >> (i % 8) & 1; }
    bool active(unsigned i) const { return i < vl && (vm || mask(0, i)); }
    uint64_t before(unsigned reg, unsigned i) const {
        uint64_t e = 0;
        std::memcpy(&e, old.data() + reg * rig.v().vlenb + i * bytes, bytes);
        return e;
    }
    VectorRig& rig;
    unsigned bytes, vl = 0, vlmax = 0;
    bool vm = true;
    std::vector<uint8_t> old;
};

}  // namespace

TEST_CASE("vector 401: mask logic") {
    VectorRig rig;
    Random random(401);
    for (uint32_t funct6 = 0x18; funct6 < 0x20; ++funct6) {
        for (int n = 0; n < 20; ++n) {
            Trial t(rig, random);
            REQUIRE(rig.step(op_v(funct6, true, 8, 9, kMvv, 9)));
            for (unsigned i = 0; i < 128; ++i) {
                const bool a = t.mask(8, i), b = t.mask(9, i);
                // vmandn, vmand, vmor, vmxor, vmorn, vmnand, vmnor, vmxnor
                const bool results[] = {a && !b, a && b, a || b, a != b, a || !b, !(a && b), !(a || b), a == b};
                REQUIRE(bool(rig.v().reg[9 * 16 + i / 8] >> (i % 8) & 1) == (i < t.vl ? results[funct6 - 0x18] : b));
            }
        }
        CHECK(rig.illegal(op_v(funct6, false, 8, 9, kMvv, 9)));  // vm = 0 is reserved
    }
}

TEST_CASE("vector 402: vcpop, vfirst, vmsbf, vmsif, vmsof, viota, vid") {
    VectorRig rig(with_vlen(256));
    Random random(402);
    for (int n = 0; n < 200; ++n) {
        Trial t(rig, random, 1u << random() % 4);
        if (n % 4 == 0)
            std::memset(rig.v().reg + 8 * 32, 0, 32), std::copy_n(rig.v().reg, sizeof rig.v().reg, t.old.begin());
        uint64_t count = 0, first = ~uint64_t{0};
        for (unsigned i = 0; i < t.vlmax; ++i) {
            if (!t.active(i) || !t.mask(8, i)) continue;
            if (count++ == 0) first = i;
        }
        REQUIRE(rig.step(op_v(0x10, t.vm, 8, 16, kMvv, 11)));
        CHECK(rig.x(11) == count);
        REQUIRE(rig.step(op_v(0x10, t.vm, 8, 17, kMvv, 11)));
        CHECK(rig.x(11) == first);
        for (const uint32_t vs1 : {1u, 2u, 3u}) {
            std::copy_n(t.old.begin(), sizeof rig.v().reg, rig.v().reg);
            REQUIRE(rig.step(op_v(0x14, t.vm, 8, vs1, kMvv, 9)));
            for (unsigned i = 0; i < 256; ++i) {
                const bool result = vs1 == 1 ? i < first : vs1 == 2 ? i == first : i <= first;
                REQUIRE(bool(rig.v().reg[9 * 32 + i / 8] >> (i % 8) & 1) == (t.active(i) ? result : t.mask(9, i)));
            }
        }
        REQUIRE(rig.step(op_v(0x14, t.vm, 8, 16, kMvv, 10)));  // viota.m
        uint64_t sum = 0;
        for (unsigned i = 0; i < t.vlmax; ++i) {
            const uint64_t kept = t.bytes == 8 ? sum : sum & ((uint64_t{1} << 8 * t.bytes) - 1);
            REQUIRE(rig.element(10, i, t.bytes) == (t.active(i) ? kept : t.before(10, i)));
            sum += t.active(i) && t.mask(8, i);
        }
        std::copy_n(t.old.begin(), sizeof rig.v().reg, rig.v().reg);
        REQUIRE(rig.step(op_v(0x14, t.vm, 0, 17, kMvv, 10)));  // vid.v
        for (unsigned i = 0; i < t.vlmax; ++i)
            REQUIRE(rig.element(10, i, t.bytes) == (t.active(i) ? i : t.before(10, i)));
    }
    rig.v().vtype = 1;
    for (const uint32_t vs1 : {1u, 2u, 3u}) {
        CHECK(rig.illegal(op_v(0x14, true, 8, vs1, kMvv, 8)));   // over its source
        CHECK(rig.illegal(op_v(0x14, false, 8, vs1, kMvv, 0)));  // or the mask
        CHECK(rig.step(op_v(0x14, true, 8, vs1, kMvv, 0)));
    }
    CHECK(rig.illegal(op_v(0x14, true, 9, 16, kMvv, 8)));
    CHECK(rig.illegal(op_v(0x14, true, 1, 17, kMvv, 8)));  // vid.v with vs2 other than v0
}

TEST_CASE("vector 403: gathers, slides and vcompress") {
    VectorRig rig(with_vlen(256));
    Random random(403);
    for (int n = 0; n < 200; ++n) {
        Trial t(rig, random, 1u << random() % 4);
        const auto reset = [&] { std::copy_n(t.old.begin(), sizeof rig.v().reg, rig.v().reg); };
        const auto expect = [&](const char* what, auto f) {
            for (unsigned i = 0; i < t.vlmax; ++i) {
                INFO(what << " element " << i << " of " << t.vl << ", " << t.bytes << " bytes");
                REQUIRE(rig.element(24, i, t.bytes) == (t.active(i) ? f(i) : t.before(24, i)));
            }
            reset();
        };
        const auto at = [&](uint64_t i) { return i < t.vlmax ? t.before(8, unsigned(i)) : 0; };
        const uint64_t x = random() % 3 == 0 ? random() : random() % (t.vlmax + 4);
        const unsigned imm = unsigned(random() % 32);
        rig.state().x[12] = x;
        // Small indices mostly.
        for (unsigned i = 0; i < t.vlmax && n % 2; ++i) {
            const uint64_t index = random() % (t.vlmax + 2);
            rig.set_element(16, i, t.bytes, index);
        }
        std::copy_n(rig.v().reg, sizeof rig.v().reg, t.old.begin());
        REQUIRE(rig.step(op_v(0x0c, t.vm, 8, 16, kIvv, 24)));
        expect("vrgather.vv", [&](unsigned i) { return at(t.before(16, i)); });
        REQUIRE(rig.step(op_v(0x0c, t.vm, 8, 12, kIvx, 24)));
        expect("vrgather.vx", [&](unsigned) { return at(x); });
        REQUIRE(rig.step(op_v(0x0c, t.vm, 8, imm, kIvi, 24)));
        expect("vrgather.vi", [&](unsigned) { return at(imm); });
        REQUIRE(rig.step(op_v(0x0e, t.vm, 8, 16, kIvv, 24)));
        expect("vrgatherei16.vv", [&](unsigned i) {
            uint16_t index = 0;
            std::memcpy(&index, t.old.data() + 16 * 32 + 2 * i, 2);
            return at(index);
        });
        REQUIRE(rig.step(op_v(0x0e, t.vm, 8, 12, kIvx, 24)));
        expect("vslideup.vx", [&](unsigned i) { return i >= x ? at(i - x) : t.before(24, i); });
        REQUIRE(rig.step(op_v(0x0e, t.vm, 8, imm, kIvi, 24)));
        expect("vslideup.vi", [&](unsigned i) { return i >= imm ? at(i - imm) : t.before(24, i); });
        REQUIRE(rig.step(op_v(0x0f, t.vm, 8, 12, kIvx, 24)));
        expect("vslidedown.vx", [&](unsigned i) { return x < t.vlmax ? at(i + x) : 0; });
        REQUIRE(rig.step(op_v(0x0f, t.vm, 8, imm, kIvi, 24)));
        expect("vslidedown.vi", [&](unsigned i) { return at(uint64_t{i} + imm); });
        const uint64_t scalar = t.bytes == 8 ? x : x & ((uint64_t{1} << 8 * t.bytes) - 1);
        REQUIRE(rig.step(op_v(0x0e, t.vm, 8, 12, kMvx, 24)));
        expect("vslide1up", [&](unsigned i) { return i == 0 ? scalar : at(i - 1); });
        REQUIRE(rig.step(op_v(0x0f, t.vm, 8, 12, kMvx, 24)));
        expect("vslide1down", [&](unsigned i) { return i == t.vl - 1 ? scalar : at(i + 1); });

        REQUIRE(rig.step(op_v(0x17, true, 8, 16, kMvv, 24)));
        unsigned out = 0;
        for (unsigned i = 0; i < t.vl; ++i)
            if (t.mask(16, i)) REQUIRE(rig.element(24, out++, t.bytes) == at(i));
        for (; out < t.vlmax; ++out) REQUIRE(rig.element(24, out, t.bytes) == t.before(24, out));
        reset();
    }
    rig.v().vtype = 1 << 3 | 1, rig.v().vl = 4;
    for (const uint32_t word :
         {op_v(0x0c, true, 8, 16, kIvv, 8), op_v(0x0c, true, 8, 16, kIvv, 16), op_v(0x0c, true, 8, 12, kIvx, 8),
          op_v(0x0e, true, 8, 16, kIvv, 16), op_v(0x0e, true, 8, 12, kIvx, 8), op_v(0x0e, true, 8, 1, kIvi, 8),
          op_v(0x0e, true, 8, 12, kMvx, 8), op_v(0x17, true, 8, 16, kMvv, 8), op_v(0x17, true, 8, 16, kMvv, 16),
          op_v(0x17, true, 8, 9, kMvv, 24), op_v(0x17, false, 8, 16, kMvv, 24)})
        CHECK(rig.illegal(word));
    CHECK(rig.step(op_v(0x0f, true, 8, 12, kIvx, 8)));  // down may overlap
    CHECK(rig.step(op_v(0x0f, true, 8, 12, kMvx, 8)));
}

TEST_CASE("vector 404: element 0, splats and whole registers") {
    VectorRig rig;
    rig.v().vtype = 0, rig.v().vl = 0;
    rig.set_element(8, 0, 1, 0x80);
    REQUIRE(rig.step(op_v(0x10, true, 8, 0, kMvv, 11)));  // vmv.x.s, also with vl = 0
    CHECK(rig.x(11) == 0xffffffffffffff80);
    rig.state().x[12] = 0x1234567890abcdef;
    REQUIRE(rig.step(op_v(0x10, true, 0, 12, kMvx, 8)));  // vmv.s.x does nothing with vl = 0
    CHECK(rig.element(8, 0, 1) == 0x80);
    rig.v().vl = 3;
    REQUIRE(rig.step(op_v(0x10, true, 0, 12, kMvx, 8)));
    CHECK(rig.element(8, 0, 1) == 0xef);
    REQUIRE(rig.step(op_v(0x17, true, 0, 12, kIvx, 9)));  // vmv.v.x
    CHECK(rig.element(9, 0, 4) == 0x00efefef);
    REQUIRE(rig.step(op_v(0x17, true, 0, 0x1e, kIvi, 9)));  // vmv.v.i -2
    CHECK(rig.element(9, 0, 4) == 0x00fefefe);
    REQUIRE(rig.step(op_v(0x17, true, 0, 8, kIvv, 10)));  // vmv.v.v
    CHECK(rig.element(10, 0, 1) == 0xef);
    CHECK(rig.illegal(op_v(0x17, true, 1, 8, kIvv, 10)));  // vs2 other than v0
    CHECK(rig.illegal(op_v(0x10, false, 8, 0, kMvv, 11)));
    CHECK(rig.illegal(op_v(0x10, false, 0, 12, kMvx, 8)));

    Random random(404);
    fill_registers(rig.v(), random);
    const std::vector<uint8_t> old(rig.v().reg, rig.v().reg + 32 * 16);
    rig.v().vl = 0;
    REQUIRE(rig.step(op_v(0x27, true, 8, 3, kIvi, 16)));  // vmv4r.v, whatever vl is
    CHECK(std::memcmp(rig.v().reg + 16 * 16, old.data() + 8 * 16, 64) == 0);
    rig.v().vstart = 40;  // bytes: SEW is 8
    REQUIRE(rig.step(op_v(0x27, true, 24, 3, kIvi, 16)));
    CHECK(std::memcmp(rig.v().reg + 16 * 16, old.data() + 8 * 16, 40) == 0);
    CHECK(std::memcmp(rig.v().reg + 16 * 16 + 40, old.data() + 24 * 16 + 40, 24) == 0);
    rig.v().vstart = 64;
    CHECK(rig.illegal(op_v(0x27, true, 24, 3, kIvi, 16)));
    rig.v().vstart = 0;
    CHECK(rig.illegal(op_v(0x27, true, 2, 3, kIvi, 16)));
    CHECK(rig.illegal(op_v(0x27, true, 8, 2, kIvi, 16)));
    CHECK(rig.illegal(op_v(0x27, false, 8, 3, kIvi, 16)));
}
