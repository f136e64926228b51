// Integer, fixed-point, reduction and Zvbb instructions against the naive second implementation, with every kind of
// register group: the same result, or illegal in both.
// Extensions: v, zvbb, zvkb
#include "tests/unit/vector/naive.h"
#include "tests/unit/vector/vector_rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

using Random = std::mt19937_64;

uint32_t funct3(const Rule& r, char form) {
    if (r.opm) return form == 'v' ? 2 : 6;
    return form == 'v' ? 0 : form == 'x' ? 4 : 3;
}

struct Trial {
    uint32_t word;
    bool vm;
    unsigned vd, vs2, vs1;
};
Trial random_trial(const Rule& rule, char form, unsigned lmul8, Random& random) {
    Trial t{};
    const unsigned align = lmul8 > 8 ? lmul8 / 8 : 1;
    const auto pick = [&] {
        return unsigned(random() % 32) / (random() % 8 ? align : 1) * (random() % 8 ? align : 1) % 32;
    };
    t.vd = pick(), t.vs2 = pick(), t.vs1 = form == 'v' ? pick() : unsigned(random() % 32);
    if (random() % 4 == 0) t.vs2 = t.vd;
    t.vm = random() % 3 != 0;
    if (rule.shape == Shape::Carry || rule.shape == Shape::Merge) t.vm = false;
    if (rule.shape == Shape::CarryToMask && random() % 2) t.vm = false;
    t.word = op_v(rule.funct6, t.vm, t.vs2, t.vs1, funct3(rule, form), t.vd);
    return t;
}

NaiveState state_of(VectorRig& rig) {
    NaiveState n;
    n.vlenb = rig.v().vlenb;
    std::memcpy(n.bytes.data(), rig.v().reg, 32 * n.vlenb);
    n.vl = rig.v().vl, n.vtype = rig.v().vtype, n.vstart = rig.v().vstart;
    n.vxrm = rig.v().vxrm, n.vxsat = rig.v().vxsat;
    std::copy_n(rig.state().x, 32, n.x);
    return n;
}

/// A legal vtype, and vl and vstart for it.
void random_vtype(VectorRig& rig, Random& random) {
    unsigned sew, lmul;
    do {
        sew = unsigned(random() % 4), lmul = unsigned(random() % 8);
    } while (lmul == 4 || (lmul > 4 && sew > lmul - 5));
    NaiveState n;
    n.vlenb = rig.v().vlenb, n.vtype = sew << 3 | lmul;
    rig.v().vtype = n.vtype | (random() % 4) << 6;
    rig.v().vl = random() % 4 == 0 ? n.vlmax() : random() % (n.vlmax() + 1);
    rig.v().vstart = random() % 8 == 0 ? random() % (n.vlmax() + 1) & (8 * n.vlenb - 1) : 0;
}

}  // namespace

TEST_CASE("vector 101: integer instructions equal the naive second implementation") {
    for (const uint32_t vlen : {128u, 512u, 1024u}) {
        VectorRig rig(with_vlen(vlen));
        Random random(vlen);
        int legal = 0, illegal = 0;
        for (const Rule& rule : naive_rules()) {
            for (const char form : rule.forms) {
                for (int n = 0; n < 60; ++n) {
                    fill_registers(rig.v(), random);
                    random_vtype(rig, random);
                    rig.v().vxrm = uint8_t(random() % 4);
                    rig.v().vxsat = uint8_t(random() % 4 == 0);
                    for (int r = 1; r < 32; ++r)
                        rig.state().x[r] = random() % 4 ? random() : uint64_t(int64_t(random() % 9) - 4);
                    NaiveState expected = state_of(rig);
                    const Trial t = random_trial(rule, form, expected.lmul8(), random);
                    const bool executes = naive_execute(expected, rule, form, t.vm, t.vd, t.vs2, t.vs1);
                    const bool executed = rig.step(t.word);
                    const bool same = executed == executes && rig.v().vstart == expected.vstart &&
                                      rig.v().vxsat == expected.vxsat &&
                                      std::memcmp(rig.v().reg, expected.bytes.data(), 32 * expected.vlenb) == 0;
                    (executed ? legal : illegal)++;
                    if (same) continue;
                    FAIL(rule.name << " form " << form << " vm " << t.vm << " vd " << t.vd << " vs2 " << t.vs2
                                   << " vs1 " << t.vs1 << " vtype " << std::hex << rig.v().vtype << " vl " << std::dec
                                   << rig.v().vl << " VLEN " << vlen << ": " << (executed ? "executed" : "illegal")
                                   << ", expected " << (executes ? "executed" : "illegal"));
                }
            }
        }
        CHECK(legal > 1000);
        CHECK(illegal > 1000);
    }
}

TEST_CASE("vector 102: Zvbb with one source") {
    VectorRig rig;
    const auto run = [&](uint32_t vs1, unsigned sew, uint64_t in) {
        rig.v().vtype = sew << 3, rig.v().vl = 1;
        rig.set_element(8, 0, 1 << sew, in);
        REQUIRE(rig.step(op_v(0x12, true, 8, vs1, 2, 9)));
        return rig.element(9, 0, 1 << sew);
    };
    CHECK(run(8, 2, 0x80010f12) == 0x0180f048);                  // vbrev8
    CHECK(run(9, 3, 0x0102030405060708) == 0x0807060504030201);  // vrev8
    CHECK(run(10, 1, 0x8001) == 0x8001);                         // vbrev
    CHECK(run(10, 2, 0x00000013) == 0xc8000000);
    CHECK(run(12, 1, 0x0010) == 11);  // vclz
    CHECK(run(12, 0, 0) == 8);
    CHECK(run(13, 3, 0x100) == 8);  // vctz
    CHECK(run(13, 2, 0) == 32);
    CHECK(run(14, 1, 0xf00f) == 8);  // vcpop
    // vror.vi by 33: the sixth bit of the immediate is bit 26.
    rig.v().vtype = 3 << 3, rig.v().vl = 1;
    rig.set_element(8, 0, 8, 0x0000000300000000);
    REQUIRE(rig.step(op_v(0x15, true, 8, 1, 3, 9)));
    CHECK(rig.element(9, 0, 8) == 0x8000000000000001);
}

TEST_CASE("vector 103: extension") {
    VectorRig rig;
    rig.v().vtype = 3 << 3, rig.v().vl = 2;
    rig.set_element(8, 0, 1, 0x80);
    rig.set_element(8, 1, 1, 0x7f);
    REQUIRE(rig.step(op_v(0x12, true, 8, 2, 2, 9)));  // vzext.vf8
    CHECK(rig.element(9, 0, 8) == 0x80);
    CHECK(rig.element(9, 1, 8) == 0x7f);
    REQUIRE(rig.step(op_v(0x12, true, 8, 3, 2, 9)));  // vsext.vf8
    CHECK(rig.element(9, 0, 8) == 0xffffffffffffff80);
    REQUIRE(rig.step(op_v(0x12, true, 8, 5, 2, 9)));  // vsext.vf4
    CHECK(rig.element(9, 0, 8) == 0x7f80);
    // "when LMUL=8, vzext.vf4 v0, v6 is legal, but a source of v0, v2, or v4 is not"
    rig.v().vtype = 2 << 3 | 3;
    CHECK(rig.step(op_v(0x12, true, 6, 4, 2, 0)));
    for (const uint32_t source : {0u, 2u, 4u}) CHECK(rig.illegal(op_v(0x12, true, source, 4, 2, 0)));
    rig.v().vtype = 0;
    CHECK(rig.illegal(op_v(0x12, true, 8, 6, 2, 9)));  // SEW / 2 is 4
    rig.v().vtype = 1 << 3 | 5;                        // and so is an EMUL of 1/16 (LMUL 1/8)
    CHECK(rig.illegal(op_v(0x12, true, 8, 6, 2, 9)));
}
