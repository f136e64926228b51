// vset*, the CSRs, and what VS allows. Unprivileged specification, "Vector Extension Programmer's Model" and
// "Configuration-Setting Instructions".
#include "tests/unit/vector/vector_rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {
constexpr uint64_t kVill = uint64_t{1} << 63;
constexpr uint32_t vsetivli(uint32_t rd, uint32_t uimm, uint32_t vtype) {
    return 3u << 30 | vtype << 20 | uimm << 15 | 7 << 12 | rd << 7 | 0x57;
}
constexpr uint32_t vsetvl(uint32_t rd, uint32_t rs1, uint32_t rs2) {
    return 1u << 31 | rs2 << 20 | rs1 << 15 | 7 << 12 | rd << 7 | 0x57;
}
constexpr uint32_t kVadd = op_v(0, true, 8, 9, 0, 10);
}  // namespace

TEST_CASE("vector 001: reset as recommended") {
    VectorRig rig(with_vlen(256));
    CHECK(rig.csr(0xc21) == kVill);
    CHECK(rig.csr(0xc20) == 0);
    CHECK(rig.csr(0xc22) == 32);
    CHECK(rig.illegal(kVadd));
}

TEST_CASE("vector 002: vl follows AVL up to VLMAX, which follows vtype") {
    VectorRig rig;
    rig.state().x[10] = 5;
    REQUIRE(rig.step(vsetvli(11, 10, 0)));  // e8, m1: VLMAX 16
    CHECK(rig.x(11) == 5);
    CHECK(rig.csr(0xc20) == 5);
    CHECK(rig.csr(0xc21) == 0);
    rig.state().x[10] = 17;
    REQUIRE(rig.step(vsetvli(11, 10, 0)));
    CHECK(rig.x(11) == 16);
    REQUIRE(rig.step(vsetvli(11, 0, 0xdb)));  // rs1 = x0, rd != x0: VLMAX of e64, m8, ta, ma
    CHECK(rig.x(11) == 16);
    CHECK(rig.csr(0xc21) == 0xdb);
    REQUIRE(rig.step(vsetvli(0, 0, 0x52)));  // x0, x0 keeps vl: e32, m4 has the same VLMAX
    CHECK(rig.csr(0xc20) == 16);
    CHECK(rig.csr(0xc21) == 0x52);
    REQUIRE(rig.step(vsetivli(11, 31, 0xc5)));  // e8, mf8: VLMAX 2
    CHECK(rig.x(11) == 2);
    rig.state().x[12] = 0x18 | 3;
    rig.state().x[10] = ~uint64_t{0};
    REQUIRE(rig.step(vsetvl(11, 10, 12)));
    CHECK(rig.x(11) == 16);
}

TEST_CASE("vector 003: unsupported vtypes set vill, clear vl, and make what depends on them illegal") {
    VectorRig rig;
    const auto vill = [&](uint64_t type) {
        rig.state().x[12] = type, rig.state().x[10] = 4;
        REQUIRE(rig.step(vsetvl(11, 10, 12)));
        return rig.csr(0xc21) == kVill && rig.csr(0xc20) == 0 && rig.x(11) == 0;
    };
    CHECK(vill(4));     // LMUL
    CHECK(vill(0x20));  // SEW 128
    CHECK(vill(0x38));
    CHECK(vill(0x100));
    CHECK(vill(kVill));
    CHECK(vill(uint64_t{1} << 40));
    CHECK(vill(1 << 3 | 5));  // e16, mf8: SEW > ELEN * LMUL
    CHECK(vill(2 << 3 | 6));
    CHECK(vill(3 << 3 | 7));
    CHECK_FALSE(vill(2 << 3 | 7));
    CHECK_FALSE(vill(1 << 3 | 6));
    CHECK_FALSE(vill(5));
    CHECK(vill(0x20));
    CHECK(rig.illegal(kVadd));
    CHECK(rig.illegal(vmem(1, 0, true, 0, 10, 0, 8, false)));   // vle8.v
    CHECK(rig.illegal(vmem(1, 0, true, 11, 10, 0, 8, false)));  // vlm.v
    CHECK(rig.illegal(op_v(0x27, true, 8, 0, 3, 16)));          // vmv1r.v
    rig.state().x[10] = kData;
    CHECK(rig.step(vmem(1, 0, true, 8, 10, 0, 8, false)));  // vl1re8.v does not depend on vtype
    CHECK(rig.step(vmem(1, 0, true, 8, 10, 0, 8, true)));
    // x0, x0 with another VLMAX is reserved.
    CHECK_FALSE(vill(0));
    REQUIRE(rig.step(vsetvli(0, 0, 1)));
    CHECK(rig.csr(0xc21) == kVill);
}

TEST_CASE("vector 004: vstart, vxrm, vxsat and vcsr hold the bits they have") {
    VectorRig rig(with_vlen(256));
    rig.set_csr(0x008, ~uint64_t{0});
    CHECK(rig.csr(0x008) == 255);
    rig.set_csr(0x00f, ~uint64_t{0});
    CHECK(rig.csr(0x00f) == 7);
    CHECK(rig.csr(0x009) == 1);
    CHECK(rig.csr(0x00a) == 3);
    rig.set_csr(0x009, 0);
    CHECK(rig.csr(0x00f) == 6);
    rig.set_csr(0x00a, 1);
    CHECK(rig.csr(0x00f) == 2);
    CHECK_FALSE(rig.hart().privileged().poke(0xc20, 3));
    // Every vector instruction resets vstart.
    REQUIRE(rig.step(vsetvli(11, 0, 0)));
    CHECK(rig.csr(0x008) == 0);
}

TEST_CASE("vector 005: VS Off makes instructions and CSRs illegal, with V=1 in either register") {
    const auto set_v = [](VectorRig& rig, uint64_t mstatus, uint64_t vsstatus) {
        rig.state().mstatus = (rig.state().mstatus & ~uint64_t{kVs}) | mstatus;
        rig.state().vsstatus = (rig.state().vsstatus & ~uint64_t{kVs}) | vsstatus;
    };
    VectorRig rig;
    set_v(rig, 0, 0);
    CHECK(rig.illegal(vsetvli(11, 0, 0)));
    CHECK(rig.illegal(csrr(11, 0xc22)));
    CHECK(rig.illegal(csrr(11, 0x008)));
    set_v(rig, 1 << 9, 0);
    CHECK(rig.step(vsetvli(11, 0, 0)));
    CHECK((rig.csr(0x300) & kVs) == kVs);  // changed vector state: Dirty, and SD with it
    CHECK(rig.csr(0x300) >> 63 == 1);
    set_v(rig, 2 << 9, 0);
    CHECK(rig.step(vmem(1, 0, true, 8, 0, 0, 8, true)) == false);  // a store that faults at address 0
    CHECK(rig.trap().cause == 7);
    set_v(rig, 2 << 9, 0);
    rig.state().x[10] = kData;
    CHECK(rig.step(vmem(1, 0, true, 8, 10, 0, 8, true)));  // one that does not changes no vector state
    CHECK((rig.csr(0x300) & kVs) == 2 << 9);

    for (const auto& [m, vs, works] : {std::tuple{1, 1, true}, {0, 1, false}, {1, 0, false}}) {
        VectorRig guest;
        guest.open_pmp();
        guest.put(kCode, {vsetvli(11, 0, 0), jal(zero, 0)});
        guest.start(kCode, Priv::S, true);
        set_v(guest, uint64_t(m) << 9, uint64_t(vs) << 9);
        guest.run(0, 3);
        if (works) {
            CHECK(guest.traps().empty());
            CHECK((guest.state().mstatus & kVs) == kVs);
            CHECK((guest.state().vsstatus & kVs) == kVs);
        } else {
            REQUIRE(guest.traps().size() == 1);
            CHECK(guest.trap().cause == 2);  // never a virtual-instruction exception
        }
    }
}

TEST_CASE("vector 006: a vstart past the largest element index is illegal, and illegal leaves it") {
    VectorRig rig;
    REQUIRE(rig.step(vsetvli(11, 0, 3 << 3)));  // VLMAX 2
    rig.set_csr(0x008, 2);
    CHECK(rig.illegal(kVadd));
    CHECK(rig.csr(0x008) == 2);
    rig.set_csr(0x008, 1);
    rig.set_element(8, 0, 8, 5), rig.set_element(9, 0, 8, 6), rig.set_element(8, 1, 8, 7), rig.set_element(9, 1, 8, 8);
    CHECK(rig.step(kVadd));
    CHECK(rig.element(10, 0, 8) == 0);
    CHECK(rig.element(10, 1, 8) == 15);
    for (const uint32_t word :
         {op_v(0x00, true, 8, 9, 2, 10), op_v(0x10, true, 8, 16, 2, 10), op_v(0x10, true, 8, 17, 2, 10),
          op_v(0x14, true, 8, 1, 2, 10), op_v(0x14, true, 8, 2, 2, 10), op_v(0x14, true, 8, 3, 2, 10),
          op_v(0x14, true, 8, 16, 2, 10), op_v(0x17, true, 8, 9, 2, 10), op_v(0x03, true, 8, 9, 1, 10)}) {
        rig.set_csr(0x008, 1);
        CHECK(rig.illegal(word));  // vredsum, vcpop, vfirst, vmsbf, vmsof, vmsif, viota, vcompress, vfredosum
        rig.set_csr(0x008, 0);
        CHECK(rig.step(word));
    }
}
